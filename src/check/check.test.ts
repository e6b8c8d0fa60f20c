// The checks: what they pass, what they convict, what they leave open, and the numbers behind a verdict.
import t from "tap";
import fc from "fast-check";
import { bind, type Inputs, type Op } from "../core/op.js";
import {
  abs,
  add,
  arange,
  array,
  cos,
  div,
  dot,
  exp,
  grad,
  greater,
  greaterEqual,
  hessian,
  less,
  log,
  matmul,
  maximum,
  mul,
  NDArray,
  norm,
  ones,
  relu,
  reshape,
  sin,
  slice,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  take,
  tanh,
  value,
  where,
  zeros,
  type Value,
} from "../index.js";
import {
  assertGrads,
  checkGrads,
  checkOp,
  describeComparison,
  GradientCheckError,
  outcomeOf,
  slope,
  type Comparison,
  type Report,
} from "./index.js";
import { flat, labels, unflat } from "./points.js";
import { judge, sameWithin, together } from "./verdict.js";
import { isReference, programOf, valuesOf, wengertList } from "./wengert.js";

const loss = (x: Value): Value => mul(2, dot(x, x));

/** sin, whose reverse rule is off by a factor at arguments above 1. */
function faultySin(factor: number): (x: Value) => Value {
  const { scalar: _, ...rules } = sin.op as unknown as Op<Inputs, undefined>;
  const off = (x: Value): Value => where(greater(x, 1), factor, 1);
  const op: Op<Inputs, undefined> = { ...rules, vjp: (_i, dy, _y, [x = 0]) => mul(dy, mul(off(x), cos(x))) };
  return (x) => bind(op, [x], undefined);
}

t.test("right derivatives pass, at both orders, for numbers, arrays and trees", (t) => {
  t.equal(checkGrads(loss, [arange(4)]).verdict, "pass");
  t.equal(checkGrads(loss, [3], { order: 2 }).verdict, "pass");
  t.equal(
    checkGrads((a: Value, b: Value) => matmul(a, tanh(b)), [ones([2, 3]), arange(3)], { order: 2 }).verdict,
    "pass",
  );
  const ofTree = (p: { w: Value; b: readonly Value[] }) => ({
    y: mul(p.w, p.b[0] ?? 0),
    z: exp(p.b[1] ?? 0),
  });
  t.equal(checkGrads(ofTree, [{ w: Float64Array.of(1, 2), b: [3, 0.5] }], { order: 2 }).verdict, "pass");
  t.equal(checkGrads(() => 5, [1]).verdict, "pass", "a constant");
  t.equal(
    checkGrads((x: Value) => sin(sum(x)), [array([0.5, 1], { dtype: "float32" })]).verdict,
    "pass",
    "float32",
  );
  t.end();
});

t.test("a report has a comparison for each entry, by name, and the adjoint identity", (t) => {
  const f = (x: Value, p: { w: Value }) => ({ y: [mul(x, p.w), sum(p.w)] });
  const {
    comparisons,
    value: at,
    worst,
    disagreement,
    order,
    seed,
  } = checkGrads(f, [2, { w: array([3, 4]) }]);
  t.same(
    comparisons.map(({ entry }) => entry),
    [
      "∂y.y[0][0]/∂x0",
      "∂y.y[0][1]/∂x0",
      "∂y.y[1]/∂x0",
      "∂y.y[0][0]/∂x1.w[0]",
      "∂y.y[0][1]/∂x1.w[0]",
      "∂y.y[1]/∂x1.w[0]",
      "∂y.y[0][0]/∂x1.w[1]",
      "∂y.y[0][1]/∂x1.w[1]",
      "∂y.y[1]/∂x1.w[1]",
      "⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩",
    ],
  );
  t.same(
    comparisons.slice(0, 9).map(({ forward }) => forward),
    [3, 4, 0, 2, 0, 1, 0, 2, 1],
  );
  t.same(
    comparisons.slice(0, 9).map(({ reverse }) => reverse),
    [3, 4, 0, 2, 0, 1, 0, 2, 1],
  );
  for (const { reference, forward = NaN, bound } of comparisons) t.ok(Math.abs(forward - reference) <= bound);
  t.same(at, [array([6, 8]), 7]);
  t.ok(comparisons.includes(worst));
  t.same([disagreement, order, seed], [0, 1, 0]);
  t.end();
});

