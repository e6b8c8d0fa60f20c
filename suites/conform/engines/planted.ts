// Engines with a fault planted in them, by which the suite shows what it is worth: dualtape, spoilt in one place.

import * as dt from "../../../src/index.js";
import type { Adapter, Question } from "../adapter.js";
import { dualtapeParts } from "./dualtape.js";
import type { Numeral, Tensor } from "../format.js";
import { engineOf, type Ops, type Parts } from "../interpret.js";

type V = dt.Value;

const { ops } = dualtapeParts;
/** `y` with the derivative of what stands behind it alone, whose value is 0. */
const only = (y: V, derivative: V): V => dt.add(dt.stopGradient(y), derivative);

/** x less x as a constant: 0, with the derivative of x. */
const change = (x: V): V => dt.sub(x, dt.stopGradient(x));

const spoilt = (name: string, faulty: Ops<V>): Adapter =>
  engineOf({ ...dualtapeParts, name: `planted-${name}`, ops: { ...ops, ...faulty } });

type Gradient = Readonly<Record<string, Tensor>>;

/** An engine that is asked what dualtape is asked, or something else, and answers with other gradients. */
function distorted(
  name: string,
  by: (gradient: Gradient, ask: Question["ask"]) => Gradient,
  asked: (question: Question) => Question = (question) => question,
): Adapter {
  const engine = engineOf({ ...dualtapeParts, name: `planted-${name}` });
  return {
    ...engine,
    async answer(question) {
      const answer = await engine.answer(asked(question));
      return answer.is === "gradient"
        ? { is: "gradient", gradient: by(answer.gradient, question.ask) }
        : answer;
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

const { max = () => NaN, sum = () => NaN } = ops;

/** Engines that each have a fault, by its name. */
export const planted: Readonly<Record<string, Adapter>> = byName([
  distorted(
    "zero",
    each(() => 0),
  ),
  distorted(
    "nan",
    each(() => "nan"),
  ),
  distorted(
    "twelve-bits",
    each((x) => (typeof x === "number" ? twelveBits(x) : x)),
  ),
  distorted("forward-off", (gradient, ask) =>
    ask === "forward" ? each((x) => (typeof x === "number" ? (1 + 1e-6) * x : x))(gradient) : gradient,
  ),
  distorted("order-of-names", sorted),
  distorted(
    "no-weights",
    (gradient) => gradient,
    ({ program, at, ask }) => ({ program, at, ask }),
  ),
  engineOf({
    ...dualtapeParts,
    name: "planted-differences",
    gradient: differences,
    modes: ["reverse", "rr"],
  }),
  spoilt("wrong-sign", { sin: ([x = NaN]) => only(dt.sin(x), dt.neg(change(dt.sin(x)))) }),
  spoilt("passing-stop", { stopGradient: ([x = NaN]) => x }),
  spoilt("double-tie", {
    maximum: ([a = NaN, b = NaN]) => {
      const [left, right] = [dt.greaterEqual.mask(a, b), dt.lessEqual.mask(a, b)];
      return only(dt.maximum(a, b), dt.add(dt.where(left, change(a), 0), dt.where(right, change(b), 0)));
    },
  }),
  spoilt("whole-ties", {
    max: ([x = NaN], params) => {
      const largest = dt.equal.mask(x, max([x], { ...params, keepDims: true }));
      return only(max([x], params), sum([dt.mul(largest, change(x))], params));
    },
  }),
  spoilt("lost-path", { add: ([a = NaN, b = NaN]) => dt.add(a, a === b ? dt.stopGradient(b) : b) }),
  spoilt("lost-second", {
    exp: ([x = NaN]) => only(dt.exp(x), dt.mul(dt.stopGradient(dt.exp(x)), change(x))),
  }),
  spoilt("transposed", {
    matmul: ([a = NaN, b = NaN]) => {
      const y = dt.matmul(a, b);
      const [rows, columns] = dt.shapeOf(y);
      const square = dt.shapeOf(y).length === 2 && rows === columns;
      return square ? only(y, dt.transpose(change(y))) : y;
    },
  }),
]);

function byName(engines: readonly Adapter[]): Readonly<Record<string, Adapter>> {
  return Object.fromEntries(engines.map((engine) => [engine.name.replace("planted-", ""), engine]));
}
