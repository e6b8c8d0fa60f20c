// Sums that keep their digits: pairwise (Higham, "The accuracy of floating point summation", 1993), running.
import type { Data } from "./dtype.js";
import { stamp, stampsByType } from "./stamp.js";

/** Runs up to this long are added one by one; longer ones are halved. */
export const longestRun = 128;

/** The sum of all elements. */
export function sumAll(x: Data): number {
  return pairwise(runs([x]), x, 0, x.length);
}

/** Sums the middle axis of [outer, length, inner] elements into [outer, inner] zeros. */
export function sumLanes(x: Data, outer: number, length: number, inner: number, y: Data): void {
  for (let o = 0; o < outer; o++) {
    const from = o * length * inner;
    if (inner === 1) y[o] = pairwise(runs([x]), x, from, from + length);
    else addPairwise(rows([x, y]), x, from, length, inner, y, o * inner);
  }
}

type Run = (x: Data, start: number, end: number) => number;

function pairwise(run: Run, x: Data, start: number, end: number): number {
  if (end - start <= longestRun) return run(x, start, end);
  const middle = middleOf(start, end);
  return pairwise(run, x, start, middle) + pairwise(run, x, middle, end);
}

/** Where a range is halved; all runs but the last have a multiple of 8 elements. */
export function middleOf(start: number, end: number): number {
  return start + Math.floor((end - start) / 16) * 8;
}

/** Where the runs end that `sumAll` adds one by one, of so many elements: for loops that sum on the way. */
export function runsOf(size: number): readonly number[] {
  const ends: number[] = [];
  const visit = (start: number, end: number): void => {
    if (end - start <= longestRun) ends.push(end);
    else {
      const middle = middleOf(start, end);
      visit(start, middle);
      visit(middle, end);
    }
  };
  visit(0, size);
  return ends;
}

/** Where runs end that are as long as they may be. */
export function runsWithin(size: number, most: number): readonly number[] {
  return Array.from({ length: Math.ceil(size / most) }, (_, k) => Math.min(size, (k + 1) * most));
}

/** The sum of the first elements of x, not more than a run of them, as `sumAll` adds them. */
export function sumOfRun(x: Float64Array, length: number): number {
  return runOfDoubles(x, 0, length);
}

/** The sum of so many elements of the sums of their runs, added as `sumAll` adds them. */
export function sumOfRuns(sums: Float64Array, size: number): number {
  return totals(sums, size)();
}

/** Sums of so many elements each, of the sums of their runs, one after the other. */
export function sumsOfRuns(sums: Float64Array, length: number, to: Float64Array): void {
  const next = totals(sums, length);
  for (let k = 0; k < to.length; k++) to[k] = next();
}

function totals(sums: Float64Array, length: number): () => number {
  let next = 0;
  const total = (start: number, end: number): number => {
    if (end - start <= longestRun) return sums[next++]!;
    const middle = middleOf(start, end);
    const first = total(start, middle);
    return first + total(middle, end);
  };
  return () => total(0, length);
}

const runs = stampsByType((types) =>
  stamp(`sum ${types}`, (): Run => (x, start, end) => {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = start;
    for (; i + 3 < end; i += 4) {
      a += x[i]!;
      b += x[i + 1]!;
      c += x[i + 2]!;
      d += x[i + 3]!;
    }
    for (; i < end; i++) a += x[i]!;
    return a + b + (c + d);
  })(),
);

const runOfDoubles = runs([{ dtype: "float64" }]);

/** Where so many rows are halved that are more than a run. */
export function halfOf(length: number): number {
  return Math.floor(length / 2);
}

type Rows = (x: Data, from: number, length: number, inner: number, y: Data, to: number) => void;

function addPairwise(
  add: Rows,
  x: Data,
  from: number,
  length: number,
  inner: number,
  y: Data,
  to: number,
): void {
  if (length <= longestRun) {
    add(x, from, length, inner, y, to);
    return;
  }
  const half = halfOf(length);
  const second = new Float64Array(inner);
  addPairwise(add, x, from, half, inner, y, to);
  addPairwise(add, x, from + half * inner, length - half, inner, second, 0);
  for (let j = 0; j < inner; j++) y[to + j]! += second[j]!;
}

const rows = stampsByType((types) =>
  stamp(`sum rows ${types}`, (): Rows => (x, from, length, inner, y, to) => {
    let k = 0;
    let i = from;
    for (; k + 1 < length; k += 2, i += inner) {
      for (let j = 0; j < inner; j++, i++) y[to + j]! += x[i]! + x[i + inner]!;
    }
    for (let j = 0; k < length && j < inner; j++, i++) y[to + j]! += x[i]!;
  })(),
);

/**
 * Running sums along the middle axis of [outer, length, inner] elements. What rounding loses at each step is
 * summed apart (Neumaier 1974), so that the error does not grow with the length.
 */
export function sumRunning(
  x: Data,
  outer: number,
  length: number,
  inner: number,
  y: Data,
  backwards: boolean,
): void {
  const lane = lanes([x, y]);
  const [first, step] = backwards ? [(length - 1) * inner, -inner] : [0, inner];
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) lane(x, y, o * length * inner + j + first, step, length);
  }
}

type Lane = (x: Data, y: Data, start: number, step: number, length: number) => void;

const lanes = stampsByType((types) =>
  stamp(`cumsum ${types}`, (): Lane => (x, y, start, step, length) => {
    let sum = 0;
    let lost = 0;
    for (let k = 0, i = start; k < length; k++, i += step) {
      const a = x[i]!;
      const next = sum + a;
      const error = Math.abs(sum) >= Math.abs(a) ? sum - next + a : a - next + sum;
      if (error === error) lost += error; // NaN once a sum is infinite
      sum = next;
      y[i] = next + lost;
    }
  })(),
);