t.test("one mode alone is checked against finite differences", (t) => {
  const wrong = faultySin(1.001);
  t.equal(checkGrads(wrong, [2], { modes: ["forward"] }).verdict, "pass", "the forward rule is right");
  const { verdict, worst } = checkGrads(wrong, [2], { modes: ["reverse"] });
  t.equal(verdict, "fail");
  t.match(worst, {
    entry: "∂y/∂x",
    reason: "the derivative is outside the error bar of the finite differences",
  });
  t.equal(worst.forward, undefined);
  t.end();
});

t.test("a fault of any size in one mode is seen by the other", (t) => {
  for (const size of [1, 1e-3, 1e-6, 1e-9]) {
    const { verdict, worst, disagreement } = checkGrads(
      (x: Value) => sum(faultySin(1 + size)(x)),
      [array([0.5, 2])],
    );
    t.equal(verdict, "fail", `a factor 1 + ${String(size)}`);
    t.match(worst.reason, /disagree|not transposes/);
    t.ok(Math.abs(disagreement / (size / (1 + size)) - 1) < 1e-5, "and measured");
  }
  t.end();
});

t.test("a derivative that both modes lose is seen by the finite differences", (t) => {
  const faults: Record<string, (x: Value) => Value> = {
    "a plain value where a boxed one belongs": (x) => mul(x, value(x)),
    "a stopped gradient": (x) => add(x, mul(1e-3, stopGradient(square(x)))),
  };
  for (const [fault, f] of Object.entries(faults)) t.equal(checkGrads(f, [0.75]).verdict, "fail", fault);
  t.end();
});

t.test("a fault at second order is found at order 2", (t) => {
  const f = (x: Value): Value => {
    const y = exp(x);
    return sub(add(y, stopGradient(y)), y);
  };
  t.equal(
    checkGrads((x: Value) => mul(stopGradient(x), x), [2]).verdict,
    "fail",
    "and at order 1 where it shows",
  );
  t.equal(checkGrads(f, [1]).verdict, "fail");
  const flatAtFirst = (x: Value): Value => mul(sub(x, 1), sub(x, stopGradient(x)));
  t.equal(checkGrads((x: Value) => add(square(x), flatAtFirst(x)), [1], { order: 1 }).verdict, "pass");
  t.equal(checkGrads((x: Value) => add(square(x), flatAtFirst(x)), [1], { order: 2 }).verdict, "fail");
  t.end();
});

t.test("one wrong entry among many is found", (t) => {
  const n = 200;
  for (const at of [0, 77, n - 1]) {
    const f = (x: Value): Value => {
      const rest = concatenateBut(x, at);
      return add(sum(sin(rest)), mul(1.01, sub(slice(x, at), mul(0.5, stopGradient(slice(x, at))))));
    };
    t.equal(checkGrads(f, [mul(0.01, arange(n))]).verdict, "fail", `entry ${String(at)}`);
  }
  t.equal(checkGrads((x: Value) => sum(sin(x)), [mul(0.01, arange(n))]).verdict, "pass");
  t.end();
});

/** All elements of a vector but one. */
function concatenateBut(x: Value, at: number): Value {
  return take(
    x,
    Array.from({ length: 199 }, (_, i) => (i < at ? i : i + 1)),
  );
}

t.test("at a kink a subgradient is right, and anything else convicted", (t) => {
  const open: [f: (x: Value) => Value, at: number][] = [
    [abs, 0],
    [relu, 0],
    [(x) => sqrt(square(x)), 0],
  ];
  for (const [f, at] of open) {
    const { verdict, worst } = checkGrads(f, [at]);
    t.equal(verdict, "kink");
    t.match(worst.reason, /a kink: the slopes are -?\d.* on the left and 1.* on the right/);
  }
  const outside = (x: Value): Value => add(abs(x), sub(mul(3, x), stopGradient(mul(3, x))));
  t.match(checkGrads(outside, [0]).worst, {
    verdict: "outside-subdifferential",
    reason: /outside the slopes -1.* and 1/,
  });
  t.equal(checkGrads(abs, [1e-3]).verdict, "pass", "near a kink there is no doubt");
  t.end();
});

