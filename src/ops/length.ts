// The length of a vector of numbers, without overflow: what the norm computes, in arrays and in compiled loops.

import * as nd from "../ndarray/index.js";
import { step, type Unary } from "./publish.js";

/** A power of two of about the size of x, by which a sum of squares is scaled without rounding. */
export const binade: Unary = /* @__PURE__ */ step({
  name: "binade",
  doc: "the largest power of two ≤ |x|; 1 for 0, ∞ and NaN",
  f: (x) => {
    const power = 2 ** Math.floor(Math.log2(Math.abs(x)));
    return power > 0 && power < Infinity ? power : 1;
  },
});

/**
 * Sums of squares between these have lost no digits: none of the squares was infinite, and those that are too small to
 * have all their digits do not matter. Their root is the norm.
 */
export const plainSquares = { least: 1e-270, most: Number.MAX_VALUE } as const;

/** √(Σ x²); scaled where the sum is out of range, and for elements whose squares are no doubles. */
export function lengthOf(x: nd.Data): number {
  if (!(x instanceof Float64Array)) return scaledLength(x);
  const vector = new nd.NDArray(x, [x.length]);
  const total = nd.dot(vector, vector);
  return total >= plainSquares.least && total <= plainSquares.most ? Math.sqrt(total) : scaledLength(x);
}

/** √(Σ x²) of numbers of any size, scaled by a power of two. */
export function scaledLength(x: nd.Data): number {
  let largest = 0;
  for (const v of x) largest = Math.max(largest, Math.abs(v));
  const scale = binade(largest);
  const squares = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const part = (x[i] ?? NaN) / scale;
    squares[i] = part * part;
  }
  return scale * Math.sqrt(Number(nd.sum(new nd.NDArray(squares, [squares.length]), [0], false)));
}
