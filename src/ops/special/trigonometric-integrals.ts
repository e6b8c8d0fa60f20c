// The sine and cosine integrals (DLMF 6.2).

import type { Value } from "../../core/op.js";
import { chain, real } from "../../core/space.js";
import { reciprocal } from "../arithmetic.js";
import { positive } from "../family.js";
import { lift, type Like } from "../lift.js";
import { unary, type Unary } from "../publish.js";
import { cos } from "../trigonometric.js";
import { eulerGamma, productOf, quotientOf, sumOf, type Twofold } from "./twofold.js";

/** Σ (−1)ᵏ xᵐ / (m m!) over the odd m, or over the even ones from 2 on, with twice the digits (DLMF 6.6.5, 6.6.6). */
function series(x: number, first: 1 | 2): Twofold {
  const square = productOf([-x, 0], [x, 0]);
  let power: Twofold = first === 1 ? [x, 0] : quotientOf(square, 2);
  let sum = quotientOf(power, first);
  for (let m = first + 2; Math.abs(power[0]) > 1e-22 * Math.abs(sum[0]); m += 2) {
    power = quotientOf(productOf(power, square), m * (m - 1));
    sum = sumOf(sum, quotientOf(power, m));
  }
  return sum;
}

/** What is left of the integrals from x to ∞: E₁(i x) = (g − i f) e⁻ⁱˣ by its continued fraction (DLMF 6.9.1, 6.2.17). */
function auxiliary(x: number): { readonly f: number; readonly g: number } {
  // From here on the next terms are below the last place, and later squares overflow.
  if (x > 1e9) return { f: 1 / x, g: 1 / x / x };
  let [re, im] = [0, 0];
  for (let k = Math.ceil(20 + 240 / x); k >= 0; k--) {
    const [u, v] = [2 * k + 1 - re, x - im];
    const scale = (k === 0 ? 1 : k * k) / (u * u + v * v);
    [re, im] = [scale * u, -scale * v];
  }
  return { f: -im, g: re };
}

/** From where on the continued fraction is the shorter way. */
const far = 4;

function sineIntegral(x: number): number {
  if (x < 0) return -sineIntegral(-x);
  if (x < far) return x === 0 ? x : series(x, 1)[0];
  if (!(x < Infinity)) return x === Infinity ? Math.PI / 2 : NaN;
  const { f, g } = auxiliary(x);
  return Math.PI / 2 - (f * Math.cos(x) + g * Math.sin(x));
}

function cosineIntegral(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x < far) return sumOf(sumOf(eulerGamma, [Math.log(x), 0]), series(x, 2))[0];
  if (x === Infinity) return 0;
  const { f, g } = auxiliary(x);
  return f * Math.sin(x) - g * Math.cos(x);
}

const waves: Unary[] = [];

/** The n-th derivative of sin x / x. */
function wave(n: number): Unary {
  return (waves[n] ??= unary({
    name: `sineQuotient ${String(n)}`,
    doc: "the n-th derivative of sin x / x",
    f: (x) => waveOf(n, x),
    d: (_y, x): Value => wave(n + 1)(x),
  }));
}

/** By x sₙ + n sₙ₋₁ = sin⁽ⁿ⁾ x, and near 0, where that loses digits, by the power series. */
function waveOf(n: number, x: number): number {
  if (Math.abs(x) < 1.5 + n) return waveSeries(n, x);
  if (Math.abs(x) === Infinity) return 0;
  const circle = [Math.sin(x), Math.cos(x), -Math.sin(x), -Math.cos(x)];
  let s = 0;
  for (let k = 0; k <= n; k++) s = ((circle[k % 4] ?? 0) - k * s) / x;
  return s;
}

/** Σ (−1)ᵏ x²ᵏ⁻ⁿ / ((2 k + 1) (2 k − n)!), with twice the digits. */
function waveSeries(n: number, x: number): number {
  const square = productOf([-x, 0], [x, 0]);
  const k = Math.ceil(n / 2);
  let power: Twofold = [(k % 2 === 0 ? 1 : -1) * (n % 2 === 0 ? 1 : x), 0];
  let sum = quotientOf(power, 2 * k + 1);
  for (let m = 2 * k + 2; m < 100; m += 2) {
    power = quotientOf(productOf(power, square), (m - n) * (m - n - 1));
    sum = sumOf(sum, quotientOf(power, m + 1));
  }
  return sum[0];
}

export const si: Unary = /* @__PURE__ */ unary({
  name: "si",
  doc: "Si(x) = ∫₀ˣ sin t / t dt (DLMF 6.2.9)",
  f: sineIntegral,
  d: (_y, x) => wave(0)(x),
  domain: [{ ...real, seams: [1, 4, 1e9] }],
  conventions: [
    { at: [Infinity], value: Math.PI / 2, partials: [0] },
    { at: [-Infinity], value: -Math.PI / 2, partials: [0] },
  ],
});

export const ci: Unary = /* @__PURE__ */ unary({
  name: "ci",
  doc: "Ci(x) = γ + ln x + ∫₀ˣ (cos t − 1) / t dt, x > 0; −∞ at 0, and near its zeros exact in units of 1 / x (DLMF 6.2.13)",
  f: cosineIntegral,
  nearZeros: (x) => 1 / x,
  d: (_y, x) => chain(reciprocal(x), cos(x)),
  domain: [{ ...positive, seams: [1, 4, 1e9] }],
  conventions: [
    { at: [0], value: -Infinity },
    { at: [Infinity], value: 0, partials: [0] },
  ],
});

/**
 * [Si(x), Ci(x)], as `si` and `ci` have them.
 *
 * @example
 * sici(1); // [0.946083070367183…, 0.337403922900968…]
 */
export function sici(x: number): readonly [si: number, ci: number];
export function sici(x: Like): readonly [si: Value, ci: Value];
export function sici(x: Like): readonly [si: Value, ci: Value] {
  const v = lift("sici", x);
  return [si(v), ci(v)];
}