t.test("where nothing can be said, nothing is", (t) => {
  t.match(checkGrads(sqrt, [-1]).worst, {
    verdict: "inconclusive",
    reason: /f is not finite around this point/,
  });
  t.match(checkGrads(log, [0]).worst, { verdict: "inconclusive", reason: /not finite/ });
  const noisy = (x: Value): Value => sin(mul(1e17, x));
  t.not(checkGrads(noisy, [1]).verdict, "pass");
  t.equal(checkGrads((x: Value) => mul(1e-300, sin(x)), [1]).verdict, "pass", "but small is not noisy");
  t.equal(checkGrads((x: Value) => mul(1e200, sin(x)), [1]).verdict, "pass");
  t.equal(checkGrads(sin, [1e4]).verdict, "pass", "and large is not ill-conditioned");
  t.end();
});

t.test("assertGrads returns the report, or throws an error that holds it", (t) => {
  t.equal(assertGrads(loss, [arange(3)], { order: 2 }).verdict, "pass");
  t.equal(assertGrads.length, 2);
  try {
    assertGrads((x: Value) => sum(faultySin(2)(x)), [array([0.5, 2])]);
    t.fail("a wrong gradient was not refused");
  } catch (error) {
    t.ok(error instanceof GradientCheckError);
    const { message, name, report } = error as GradientCheckError;
    t.equal(name, "GradientCheckError");
    t.equal(report.verdict, "fail");
    t.match(message, /^assertGrads: fail: \d+ fail, \d+ pass \(seed 0\)\n/);
    t.match(
      message,
      /∂y\/∂x\[1\]: forward -0\.416\d+, reverse -0\.832\d+, reference -0\.416\d+ ± \d.*: forward and reverse mode disagree$/m,
    );
  }
  t.equal(assertGrads(abs, [0]).verdict, "kink");
  t.throws(() => assertGrads(log, [0]), { name: "GradientCheckError", message: /inconclusive.*not finite/s });
  t.end();
});

t.test("a report is the same for the same seed, and checks are deterministic", (t) => {
  const [x, f] = [mul(0.01, arange(100)), (v: Value): Value => sum(sin(mul(v, v)))];
  const [a, b, c] = [0, 0, 7].map((seed) => checkGrads(f, [x], { seed })) as [Report, Report, Report];
  t.same(a.comparisons, b.comparisons);
  t.equal(a.toString(), b.toString());
  t.notSame(a.comparisons, c.comparisons);
  t.match(c.toString(), /^pass: .*\(seed 7\)/);
  t.end();
});

t.test("finite differences have an error bar that holds, and a sharp one", (t) => {
  const curves: Record<string, [f: (x: number) => number, d: (x: number) => number]> = {
    sin: [Math.sin, Math.cos],
    exp: [Math.exp, Math.exp],
    tanh: [Math.tanh, (x) => 1 / Math.cosh(x) ** 2],
    atan: [Math.atan, (x) => 1 / (1 + x * x)],
    "a wave": [(x) => Math.sin(50 * x), (x) => 50 * Math.cos(50 * x)],
    "a cube": [(x) => x ** 3, (x) => 3 * x * x],
    "a line": [(x) => 3 * x + 1, () => 3],
    "a constant": [() => 7, () => 0],
    "a pole nearby": [(x) => 1 / (x + 4.01), (x) => -1 / (x + 4.01) ** 2],
  };
  const at = fc.integer({ min: -64, max: 64 }).map((n) => n / 16);
  for (const [title, [f, d]] of Object.entries(curves)) {
    let sharpest = Infinity;
    fc.assert(
      fc.property(at, (x) => {
        const line = { at: (s: number) => Float64Array.of(f(x + s)), width: (s: number) => x + s - (x - s) };
        const { value: got, error } = slope({ ...line, reach: 0.25 * Math.max(1, Math.abs(x)) });
        sharpest = Math.min(sharpest, error[0] ?? NaN);
        return Math.abs((got[0] ?? NaN) - d(x)) <= 5 * (error[0] ?? NaN) + 1e-14 * Math.abs(d(x));
      }),
    );
    t.ok(sharpest < 1e-8, `${title}: an error bar of ${String(sharpest)}`);
  }
  const many = slope({ at: (s) => Float64Array.of(Math.sin(s), NaN, 2 * s), reach: 0.25 });
  t.ok(
    Math.abs((many.value[0] ?? 0) - 1) < 1e-10 &&
      many.error[1] === Infinity &&
      Math.abs((many.value[2] ?? 0) - 2) < 1e-10,
  );
  t.end();
});

