// Tridiagonal systems, by elimination with row exchanges (LAPACK's gtsv).
import { batchPlaces, float64Of, floatResult } from "./batch.js";
import { floatTypeOf } from "./dtype.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { broadcastShapes, sizeOf } from "./shape.js";

/**
 * The solution x of the systems whose matrices have the given diagonals, `lower` and `upper` [..., n − 1, 1] and
 * `diagonal` [..., n, 1], and the right-hand sides b [..., n, k]. A singular one gives ±Infinity and NaN.
 */
export function tridiagonalSolve(lower: Plain, diagonal: Plain, upper: Plain, b: Plain): Plain {
  const inputs = [lower, diagonal, upper, b];
  const batches = inputs.map((x) => shapeOf(x).slice(0, -2));
  const batch = broadcastShapes("tridiagonalSolve", ...batches);
  const places = batches.map((own) => batchPlaces(own, batch));
  const data = inputs.map(float64Of);
  const [n = 0, k = 0] = shapeOf(b).slice(-2);
  const y = new Float64Array(sizeOf(batch) * n * k);
  for (let at = 0; at < sizeOf(batch); at++) {
    const part = (i: number, size: number): Float64Array =>
      data[i]!.slice(places[i]![at]! * size, (places[i]![at]! + 1) * size);
    const x = part(3, n * k);
    solveOne(part(0, n - 1), part(1, n), part(2, n - 1), x, k);
    y.set(x, at * n * k);
  }
  return floatResult(y, [...batch, n, k], floatTypeOf(inputs));
}

/** Replaces x, n × k, by the solution; the diagonals are overwritten. */
function solveOne(l: Float64Array, d: Float64Array, u: Float64Array, x: Float64Array, k: number): void {
  const n = d.length;
  const second = new Float64Array(n);
  for (let i = 0; i < n - 1; i++) {
    if (Math.abs(d[i]!) < Math.abs(l[i]!)) exchange(l, d, u, second, x, i, k);
    const factor = l[i] === 0 ? 0 : l[i]! / d[i]!;
    d[i + 1]! -= factor * u[i]!;
    if (i < n - 2) u[i + 1]! -= factor * second[i]!;
    for (let c = i * k; c < (i + 1) * k; c++) x[c + k]! -= factor * x[c]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let c = i * k; c < (i + 1) * k; c++) {
      if (i < n - 1) x[c]! -= u[i]! * x[c + k]!;
      if (i < n - 2) x[c]! -= second[i]! * x[c + 2 * k]!;
      x[c]! /= d[i]!;
    }
  }
}

/** Exchanges rows i and i + 1, by which an element comes to lie in the second diagonal above. */
function exchange(
  l: Float64Array,
  d: Float64Array,
  u: Float64Array,
  second: Float64Array,
  x: Float64Array,
  i: number,
  k: number,
): void {
  [d[i], l[i]] = [l[i]!, d[i]!];
  [u[i], d[i + 1]] = [d[i + 1]!, u[i]!];
  if (i < d.length - 2) [second[i], u[i + 1]] = [u[i + 1]!, 0];
  for (let c = i * k; c < (i + 1) * k; c++) [x[c], x[c + k]] = [x[c + k]!, x[c]!];
}
