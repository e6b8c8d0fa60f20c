// Linear ops whose values are computed where they are defined: linearity and transposes alone would let zeros pass.

import type { Cells } from "./cells.js";
import type { Evaluation } from "./evaluation.js";
import type { Field, FunctionOf } from "./field.js";
import type { Call } from "./linear.js";

/** The names of those ops. */
export const definedOps: readonly string[] = ["fft"];

/** The sums that they are, by their names. */
export function definitions<T>(field: Field<T>): Readonly<Record<string, Evaluation<T>>> {
  return { fft: (call) => transformed(field, call) };
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