t.test("right derivatives are not convicted where functions are steep, large, small or near a pole", (t) => {
  const right: Record<string, [f: (x: Value) => Value, scale: number, offset: number]> = {
    "sin(x)": [sin, 1, 0],
    "sin(x) far out": [sin, 1, 1e4],
    "sin(100 x)": [(x) => sin(mul(100, x)), 1, 0],
    "sin(10⁴ x)": [(x) => sin(mul(1e4, x)), 1, 0],
    "sin(x / 10⁴)": [(x) => sin(mul(1e-4, x)), 1, 0],
    "10⁶ sin(x)": [(x) => mul(1e6, sin(x)), 1, 0],
    "10⁴ + sin(x)": [(x) => add(1e4, sin(x)), 1, 0],
    "exp(10 x)": [(x) => exp(mul(10, x)), 1, 0],
    "tanh(10 x)": [(x) => tanh(mul(10, x)), 1, 0],
    "√x near 0": [sqrt, 1e-6, 4e-6],
    "ln x near 0": [log, 1e-9, 4e-9],
    "1 / x near 0": [(x) => div(1, x), 1e-3, 0],
    "x³ near 0": [(x) => mul(x, mul(x, x)), 1e-3, 0],
    "|x| near 0": [abs, 1e-3, 0],
  };
  for (const [title, [f, scale, offset]] of Object.entries(right)) {
    const points = Array.from(
      { length: 40 },
      (_, i) => offset + scale * (6 * ((i * 0.61803398875) % 1) - 2.99),
    );
    const verdicts = points.map((x) => checkGrads(f, [x]).verdict);
    t.notOk(verdicts.includes("fail"), title);
    t.ok(
      verdicts.filter((verdict) => verdict === "pass").length >= 0.8 * verdicts.length,
      `${title}, conclusive`,
    );
  }
  t.end();
});

t.test("where a derivative is what rounding left of larger terms, nothing is said", (t) => {
  const cancelling = (x: Value): Value => sub(exp(add(x, 15)), mul(Math.exp(15), exp(x)));
  const points = Array.from({ length: 200 }, (_, i) => 6 * ((i * 0.61803398875) % 1) - 2.99);
  const reports = points.map((x) => checkGrads(cancelling, [x]));
  const all = reports.flatMap(({ comparisons }) => comparisons);
  const apart = all.filter(({ forward = 0, reverse = 0, bound }) => Math.abs(forward - reverse) > bound);
  t.ok(apart.length > 10, "the modes round differently");
  t.same(
    all.filter(({ verdict }) => outcomeOf(verdict) === "wrong"),
    [],
  );
  const faulty = (x: Value): Value => faultySin(1 + 1e-9)(x);
  t.equal(checkGrads(faulty, [2]).verdict, "fail", "but a fault that small is no rounding");
  const long = (x: Value): Value => {
    let y = x;
    for (let i = 0; i < 1000; i++) y = add(y, mul(1e-3, sin(y)));
    return add(y, mul(1e-6, faultySin(1 + 1e-5)(add(x, 1))));
  };
  t.equal(checkGrads(long, [1.5]).verdict, "fail", "nor is one of 1e-11 after a thousand steps");
  const kinked = tieOp();
  t.equal(checkGrads((x: Value) => kinked(x, sub(2, x)), [1]).verdict, "fail", "nor is a jump at a kink");
  t.end();
});

