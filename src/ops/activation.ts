// Activations of neural networks, stable far out on both sides.

import { shapeOf, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { normalizeAxis } from "../ndarray/index.js";
import { mul, sub } from "./arithmetic.js";
import { sigmoidRest } from "./complements.js";
import { exp } from "./exponential.js";
import { nonzero } from "./family.js";
import { lift, type Like } from "./lift.js";
import { unary, type Unary } from "./publish.js";
import { logsumexp, max } from "./reductions.js";
import { isPositive } from "./masks.js";

export const relu: Unary = /* @__PURE__ */ unary({
  name: "relu",
  doc: "max(x, 0); derivative 0 at 0",
  f: (x) => (x > 0 || x !== x ? x : 0),
  d: (_y, x) => isPositive(x),
  domain: [nonzero],
  conventions: [
    { at: [0], partials: [0] },
    { at: [NaN], partials: [NaN] },
  ],
});

export const sigmoid: Unary = /* @__PURE__ */ unary({
  name: "sigmoid",
  doc: "1 / (1 + e⁻ˣ); derivative y (1 − y), which keeps its digits where y is near 1",
  f: (x) => {
    const e = Math.exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  },
  d: (y, x) => mul(y, sigmoidRest(y, x)),
});

export const softplus: Unary = /* @__PURE__ */ unary({
  name: "softplus",
  doc: "ln(1 + eˣ), without overflow",
  f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  d: (_y, x) => sigmoid(x),
});

/** x − ln Σ eˣ along an axis, the last by default. */
export function logSoftmax(x: Like, options: { axis?: number } = {}): Value {
  return logSoftmaxOf("logSoftmax", x, options);
}

/**
 * The largest element is taken off first, with its derivative: between large numbers the digits of the result would be
 * lost, and those of 1 − p for the largest p. Of a number, as of a vector of one element, it is 0.
 */
function logSoftmaxOf(name: string, x: Like, options: { axis?: number }): Value {
  const { axis = -1 } = known(name, options, ["axis"]);
  const v = lift(name, x);
  const rank = shapeOf(v).length;
  const at = normalizeAxis(name, axis, Math.max(1, rank));
  if (rank === 0) return sub(v, v);
  if (shapeOf(v)[at] === 0) return v;
  const shifted = sub(v, max(v, { axis: at, keepDims: true }));
  return sub(shifted, logsumexp(shifted, { axis: at, keepDims: true }));
}

/**
 * eˣ / Σ eˣ along an axis, the last by default.
 *
 * @example
 * softmax([0, 0]); // [0.5, 0.5]
 */
export function softmax(x: Like, options: { axis?: number } = {}): Value {
  return exp(logSoftmaxOf("softmax", x, options));
}
