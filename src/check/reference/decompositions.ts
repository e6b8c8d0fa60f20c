// Decompositions of matrices over any number system, by the textbook. Results are packed as the ops pack theirs.

import type { Field, FunctionOf } from "./field.js";
import type { Matrix } from "./matrices.js";

/** Arithmetic on rows. */
interface Rows<T> {
  readonly dot: (a: readonly T[], b: readonly T[]) => T;
  readonly scaled: (s: T, a: readonly T[]) => T[];
  readonly minus: (a: readonly T[], b: readonly T[]) => T[];
  readonly root: FunctionOf<T>;
}

function rowsOver<T>({ add, sub, mul, fromNumber, functions }: Field<T>): Rows<T> {
  return {
    dot: (a, b) => a.reduce((sum, x, k) => add(sum, mul(x, b[k] as T)), fromNumber(0)),
    scaled: (s, a) => a.map((x) => mul(s, x)),
    minus: (a, b) => a.map((x, k) => sub(x, b[k] as T)),
    root: functions["sqrt"] as FunctionOf<T>,
  };
}

/** The columns of a matrix, as rows. */
export function flipped<T>(a: Matrix<T>): T[][] {
  return (a[0] ?? []).map((_, j) => a.map((row) => row[j] as T));
}

/** Sign and logarithm of a determinant. */
export function signAndLogarithm<T>({ compare, fromNumber, neg, functions }: Field<T>, det: T): Matrix<T> {
  const sign = Math.sign(compare(det, fromNumber(0)));
  if (sign === 0) return [[fromNumber(0), fromNumber(-Infinity)]];
  const log = functions["log"] as FunctionOf<T>;
  return [[fromNumber(sign), log(sign < 0 ? neg(det) : det)]];
}

/** More Jacobi sweeps than 64 digits take. */
const sweeps = 16;

/** Rows p and q turned by the rotation that makes [[a, x], [x, b]] diagonal. */
function turn<T>(field: Field<T>, rows: T[][][], p: number, q: number, [a, x, b]: readonly [T, T, T]): void {
  const { add, sub, mul, div, fromNumber, compare, size } = field;
  if (size(x) === 0) return;
  const { root, scaled, minus } = rowsOver(field);
  const [d, twice] = [sub(b, a), add(x, x)];
  const length = root(add(mul(d, d), mul(twice, twice)));
  const t = div(twice, compare(d, fromNumber(0)) < 0 ? sub(d, length) : add(d, length));
  const c = div(fromNumber(1), root(add(fromNumber(1), mul(t, t))));
  const s = mul(t, c);
  for (const matrix of rows) {
    const [rowP, rowQ] = [matrix[p] as T[], matrix[q] as T[]];
    matrix[p] = minus(scaled(c, rowP), scaled(s, rowQ));
    matrix[q] = minus(scaled(c, rowQ), scaled(mul(fromNumber(-1), s), rowP));
  }
}

function identity<T>({ fromNumber }: Field<T>, n: number): T[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => fromNumber(i === j ? 1 : 0)),
  );
}

function pairs(n: number): (readonly [number, number])[] {
  return Array.from({ length: n }, (_, p) =>
    Array.from({ length: n - p - 1 }, (_, k) => [p, p + 1 + k] as const),
  ).flat();
}

/** −1 or 1: the sign of the first of the largest elements. */
function signOfLargest<T>({ size, compare, fromNumber }: Field<T>, row: readonly T[]): T {
  const largest = Math.max(...row.map(size));
  const first = row.find((x) => size(x) >= (1 - 2 ** -20) * largest) ?? fromNumber(1);
  return fromNumber(compare(first, fromNumber(0)) < 0 ? -1 : 1);
}

/** The eigenvalues, ascending, and the eigenvectors in columns, by Jacobi's rotations. */
export function eigen<T>(field: Field<T>, a: Matrix<T>): Matrix<T> {
  const { add, mul, fromNumber, compare } = field;
  const half = fromNumber(0.5);
  let s = a.map((row, i) => row.map((x, j) => mul(half, add(x, a[j]?.[i] as T))));
  const vectors = identity(field, a.length);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [p, q] of pairs(a.length)) {
      const entries = [s[p]?.[p], s[p]?.[q], s[q]?.[q]] as [T, T, T];
      turn(field, [s, vectors], p, q, entries);
      s = flipped(s);
      turn(field, [s], p, q, entries);
    }
  }
  const order = [...s.keys()].sort((i, j) => compare(s[i]?.[i] as T, s[j]?.[j] as T));
  const upright = order.map((i) => vectors[i] as T[]);
  const signed = upright.map((v) => v.map((x) => mul(signOfLargest(field, v), x)));
  return [order.map((i) => s[i]?.[i] as T), ...flipped(signed)];
}

