// Decompositions of batches of matrices: what comes of each matrix is a run of numbers, side by side.
import { float64Of, floatResult } from "./batch.js";
import { floatTypeOf } from "./dtype.js";
import { dotRange } from "./gemm.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { sizeOf } from "./shape.js";

/**
 * An array [..., size], in which `f` writes what it makes of a copy of each m × n matrix of a: `out` is that
 * matrix's run of zeros.
 */
export function eachMatrix(
  a: Plain,
  size: number,
  f: (matrix: Float64Array, out: Float64Array) => void,
): Plain {
  const shape = shapeOf(a);
  const batch = shape.slice(0, -2);
  const each = sizeOf(shape.slice(-2));
  const x = float64Of(a);
  const y = new Float64Array(sizeOf(batch) * size);
  for (let k = 0; k < sizeOf(batch); k++)
    f(x.slice(k * each, (k + 1) * each), y.subarray(k * size, (k + 1) * size));
  return floatResult(y, [...batch, size], floatTypeOf([a]));
}

/**
 * Divides all elements by a power of two near the largest, so that no square of them overflows, and answers
 * with it; NaN if an element is not finite.
 */
export function scaleDown(x: Float64Array): number {
  let largest = 0;
  for (const v of x) {
    if (!Number.isFinite(v)) return NaN;
    largest = Math.max(largest, Math.abs(v));
  }
  if (largest === 0) return 1;
  const scale = 2 ** Math.min(1022, Math.max(-1022, Math.floor(Math.log2(largest))));
  for (let i = 0; i < x.length; i++) x[i]! /= scale;
  return scale;
}

/** How much smaller than the largest component one may be and still count as large: ties do not depend on rounding. */
const level = 1 - 2 ** -20;

/** The sign of the first of the largest of the `length` components that begin at `start`. */
export function signOfLargest(x: Float64Array, start: number, length: number): 1 | -1 {
  let largest = 0;
  for (let i = start; i < start + length; i++) largest = Math.max(largest, Math.abs(x[i]!));
  for (let i = start; i < start + length; i++) {
    if (Math.abs(x[i]!) >= level * largest) return x[i]! < 0 ? -1 : 1;
  }
  return 1;
}

/** The tangent of the angle, at most π/4, whose rotation makes [[a, x], [x, b]] diagonal; `d` is b − a. */
export function tangentOf(d: number, x: number): number {
  const root = Math.hypot(d, 2 * x);
  return (2 * x) / (d < 0 ? d - root : d + root);
}

/** Turns two rows of length n: p becomes c p − s q, and q becomes s p + c q, of t = s / c. */
export function rotate(x: Float64Array, p: number, q: number, n: number, t: number): void {
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  const tau = s / (1 + c);
  for (let i = 0; i < n; i++) {
    const [a, b] = [x[p + i]!, x[q + i]!];
    x[p + i] = a - s * (b + tau * a);
    x[q + i] = b + s * (a - tau * b);
  }
}

/** A sum of squares below this has lost digits. */
const least = 1e-290;

/** √Σ x² of the elements in a range, of which none is larger than 2; their squares may be too small for a double. */
export function lengthOf(x: Float64Array, from: number, to: number): number {
  const sum = dotRange(x, from, x, from, to - from);
  if (sum > least) return Math.sqrt(sum);
  const part = x.slice(from, to);
  const scale = scaleDown(part);
  return Math.sqrt(dotRange(part, 0, part, 0, part.length)) * scale;
}