/** maximum, whose reverse rule gives all to the first at a tie. */
function tieOp(): (a: Value, b: Value) => Value {
  const { scalar: _, ...rules } = maximum.op as unknown as Op<Inputs, undefined>;
  const vjp: Op<Inputs, undefined>["vjp"] = (i, dy, _y, [a = 0, b = 0]) =>
    mul(dy, where(greaterEqual(a, b), 1 - i, i));
  return (a, b) => bind({ ...rules, vjp }, [a, b], undefined);
}

const exact = { entry: "∂y/∂x", reference: 1, error: 1e-10, scale: 1, slack: 1e-12 };

t.test(
  "a judgement compares the modes first, then the reference, and convicts only where it is sharp",
  (t) => {
    const verdictOf = (evidence: Partial<Parameters<typeof judge>[0]>): string =>
      judge({ ...exact, ...evidence }).verdict;
    t.equal(verdictOf({ forward: 1, reverse: 1 }), "pass");
    t.equal(verdictOf({ forward: 1 + 4e-10, reverse: 1 + 4e-10 }), "pass");
    t.equal(verdictOf({ forward: 1 + 6e-10, reverse: 1 + 6e-10 }), "fail");
    t.equal(verdictOf({ forward: 1, reverse: 1 + 1e-11 }), "fail", "the modes differ within the bound");
    t.equal(verdictOf({ forward: 2, reverse: 2, error: 0.3 }), "ill-conditioned");
    t.equal(verdictOf({ forward: 1, reverse: 1, error: 0.3 }), "ill-conditioned");
    t.equal(verdictOf({ forward: 100, reverse: 100, error: 0.3 }), "fail", "far outside of a wide bar");
    t.equal(verdictOf({ forward: NaN, reverse: NaN }), "fail");
    t.equal(verdictOf({ forward: NaN, reverse: 1 }), "fail");
    t.equal(verdictOf({ forward: Infinity, reverse: Infinity }), "fail");
    t.equal(verdictOf({ forward: Infinity, reverse: -Infinity }), "fail");
    t.equal(
      verdictOf({ forward: Infinity, reverse: Infinity, reference: NaN, error: Infinity }),
      "inconclusive",
    );
    t.equal(verdictOf({ forward: 0.5, kink: [-1, 1] }), "kink");
    t.equal(verdictOf({ forward: 1.5, kink: [1, -1] }), "outside-subdifferential");
    t.end();
  },
);

t.test("two numbers are the same within a slack that knows NaN, infinities and signed zeros", (t) => {
  for (const [a, b] of [
    [NaN, NaN],
    [Infinity, Infinity],
    [0, -0],
    [1, 1],
    [undefined, 1],
    [1, undefined],
  ]) {
    t.ok(sameWithin(a, b, 0), `${String(a)}, ${String(b)}`);
  }
  for (const [a, b] of [
    [NaN, 1],
    [1, NaN],
    [Infinity, NaN],
    [Infinity, -Infinity],
    [Infinity, 1],
    [1, 2],
  ]) {
    t.notOk(sameWithin(a, b, 0.5), `${String(a)}, ${String(b)}`);
  }
  const number = fc.double();
  fc.assert(
    fc.property(
      number,
      number,
      fc.double({ min: 0, noNaN: true }),
      (a, b, slack) => sameWithin(a, b, slack) === sameWithin(b, a, slack) && sameWithin(a, a, slack),
    ),
  );
  t.same(
    [
      together([]),
      together(["pass"]),
      together(["pass", "inconclusive"]),
      together(["inconclusive", "fail", "pass"]),
    ],
    ["pass", "pass", "inconclusive", "fail"],
  );
  t.end();
});

t.test("a comparison reads well", (t) => {
  const comparison: Comparison = {
    entry: "∂y/∂x[2]",
    forward: 1,
    reverse: 1.5,
    reference: 1.25,
    bound: 1e-3,
    verdict: "fail",
    reason: "they differ",
  };
  t.equal(
    describeComparison(comparison),
    "∂y/∂x[2]: forward 1, reverse 1.5, reference 1.25 ± 0.0010: they differ",
  );
  t.end();
});

