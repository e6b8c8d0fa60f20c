// Products of vectors and matrices, computed in float64.
import { batchPlaces, float64Of, floatResult } from "./batch.js";
import { floatTypeOf } from "./dtype.js";
import { cannotDot, cannotMultiply, needsAxes } from "./errors.js";
import type { Factor } from "./blocked.js";
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

/** Which factors lie transposed, the left one and the right one: of each [..., m, n] it is [..., n, m] that is multiplied. */
export type Transposed = readonly [left: boolean, right: boolean];

const asMeant: Transposed = [false, false];

/**
 * The matrix product over the last two axes, as NumPy's: leading axes broadcast; a vector on the left is a
 * row and one on the right a column, whose axis the result lacks. Factors that lie transposed are read as they lie.
 */
export function matmul(a: Plain, b: Plain, transposed: Transposed = asMeant): Plain {
  const [left, right] = [meant(shapeOf(a), transposed[0]), meant(shapeOf(b), transposed[1])];
  const shape = matmulShape("matmul", left, right);
  const x: Factor = { data: float64Of(a), offset: 0, isTransposed: transposed[0] };
  const y: Factor = { data: float64Of(b), offset: 0, isTransposed: transposed[1] };
  const z = { data: new Float64Array(sizeOf(shape)), offset: 0 };
  const k = left.at(-1)!;
  const n = right.length > 1 ? right.at(-1)! : 1;
  const isBatch = right.length > 2 || (transposed[0] && left.length > 2);
  if (isBatch) multiplyBatch(x, left, y, right, z.data);
  else if (z.data.length > 0) multiplyInto(x, y, z, z.data.length / n, k, n); // one tall matrix
  return floatResult(z.data, shape, floatTypeOf([a, b]));
}

/** The shape that is multiplied. */
export function meant(shape: Shape, isTransposed: boolean): Shape {
  return isTransposed ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : shape;
}

function multiplyBatch(x: Factor, left: Shape, y: Factor, right: Shape, z: Float64Array): void {
  const from = left.slice(0, -2);
  const to = right.slice(0, -2);
  const batch = broadcastShapes("matmul", from, to);
  const m = left.length > 1 ? left.at(-2)! : 1;
  const k = left.at(-1)!;
  const n = right.length > 1 ? right.at(-1)! : 1;
  const placesA = batchPlaces(from, batch);
  const placesB = batchPlaces(to, batch);
  for (let i = 0; i < placesA.length; i++) {
    const a = { ...x, offset: placesA[i]! * m * k };
    const b = { ...y, offset: placesB[i]! * k * n };
    multiplyInto(a, b, { data: z, offset: i * m * n }, m, k, n);
  }
}
