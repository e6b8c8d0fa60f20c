// Square roots of matrices by the product form of the iteration of Denman and Beavers (Higham, Functions of
// Matrices, 2008, §6.3).
import { squareLength, mapMatrices } from "./batch.js";
import { multiplyInto } from "./gemm.js";
import { lu } from "./lu.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { substitute } from "./triangular.js";

/** The principal square root of every matrix of a: NaN where there is none, or none was found. */
export function sqrtm(a: Plain): Plain {
  squareLength("sqrtm", shapeOf(a));
  return mapMatrices("sqrtm", a, (matrix, n) => rootOf(matrix, n) ?? new Float64Array(n * n).fill(NaN));
}

const mostSteps = 60;

/** Steps of m ← (1 + (μ² m + μ⁻² m⁻¹) / 2) / 2 and x ← μ x (1 + μ⁻² m⁻¹) / 2, at whose end m is 1. */
function rootOf(matrix: Float64Array, n: number): Float64Array | undefined {
  let [m, x, far] = [matrix.slice(), matrix.slice(), Infinity];
  for (let step = 0; step < mostSteps; step++) {
    const { inverse, logarithm } = inverted(m, n);
    const scale = far > 1e-2 ? Math.exp(-logarithm / (2 * n)) : 1;
    const factor = inverse.map((v, k) => ((k % (n + 1) === 0 ? 1 : 0) + v / scale ** 2) / 2);
    x = times(x, factor, n).map((v) => v * scale);
    m = m.map((v, k) => ((k % (n + 1) === 0 ? 1 : 0) + (scale ** 2 * v + inverse[k]! / scale ** 2) / 2) / 2);
    const before = far;
    far = distanceFromOne(m, n);
    if (!(far < Infinity)) return undefined;
    if (far <= n * Number.EPSILON || (far < 1e-10 && far >= before)) return x;
  }
  return undefined;
}

/** The inverse, and ln |det m|. */
function inverted(m: Float64Array, n: number): { inverse: Float64Array; logarithm: number } {
  const { matrix, rows } = lu(m.slice(), n);
  const inverse = new Float64Array(n * n);
  rows.forEach((row, i) => (inverse[i * n + row] = 1));
  substitute(matrix, n, inverse, n, { lower: true, transpose: false, unitDiagonal: true });
  substitute(matrix, n, inverse, n, { lower: false, transpose: false });
  let logarithm = 0;
  for (let i = 0; i < n; i++) logarithm += Math.log(Math.abs(matrix[i * (n + 1)]!));
  return { inverse, logarithm };
}

function times(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const y = new Float64Array(n * n);
  multiplyInto({ data: a, offset: 0 }, { data: b, offset: 0 }, { data: y, offset: 0 }, n, n, n);
  return y;
}

function distanceFromOne(m: Float64Array, n: number): number {
  let most = 0;
  for (let k = 0; k < m.length; k++) most = Math.max(most, Math.abs(m[k]! - (k % (n + 1) === 0 ? 1 : 0)));
  return most;
}
