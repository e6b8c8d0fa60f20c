// Sine and cosine of an angle counted in half turns, exact at its multiples, and sinc.

import { mul, neg } from "./arithmetic.js";
import { unary, type Unary } from "./publish.js";

export const sinpi: Unary = /* @__PURE__ */ unary({
  name: "sinpi",
  doc: "sin πx, exactly 0 at the integers",
  f: sine,
  d: (_y, x) => mul(Math.PI, cospi(x)),
});

export const cospi: Unary = /* @__PURE__ */ unary({
  name: "cospi",
  doc: "cos πx, exactly 0 halfway between the integers",
  f: (x) => sine(cosineOf(x)),
  d: (_y, x) => neg(mul(Math.PI, sinpi(x))),
});

/** An angle in half turns whose sine is the cosine of `x`; no digit of `x` is lost. */
function cosineOf(x: number): number {
  const r = Math.abs(x % 2);
  return r > 1.5 ? r - 1.5 : 0.5 - r;
}

/** sin πx by the nearest multiple of a quarter turn, from which the distance is exact. */
function sine(x: number): number {
  const r = x % 2;
  const quarters = Math.round(2 * r);
  const t = Math.PI * (r - quarters / 2);
  if (quarters % 2 === 0)
    return quarters === 0 ? Math.sin(t) : Math.abs(quarters) === 2 ? -Math.sin(t) : Math.sin(t);
  return quarters === 1 || quarters === -3 ? Math.cos(t) : -Math.cos(t);
}

/**
 * The derivatives of sin z / z at z = πx, each an op of its own: number n is ∫₀¹ tⁿ cos(tz + nπ/2) dt. Near 0, where the
 * recurrence cancels, by the series.
 */
const derivatives: Unary[] = [];

function derivative(n: number): Unary {
  return (derivatives[n] ??= unary({
    name: `sinc${"′".repeat(n)}`,
    doc: `derivative ${String(n)} of sin z / z at z = πx`,
    f: (x) => (Math.abs(Math.PI * x) < n + 1 ? series(n, Math.PI * x) : recurrence(n, x)),
    d: (_y, x) => mul(Math.PI, derivative(n + 1)(x)),
  }));
}

/** Σ (−1)ᵏ z²ᵏ⁻ⁿ / ((2k − n)! (2k + 1)) over 2k ≥ n. */
function series(n: number, z: number): number {
  let k = Math.ceil(n / 2);
  let term = (k % 2 === 0 ? 1 : -1) * (2 * k > n ? z : 1);
  let sum = term / (2 * k + 1);
  for (; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= (-z * z) / ((2 * k - n + 1) * (2 * k - n + 2));
    sum += term / (2 * k + 3);
  }
  return sum;
}

/** Sₘ = (sin(z + mπ/2) − m Sₘ₋₁) / z, from S₀ = sin z / z; the angle is exact in half turns, and would not be in z. */
function recurrence(n: number, x: number): number {
  const [z, sin, cos] = [Math.PI * x, sine(x), sine(cosineOf(x))];
  const turned = [sin, cos, -sin, -cos];
  let s = sin / z;
  for (let m = 1; m <= n; m++) s = ((turned[m % 4] ?? NaN) - m * s) / z;
  return s;
}

export const sinc: Unary = /* @__PURE__ */ unary({
  name: "sinc",
  doc: "sin πx / πx, 1 at 0 (the normalised sinc), smooth there to every order",
  f: (x) => (x === 0 ? 1 : sine(x) / (Math.PI * x)),
  d: (_y, x) => mul(Math.PI, derivative(1)(x)),
});
