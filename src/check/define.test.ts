// Ops of one's own.
import t from "tap";
import {
  NDArray,
  array,
  cos,
  defineOp,
  exp,
  grad,
  hessian,
  jvp,
  mul,
  neg,
  ones,
  sum,
  take,
  value,
  vjp,
  type Value,
} from "../index.js";
import type { Interval } from "../core/op.js";

const evalSin = ([x]: readonly (number | NDArray)[]): number => Math.sin(x as number);
const slope = (_i: number, dx: Value, _y: Value, [x = 0]: readonly Value[]): Value => mul(cos(x), dx);
const modes = ["forward", "reverse"] as const;

for (const [title, rules] of [
  ["a jvp", { jvp: slope }],
  ["a vjp", { vjp: slope }],
  ["both rules", { jvp: slope, vjp: slope }],
] as const) {
  t.test(
    `an op of one's own with ${title} works in both modes, at second order, in every nesting`,
    async (t) => {
      const mySin = defineOp({ name: "mySin", eval: evalSin, ...rules });
      t.equal(mySin.name, "mySin");
      t.equal(mySin(1), Math.sin(1));
      for (const outer of modes) {
        t.equal(grad(mySin, { mode: outer })(1), Math.cos(1));
        t.equal(hessian(mySin, { mode: outer })(1), -Math.sin(1));
        for (const inner of modes) {
          const second = grad((x: Value) => grad(mySin, { mode: inner })(x), { mode: outer });
          t.equal(second(1), -Math.sin(1), `${outer} over ${inner}`);
        }
      }
      const deep = (x: Value) => mul(mySin(mul(x, x)), exp(x));
      const exact = 2 * 0.7 * Math.cos(0.49) * Math.exp(0.7) + Math.sin(0.49) * Math.exp(0.7);
      t.ok(Math.abs(grad(deep)(0.7) - exact) < 1e-15);
    },
  );
}

t.test("an op of two inputs has a rule for each", async (t) => {
  const f = defineOp({
    name: "area",
    eval: ([a, b]) => (a as number) * (b as number) ** 2,
    vjp: (i, dy, _y, [a = 0, b = 0]) => (i === 0 ? mul(dy, mul(b, b)) : mul(dy, mul(2, mul(a, b)))),
  });
  t.same(grad(f, { argnums: [0, 1] })(2, 3), [9, 12]);
  t.same(jvp(f, [2, 3], [1, 10]), { value: 18, tangent: 129 });
  t.same(vjp((a: Value, b: Value) => f(a, b), 2, 3).pullback(2), [18, 24]);
  t.throws(() => f(1), /area: its inputs must be 2 of them, not 1/);
});

t.test("an op of arrays says by examples which it takes", async (t) => {
  const reversed = defineOp({
    name: "reversed",
    eval: ([x]) => new NDArray((x as NDArray).data.slice().reverse(), (x as NDArray).shape),
    jvp: (_i, dx) => take(dx, [2, 1, 0]),
    examples: [{ shapes: [[3]] }],
  });
  const f = (x: Value): Value => sum(mul(array([1, 2, 3]), reversed(x)));
  for (const mode of modes) t.same(grad(f, { mode })(ones([3])), array([3, 2, 1]));
});

