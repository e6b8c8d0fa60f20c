// Activations and logarithms: their values by other formulas, their ends, and their derivatives.
import t from "tap";
import { all, create } from "mathjs";
import { checkGrads } from "../check/index.js";
import type { Value } from "../core/op.js";
import type { NDArray } from "../ndarray/index.js";
import { grad, hessian } from "../transforms/index.js";
import * as ops from "./index.js";

type Function = (x: Value) => Value;

/** Each activation, and what it is in plain arithmetic at numbers of moderate size. */
const activations: Record<string, readonly [f: Function, plain: (x: number) => number]> = {
  logSigmoid: [ops.logSigmoid, (x) => Math.log(1 / (1 + Math.exp(-x)))],
  silu: [ops.silu, (x) => x / (1 + Math.exp(-x))],
  mish: [ops.mish, (x) => x * Math.tanh(Math.log(1 + Math.exp(x)))],
  softsign: [ops.softsign, (x) => x / (1 + Math.abs(x))],
  leakyRelu: [ops.leakyRelu, (x) => (x > 0 ? x : 0.01 * x)],
  "leakyRelu 0.2": [(x) => ops.leakyRelu(x, 0.2), (x) => Math.max(x, 0.2 * x)],
  elu: [ops.elu, (x) => (x > 0 ? x : Math.exp(x) - 1)],
  "elu 2": [(x) => ops.elu(x, 2), (x) => (x > 0 ? x : 2 * (Math.exp(x) - 1))],
  celu: [(x) => ops.celu(x, 2), (x) => (x > 0 ? x : 2 * (Math.exp(x / 2) - 1))],
  selu: [ops.selu, (x) => (x > 0 ? 1.0507009873554805 * x : 1.7580993408473766 * (Math.exp(x) - 1))],
  relu6: [ops.relu6, (x) => Math.min(Math.max(x, 0), 6)],
  hardTanh: [ops.hardTanh, (x) => Math.min(Math.max(x, -1), 1)],
  hardSigmoid: [ops.hardSigmoid, (x) => Math.min(Math.max(x + 3, 0), 6) / 6],
  hardSwish: [ops.hardSwish, (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6],
  squareplus: [ops.squareplus, (x) => (x + Math.sqrt(x * x + 4)) / 2],
  geluTanh: [
    ops.geluTanh,
    (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  ],
};

t.test(
  "activations have the values of their formulas, and derivatives that hold to second order",
  async (t) => {
    for (const [title, [f, plain]] of Object.entries(activations)) {
      for (const x of [-4.1, -2.3, -0.6, 0.4, 1.7, 5.2, 7.3]) {
        const y = f(x) as number;
        t.ok(
          Math.abs(y - plain(x)) <= 1e-14 * Math.max(1, Math.abs(plain(x))),
          `${title} at ${String(x)}: ${String(y)}`,
        );
        t.equal(checkGrads(f, [x], { order: 2 }).verdict, "pass", `${title} at ${String(x)}`);
      }
      t.ok(Number.isNaN(f(NaN)), `${title} of NaN`);
    }
  },
);

t.test(
  "far out activations and their derivatives are finite, in both modes and at second order",
  async (t) => {
    for (const [title, [f]] of Object.entries(activations)) {
      for (const x of [-1000, -50, 50, 1000]) {
        const all = [f(x), grad(f, { mode: "both" })(x), hessian(f)(x)];
        t.ok(
          all.every((v) => Number.isFinite(v)),
          `${title} at ${String(x)}: ${all.map(String).join(", ")}`,
        );
      }
    }
    t.same(
      [ops.elu(-1000), ops.mish(1000), ops.logSigmoid(-1000), ops.softsign(1e300)],
      [-1, 1000, -1000, 1],
    );
    t.equal(ops.squareplus(-1e8), 1e-8, "nothing cancels");
  },
);

t.test("at their kinks activations have one derivative, the same in both modes", async (t) => {
  const at = (f: Function, x: number): unknown => grad(f, { mode: "both" })(x);
  t.same([at(ops.relu6, 0), at(ops.relu6, 6), at(ops.hardTanh, 1), at(ops.hardTanh, -1)], [0, 0, 1, 1]);
  t.same(
    [at(ops.leakyRelu, 0), at(ops.elu, 0), at((x) => ops.celu(x, 3), 0), at(ops.softsign, 0)],
    [0.01, 1, 1, 1],
  );
  t.equal(at(ops.squareplus, 0), 0.5);
  t.throws(() => ops.squareplus(1, 0), { name: "TypeError", message: /^squareplus: / });
});

t.test("a slope that is learnt has a gradient", async (t) => {
  t.same(grad((slope: Value) => ops.leakyRelu(-3, slope))(0.5), -3);
  t.same(grad((alpha: Value) => ops.elu(-1, alpha))(2), Math.expm1(-1));
});

/** Each logarithm at a number, its formula for 64 digits, and where they are compared. */
const logarithms: Record<string, readonly [f: Function, formula: string, at: readonly number[]]> = {
  log1mexp: [ops.log1mexp, "log(1 - exp(-x))", [1e-12, 1e-3, 0.3, 0.69, 0.7, 1.5, 20, 40]],
  logit: [ops.logit, "log(x / (1 - x))", [1e-9, 0.1, 0.31, 0.4999, 0.5001, 0.64, 0.9, 1 - 1e-9]],
  entr: [ops.entr, "-x * log(x)", [1e-9, 0.2, 0.5, 2, 30]],
  "logaddexp 1": [(x) => ops.logaddexp(x, 1), "log(exp(x) + exp(1))", [-30, -2, 0, 0.99, 1, 1.01, 5, 60]],
  "xlogy 3": [(x) => ops.xlogy(3, x), "3 * log(x)", [1e-9, 0.3, 2, 40]],
  "xlog1py 3": [(x) => ops.xlog1py(3, x), "3 * log(1 + x)", [1e-12, 0.3, -0.4, 40]],
};

t.test("logarithms are right to 4 ulp of 64 digits", async (t) => {
  const math = create(all ?? {}, { number: "BigNumber", precision: 64 });
  for (const [title, [f, formula, points]] of Object.entries(logarithms))
    for (const x of points) {
      // All digits of the double: a shorter text is another number.
      const exact = math.bignumber(x.toPrecision(60));
      const due = Number(String(math.evaluate(formula, { x: exact })));
      const ulps = Math.abs((f(x) as number) - due) / (2 ** -52 * Math.abs(due));
      t.ok(ulps <= 4, `${title} at ${String(x)}: off by ${String(ulps)} ulp`);
    }
});

t.test("logarithms at their ends, and twice differentiated", async (t) => {
  t.same([ops.logaddexp(-Infinity, -Infinity), ops.logaddexp(1e308, 1e308)], [-Infinity, 1e308]);
  t.equal(grad((x: Value) => ops.logaddexp(x, -Infinity), { mode: "both" })(-Infinity), 0.5);
  t.equal(hessian((x: Value) => ops.logaddexp(x, 2))(2), 0.25, "at a tie too");
  t.same([ops.logsubexp(1000, 1000), ops.logsubexp(3, -Infinity)], [-Infinity, 3]);
  t.ok(Number.isNaN(ops.logsubexp(1, 2)));
  t.same([ops.xlogy(0, 0), ops.xlog1py(0, -1), ops.entr(0), ops.entr(-1)], [0, 0, 0, -Infinity]);
  t.ok(Number.isNaN(ops.xlogy(0, NaN)));
  t.equal(grad((y: Value) => ops.xlogy(0, y), { mode: "both" })(0), 0);
  t.same([ops.logit(0), ops.logit(1), ops.logit(0.5)], [-Infinity, Infinity, 0]);
});

t.test("what is far below the largest still counts in a logarithm of a sum", async (t) => {
  t.equal(ops.logsumexp([0, -40]), Math.log1p(Math.exp(-40)));
  t.equal(ops.logsumexp([[-40, 0, -41]]), Math.log1p(Math.exp(-40) + Math.exp(-41)));
  const [first, second] = Array.from((ops.logSoftmax([7, -33]) as NDArray).data);
  t.equal(first, -Math.log1p(Math.exp(-40)));
  t.equal(second, -40);
  const share = (x: Value): Value => ops.logSoftmax(ops.stack([x, 0]));
  for (const mode of ["forward", "reverse"] as const) {
    const slope = grad((x: Value) => ops.take(share(x), 0), { mode })(40);
    t.ok(Math.abs(slope * (1 + Math.exp(40)) - 1) < 1e-15, `${mode}: ${String(slope)}`);
  }
  t.equal(ops.logsumexp([1, 1, 1]), 1 + Math.log1p(2));
  t.equal(ops.logsumexp(Array<number>(10).fill(-Infinity)), -Infinity);
  t.equal(ops.logsumexp([Infinity, Infinity, 0]), Infinity);
  t.ok(Number.isNaN(ops.logsumexp([NaN, Infinity])));
});
