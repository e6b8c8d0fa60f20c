// The error function, its complement, and its inverse (DLMF 7).

import type { Value } from "../../core/op.js";
import { real } from "../../core/space.js";
import { abs, div, mul, neg, reciprocal, sub } from "../arithmetic.js";
import { unary, type Unary } from "../publish.js";
import { greater, isFinite, logicalAnd, where } from "../select.js";
import { family, member, type FamilyOp } from "./order.js";
import * as table from "./error-tables.js";
import { inPieces, polynomial } from "./polynomial.js";
import { exponentialOfSquare, gaussian } from "./squares.js";

const twoOverRootPi = 2 / Math.sqrt(Math.PI);
const rootPi = Math.sqrt(Math.PI);

/** eˣ² erfc x. */
export function scaledComplement(x: number): number {
  if (x < 0) return 2 * exponentialOfSquare(1, x) - scaledComplement(-x);
  if (!(x > 8)) return inPieces(table.scaledComplement, x);
  return polynomial(table.farComplement, 1 / (x * x)) / (rootPi * x);
}

/** 1 − erf x, without cancellation. */
export function complement(x: number): number {
  if (x < 0.5) return 1 - errorFunction(x);
  return exponentialOfSquare(-1, x) * scaledComplement(x);
}

/** erf x. */
export function errorFunction(x: number): number {
  if (Math.abs(x) < 1) return x * polynomial(table.nearError, x * x);
  return x < 0 ? complement(-x) - 1 : 1 - complement(x);
}

/** n = 1: 2/√π − 2 x eˣ² erfc x; each n is the derivative of the one before, up to its sign (−1)ⁿ. */
function complementSlope(n: number, x: number): number {
  if (n === 0) return scaledComplement(x);
  const first = firstSlope(x);
  if (n === 1) return first;
  return x > 1 ? first * slopesByFraction(n, x) : slopesUpwards(n, x, first);
}

/** −(eˣ² erfc x)′ */
function firstSlope(x: number): number {
  if (x < 0.3) return twoOverRootPi - 2 * x * scaledComplement(x);
  if (!(x > 8)) return inPieces(table.scaledComplementSlope, x);
  return polynomial(table.farComplementSlope, 1 / (x * x)) / (rootPi * x) / x;
}

/** Upwards by S₍ₙ₊₁₎ = 2 n S₍ₙ₋₁₎ − 2 x Sₙ, which is stable for x < 0 and loses little up to 1. */
function slopesUpwards(n: number, x: number, first: number): number {
  let [before, at] = [scaledComplement(x), first];
  for (let k = 1; k < n; k++) [before, at] = [at, 2 * k * before - 2 * x * at];
  return at;
}

/** Sₙ / S₁ by the same recurrence downwards, of which it is the minimal solution: Sₙ / S₍ₙ₋₁₎ = 2 n / (2 x + S₍ₙ₊₁₎ / Sₙ). */
function slopesByFraction(n: number, x: number): number {
  let [ratio, product] = [0, 1];
  for (let k = n + 20 + Math.ceil(400 / (x * x)); k >= 2; k--) {
    ratio = (2 * k) / (2 * x + ratio);
    if (k <= n) product *= ratio;
  }
  return product;
}

/** (−d/dx)ⁿ eˣ² erfc x, which is positive for all n and x. */
export const complementSlopes: FamilyOp = /* @__PURE__ */ family({
  name: "erfcxSlope",
  doc: "(−d/dx)ⁿ eˣ² erfc x",
  f: complementSlope,
  d: (n, _y, x) => neg(member(complementSlopes, n + 1, x)),
  domain: { ...real, seams: [0.3, 0.5, 1, 1.25, 2.5, 4.5, 8] },
  orders: [1, 2, 3],
});

/** erf⁻¹ x: a formula of three digits (Winitzki 2008), and two steps of Halley's method. */
export function inverseErrorFunction(x: number): number {
  const size = Math.abs(x);
  if (!(size < 1)) return size === 1 ? x * Infinity : NaN;
  if (size < 1e-8) return x / twoOverRootPi;
  const log = Math.log1p(-x * x);
  const half = 2 / (Math.PI * 0.147) + log / 2;
  let y = Math.sqrt(Math.sqrt(half * half - log / 0.147) - half);
  for (let k = 0; k < 3; k++) {
    // 1 − |x| is exact where the complement is the smaller of the two.
    const gap = size < 0.5 ? errorFunction(y) - size : 1 - size - complement(y);
    const newton = gap / (twoOverRootPi * exponentialOfSquare(-1, y));
    y -= newton / (1 + y * newton);
  }
  return x < 0 ? -y : y;
}

export const erf: Unary = /* @__PURE__ */ unary({
  name: "erf",
  doc: "2/√π ∫₀ˣ e^(−t²) dt (DLMF 7.2.1)",
  f: errorFunction,
  d: (_y, x) => mul(twoOverRootPi, gaussian(x)),
  domain: [{ ...real, seams: [-2.5, -1.25, -1, 1, 1.25, 2.5] }],
});

export const erfc: Unary = /* @__PURE__ */ unary({
  name: "erfc",
  doc: "1 − erf x, exact far out (DLMF 7.2.2)",
  f: complement,
  d: (_y, x) => mul(-twoOverRootPi, gaussian(x)),
  domain: [{ ...real, seams: [-1, 0.5, 1.25, 2.5, 4.5, 8] }],
});

export const erfcx: Unary = /* @__PURE__ */ unary({
  name: "erfcx",
  doc: "e^(x²) erfc x, about 1 / (x √π) far out (DLMF 7.2)",
  f: scaledComplement,
  d: (_y, x) => neg(member(complementSlopes, 1, x)),
  domain: [{ ...real, seams: [-1, 0.5, 1.25, 2.5, 4.5, 8, 16] }],
});

export const erfinv: Unary = /* @__PURE__ */ unary({
  name: "erfinv",
  doc: "the inverse of erf, |x| < 1; ±∞ at ±1 (DLMF 7.17)",
  f: inverseErrorFunction,
  d: (y, x) => mul(1 / twoOverRootPi, where(isFarOut(y, 0.47), growthFarOut(y, x), reciprocal(gaussian(y)))),
  domain: [{ low: -1, high: 1, seams: [1e-8, 0.5] }],
  conventions: [
    { at: [-1], value: -Infinity },
    { at: [1], value: Infinity },
  ],
});

/** Whether y is beyond `limit`, and not infinite: there nothing is left to divide by. */
export function isFarOut(y: Value, limit: number): Value {
  const size = abs(y);
  return logicalAnd.mask(greater.mask(size, limit), isFinite.mask(size));
}

/** e^(y²) = e^(y²) erfc |y| / (1 − |x|), which does not make the rounding of a large y larger. */
function growthFarOut(y: Value, x: Value): Value {
  return div(erfcx(abs(y)), sub(1, abs(x)));
}
