// Exponentials of squares. The rounding of x² alone would cost x² units in the last place: it is put back.

import type { Value } from "../../core/op.js";
import { mul } from "../arithmetic.js";
import { unary, type Unary } from "../publish.js";

/** e^(s x²), for s = ±1 or ±½. */
export function exponentialOfSquare(s: number, x: number): number {
  const square = x * x;
  const y = Math.exp(s * square);
  // At ∞ and where nothing is left there is nothing to put back.
  if (y === 0 || y === Infinity) return y;
  return y + y * (s * lowOfSquare(x, square));
}

/** x² − fl(x²), exactly (Dekker 1971). */
function lowOfSquare(x: number, square: number): number {
  const split = 134217729 * x;
  const high = split - (split - x);
  const low = x - high;
  return low * low - (square - high * high - 2 * high * low);
}

/** e^(−x²): what the derivatives of the error functions are made of. */
export const gaussian: Unary = /* @__PURE__ */ unary({
  name: "gaussian",
  doc: "e^(−x²)",
  f: (x) => exponentialOfSquare(-1, x),
  d: (y, x): Value => mul(-2, mul(x, y)),
});

const densityAtZero = 0.3989422804014327;

/** e^(−x²/2) / √(2π), the density of the normal distribution. */
export const normalDensity: Unary = /* @__PURE__ */ unary({
  name: "normalDensity",
  doc: "e^(−x²/2) / √(2π)",
  f: (x) => densityAtZero * exponentialOfSquare(-0.5, x),
  d: (y, x): Value => mul(-1, mul(x, y)),
});
