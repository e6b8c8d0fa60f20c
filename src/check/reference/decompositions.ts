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
