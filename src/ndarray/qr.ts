// The QR factorization by Householder reflections (Golub & Van Loan, Matrix Computations, §5.2).
import { type Plain, shapeOf } from "./ndarray.js";
import { eachMatrix, lengthOf, scaleDown } from "./packed.js";

/**
 * Of every m × n matrix of a, m ≥ n: q (m × n) with orthonormal columns, and after it the upper triangular r
 * (n × n) with no negative number on its diagonal, a = q·r. NaN if an entry is not finite.
 */
export function qr(a: Plain): Plain {
  const [m = 0, n = 0] = shapeOf(a).slice(-2);
  return eachMatrix(a, m * n + n * n, (matrix, out) => {
    const scale = scaleDown(matrix);
    if (Number.isNaN(scale)) out.fill(NaN);
    else factorize(transposed(matrix, m, n), m, n, scale, out);
  });
}

function factorize(columns: Float64Array, m: number, n: number, scale: number, out: Float64Array): void {
  const factors = Float64Array.from({ length: n }, (_, k) => reflect(columns, m, n, k));
  const q = thin(columns, factors, m, n);
  for (let k = 0; k < n; k++) {
    const sign = columns[k * m + k]! < 0 ? -1 : 1;
    for (let i = 0; i < m; i++) out[i * n + k] = sign * q[k * m + i]!;
    for (let j = k; j < n; j++) out[m * n + k * n + j] = sign * columns[j * m + k]! * scale;
  }
}

/**
 * Clears column k below its diagonal by I − τ v vᵀ, which all later columns undergo too; v, of which the first
 * component is 1, takes the place of what was cleared.
 */
function reflect(columns: Float64Array, m: number, n: number, k: number): number {
  const [from, to] = [k * m + k, (k + 1) * m];
  const length = lengthOf(columns, from, to);
  if (length === 0) return 0;
  const first = columns[from]!;
  const target = first > 0 ? -length : length;
  for (let i = from + 1; i < to; i++) columns[i]! /= first - target;
  columns[from] = target;
  const factor = (target - first) / target;
  for (let j = k + 1; j < n; j++) apply(columns, from, to, factor, columns, j * m + k);
  return factor;
}

/** (I − τ v vᵀ) x, of the v that lies from `from` on and the x that begins at `start`. */
function apply(
  v: Float64Array,
  from: number,
  to: number,
  factor: number,
  x: Float64Array,
  start: number,
): void {
  let along = x[start]!;
  for (let i = from + 1; i < to; i++) along += v[i]! * x[start + i - from]!;
  x[start]! -= factor * along;
  for (let i = from + 1; i < to; i++) x[start + i - from]! -= factor * along * v[i]!;
}

/** The first n columns of the product of the reflections. */
function thin(v: Float64Array, factors: Float64Array, m: number, n: number): Float64Array {
  const q = Float64Array.from({ length: n * m }, (_, k) => (k % (m + 1) === 0 ? 1 : 0));
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k; j < n; j++) apply(v, k * m + k, (k + 1) * m, factors[k]!, q, j * m + k);
  }
  return q;
}

/** The columns of an m × n matrix, one after the other. */
export function transposed(x: Float64Array, m: number, n: number): Float64Array {
  return x.map((_, k) => x[(k % m) * n + Math.floor(k / m)]!);
}
