// The normal distribution: its distribution function, the logarithm and the inverse of it, and an activation.

import type { Value } from "../../core/op.js";
import { real } from "../../core/space.js";
import { abs, div, mul, reciprocal, sub } from "../arithmetic.js";
import { lift, type Like } from "../lift.js";
import { unary, type Unary } from "../publish.js";
import { less, minimum, where } from "../select.js";
import { complement, erfcx, isFarOut, inverseErrorFunction, scaledComplement } from "./error-function.js";
import { exponentialOfSquare, normalDensity } from "./squares.js";

const rootHalf = Math.SQRT1_2;
const rootHalfPi = Math.sqrt(Math.PI / 2);

/** Φ(x), by the scaled complement left of 0, where rounding x / √2 would cost x² units in the last place. */
function distribution(x: number): number {
  if (x > 0) return 1 - distribution(-x);
  if (x > -0.5) return 0.5 * complement(-x * rootHalf);
  return 0.5 * exponentialOfSquare(-0.5, x) * scaledComplement(-x * rootHalf);
}

/** ln Φ(x). */
function logDistribution(x: number): number {
  if (x > -0.5) return Math.log1p(-distribution(-x));
  const log = Math.log(0.5 * scaledComplement(-x * rootHalf));
  return x === -Infinity ? x : log - 0.5 * x * x;
}

/** Φ⁻¹(p) for p ≤ ½, where it is negative. */
function lowerQuantile(p: number): number {
  if (p > 0.25) return Math.SQRT2 * inverseErrorFunction(2 * p - 1);
  const log = Math.log(4 * p * (1 - p));
  const half = 2 / (Math.PI * 0.147) + log / 2;
  let x = -Math.SQRT2 * Math.sqrt(Math.sqrt(half * half - log / 0.147) - half);
  const target = Math.log(p);
  // Newton's method for ln Φ, which is nearly a parabola.
  for (let k = 0; k < 4; k++)
    x -= (logDistribution(x) - target) * rootHalfPi * scaledComplement(-x * rootHalf);
  return x;
}

function quantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  return p > 0.5 ? -lowerQuantile(1 - p) : lowerQuantile(p);
}

export const ndtr: Unary = /* @__PURE__ */ unary({
  name: "ndtr",
  doc: "Φ(x) = ½ erfc(−x / √2), the distribution function of the normal distribution",
  f: distribution,
  d: (_y, x) => normalDensity(x),
  domain: [{ ...real, seams: [-8, -2, -0.5, 0.5, 2] }],
});

export const logNdtr: Unary = /* @__PURE__ */ unary({
  name: "logNdtr",
  doc: "ln Φ(x), about −x² / 2 far left, where Φ itself is 0",
  f: logDistribution,
  d: (_y, x) => where(less.mask(x, 0), inverseMillsRatio(x), div(normalDensity(x), ndtr(x))),
  domain: [{ ...real, seams: [-8, -2, -0.5, 0.5, 2] }],
});

/** φ(x) / Φ(x), exact for x < 0. */
function inverseMillsRatio(x: Value): Value {
  return reciprocal(mul(rootHalfPi, erfcx(mul(-rootHalf, x))));
}

export const ndtri: Unary = /* @__PURE__ */ unary({
  name: "ndtri",
  doc: "Φ⁻¹(p), the quantiles of the normal distribution, 0 < p < 1; −∞ at 0 and ∞ at 1",
  f: quantile,
  d: (y, p) => where(isFarOut(y, 0.67), slopeFarOut(y, p), reciprocal(normalDensity(y))),
  domain: [{ low: 0, high: 1, seams: [0.25, 0.5] }],
  conventions: [
    { at: [0], value: -Infinity },
    { at: [1], value: Infinity },
  ],
});

/** 1 / φ(y) by Φ(−|y|), the smaller of p and 1 − p: so the rounding of a large y is not made larger. */
function slopeFarOut(y: Value, p: Value): Value {
  const ratio = mul(rootHalfPi, erfcx(mul(rootHalf, abs(y))));
  return div(ratio, minimum(p, sub(1, p)));
}

/**
 * x Φ(x), the Gaussian error linear unit (Hendrycks and Gimpel 2016); `geluTanh` is its approximation.
 *
 * @example
 * gelu(1); // 0.841344746068542…
 */
export function gelu(x: Like): Value {
  const v = lift("gelu", x);
  return mul(v, ndtr(v));
}
