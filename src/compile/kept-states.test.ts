// Loops in which one value is several things at once, beside what they are when all rounds run: states that are one another,
// that are what is shared, and that begin as either.
import t, { type Test } from "tap";
import type { Value } from "../core/op.js";
import {
  abs,
  add,
  array,
  div,
  foriLoop,
  grad,
  greater,
  jit,
  less,
  mul,
  scan,
  sin,
  sub,
  sum,
  whileLoop,
} from "../index.js";
import { same, type Values } from "./fixtures/loops.js";

const reverse = { mode: "reverse" } as const;

/** How many rounds the kept loops of a function have, which is what it is without `jit` at many points, bit by bit. */
function roundsOf(t: Test, name: string, f: (x: Value) => Value): readonly (number | "any")[] {
  const compiled = jit(f, { backEnd: "javascript" });
  for (let k = 0; k < 24; k++) {
    const x = 2.5 + 2 * Math.sin(7.1 * k);
    if (!same([compiled(x)], [f(x)], false)) t.fail(`${name} at ${String(x)}`);
  }
  const { loops, eagerCalls } = jit.explain(compiled);
  t.equal(eagerCalls, 0, name);
  return loops.map(({ rounds }) => rounds);
}

type Pair = readonly [Value, Value];
type Triple = readonly [Value, Value, Value];

const below = ([y]: readonly Value[]): boolean | Value => less(y ?? 0, 100);

/** Loops with a condition, of a number from ½ to 4½. */
const conditional: Readonly<Record<string, (a: Value) => Value>> = {
  "a root, from its square": (a) =>
    whileLoop(
      (y: Value) => greater(abs(sub(mul(y, y), a)), 1e-9),
      (y) => mul(0.5, add(y, div(a, y))),
      a,
    ),
  "beside the state before": (a) =>
    whileLoop(
      ([y, before]: Pair) => greater(abs(sub(y, before)), 1e-12),
      ([y]): Pair => [mul(0.5, add(y, div(a, y))), y],
      [a, 0],
    )[0],
  "two that begin as one": (a) => whileLoop(below, ([y, b]: Pair): Pair => [add(y, 1), mul(b, y)], [a, a])[1],
  "a state that is shared": (a) =>
    whileLoop(below, ([y, b]: Pair): Pair => [add(mul(y, 1.1), mul(b, b)), a], [a, mul(a, 2)])[0],
  "two that are one": (a) =>
    whileLoop(
      below,
      ([y, b]: Pair): Pair => {
        const z = add(mul(1.5, y), mul(b, y));
        return [z, z];
      },
      [a, mul(a, 2)],
    )[1],
  "the first is used elsewhere": (a) => {
    const b = mul(2, a);
    const y = whileLoop(
      (y: Value) => less(y, 100),
      (y) => mul(1.5, y),
      b,
    );
    return mul(b, y);
  },
};

t.test("a state may be the input itself, another one, or what is shared, with a condition", (t) => {
  for (const [name, f] of Object.entries(conditional)) {
    t.strictSame(roundsOf(t, name, f), ["any"], name);
    t.strictSame(roundsOf(t, `slope: ${name}`, grad(f, reverse)), ["any", "any"], name);
  }
  t.end();
});

t.test("a value of a round may be handed out of the first by hand, if it has no derivative", (t) => {
  const f = (a: Value): Value => {
    let first: Value | undefined;
    const y = whileLoop(
      (y: Value) => less(y, 100),
      (y) => {
        const next = mul(1.5, y);
        first ??= next;
        return next;
      },
      a,
    );
    return mul(first ?? 0, y);
  };
  t.strictSame(roundsOf(t, "value", f), ["any"]);
  t.strictSame(roundsOf(t, "slope", grad(f, reverse)), []);
  t.end();
});

