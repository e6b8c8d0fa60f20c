// The factorization L·D·R with exchanges of rows and columns, which shows the rank of a matrix.
import { type Triangle, substitute } from "./triangular.js";

/** The exchanged matrix is L·D·R: entry (i, j) of it is entry (rows[i], columns[j]) of the given one. */
export interface LDR {
  /** L below its diagonal and R above it. */
  readonly matrix: Float64Array;
  readonly diagonal: Float64Array;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** The determinant of both exchanges. */
  readonly sign: number;
}

/** Complete pivoting: the largest entry left comes next on the diagonal, and what has no rank stays zero. */
export function ldr(matrix: Float64Array, n: number): LDR {
  const order = (): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
  const rows = order();
  const columns = order();
  const diagonal = new Float64Array(n);
  let sign = 1;
  for (let k = 0; k < n; k++) {
    const [row, column] = largestLeft(matrix, n, k);
    if ((row === k) !== (column === k)) sign = -sign;
    exchange(matrix, n, k, row, column);
    swap(rows, k, row);
    swap(columns, k, column);
    const pivot = (diagonal[k] = matrix[k * n + k]!);
    if (pivot === 0) break;
    for (let i = k + 1; i < n; i++) {
      const factor = (matrix[i * n + k]! /= pivot);
      for (let j = k + 1; j < n; j++) matrix[i * n + j]! -= factor * matrix[k * n + j]!;
    }
    for (let j = k + 1; j < n; j++) matrix[k * n + j]! /= pivot;
  }
  return { matrix, diagonal, rows, columns, sign };
}

function largestLeft(matrix: Float64Array, n: number, k: number): [row: number, column: number] {
  let place: [number, number] = [k, k];
  let largest = -1;
  for (let i = k; i < n; i++) {
    for (let j = k; j < n; j++) {
      const size = Math.abs(matrix[i * n + j]!);
      if (size > largest || size !== size) [place, largest] = [[i, j], size];
    }
  }
  return place;
}

function exchange(matrix: Float64Array, n: number, k: number, row: number, column: number): void {
  for (let j = 0; j < n; j++) swap(matrix, k * n + j, row * n + j);
  for (let i = 0; i < n; i++) swap(matrix, i * n + k, i * n + column);
}

function swap(data: Float64Array | Int32Array, a: number, b: number): void {
  [data[a], data[b]] = [data[b]!, data[a]!];
}

const L: Triangle = { lower: true, transpose: false, unitDiagonal: true };
const R: Triangle = { lower: false, transpose: false, unitDiagonal: true };

/** L⁻¹·e·R⁻¹ of the exchanged e: what a change e of the matrix is to D. */
export function intoFactors({ matrix, rows, columns }: LDR, n: number, e: Float64Array): Float64Array {
  const x = e.map((_, k) => e[rows[Math.floor(k / n)]! * n + columns[k % n]!]!);
  substitute(matrix, n, x, n, L);
  const y = transposed(x, n);
  substitute(matrix, n, y, n, { ...R, transpose: true });
  return transposed(y, n);
}

/** The cofactors, in the order of the given matrix, that x has in D: ±L⁻ᵀ·x·R⁻ᵀ with the exchanges undone. */
export function fromFactors({ matrix, rows, columns, sign }: LDR, n: number, x: Float64Array): Float64Array {
  substitute(matrix, n, x, n, { ...L, transpose: true });
  const y = transposed(x, n);
  const result = new Float64Array(n * n);
  substitute(matrix, n, y, n, R);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) result[rows[i]! * n + columns[j]!] = sign * y[j * n + i]!;
  }
  return result;
}

function transposed(x: Float64Array, n: number): Float64Array {
  return x.map((_, k) => x[(k % n) * n + Math.floor(k / n)]!);
}
