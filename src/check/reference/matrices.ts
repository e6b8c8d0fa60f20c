// Linear algebra over any number system, by the textbook: expansion by minors and elimination with pivots.

import type { Triangle } from "../../ndarray/index.js";
import {
  eigen,
  eliminated,
  orthogonal,
  pseudoinverse,
  signAndLogarithm,
  singular,
} from "./decompositions.js";
import { complexEigen } from "./eigenvalues.js";
import type { Field } from "./field.js";

/** The rows of a matrix. */
export type Matrix<T> = readonly (readonly T[])[];

/** What an op makes of one matrix from each of its inputs. */
export type MatrixRule<T> = (x: readonly Matrix<T>[], params: unknown) => Matrix<T>;

/** The ops on matrices by name. */
export function matrixRules<T>(field: Field<T>): Readonly<Record<string, MatrixRule<T>>> {
  const rule =
    (f: (a: Matrix<T>, b: Matrix<T>, params: unknown) => Matrix<T>): MatrixRule<T> =>
    ([a = [], b = []], params) =>
      f(a, b, params);
  return {
    matmul: rule((a, b) => multiplied(field, a, b)),
    solve: rule((a, b) => solved(field, a, b)),
    triangularSolve: rule((t, b, params) => solved(field, triangle(field, t, params as Triangle), b)),
    inv: rule((a) => solved(field, a, identity(field, a.length))),
    cholesky: rule((a) => cholesky(field, a)),
    det: rule((a) => [[determinant(field, a)]]),
    slogdet: rule((a) => signAndLogarithm(field, determinant(field, a))),
    eigh: rule((a) => eigen(field, a)),
    eig: rule((a) => complexEigen(field, a, (x, y) => solved(field, x, y))),
    qr: rule((a) => orthogonal(field, a)),
    svd: rule((a) => singular(field, a)),
    sylvester: ([a = [], b = [], c = []]) => sylvester(field, a, b, c),
    tridiagonalSolve: ([l = [], d = [], u = [], b = []]) => solved(field, tridiagonal(field, l, d, u), b),
    sqrtm: rule((a) => squareRoot(field, a)),
    lu: rule((a) => eliminated(field, a)),
    pinv: rule((a) =>
      pseudoinverse(
        a,
        (x, y) => multiplied(field, x, y),
        (x, y) => solved(field, x, y),
      ),
    ),
    cofactor: rule((a) => byMinors(field, a, (minor) => determinant(field, minor))),
    cofactorDerivative: rule((a, e) =>
      byMinors(field, a, (minor, i, j) => determinantAlong(field, minor, without(e, i, j))),
    ),
  };
}

/** The matrix with three diagonals, which are given as columns. */
function tridiagonal<T>({ fromNumber }: Field<T>, l: Matrix<T>, d: Matrix<T>, u: Matrix<T>): Matrix<T> {
  const entry = (i: number, j: number): T | undefined =>
    i === j ? d[i]?.[0] : i === j + 1 ? l[j]?.[0] : i === j - 1 ? u[i]?.[0] : undefined;
  return d.map((_, i) => d.map((_, j) => entry(i, j) ?? fromNumber(0)));
}

/** The solution of a x + x b = c by the linear system of its elements. */
function sylvester<T>(field: Field<T>, a: Matrix<T>, b: Matrix<T>, c: Matrix<T>): Matrix<T> {
  const { add, fromNumber } = field;
  const zero = fromNumber(0);
  const places = a.flatMap((_, i) => b.map((_, j) => [i, j] as const));
  const system = places.map(([i, j]) =>
    places.map(([k, l]) => add(j === l ? (a[i]?.[k] as T) : zero, i === k ? (b[l]?.[j] as T) : zero)),
  );
  const flat = solved(
    field,
    system,
    c.flat().map((x) => [x]),
  ).flat();
  return a.map((_, i) => flat.slice(i * b.length, (i + 1) * b.length));
}

/** More steps than 64 digits take. */
const newtonSteps = 24;

/** The root of `a` that the iteration x ← (x + a x⁻¹) / 2 tends to, in the form of Denman and Beavers (1976). */
function squareRoot<T>(field: Field<T>, a: Matrix<T>): Matrix<T> {
  const { add, mul, fromNumber } = field;
  const mean = (x: Matrix<T>, y: Matrix<T>): Matrix<T> =>
    x.map((row, i) => row.map((v, j) => mul(fromNumber(0.5), add(v, y[i]?.[j] as T))));
  const inverse = (x: Matrix<T>): Matrix<T> => solved(field, x, identity(field, x.length));
  let y = a;
  let z: Matrix<T> = identity(field, a.length);
  for (let step = 0; step < newtonSteps; step++) [y, z] = [mean(y, inverse(z)), mean(z, inverse(y))];
  return y;
}

function dot<T>({ add, mul, fromNumber }: Field<T>, a: readonly T[], b: readonly T[]): T {
  return a.reduce((sum, x, k) => add(sum, mul(x, b[k] as T)), fromNumber(0));
}

function multiplied<T>(field: Field<T>, a: Matrix<T>, b: Matrix<T>): Matrix<T> {
  const columns = (b[0] ?? []).map((_, j) => b.map((row) => row[j] as T));
  return a.map((row) => columns.map((column) => dot(field, row, column)));
}

