// Activations that are made of other ops. Far out on both sides they and their derivatives stay finite: what a
// branch that is not taken overflows to goes nowhere.

import { badOption, outOfRange } from "../core/errors.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { normalizeAxis } from "../ndarray/index.js";
import { known } from "../ndarray/options.js";
import { relu, sigmoid, softplus } from "./activation.js";
import { abs, add, div, mul, neg, sub } from "./arithmetic.js";
import { stretch } from "./axes.js";
import { expm1, hypot } from "./exponential.js";
import { lift, type Like } from "./lift.js";
import { clip, greater, greaterEqual, where } from "./select.js";
import { tanh } from "./trigonometric.js";

/**
 * ln σ(x) = −ln(1 + e⁻ˣ).
 *
 * @example
 * logSigmoid(-1000); // -1000
 */
export function logSigmoid(x: Like): Value {
  return neg(softplus(neg(lift("logSigmoid", x))));
}

/**
 * x σ(x), also called swish (Ramachandran et al. 2017).
 *
 * @example
 * silu(0); // 0
 */
export function silu(x: Like): Value {
  const v = lift("silu", x);
  return mul(v, sigmoid(v));
}

/**
 * x tanh(ln(1 + eˣ)) (Misra 2019).
 *
 * @example
 * mish(1000); // 1000
 */
export function mish(x: Like): Value {
  const v = lift("mish", x);
  return mul(v, tanh(softplus(v)));
}

/**
 * x / (1 + |x|).
 *
 * @example
 * softsign(3); // 0.75
 */
export function softsign(x: Like): Value {
  const v = lift("softsign", x);
  return div(v, add(1, abs(v)));
}

/**
 * 1 / (1 + e⁻ˣ), the inverse of `logit`: another name of `sigmoid`.
 *
 * @example
 * expit(0); // 0.5
 */
export function expit(x: Like): Value {
  return sigmoid(lift("expit", x));
}

/**
 * x where it is positive, else `slope` x, 0.01 x by default; derivative `slope` at 0.
 *
 * @example
 * leakyRelu([-1, 2]); // [-0.01, 2]
 */
export function leakyRelu(x: Like, slope: Like = 0.01): Value {
  const v = lift("leakyRelu", x);
  return where(greater.mask(v, 0), v, mul(lift("leakyRelu", slope, "its slope"), v));
}

/**
 * x where it is positive, else α x with an α that is learnt, for example one for each channel, and broadcast (He et al.
 * 2015); derivative α at 0.
 *
 * @example
 * prelu([-2, 3], 0.25); // [-0.5, 3]
 */
export function prelu(x: Like, alpha: Like): Value {
  return leakyRelu(lift("prelu", x), lift("prelu", alpha, "its alpha"));
}

/**
 * x where it is positive, else α (eˣ − 1), α = 1 by default (Clevert et al. 2015); derivative α at 0.
 *
 * @example
 * elu(-1000); // -1
 */
export function elu(x: Like, alpha: Like = 1): Value {
  const v = lift("elu", x);
  return where(greater.mask(v, 0), v, mul(lift("elu", alpha, "its alpha"), expm1(v)));
}

/**
 * x where it is positive, else α (e^(x/α) − 1), α = 1 by default: an elu whose derivative at 0 is 1 for every α
 * (Barron 2017).
 *
 * @example
 * celu(-1000, 2); // -2
 */
export function celu(x: Like, alpha: Like = 1): Value {
  const v = lift("celu", x);
  const a = lift("celu", alpha, "its alpha");
  return where(greater.mask(v, 0), v, mul(a, expm1(div(v, a))));
}

/** The fixed point of mean 0 and variance 1 (Klambauer et al. 2017). */
const [seluScale, seluAlpha] = [1.0507009873554805, 1.6732632423543772];

/**
 * λ elu(x, α) with the λ and α that keep a mean of 0 and a variance of 1 (Klambauer et al. 2017).
 *
 * @example
 * selu(1); // 1.05070098735548…
 */
export function selu(x: Like): Value {
  return mul(seluScale, elu(lift("selu", x), seluAlpha));
}

/**
 * min(max(x, 0), 6); derivative 0 at 0 and at 6.
 *
 * @example
 * relu6([-1, 3, 9]); // [0, 3, 6]
 */
export function relu6(x: Like): Value {
  const v = lift("relu6", x);
  return where(greaterEqual.mask(v, 6), 6, relu(v));
}

/**
 * x kept within −1 and 1; derivative 1 at both, as of `clip`.
 *
 * @example
 * hardTanh([-2, 0.5]); // [-1, 0.5]
 */
export function hardTanh(x: Like): Value {
  return clip(lift("hardTanh", x), -1, 1);
}

/**
 * min(max(x + 3, 0), 6) / 6: a sigmoid of straight lines (Howard et al. 2019).
 *
 * @example
 * hardSigmoid(0); // 0.5
 */
export function hardSigmoid(x: Like): Value {
  return div(relu6(add(lift("hardSigmoid", x), 3)), 6);
}

/**
 * x min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).
 *
 * @example
 * hardSwish(3); // 3
 */
export function hardSwish(x: Like): Value {
  const v = lift("hardSwish", x);
  return mul(v, hardSigmoid(v));
}

/**
 * (x + √(x² + b)) / 2, b = 4 by default: a softplus of square roots (Barron 2021), without cancellation for x < 0.
 *
 * @example
 * squareplus(0); // 1
 */
export function squareplus(x: Like, b = 4): Value {
  if (!(b > 0)) throw badOption("squareplus", "b", "a number > 0", b);
  const v = lift("squareplus", x);
  const root = hypot(v, Math.sqrt(b));
  // x + r = b / (r − x), of which for x < 0 only the second keeps its digits.
  return mul(0.5, where(greater.mask(v, 0), add(v, root), div(b, sub(root, v))));
}

/**
 * The Gaussian error linear unit x Φ(x) in the form of a tanh, ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks and
 * Gimpel 2016); it is off by up to 5 · 10⁻⁴ of the exact one.
 *
 * @example
 * geluTanh(0); // 0
 */
export function geluTanh(x: Like): Value {
  const v = lift("geluTanh", x);
  const cubic = add(v, mul(0.044715, mul(v, mul(v, v))));
  return mul(mul(0.5, v), add(1, tanh(mul(Math.sqrt(2 / Math.PI), cubic))));
}

/**
 * a σ(b) of the two halves a and b of an axis, the last by default: the gated linear unit (Dauphin et al. 2017).
 *
 * @example
 * glu([4, 6, 0, 0]); // [2, 3]
 */
export function glu(x: Like, options: { axis?: number } = {}): Value {
  const { axis = -1 } = known("glu", options, ["axis"]);
  const v = lift("glu", x);
  const at = normalizeAxis("glu", axis, shapeOf(v).length);
  const n = shapeOf(v)[at] ?? 0;
  if (n % 2 !== 0) throw outOfRange("glu", "its input", `of even length along axis ${String(at)}`, value(v));
  return mul(stretch(v, at, 0, n / 2), sigmoid(stretch(v, at, n / 2, n)));
}
