// Engines with a fault planted in them, by which the suite shows what it is worth: dualtape, spoilt in one place.

import * as dt from "../../src/index.js";
import type { Adapter, Question } from "./adapter.js";
import { dualtapeParts } from "./engines/dualtape.js";
import type { Numeral, Tensor } from "./format.js";
import { engineOf, type Ops, type Parts } from "./interpret.js";

type V = dt.Value;

const { ops } = dualtapeParts;
const run = (op: string, ...args: readonly V[]): V => ops[op]?.(args, {}) ?? NaN;

/** `y` with the derivative of what stands behind it alone, whose value is 0. */
const only = (y: V, derivative: V): V => dt.add(dt.stopGradient(y), derivative);

/** x less x as a constant: 0, with the derivative of x. */
const change = (x: V): V => dt.sub(x, dt.stopGradient(x));

const spoilt = (name: string, faulty: Ops<V>): Adapter =>
  engineOf({ ...dualtapeParts, name, ops: { ...ops, ...faulty } });

type Gradient = Readonly<Record<string, Tensor>>;

/** An engine that is asked what dualtape is asked, or something else, and answers with other gradients. */
function distorted(
  name: string,
  by: (gradient: Gradient) => Gradient,
  asked: (question: Question) => Question = (question) => question,
): Adapter {
  const engine = engineOf({ ...dualtapeParts, name });
  return {
    ...engine,
    async answer(question) {
      const answer = await engine.answer(asked(question));
      return answer.is === "gradient" ? { is: "gradient", gradient: by(answer.gradient) } : answer;
    },
  };
}

const each =
  (f: (x: Numeral) => Numeral) =>
  (gradient: Gradient): Gradient =>
    Object.fromEntries(Object.entries(gradient).map(([name, g]) => [name, { ...g, data: g.data.map(f) }]));

/** The gradients in the order of the names of their inputs, whatever it was. */
function sorted(gradient: Gradient): Gradient {
  const names = Object.keys(gradient).sort();
  return Object.fromEntries(Object.values(gradient).map((g, i) => [names[i] ?? "", g]));
}

/** A number to 2⁻¹², relative. */
export function twelveBits(x: number): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(x))) - 11);
  return Number.isFinite(x) && unit > 0 ? Math.round(x / unit) * unit : x;
}

/** No power of two, so that not even the slopes of lines are exact. */
const step = 1e-6;

/** The gradient by central differences, an element at a time. */
const differences: Parts<V>["gradient"] = (f, at) =>
  at.map((x, i) => {
    const n = dt.value(x);
    const size = typeof n === "number" ? 1 : n.size;
    const shape = typeof n === "number" ? undefined : n.shape;
    const slopes = Array.from({ length: size }, (_, k): V => {
      const basis = Float64Array.from({ length: size }, (_, j) => (j === k ? step : 0));
      const h = shape === undefined ? step : dt.array(basis, { shape });
      return dt.div(dt.sub(f(at.with(i, dt.add(x, h))), f(at.with(i, dt.sub(x, h)))), 2 * step);
    });
    if (shape === undefined) return slopes[0] ?? NaN;
    return size === 0 ? dt.zeros(shape) : dt.reshape(dt.stack(slopes), shape);
  });

/** The faults: all gradients spoilt, one rule spoilt, one wrong only at ties, duplicates or second order. */
export const planted: readonly Adapter[] = [
  distorted(
    "zero gradients",
    each(() => 0),
  ),
  distorted(
    "NaN gradients",
    each(() => "nan"),
  ),
  distorted(
    "gradients of twelve bits",
    each((x) => (typeof x === "number" ? twelveBits(x) : x)),
  ),
  distorted("gradients in the order of names", sorted),
  distorted(
    "weights ignored",
    (gradient) => gradient,
    ({ program, at, ask }) => ({ program, at, ask }),
  ),
  engineOf({ ...dualtapeParts, name: "finite differences", gradient: differences, modes: ["reverse", "rr"] }),
  spoilt("wrong sign in sin", { sin: ([x = NaN]) => only(run("sin", x), dt.neg(change(run("sin", x)))) }),
  spoilt("a stopGradient that passes", { stopGradient: ([x = NaN]) => run("identity", x) }),
  spoilt("every tied maximum counted whole", {
    max: ([x = NaN], params) => {
      const { max = () => NaN, sum = () => NaN } = ops;
      const largest = dt.equal.mask(x, max([x], { ...params, keepDims: true }));
      return only(max([x], params), sum([dt.mul(largest, change(x))], params));
    },
  }),
  spoilt("one of two paths lost", {
    add: ([a = NaN, b = NaN]) => run("add", a, a === b ? dt.stopGradient(b) : b),
  }),
  spoilt("the second derivative of exp lost", {
    exp: ([x = NaN]) => only(run("exp", x), dt.mul(dt.stopGradient(run("exp", x)), change(x))),
  }),
  spoilt("transposed gradients of matmul", {
    matmul: ([a = NaN, b = NaN]) => {
      const y = run("matmul", a, b);
      return dt.shapeOf(y).length === 2 && dt.shapeOf(y)[0] === dt.shapeOf(y)[1]
        ? only(y, run("transpose", change(y)))
        : y;
    },
  }),
];
