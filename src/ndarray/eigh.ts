// Eigenvalues and eigenvectors of symmetric matrices by the cyclic Jacobi method (Golub & Van Loan, Matrix
// Computations, §8.5), which is slower than others and finds every vector to the last digits.
import { squareLength } from "./batch.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { eachMatrix, rotate, scaleDown, signOfLargest, tangentOf } from "./packed.js";

/**
 * Of (a + aᵀ)/2 for every matrix of a: the eigenvalues, ascending, and after them the matrix whose columns are
 * the eigenvectors, of length 1. In each the first of the largest components is positive. NaN if an entry is not
 * finite.
 */
export function eigh(a: Plain): Plain {
  const n = squareLength("eigh", shapeOf(a));
  return eachMatrix(a, n * (n + 1), (matrix, out) => {
    const s = matrix.map((x, k) => x / 2 + matrix[(k % n) * n + Math.floor(k / n)]! / 2);
    const scale = scaleDown(s);
    if (Number.isNaN(scale)) out.fill(NaN);
    else writeSorted(s, jacobi(s, n), n, scale, out);
  });
}

const mostSweeps = 60;

/** Makes the symmetric `s` diagonal, and answers with the eigenvectors, as rows. */
function jacobi(s: Float64Array, n: number): Float64Array {
  const rows = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
  for (let sweep = 0, turned = true; turned && sweep < mostSweeps; sweep++) {
    turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const x = s[p * n + q]!;
        if (x === 0) continue;
        if (sweep > 3 && isNothingBeside(x, s[p * n + p]!) && isNothingBeside(x, s[q * n + q]!)) {
          s[p * n + q] = s[q * n + p] = 0;
          continue;
        }
        turned = true;
        const t = tangentOf(s[q * n + q]! - s[p * n + p]!, x);
        turn(s, n, p, q, t);
        rotate(rows, p * n, q * n, n, t);
      }
    }
  }
  return rows;
}

function isNothingBeside(x: number, diagonal: number): boolean {
  return Math.abs(diagonal) + 128 * Math.abs(x) === Math.abs(diagonal);
}

/** The rotation of rows and columns p and q that clears their common entry. */
function turn(s: Float64Array, n: number, p: number, q: number, t: number): void {
  const x = s[p * n + q]!;
  const [a, b] = [s[p * n + p]! - t * x, s[q * n + q]! + t * x];
  rotate(s, p * n, q * n, n, t);
  for (let k = 0; k < n; k++) {
    s[k * n + p] = s[p * n + k]!;
    s[k * n + q] = s[q * n + k]!;
  }
  [s[p * n + p], s[q * n + q], s[p * n + q], s[q * n + p]] = [a, b, 0, 0];
}

function writeSorted(s: Float64Array, rows: Float64Array, n: number, scale: number, out: Float64Array): void {
  const value = (i: number): number => s[i * (n + 1)]!;
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => value(i) - value(j));
  for (const [j, row] of order.entries()) {
    out[j] = value(row) * scale;
    const sign = signOfLargest(rows, row * n, n);
    for (let i = 0; i < n; i++) out[n + i * n + j] = sign * rows[row * n + i]!;
  }
}