t.test("elements have names, in the order of the leaves", (t) => {
  const tree = { a: 1, b: [2, array([[3], [4]])], c: Float64Array.of(5, 6), d: undefined };
  t.same(labels("x", tree), ["x.a", "x.b[0]", "x.b[1][0, 0]", "x.b[1][1, 0]", "x.c[0]", "x.c[1]"]);
  const leaves = [1, array([[3], [4]]), Float64Array.of(5, 6).reduce((s, x) => s + x, 0)];
  const numbers = flat(leaves);
  t.same(numbers, Float64Array.of(1, 3, 4, 11));
  t.same(unflat(numbers, leaves), leaves);
  t.end();
});

t.test("checkOp takes an op or its function, and holds what an example says is held", (t) => {
  const byFunction = checkOp(sin, { order: 1 });
  t.match(byFunction, { op: "sin", verdict: "pass" });
  t.same(byFunction.reports.length, 3);
  t.same(checkOp(sin.op, { order: 1 }).reports.map(String), byFunction.reports.map(String));
  t.notSame(checkOp(sin, { order: 1, seed: 5 }).reports.map(String), byFunction.reports.map(String));
  const ofWhere = checkOp(where, { order: 1 });
  t.equal(ofWhere.verdict, "pass");
  t.ok(ofWhere.reports.every(({ comparisons }) => comparisons.every(({ entry }) => !entry.includes("x2"))));
  t.end();
});

t.test("what is no function, point or option is refused", (t) => {
  const wrong: Record<string, [call: () => unknown, message: RegExp]> = {
    "no function": [
      () => checkGrads(3 as never, [1]),
      /checkGrads: its first argument must be a function, not 3/,
    ],
    "no list": [() => checkGrads(loss, 3 as never), /checkGrads: its second argument must be a list/],
    "no arguments": [
      () => checkGrads(() => 1, []),
      /checkGrads: its second argument must be arguments that hold numbers/,
    ],
    "no numbers": [() => checkGrads(loss, [zeros(0)]), /arguments that hold numbers/],
    "no outputs": [
      () => checkGrads(() => [], [1]),
      /checkGrads: its first argument must be a function that returns numbers/,
    ],
    "a string": [() => checkGrads(loss, ["1"]), /checkGrads: argument 0 is the string "1"/],
    "no such mode": [
      () => checkGrads(loss, [1], { modes: ["both"] as never }),
      /checkGrads: modes must be a list/,
    ],
    "no modes": [() => checkGrads(loss, [1], { modes: [] }), /checkGrads: modes must be a list/],
    "no such order": [
      () => checkGrads(loss, [1], { order: 3 as never }),
      /checkGrads: order must be 1 or 2, not 3/,
    ],
    "a broken seed": [
      () => checkGrads(loss, [1], { seed: 0.5 }),
      /checkGrads: seed must be an integer, not 0.5/,
    ],
    "no such option": [
      () => checkGrads(loss, [1], { tolerance: 1 } as never),
      /checkGrads: there is no option tolerance/,
    ],
    "no options": [() => checkGrads(loss, [1], null as never), /checkGrads: its options must be an object/],
    "no op": [() => checkOp(3 as never), /checkOp: its argument must be an op or the function of one, not 3/],
    "another function": [() => checkOp((() => 1) as never), /checkOp: its argument must be an op/],
    nothing: [() => checkOp(undefined as never), /checkOp: its argument must be an op/],
  };
  for (const [title, [call, message]] of Object.entries(wrong))
    t.throws(call, { name: "TypeError", message }, title);
  t.end();
});

t.test("the checks work on what a derivative is made of: gradients and Hessians of programs", (t) => {
  const f = (x: Value): Value => sum(mul(exp(mul(-0.5, mul(x, x))), sin(x)));
  t.equal(checkGrads((x: Value) => grad(f)(x), [array([0.5, -1])]).verdict, "pass");
  t.equal(checkGrads((x: Value) => hessian(f)(x), [array([0.5, -1])]).verdict, "pass");
  t.equal(checkGrads((x: Value) => div(reshape(x, [2, 2]), 3), [arange(4)]).verdict, "pass");
  t.ok(checkGrads(loss, [arange(2)]).value[0] === 2 && arange(2) instanceof NDArray);
  t.end();
});