function identity<T>({ fromNumber }: Field<T>, n: number): Matrix<T> {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => fromNumber(i === j ? 1 : 0)),
  );
}

/** The part of `t` that is read. */
function triangle<T>({ fromNumber }: Field<T>, t: Matrix<T>, params: Triangle): Matrix<T> {
  const { lower, transpose, unitDiagonal = false } = params;
  const entry = (i: number, j: number): T => {
    if (i === j) return unitDiagonal ? fromNumber(1) : (t[i]?.[j] as T);
    return i > j === lower ? (t[i]?.[j] as T) : fromNumber(0);
  };
  return t.map((row, i) => row.map((_, j) => (transpose ? entry(j, i) : entry(i, j))));
}

/** The solution of a x = b by Gaussian elimination on [a b], to a diagonal. */
function solved<T>(field: Field<T>, a: Matrix<T>, b: Matrix<T>): Matrix<T> {
  const { sub, mul, div } = field;
  const rows = a.map((row, i) => [...row, ...(b[i] ?? [])]);
  for (let k = 0; k < rows.length; k++) {
    bringPivot(field, rows, k);
    const pivot = rows[k] as T[];
    for (const [i, row] of rows.entries()) {
      if (i === k) continue;
      const factor = div(row[k] as T, pivot[k] as T);
      for (let j = k; j < row.length; j++) row[j] = sub(row[j] as T, mul(factor, pivot[j] as T));
    }
  }
  return rows.map((row, i) => row.slice(rows.length).map((x) => div(x, row[i] as T)));
}

/** Brings the largest entry of column `k` that is left into row `k`; true if it was in another. */
function bringPivot<T>({ size }: Field<T>, rows: T[][], k: number): boolean {
  let best = k;
  for (let i = k + 1; i < rows.length; i++)
    if (size(rows[i]?.[k] as T) > size(rows[best]?.[k] as T)) best = i;
  [rows[k], rows[best]] = [rows[best] as T[], rows[k] as T[]];
  return best !== k;
}

function cholesky<T>(field: Field<T>, a: Matrix<T>): Matrix<T> {
  const { add, sub, mul, div, fromNumber, compare, functions } = field;
  const [zero, half] = [fromNumber(0), fromNumber(0.5)];
  const root = (x: T): T => (compare(x, zero) > 0 ? functions["sqrt"]?.(x) : undefined) ?? fromNumber(NaN);
  const l: T[][] = a.map((row) => row.map(() => zero));
  for (const [i, row] of l.entries()) {
    for (let j = 0; j <= i; j++) {
      const other = l[j] as T[];
      const entry = mul(half, add(a[i]?.[j] as T, a[j]?.[i] as T));
      const rest = sub(entry, dot(field, row.slice(0, j), other.slice(0, j)));
      row[j] = i === j ? root(rest) : div(rest, other[j] as T);
    }
  }
  return l;
}

/** Up to what size a determinant is expanded: n! terms, but exact where the matrix is singular, too. */
const expandable = 6;

/** By expansion along the first row, which divides by nothing; of large matrices by elimination. */
function determinant<T>(field: Field<T>, a: Matrix<T>): T {
  const { add, sub, mul, fromNumber } = field;
  if (a.length > expandable) return productOfPivots(field, a);
  if (a.length === 0) return fromNumber(1);
  return (a[0] ?? []).reduce((sum, x, j) => {
    const term = mul(x, determinant(field, without(a, 0, j)));
    return j % 2 === 0 ? add(sum, term) : sub(sum, term);
  }, fromNumber(0));
}

function productOfPivots<T>(field: Field<T>, a: Matrix<T>): T {
  const { sub, mul, div, neg, fromNumber } = field;
  const rows = a.map((row) => [...row]);
  let result = fromNumber(1);
  for (const k of rows.keys()) {
    if (bringPivot(field, rows, k)) result = neg(result);
    const pivot = rows[k] as T[];
    result = mul(result, pivot[k] as T);
    for (const row of rows.slice(k + 1)) {
      const factor = div(row[k] as T, pivot[k] as T);
      for (let j = k; j < row.length; j++) row[j] = sub(row[j] as T, mul(factor, pivot[j] as T));
    }
  }
  return result;
}

/** The derivative of the determinant of `a` along `e`: a row of `e` takes the place of that of `a`, in turn. */
function determinantAlong<T>(field: Field<T>, a: Matrix<T>, e: Matrix<T>): T {
  return a.reduce(
    (sum, _, k) => field.add(sum, determinant(field, a.with(k, e[k] ?? []))),
    field.fromNumber(0),
  );
}

function without<T>(a: Matrix<T>, i: number, j: number): Matrix<T> {
  return a.toSpliced(i, 1).map((row) => row.toSpliced(j, 1));
}

/** The matrix of ±f(the minor of `a` without row i and column j). */
function byMinors<T>(
  { neg }: Field<T>,
  a: Matrix<T>,
  f: (minor: Matrix<T>, i: number, j: number) => T,
): Matrix<T> {
  return a.map((row, i) =>
    row.map((_, j) => ((i + j) % 2 === 0 ? f(without(a, i, j), i, j) : neg(f(without(a, i, j), i, j)))),
  );
}
