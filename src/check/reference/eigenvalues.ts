// Eigenvalues and eigenvectors of matrices that are not symmetric, over any number system.

import * as nd from "../../ndarray/index.js";
import { numbersOf, plainOf } from "./cells.js";
import type { Field, FunctionOf } from "./field.js";
import type { Matrix } from "./matrices.js";

/** Each of which doubles the digits of an eigenvalue of the library's. */
const newtonSteps = 5;

/** Numbers in pairs, as the parts of complex ones. */
interface Parts<T> {
  readonly re: readonly T[];
  readonly im: readonly T[];
}

/**
 * The pairs that `eig` packs, by Newton's method on (a − λ) v = 0 with one component of v held at 1, from those of
 * doubles: whatever they are worth, what it ends at is a solution.
 */
export function complexEigen<T>(
  field: Field<T>,
  a: Matrix<T>,
  solve: (a: Matrix<T>, b: Matrix<T>) => Matrix<T>,
): Matrix<T> {
  const n = a.length;
  const start = numbersOf(nd.eig(plainOf(a.flat().map(field.toNumber), [n, n])));
  const pairs = a.map((_, j) => refined(field, a, solve, start, j));
  const columns = pairs.map(({ vector }) => unit(field, vector));
  const rows = a.map((_, i) => columns.flatMap(({ re, im }) => [re[i] as T, im[i] as T]));
  return [pairs.flatMap(({ value }) => value), ...rows];
}

/** Eigenvalue j and its vector, of which the largest component is 1. */
function refined<T>(
  { add, sub, mul, neg, fromNumber }: Field<T>,
  a: Matrix<T>,
  solve: (a: Matrix<T>, b: Matrix<T>) => Matrix<T>,
  start: readonly number[],
  j: number,
): { readonly value: readonly [T, T]; readonly vector: Parts<T> } {
  const n = a.length;
  const at = (i: number, part: 0 | 1): number => start[2 * (n + i * n + j) + part] ?? NaN;
  const held = nd.placeOfLargest(n, (i) => at(i, 0) ** 2 + at(i, 1) ** 2);
  const scaled = (part: 0 | 1): T[] => a.map((_, i) => fromNumber(at(i, part) / at(held, 0)));
  let [re, im] = [scaled(0), scaled(1)];
  let [lr, li] = [fromNumber(start[2 * j] ?? NaN), fromNumber(start[2 * j + 1] ?? NaN)];
  const dot = (row: readonly T[], x: readonly T[]): T =>
    row.reduce((sum, v, k) => add(sum, mul(v, x[k] as T)), fromNumber(0));
  for (let step = 0; step < newtonSteps; step++) {
    const [u, v, l, m] = [re, im, lr, li];
    /** Row i of a − λ, with −v in the column that is held: there the change of λ stands. */
    const row = (i: number, part: 0 | 1): T[] =>
      a.map((_, k) => {
        if (k === held) return neg((part === 0 ? u : v)[i] as T);
        if (part === 1) return i === k ? neg(m) : fromNumber(0);
        return i === k ? sub(a[i]?.[k] as T, l) : (a[i]?.[k] as T);
      });
    const system = [
      ...a.map((_, i) => [...row(i, 0), ...row(i, 1).map(neg)]),
      ...a.map((_, i) => [...row(i, 1), ...row(i, 0)]),
    ];
    const rest = [
      ...a.map((r, i) => sub(sub(mul(l, u[i] as T), mul(m, v[i] as T)), dot(r, u))),
      ...a.map((r, i) => sub(add(mul(l, v[i] as T), mul(m, u[i] as T)), dot(r, v))),
    ];
    const change = solve(
      system,
      rest.map((x) => [x]),
    ).flat();
    [re, im] = [u, v].map((x, part) =>
      x.map((w, k) => (k === held ? w : add(w, change[part * n + k] as T))),
    ) as [T[], T[]];
    [lr, li] = [add(l, change[held] as T), add(m, change[n + held] as T)];
  }
  return { value: [lr, li], vector: { re, im } };
}

/** The vector of length 1 along another. */
function unit<T>({ add, mul, div, fromNumber, functions }: Field<T>, { re, im }: Parts<T>): Parts<T> {
  const square = [...re, ...im].reduce((sum, x) => add(sum, mul(x, x)), fromNumber(0));
  const length = (functions["sqrt"] as FunctionOf<T>)(square);
  return { re: re.map((x) => div(x, length)), im: im.map((x) => div(x, length)) };
}
