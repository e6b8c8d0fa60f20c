// Products of vectors and matrices, computed in float64.
import { batchPlaces, float64Of, floatResult } from "./batch.js";
import { floatTypeOf } from "./dtype.js";
import { cannotDot, cannotMultiply, needsAxes } from "./errors.js";
import { dotRange, multiplyInto } from "./gemm.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { broadcastShapes, type Shape, sizeOf } from "./shape.js";

/** The shape of `dot`, `[]`; throws unless a and b are vectors of one length. */
export function dotShape(name: string, a: Shape, b: Shape): Shape {
  if (a.length !== 1 || b.length !== 1 || a[0] !== b[0]) throw cannotDot(name, a, b);
  return [];
}

/** Σ aᵢ bᵢ of two vectors, added pairwise. */
export function dot(a: Plain, b: Plain): number {
  dotShape("dot", shapeOf(a), shapeOf(b));
  const x = float64Of(a);
  return dotRange(x, 0, float64Of(b), 0, x.length);
}

/** The shape of `matmul`; throws where the inner axes differ or the leading ones do not broadcast. */
export function matmulShape(name: string, a: Shape, b: Shape): Shape {
  if (a.length === 0 || b.length === 0) throw needsAxes(name, a, b);
  if (a.at(-1) !== b[Math.max(0, b.length - 2)]) throw cannotMultiply(name, a, b);
  const batched = a.length > 2 || b.length > 2;
  const shape = batched ? [...broadcastShapes(name, a.slice(0, -2), b.slice(0, -2))] : [];
  if (a.length > 1) shape.push(a.at(-2)!);
  if (b.length > 1) shape.push(b.at(-1)!);
  return shape;
}

/**
 * The matrix product over the last two axes, as NumPy's: leading axes broadcast; a vector on the left is a
 * row and one on the right a column, whose axis the result lacks.
 */
export function matmul(a: Plain, b: Plain): Plain {
  const left = shapeOf(a);
  const right = shapeOf(b);
  const shape = matmulShape("matmul", left, right);
  const x = float64Of(a);
  const y = float64Of(b);
  const z = new Float64Array(sizeOf(shape));
  const k = left.at(-1)!;
  const n = right.length > 1 ? right.at(-1)! : 1;
  if (right.length > 2) multiplyBatch(x, left, y, right, z);
  else if (z.length > 0) multiplyInto(at(x, 0), at(y, 0), at(z, 0), z.length / n, k, n); // one tall matrix
  return floatResult(z, shape, floatTypeOf([a, b]));
}

function multiplyBatch(x: Float64Array, left: Shape, y: Float64Array, right: Shape, z: Float64Array): void {
  const from = left.slice(0, -2);
  const to = right.slice(0, -2);
  const batch = broadcastShapes("matmul", from, to);
  const m = left.length > 1 ? left.at(-2)! : 1;
  const k = left.at(-1)!;
  const n = right.at(-1)!;
  const placesA = batchPlaces(from, batch);
  const placesB = batchPlaces(to, batch);
  for (let i = 0; i < placesA.length; i++) {
    multiplyInto(at(x, placesA[i]! * m * k), at(y, placesB[i]! * k * n), at(z, i * m * n), m, k, n);
  }
}

function at(data: Float64Array, offset: number): { data: Float64Array; offset: number } {
  return { data, offset };
}