t.test("a program written down runs as the program does", async (t) => {
  const f = ([x = 0, w = 0]: readonly Value[]): readonly Value[] => {
    let y = mul(x, 2);
    while (less(norm(y), 10)) y = mul(y, w);
    return [sum(sin(y)), y];
  };
  const x = [array([0.5, -1, 0.25]), 3];
  const list = wengertList(f, x);
  const timesW = list.lines.filter(({ operands }) => operands.some((v) => isReference(v) && v.at === 1));
  t.same(
    timesW.map(({ op }) => op.name),
    ["mul", "mul"],
    "[1, −2, 0.5] has a norm below 10, and so has its triple; nine times as much is enough",
  );
  const again = programOf(list);
  t.same(again(x).map(String), f(x).map(String));
  t.same(valuesOf(list).length, x.length + list.lines.length);
  const gradient = (run: typeof f) =>
    grad((u: Value, v: Value) => run([u, v])[0] ?? 0, { argnums: [0, 1] })(x[0] as Value, 3).map(String);
  t.same(gradient(again), gradient(f));
});

t.test("a wrong rule is named: the op, the argument, and where", (t) => {
  const wrong = faultySin(2);
  const f = (x: Value, w: Value): Value => sum(mul(w, wrong(add(mul(x, x), tanh(w)))));
  const { culprit, advice, smallest } = checkGrads(f, [array([0.1, 1.5]), array([0.7, 0.2])]);
  t.match(culprit, { op: "sin", argument: 0 });
  t.equal(
    smallest,
    "dualtape check --expr 'sin(x)' --at 'x=2'",
    "seven ops of vectors are now one of a number",
  );
  t.match(
    advice,
    /the rule of sin for its argument 0 is wrong, here sin\(\[.*\]\): ∂y\[1\]\/∂x\[1\]: forward/,
  );

  const { scalar: _, ...rules } = mul.op as unknown as Op<Inputs, undefined>;
  const second: Op<Inputs, undefined> = {
    ...rules,
    jvp: (i, dx, y, x) =>
      i === 1 ? mul(-1, rules.jvp(i, dx, y, x, undefined)) : rules.jvp(i, dx, y, x, undefined),
  };
  const g = (x: Value): Value => bind(second, [sin(x), bind(second, [x, exp(x)], undefined)], undefined);
  t.match(checkGrads(g, [0.3]).culprit, { op: "mul", argument: 1 });
  t.end();
});

t.test("where every op holds, the advice says where else to look", (t) => {
  const stopped = checkGrads((x: Value) => mul(x, stopGradient(sin(x))), [1]);
  t.equal(stopped.culprit, undefined);
  t.match(stopped.advice, /every op holds by itself; stopGradient/);
  const hidden = checkGrads((x: Value) => mul(x, value(x)), [3]);
  t.match([hidden.verdict, hidden.advice], ["fail", /look for value\(\)/]);
  t.equal(checkGrads(sin, [1]).advice, undefined, "and nothing to advise on a right one");
  t.end();
});

t.test("a function that answers differently each time is called nondeterministic, not wrong", (t) => {
  let calls = 0;
  const fickle = (x: Value): Value => mul(x, (calls += 1));
  const { verdict, worst, comparisons } = checkGrads(fickle, [2]);
  t.match([verdict, comparisons.length], ["nondeterministic", 1]);
  t.match(worst, {
    entry: "f(x), run twice",
    reason: /^\d+ and then \d+ at the same point: draw random numbers/,
  });
  t.throws(() => assertGrads(fickle, [2]), /nondeterministic/);

  const { scalar: _, ...rules } = sin.op as unknown as Op<Inputs, undefined>;
  const op: Op<Inputs, undefined> = { ...rules, vjp: (_i, dy) => mul(dy, (calls += 1)) };
  t.match(checkGrads((x: Value) => bind(op, [x], undefined), [2]).worst, {
    verdict: "nondeterministic",
    entry: "the derivative by reverse, run twice",
  });
  t.equal(
    checkGrads((x: Value) => mul(x, NaN), [2]).verdict === "nondeterministic",
    false,
    "NaN is NaN again",
  );
  t.end();
});
