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
  field: Field<T>,
  a: Matrix<T>,
  solve: (a: Matrix<T>, b: Matrix<T>) => Matrix<T>,
  start: readonly number[],
  j: number,
): { readonly value: readonly [T, T]; readonly vector: Parts<T> } {
  const { add, fromNumber } = field;
  const n = a.length;
  const at = (i: number, part: 0 | 1): number => start[2 * (n + i * n + j) + part] ?? NaN;
  const held = nd.placeOfLargest(n, (i) => at(i, 0) ** 2 + at(i, 1) ** 2);
  const scaled = (part: 0 | 1): T[] => a.map((_, i) => fromNumber(at(i, part) / at(held, 0)));
  let vector: Parts<T> = { re: scaled(0), im: scaled(1) };
  let value = [fromNumber(start[2 * j] ?? NaN), fromNumber(start[2 * j + 1] ?? NaN)] as const;
  for (let step = 0; step < newtonSteps; step++) {
    const { system, rest } = newtonSystem(field, a, value, vector, held);
    const change = solve(system, rest).flat();
    const moved = (x: readonly T[], from: number): T[] =>
      x.map((w, k) => (k === held ? w : add(w, change[from + k] as T)));
    vector = { re: moved(vector.re, 0), im: moved(vector.im, n) };
    value = [add(value[0], change[held] as T), add(value[1], change[n + held] as T)];
  }
  return { value, vector };
}

/** (a − λ) δ = −(a − λ) v in real numbers, in which the change of λ stands at the component that is held. */
function newtonSystem<T>(
  { add, sub, mul, neg, fromNumber }: Field<T>,
  a: Matrix<T>,
  [lr, li]: readonly [T, T],
  { re, im }: Parts<T>,
  held: number,
): { readonly system: Matrix<T>; readonly rest: Matrix<T> } {
  const dot = (row: readonly T[], x: readonly T[]): T =>
    row.reduce((sum, v, k) => add(sum, mul(v, x[k] as T)), fromNumber(0));
  const real = a.map((row, i) =>
    row.map((x, k) => (k === held ? neg(re[i] as T) : i === k ? sub(x, lr) : x)),
  );
  const imaginary = a.map((row, i) =>
    row.map((_, k) => (k === held ? neg(im[i] as T) : i === k ? neg(li) : fromNumber(0))),
  );
  return {
    system: [
      ...real.map((row, i) => [...row, ...(imaginary[i] ?? []).map(neg)]),
      ...imaginary.map((row, i) => [...row, ...(real[i] ?? [])]),
    ],
    rest: [
      ...a.map((row, i) => [sub(sub(mul(lr, re[i] as T), mul(li, im[i] as T)), dot(row, re))]),
      ...a.map((row, i) => [sub(add(mul(lr, im[i] as T), mul(li, re[i] as T)), dot(row, im))]),
    ],
  };
}

/** The vector of length 1 along another. */
function unit<T>({ add, mul, div, fromNumber, functions }: Field<T>, { re, im }: Parts<T>): Parts<T> {
  const square = [...re, ...im].reduce((sum, x) => add(sum, mul(x, x)), fromNumber(0));
  const length = (functions["sqrt"] as FunctionOf<T>)(square);
  return { re: re.map((x) => div(x, length)), im: im.map((x) => div(x, length)) };
}
