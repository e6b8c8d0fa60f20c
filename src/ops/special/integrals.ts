// Exponential integrals (DLMF 6).

import type { Value } from "../../core/op.js";
import { div, neg } from "../arithmetic.js";
import { exp } from "../exponential.js";
import { nonzero, positive } from "../family.js";
import { unary, type Unary } from "../publish.js";
import { eulerGamma, productOf, quotientOf, sumOf, type Twofold } from "./twofold.js";

/** γ + ln |x| + Σ xᵏ / (k k!), with twice the digits but for the logarithm (DLMF 6.6.1). */
function series(x: number): number {
  let term: Twofold = [1, 0];
  let sum = sumOf(eulerGamma, [Math.log(Math.abs(x)), 0]);
  for (let k = 1; Math.abs(term[0]) > 1e-20 * Math.abs(sum[0]); k++) {
    term = quotientOf(productOf(term, [x, 0]), k);
    sum = sumOf(sum, quotientOf(term, k));
  }
  return sum[0];
}

/** E₁(x): e⁻ˣ / (x + 1 − 1 / (x + 3 − 4 / (x + 5 − …))) from 1 on (DLMF 6.9.1). */
function exponentialIntegral(x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : NaN;
  if (x < 1) return -series(-x);
  let rest = 0;
  for (let k = Math.ceil(20 + 110 / x); k >= 1; k--) rest = (k * k) / (x + 2 * k + 1 - rest);
  return Math.exp(-x) / (x + 1 - rest);
}

/** Ei(x): from 40 on eˣ / x Σ k! / xᵏ, whose least term is e⁻ˣ (DLMF 6.12.2). */
function principalIntegral(x: number): number {
  if (x < 0) return -exponentialIntegral(-x);
  if (x === 0 || !(x < Infinity)) return x === 0 ? -Infinity : x;
  if (x < 40) return series(x);
  let [term, rest] = [1, 0];
  for (let k = 1; k < 40 && term > 1e-18; k++) {
    term *= k / x;
    rest += term;
  }
  // In two halves, since eˣ overflows before the quotient does.
  const half = Math.exp(x / 2);
  const whole = x < 700 ? Math.exp(x) / x : half * (half / x);
  return whole + whole * rest;
}

export const exp1: Unary = /* @__PURE__ */ unary({
  name: "exp1",
  doc: "E₁(x) = ∫ₓ^∞ e⁻ᵗ / t dt, x > 0; ∞ at 0 (DLMF 6.2.1)",
  f: exponentialIntegral,
  d: (_y, x): Value => neg(div(exp(neg(x)), x)),
  domain: [{ ...positive, seams: [1, 20] }],
  conventions: [
    { at: [0], value: Infinity },
    { at: [Infinity], value: 0 },
  ],
});

export const expi: Unary = /* @__PURE__ */ unary({
  name: "expi",
  doc: "Ei(x), the principal value of ∫₋∞ˣ eᵗ / t dt; −∞ at 0, and near its zero 0.3725 exact in units of 1 (DLMF 6.2.5)",
  f: principalIntegral,
  nearZeros: () => 1,
  d: (_y, x): Value => div(exp(x), x),
  domain: [{ ...nonzero, seams: [-1, 0.5, 40, 700, 716] }],
  conventions: [
    { at: [0], value: -Infinity },
    { at: [Infinity], value: Infinity },
    { at: [-Infinity], value: -0 },
  ],
});