/** Loops within rounds of another, of its state and of a number from outside. */
const inner: Readonly<Record<string, (c: Value, x: Value) => Value>> = {
  "two that are one": (c, x) =>
    foriLoop(
      0,
      10,
      (_i, [y, b]: Pair): Pair => {
        const z = sin(add(mul(y, c), b));
        return [z, z];
      },
      [c, x],
    )[1],
  "a state that is shared": (c, x) =>
    foriLoop(0, 10, (_i, [y, b]: Pair): Pair => [sin(add(mul(y, c), mul(b, b))), c], [x, c])[0],
  "the states before": (c) =>
    foriLoop(0, 10, (_i, [y, a, b]: Triple): Triple => [sin(add(mul(y, c), mul(a, b))), y, a], [c, c, c])[0],
  "a condition": (c) =>
    whileLoop(
      ([k]: Pair) => less(k, 10),
      ([k, y]): Pair => [add(k, 1), sin(add(mul(y, c), div(c, add(2, mul(y, y)))))],
      [0, c],
    )[1],
  "results that are states": (c, x) => {
    const [y, ys] = scan(
      (y: Value) => {
        const z = sin(mul(y, c));
        return [z, z] as const;
      },
      x,
      undefined,
      { length: 10 },
    );
    return add(y, sum(ys));
  },
};

const within =
  (f: (c: Value, x: Value) => Value) =>
  (x: Value): Value =>
    scan((c: Value) => [sin(add(f(c, x), mul(c, 1.3))), undefined] as const, x, undefined, { length: 12 })[0];

t.test("so may those of loops in the rounds of others", (t) => {
  for (const [name, f] of Object.entries(inner)) {
    t.equal(roundsOf(t, name, within(f)).length, 3, name);
    t.equal(roundsOf(t, `slope: ${name}`, grad(within(f), reverse)).length, 7, name);
  }
  t.end();
});

/** Sums of which have another order in a loop than on a tape. */
const mixed: Readonly<Record<string, (c: Value, x: Value) => Value>> = {
  "three that become one": (c, x) =>
    whileLoop(
      ([k]: readonly Value[]) => less(k ?? 0, 10),
      ([k = 0, y = 0, b = 0, d = 0]) => {
        const z = sin(add(mul(y, c), add(mul(b, d), b)));
        return [add(k, 1), z, z, z];
      },
      [0, c, x, 1] as Values,
    )[2] ?? 0,
  "one that becomes what is shared": (c, x) =>
    whileLoop(
      ([k]: Triple) => less(k, 10),
      ([k, y, b]): Triple => [add(k, 1), sin(add(mul(y, c), add(mul(b, b), b))), c],
      [0, c, x],
    )[1],
  "a result that is shared": (c, x) => {
    const [y, ys] = scan((y: Value) => [sin(mul(y, c)), c] as const, x, undefined, { length: 10 });
    return add(y, sum(mul(ys, ys)));
  },
  "a result that is two states": (c, x) => {
    const [[y], ys] = scan(
      ([y, a]: Pair) => {
        const z = sin(add(mul(y, c), mul(a, a)));
        return [[z, y] as Pair, z] as const;
      },
      [x, c],
      undefined,
      { length: 10 },
    );
    return add(y, sum(mul(ys, ys)));
  },
};

t.test("where a loop back had another order of sums, its rounds are apart", (t) => {
  for (const [name, f] of Object.entries(mixed)) {
    t.equal(roundsOf(t, name, within(f)).length, 3, name);
    const slope = roundsOf(t, `slope: ${name}`, grad(within(f), reverse));
    t.ok(slope.includes(11) && slope.length < 7, name);
  }
  t.end();
});

t.test("two values of a round may be the same", (t) => {
  for (const x of [0.5, array([1, 2, 3])]) {
    const f = (x: Value): Value => {
      const [y, [a, b]] = scan(
        (y: Value) => {
          const z = mul(y, y);
          return [sin(y), [z, mul(1, z)] as Pair] as const;
        },
        x,
        undefined,
        { length: 20 },
      );
      return add(sum(y), sum(mul(a, b)));
    };
    for (const g of [f, grad(f, reverse)]) t.ok(same([jit(g, { backEnd: "javascript" })(x)], [g(x)], false));
  }
  t.end();
});
