// The LU factorization with row exchanges (Golub & Van Loan, Matrix Computations, §3.4), and what it solves.
import { float64Of, floatResult, mapMatrices, squareLength } from "./batch.js";
import { floatTypeOf } from "./dtype.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { sizeOf } from "./shape.js";
import { solveEach, substitute } from "./triangular.js";

/** P·a = L·U: U on and above the diagonal of `matrix`, L below it; row i of P·a is row `rows[i]` of a. */
export interface LU {
  readonly matrix: Float64Array;
  readonly rows: Int32Array;
  /** The determinant of P. */
  readonly sign: 1 | -1;
}

/** Factorizes `matrix` in place. A singular one leaves a zero on the diagonal of U. */
export function lu(matrix: Float64Array, n: number): LU {
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  let sign: 1 | -1 = 1;
  for (let k = 0; k < n; k++) {
    const pivot = largestBelow(matrix, n, k);
    if (pivot !== k) {
      exchange(matrix, n, k, pivot);
      [rows[k], rows[pivot], sign] = [rows[pivot]!, rows[k]!, sign === 1 ? -1 : 1];
    }
    if (matrix[k * n + k] !== 0) eliminate(matrix, n, k);
  }
  return { matrix, rows, sign };
}

/** The row of the largest entry of column k on or below the diagonal; that of a NaN if there is one. */
function largestBelow(matrix: Float64Array, n: number, k: number): number {
  let row = k;
  let largest = Math.abs(matrix[k * n + k]!);
  for (let i = k + 1; i < n; i++) {
    const size = Math.abs(matrix[i * n + k]!);
    if (size > largest || size !== size) [row, largest] = [i, size];
  }
  return row;
}

function exchange(matrix: Float64Array, n: number, a: number, b: number): void {
  const row = matrix.slice(a * n, (a + 1) * n);
  matrix.copyWithin(a * n, b * n, (b + 1) * n);
  matrix.set(row, b * n);
}

/** Clears column k below the diagonal, and keeps the multipliers in its place. */
function eliminate(matrix: Float64Array, n: number, k: number): void {
  for (let i = k + 1; i < n; i++) {
    const factor = (matrix[i * n + k]! /= matrix[k * n + k]!);
    for (let j = k + 1; j < n; j++) matrix[i * n + j]! -= factor * matrix[k * n + j]!;
  }
}

/** The solution x of a·x = b. A singular a gives ±Infinity and NaN. */
export function solve(a: Plain, b: Plain): Plain {
  return solveEach("solve", a, b, (matrix, n, x, columns) => {
    const factors = lu(matrix.slice(), n);
    const side = x.slice();
    factors.rows.forEach((row, i) => x.set(side.subarray(row * columns, (row + 1) * columns), i * columns));
    substitute(factors.matrix, n, x, columns, { lower: true, transpose: false, unitDiagonal: true });
    substitute(factors.matrix, n, x, columns, { lower: false, transpose: false });
  });
}

/** The inverse of every matrix of a. A singular one gives ±Infinity and NaN. */
export function inv(a: Plain): Plain {
  return mapMatrices("inv", a, (matrix, n) => {
    const { rows } = lu(matrix, n);
    const x = new Float64Array(n * n);
    rows.forEach((row, i) => (x[i * n + row] = 1));
    substitute(matrix, n, x, n, { lower: true, transpose: false, unitDiagonal: true });
    substitute(matrix, n, x, n, { lower: false, transpose: false });
    return x;
  });
}

/** The determinant of every matrix of a. */
export function det(a: Plain): Plain {
  const shape = shapeOf(a);
  const n = squareLength("det", shape);
  const batch = shape.slice(0, -2);
  const x = float64Of(a);
  const result = new Float64Array(sizeOf(batch));
  for (let k = 0; k < result.length; k++) {
    const { matrix, sign } = lu(x.slice(k * n * n, (k + 1) * n * n), n);
    let product: number = sign;
    for (let i = 0; i < n; i++) product *= matrix[i * n + i]!;
    result[k] = product;
  }
  return floatResult(result, batch, floatTypeOf([a]));
}
