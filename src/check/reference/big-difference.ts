// Central differences with 64 digits: a step may be so short that neither it nor rounding leaves an error.

import { flat } from "../points.js";
import type { WengertList } from "../wengert.js";
import { bigField } from "./big.js";
import type { Field } from "./field.js";
import { interpret } from "./interpret.js";
import { digits } from "./mathjs.js";

/** Derivatives along a direction, and how far they may be off. */
export interface BigDifference {
  readonly value: Float64Array;
  /** |D(h) − D(h′)|, and the rounding of the steps and of the outputs: far below the last digit as a rule. */
  readonly error: Float64Array;
}

/** The length of a step, beside inputs of moderate size or in proportion to the smallest. */
const step = 1e-21;

/** h′ / h: no simple fraction, or the two differences could round alike. */
const finer = 0.1830127018922193;

/**
 * Loads mathjs, and answers with the function that takes derivatives of all outputs along `v`; it gives
 * undefined if an op is not covered.
 */
export async function loadBigDifference(): Promise<
  (list: WengertList, v: Float64Array) => BigDifference | undefined
> {
  const field = await bigField();
  return (list, v) => {
    const x = flat(list.inputs);
    const h = step * smallest(x, v);
    const [wide, narrow] = [difference(field, list, x, v, h), difference(field, list, x, v, finer * h)];
    if (wide === undefined || narrow === undefined) return undefined;
    const lost = Math.max(...Array.from(x, (xi, i) => roundingOf(field, xi, finer * h * (v[i] ?? 0))), 0);
    const error = wide.map(({ slope, rounding }, i) => {
      const change = field.size(field.sub(slope, narrow[i]?.slope ?? slope));
      return change + rounding + lost * field.size(slope);
    });
    const value = Float64Array.from(wide, ({ slope }) => field.toNumber(slope));
    return { value, error: Float64Array.from(error) };
  };
}

/** The smallest |x / v| of inputs that move and are not zero, or 1. */
function smallest(x: Float64Array, v: Float64Array): number {
  return x.reduce(
    (least, xi, i) => (xi === 0 || v[i] === 0 ? least : Math.min(least, Math.abs(xi / (v[i] ?? 1)))),
    1,
  );
}

/** How much of the step from `x` to x + h is lost, in proportion. */
function roundingOf<T>({ add, sub, div, fromNumber, size }: Field<T>, x: number, h: number): number {
  if (h === 0) return 0;
  const [from, by] = [fromNumber(x), fromNumber(h)];
  return size(div(sub(sub(add(from, by), from), by), by));
}

/** (f(x + h v) − f(x − h v)) / 2h, and what the last digit of f makes of it. */
function difference<T>(
  field: Field<T>,
  list: WengertList,
  x: Float64Array,
  v: Float64Array,
  h: number,
): readonly { slope: T; rounding: number }[] | undefined {
  const { add, sub, mul, div, fromNumber, size } = field;
  const shifts = Array.from(v, (vi) => mul(fromNumber(h), fromNumber(vi)));
  const from = (move: (a: T, b: T) => T): readonly T[] | undefined =>
    interpret(
      field,
      list,
      Array.from(x, (xi, i) => move(fromNumber(xi), shifts[i] as T)),
    );
  const [above, below] = [from(add), from(sub)];
  return (
    below &&
    above?.map((y, i) => ({
      slope: div(sub(y, below[i] as T), fromNumber(2 * h)),
      rounding: (size(y) * 10 ** -digits) / h,
    }))
  );
}
