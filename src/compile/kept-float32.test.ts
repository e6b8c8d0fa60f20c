// Loops on arrays of single precision that a program keeps: of the same element type, and the same bits.
import t from "tap";
import { flat } from "../check/points.js";
import type { Value } from "../core/op.js";
import { add, array, at, foriLoop, grad, hvp, jit, jvp, mul, scan, sin, sum, tanh } from "../index.js";

const reverse = { mode: "reverse" } as const;
const single = { dtype: "float32" } as const;
const items = Array.from({ length: 20 }, (_, i) => [Math.sin(i), 0.1, Math.cos(i)]);

const powers = (x: Value): Value => foriLoop(0, 20, (_i, y: Value) => mul(y, sin(y)), x);
const states = (xs: Value): ((x: Value) => Value) => {
  const step =
    (x: Value) =>
    (h: Value, item: Value): readonly [Value, Value] => {
      const next = tanh(add(mul(h, x), item));
      return [next, next];
    };
  return (x) => scan(step(x), array([0, 0, 0], single), xs)[1];
};

const functions: Readonly<Record<string, (x: Value) => Value>> = {
  "a state": powers,
  "items of single precision": states(array(items, single)),
};

for (const [name, f] of Object.entries(functions))
  t.test(`${name}: value, derivatives and second derivatives`, (t) => {
    const programs: Readonly<Record<string, (x: Value) => Value>> = {
      value: f,
      reverse: grad((x: Value) => sum(f(x)), reverse),
      forward: (x) => jvp(f, [x], [x]).tangent,
      "Hessian times a vector": (x) => hvp((y: Value) => sum(mul(f(y), f(y))))(x, x),
    };
    for (const [what, program] of Object.entries(programs)) {
      const compiled = jit(program, { backEnd: "javascript" });
      for (const x of [array([1, 2, 3], single), array([-0.3, 0.7, 1.1], single)]) {
        const [got, want] = [compiled(x), program(x)];
        t.equal((got as { dtype?: unknown }).dtype, "float32", what);
        t.strictSame(flat([got]), flat([want]), what);
      }
      const { loops, eagerCalls } = jit.explain(compiled);
      t.ok(loops.every(({ rounds }) => rounds === 19) && loops.length > 0, `${what} has loops`);
      t.equal(eagerCalls, 0);
    }
    t.end();
  });

t.test("where cotangents of single precision are added up in double, all rounds are run", (t) => {
  const numbers = array(
    Array.from({ length: 21 }, (_, i) => Math.sin(i + 1)),
    single,
  );
  const three = array([0.3, 0.7, -0.2], single);
  const cases: readonly (readonly [f: (x: Value) => Value, x: Value])[] = [
    [(w) => foriLoop(0, 20, (_i, y: Value) => sin(mul(y, w)), array([1, 2, 3])), three],
    [
      (xs) =>
        foriLoop(0, 20, (i, y: Value) => sin(add(y, at(xs, [i, i + 2]).get())), array([0.5, 1], single)),
      numbers,
    ],
  ];
  for (const [f, x] of cases) {
    const total = (x: Value): Value => sum(f(x));
    for (const factor of [1, 0.7, 1.3]) {
      const point = mul(x, array(factor, single));
      t.strictSame(flat([jit(f)(point)]), flat([f(point)]));
      t.strictSame(flat([jit(grad(total, reverse))(point)]), flat([grad(total, reverse)(point)]));
    }
    const compiled = jit(f);
    compiled(x);
    compiled(x);
    t.equal(jit.explain(compiled).loops.length, 1, "forward they are loops");
  }
  t.end();
});

t.test("cotangents of what has several uses are added up in the precision that they have on a tape", (t) => {
  const step = (y: Value, x: Value): readonly [Value, Value] => [
    sin(add(mul(y, 0.7), mul(x, 1.3))),
    mul(y, x),
  ];
  const start = array([0.3, 0.7, -0.2], single);
  const uses: Readonly<Record<string, (xs: Value) => Value>> = {
    "two loops": (xs) => sum(scan(step, scan(step, start, xs)[0], xs)[0]),
    "a loop and a function": (xs) => add(sum(scan(step, start, xs)[0]), sum(sin(xs))),
    "states and results": (xs) => {
      const [y, ys] = scan(step, start, xs);
      return add(sum(y), sum(mul(ys, ys)));
    },
    windows: (xs) =>
      sum(
        foriLoop(
          0,
          18,
          (i, y: Value) => sin(add(y, at(xs, [i, i + 2]).get())),
          mul(at(xs, [0, 1]).get(), 0.5),
        ),
      ),
  };
  for (const [name, f] of Object.entries(uses)) {
    const compiled = jit(grad(f, reverse), { backEnd: "javascript" });
    for (const factor of [1, 0.7, 1.3, 0.1]) {
      const x = mul(array(items, single), array(factor, single));
      t.strictSame(flat([compiled(x)]), flat([grad(f, reverse)(x)]), `${name} at ${String(factor)}`);
    }
    t.ok(jit.explain(compiled).loops.length >= 2, `${name}: there and back`);
  }
  t.end();
});