/** The columns of a matrix made orthonormal by Gram's and Schmidt's method, twice over for the digits; and r. */
export function orthogonal<T>(field: Field<T>, a: Matrix<T>): Matrix<T> {
  const { add, div, fromNumber } = field;
  const { dot, scaled, minus, root } = rowsOver(field);
  const q: T[][] = [];
  const r = flipped(a).map((column) => {
    let rest = column;
    const along = q.map((unit) => {
      const x = dot(unit, rest);
      rest = minus(rest, scaled(x, unit));
      return x;
    });
    const again = q.map((unit) => {
      const x = dot(unit, rest);
      rest = minus(rest, scaled(x, unit));
      return x;
    });
    const length = root(dot(rest, rest));
    q.push(scaled(div(fromNumber(1), length), rest));
    const entries = [...along.map((x, k) => add(x, again[k] as T)), length];
    return Array.from(flipped(a), (_, k) => entries[k] ?? fromNumber(0));
  });
  return [...flipped(q), ...flipped(r)];
}

/** Left singular vectors, singular values, descending, and right singular vectors, by one-sided rotations. */
export function singular<T>(field: Field<T>, a: Matrix<T>): Matrix<T> {
  const { mul, div, compare, fromNumber } = field;
  const { dot, root } = rowsOver(field);
  const wide = a.length < (a[0] ?? []).length;
  const long = wide ? a.map((row) => [...row]) : flipped(a);
  const short = identity(field, long.length);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [p, q] of pairs(long.length)) {
      const [x, y] = [long[p] as T[], long[q] as T[]];
      turn(field, [long, short], p, q, [dot(x, x), dot(x, y), dot(y, y)]);
    }
  }
  const sizes = long.map((row) => root(dot(row, row)));
  const order = [...sizes.keys()].sort((i, j) => compare(sizes[j] as T, sizes[i] as T));
  const units = long.map((row, i) => row.map((x) => div(x, sizes[i] as T)));
  const [left, right] = wide ? [short, units] : [units, short];
  const signed = (rows: readonly (readonly T[])[]): T[][] =>
    order.map((i) => (rows[i] ?? []).map((x) => mul(signOfLargest(field, left[i] ?? [fromNumber(1)]), x)));
  return [...flipped(signed(left)), order.map((i) => sizes[i] as T), ...signed(right)];
}

/** (aᵀ a)⁻¹ aᵀ of columns that are independent, aᵀ (a aᵀ)⁻¹ of such rows. */
export function pseudoinverse<T>(
  a: Matrix<T>,
  multiply: (a: Matrix<T>, b: Matrix<T>) => Matrix<T>,
  solve: (a: Matrix<T>, b: Matrix<T>) => Matrix<T>,
): Matrix<T> {
  const across = flipped(a);
  if (a.length >= across.length) return solve(multiply(across, a), across);
  return flipped(solve(multiply(a, across), a));
}

/** The exchanges, the lower and the upper triangle of elimination with pivots. */
export function eliminated<T>(field: Field<T>, a: Matrix<T>): Matrix<T> {
  const { sub, mul, div, fromNumber, size } = field;
  const rows = a.map((row) => [...row]);
  const order = [...rows.keys()];
  for (const k of rows.keys()) {
    let best = k;
    for (let i = k + 1; i < rows.length; i++)
      if (size(rows[i]?.[k] as T) > size(rows[best]?.[k] as T)) best = i;
    [rows[k], rows[best]] = [rows[best] as T[], rows[k] as T[]];
    [order[k], order[best]] = [order[best] ?? 0, order[k] ?? 0];
    const pivot = rows[k];
    for (const row of rows.slice(k + 1)) {
      const factor = (row[k] = div(row[k] as T, pivot[k] as T));
      for (let j = k + 1; j < row.length; j++) row[j] = sub(row[j] as T, mul(factor, pivot[j] as T));
    }
  }
  const square = (f: (i: number, j: number) => T): T[][] => rows.map((_, i) => rows.map((_, j) => f(i, j)));
  const [zero, one] = [fromNumber(0), fromNumber(1)];
  return [
    ...square((i, j) => (order[j] === i ? one : zero)),
    ...square((i, j) => (i > j ? (rows[i]?.[j] as T) : i === j ? one : zero)),
    ...square((i, j) => (i > j ? zero : (rows[i]?.[j] as T))),
  ];
}
