// Ops whose derivatives let any values pass, by their definitions: linear ones might be zero, and steps anything.

import type { Cells } from "./cells.js";
import type { Evaluation } from "./evaluation.js";
import type { Field, FunctionOf } from "./field.js";
import type { Call } from "./linear.js";

/** The names of those that are linear. */
export const definedOps: readonly string[] = ["fft"];

/** What they are, by their names. */
export function definitions<T>(field: Field<T>): Readonly<Record<string, Evaluation<T>>> {
  return {
    fft: (call) => transformed(field, call),
    argsort: (call) => indicesInOrder(field, call),
    searchsorted: (call) => countsBefore(field, call),
  };
}

/** yₖ = scale Σⱼ xⱼ e^(± 2πi jk / n) along an axis, of numbers in pairs. */
function transformed<T>(field: Field<T>, { inputs, params }: Call<T>): readonly T[] {
  const { add, sub, mul, div, fromNumber, functions } = field;
  const [cospi, sinpi] = [functions["cospi"], functions["sinpi"]] as [FunctionOf<T>, FunctionOf<T>];
  const { shape, cells } = inputs[0] as Cells<T>;
  const { axis, sign, scale } = params as { axis: number; sign: number; scale: number };
  const n = shape[axis] ?? 0;
  /** From an element to the next along the axis. */
  const step = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  return cells.map((_, place) => {
    const k = Math.floor(place / step) % n;
    const isReal = place % 2 === 0;
    const first = place - k * step - (isReal ? 0 : 1);
    let sum = fromNumber(0);
    for (let j = 0; j < n; j++) {
      const turns = div(fromNumber(2 * sign * j * k), fromNumber(n));
      const [re, im] = [cells[first + j * step], cells[first + j * step + 1]] as [T, T];
      const [c, s] = [cospi(turns), sinpi(turns)];
      sum = add(sum, isReal ? sub(mul(c, re), mul(s, im)) : add(mul(c, im), mul(s, re)));
    }
    return mul(fromNumber(scale), sum);
  });
}

/** The indices of the elements along an axis: those that stand before an element are less, or equal and further left. */
function indicesInOrder<T>({ compare, fromNumber }: Field<T>, { inputs, params }: Call<T>): readonly T[] {
  const { shape, cells } = inputs[0] as Cells<T>;
  const { axis, descending } = params as { axis: number; descending: boolean };
  const n = shape[axis] ?? 0;
  const step = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const indices = new Array<T>(cells.length);
  for (const [place, x] of cells.entries()) {
    const k = Math.floor(place / step) % n;
    let rank = 0;
    for (let j = 0; j < n; j++) {
      const order = compare(cells[place + (j - k) * step] as T, x) * (descending ? -1 : 1);
      if (order < 0 || (order === 0 && j < k)) rank += 1;
    }
    indices[place + (rank - k) * step] = fromNumber(k);
  }
  return indices;
}

/** How many of the ascending numbers are less than each x, or at most x. */
function countsBefore<T>({ compare, fromNumber }: Field<T>, { inputs, params }: Call<T>): readonly T[] {
  const [ascending, x] = inputs as readonly [Cells<T>, Cells<T>];
  const { right } = params as { right: boolean };
  return x.cells.map((v) => {
    const isBefore = (a: T): boolean => compare(a, v) < 0 || (right && compare(a, v) === 0);
    return fromNumber(ascending.cells.filter(isBefore).length);
  });
}
