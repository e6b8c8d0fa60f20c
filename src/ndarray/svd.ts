// Singular value decompositions by one-sided Jacobi rotations (Hestenes 1958; Golub & Van Loan, Matrix
// Computations, §8.6.3), which find small singular values, too, to the last digits.
import { dotRange } from "./gemm.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { eachMatrix, lengthOf, rotate, scaleDown, signOfLargest, tangentOf } from "./packed.js";
import { reshape } from "./movement.js";
import { transposed } from "./qr.js";

/** Singular values, descending, with the singular vectors of each as rows. */
interface Triples {
  readonly values: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/**
 * Of every m × n matrix of a, k = min(m, n): u (m × k), the singular values (k), descending, and vᵀ (k × n), one
 * after the other. In each column of u the first of the largest components is positive. NaN if an entry is not
 * finite.
 */
export function svd(a: Plain): Plain {
  const [m = 0, n = 0] = shapeOf(a).slice(-2);
  const k = Math.min(m, n);
  return eachMatrix(a, k * (m + 1 + n), (matrix, out) => {
    const triples = triplesOf(matrix, m, n);
    if (triples === undefined) return void out.fill(NaN);
    const order = Array.from(triples.values.keys()).sort((i, j) => triples.values[j]! - triples.values[i]!);
    for (const [j, row] of order.entries()) {
      const sign = signOfLargest(triples.left, row * m, m);
      for (let i = 0; i < m; i++) out[i * k + j] = sign * triples.left[row * m + i]!;
      out[m * k + j] = triples.values[row]!;
      for (let i = 0; i < n; i++) out[(m + 1) * k + j * n + i] = sign * triples.right[row * n + i]!;
    }
  });
}

/**
 * The Moore–Penrose inverse of every m × n matrix of a, in which singular values count as 0 that are less than
 * max(m, n) · 2⁻⁵² times the largest.
 */
export function pinv(a: Plain): Plain {
  const shape = shapeOf(a);
  const [m = 0, n = 0] = shape.slice(-2);
  const flat = eachMatrix(a, n * m, (matrix, out) => {
    const triples = triplesOf(matrix, m, n);
    if (triples === undefined) return void out.fill(NaN);
    const least = Math.max(m, n) * 2 ** -52 * Math.max(0, ...triples.values);
    for (const [k, s] of triples.values.entries()) if (s > least) addOuter(triples, k, s, m, n, out);
  });
  return reshape(flat, [...shape.slice(0, -2), n, m]);
}

/** Adds v uᵀ / s of number k. */
function addOuter(
  { left, right }: Triples,
  k: number,
  s: number,
  m: number,
  n: number,
  out: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const factor = right[k * n + i]! / s;
    for (let j = 0; j < m; j++) out[i * m + j]! += factor * left[k * m + j]!;
  }
}

/** Undefined if an entry is not finite. */
function triplesOf(matrix: Float64Array, m: number, n: number): Triples | undefined {
  const scale = scaleDown(matrix);
  if (Number.isNaN(scale)) return undefined;
  const [k, l] = m < n ? [m, n] : [n, m];
  const long = m < n ? matrix : transposed(matrix, m, n);
  const short = Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1 : 0));
  makeOrthogonal(long, short, k, l);
  const values = normalize(long, k, l).map((s) => s * scale);
  return m < n ? { values, left: short, right: long } : { values, left: long, right: short };
}

const mostSweeps = 40;

/** Turns k rows of length l until they are orthogonal, and those of `short` with them. */
function makeOrthogonal(long: Float64Array, short: Float64Array, k: number, l: number): void {
  for (let sweep = 0, turned = true; turned && sweep < mostSweeps; sweep++) {
    turned = false;
    for (let p = 0; p < k; p++) {
      for (let q = p + 1; q < k; q++) {
        const a = lengthOf(long, p * l, (p + 1) * l);
        const b = lengthOf(long, q * l, (q + 1) * l);
        const x = dotRange(long, p * l, long, q * l, l);
        if (Math.abs(x) <= Number.EPSILON * a * b) continue;
        turned = true;
        const t = tangentOf((b - a) * (b + a), x);
        rotate(long, p * l, q * l, l, t);
        rotate(short, p * k, q * k, k, t);
      }
    }
  }
}

/** Divides rows by their lengths, and answers with these; in place of those of length 0 come unit vectors. */
function normalize(rows: Float64Array, k: number, l: number): Float64Array {
  const lengths = Float64Array.from({ length: k }, (_, i) => lengthOf(rows, i * l, (i + 1) * l));
  for (const [i, length] of lengths.entries()) {
    for (let j = i * l; j < (i + 1) * l; j++) rows[j] = length === 0 ? 0 : rows[j]! / length;
  }
  for (const [i, length] of lengths.entries()) if (length === 0) complete(rows, i, k, l);
  return lengths;
}

/** Puts a unit vector that is orthogonal to all others in place of row i: of the axes, what is left of the farthest. */
function complete(rows: Float64Array, i: number, k: number, l: number): void {
  const shares = Float64Array.from({ length: l }, (_, j) => {
    let share = 0;
    for (let row = 0; row < k; row++) share += rows[row * l + j]! ** 2;
    return share;
  });
  const rest = new Float64Array(l);
  rest[shares.indexOf(Math.min(...shares))] = 1;
  for (let row = 0; row < 2 * k; row++) {
    const start = (row % k) * l;
    const along = dotRange(rows, start, rest, 0, l);
    for (let j = 0; j < l; j++) rest[j]! -= along * rows[start + j]!;
  }
  const length = Math.sqrt(dotRange(rest, 0, rest, 0, l));
  rows.set(
    rest.map((x) => x / length),
    i * l,
  );
}