t.test("a wrong rule is refused, with the simplest input that shows it", async (t) => {
  const refusal = (define: () => unknown): string => {
    try {
      define();
    } catch (error) {
      t.equal((error as Error).name, "GradientCheckError");
      return (error as Error).message;
    }
    return "accepted";
  };
  const wrongSign = { name: "f", eval: evalSin, jvp: (...a: Parameters<typeof slope>) => neg(slope(...a)) };
  t.match(
    refusal(() => defineOp(wrongSign)),
    /^defineOp: f: fail.*the rule of f for its argument 0 is wrong, here f\(0\): ∂y\/∂x: forward -1, reverse -1, reference 1 /s,
  );
  const onlyReverse = { name: "f", eval: evalSin, jvp: slope, vjp: wrongSign.jvp };
  t.match(
    refusal(() => defineOp(onlyReverse)),
    /forward 1, reverse -1, reference 1 .*modes? disagree/s,
  );
  const second = {
    name: "area",
    eval: ([a, b]: readonly (number | NDArray)[]) => (a as number) * (b as number) ** 2,
    vjp: (i: number, dy: Value, _y: Value, [a = 0, b = 0]: readonly Value[]) =>
      mul(dy, i === 0 ? mul(b, b) : mul(a, b)),
  };
  t.match(
    refusal(() => defineOp(second)),
    /the rule of area for its argument 1 is wrong, here area\(1, 0\.5\)/,
  );
  const onlyFar = {
    name: "f",
    eval: evalSin,
    jvp: (...a: Parameters<typeof slope>) => mul(slope(...a), far(a[3][0])),
  };
  t.match(
    refusal(() => defineOp(onlyFar)),
    /here f\(10\)/,
  );
  const detached = {
    name: "f",
    eval: evalSin,
    jvp: (_i: number, dx: Value, _y: Value, [x = 0]: readonly Value[]) =>
      mul(Math.cos(value(x) as number), dx),
  };
  t.match(
    refusal(() => defineOp(detached)),
    /∂\(∂y\/∂x by/,
    "right at first order, wrong at the second",
  );
  t.equal(defineOp({ ...wrongSign, verify: false })(0), 0, "unless nobody asks");
});

t.test("the simplest input is within the domain, off its kinks, and has a finite value", async (t) => {
  const inverse = ([x]: readonly (number | NDArray)[]): number => 1 / ((x as number) - 1);
  const shown = (domain: readonly Interval[] | undefined, ofValue = evalSin): string => {
    const ends = domain === undefined ? {} : { domain };
    try {
      defineOp({ name: "f", eval: ofValue, jvp: (_i, dx) => mul(7, dx), ...ends });
    } catch (error) {
      return /here f\((.*?)\)/.exec((error as Error).message)?.[1] ?? "";
    }
    return "nowhere";
  };
  const real = { low: -Infinity, high: Infinity };
  t.equal(shown(undefined), "0");
  t.equal(shown([{ ...real, kinks: [0] }]), "1");
  t.equal(shown([{ ...real, kinks: [0, 1, 2] }]), "-1");
  t.equal(shown([{ low: 0, high: 1 }]), "0.5", "its ends are not within it");
  t.equal(shown([{ low: -Infinity, high: 0 }]), "-1");
  t.equal(shown([{ low: -3, high: -1 }]), "-2");
  t.equal(shown([{ low: 0, high: Infinity }], inverse), "2", "where it is infinite nothing shows");
});

/** 1 up to |x| = 5, 2 beyond. */
function far(x: Value = 0): number {
  return Math.abs(value(x) as number) > 5 ? 2 : 1;
}

t.test("a definition that is incomplete says what is missing", async (t) => {
  const wrong = (definition: object): void => void defineOp(definition as never);
  t.throws(() => wrong({ name: "f", eval: evalSin }), /defineOp: the rules of f must be jvp or vjp or both/);
  t.throws(() => wrong({ name: "", eval: evalSin, jvp: slope }), /name must be a string that names the op/);
  t.throws(
    () => wrong({ name: "f", eval: 1, jvp: slope }),
    /eval of f must be a function of plain values, not 1/,
  );
  t.throws(() => wrong({ name: "f", eval: evalSin, jvp: 1 }), /jvp of f must be a function, not 1/);
  t.throws(() => wrong({ name: "f", evaluate: evalSin }), /there is no option evaluate/);
  t.throws(
    () => wrong({ name: "f", eval: evalSin, jvp: slope, verify: 1 }),
    /verify must be true or false, not 1/,
  );
  t.throws(() => wrong({ name: "f", eval: ([x]: [NDArray]) => x.shape.length, jvp: slope }), /give|examples/);
  const scalar = { name: "f", eval: ([x]: [Value]) => sum(mul(x, x)), examples: [{ shapes: [[3]] }] };
  t.throws(
    () => wrong({ ...scalar, vjp: (_i: number, dy: Value, _y: Value, [x = 0]: Value[]) => sum(mul(x, dy)) }),
    {
      name: "RangeError",
      message: /f: what its vjp returns must have shape \[3\].*not \[\]/,
    },
  );
});
