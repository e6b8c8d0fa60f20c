// checkGrads and assertGrads: what they pass, what they convict, what they leave open, and the numbers behind it.
import t from "tap";
import {
  abs,
  add,
  arange,
  array,
  div,
  dot,
  exp,
  grad,
  hessian,
  log,
  matmul,
  mul,
  NDArray,
  ones,
  relu,
  reshape,
  sin,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  tanh,
  value,
  zeros,
  type Value,
} from "../index.js";
import { assertGrads, checkGrads, checkOp, GradientCheckError } from "./index.js";
import { faultySin } from "./fixtures/faulty.js";

const loss = (x: Value): Value => mul(2, dot(x, x));

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
