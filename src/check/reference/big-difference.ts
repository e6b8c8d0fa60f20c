// Central differences with 64 digits: a step may be so short that neither it nor rounding leaves an error.

import { flat } from "../points.js";
import type { WengertList } from "../wengert.js";
import { bigField } from "./big.js";
import type { Field } from "./field.js";
import { interpret } from "./interpret.js";

/** Derivatives along a direction, and how far a second step is from them. */
export interface BigDifference {
  readonly value: Float64Array;
  /** |D(h) − D(h / 8)|: about the error of D, where that is not below the last digit of a double. */
  readonly error: Float64Array;
}

const step = 1e-21;

/**
 * Loads mathjs, and answers with the function that takes derivatives of all outputs along `v`; it gives
 * undefined if an op is not covered.
 */
export async function loadBigDifference(): Promise<
  (list: WengertList, v: Float64Array) => BigDifference | undefined
> {
  const field = await bigField();
  return (list, v) => {
    const [value, finer] = [difference(field, list, v, step), difference(field, list, v, step / 8)];
    if (value === undefined || finer === undefined) return undefined;
    const error = value.map((slope, i) => field.size(field.sub(slope, finer[i] ?? slope)));
    return { value: Float64Array.from(value, field.toNumber), error: Float64Array.from(error) };
  };
}

/** (f(x + h v) − f(x − h v)) / 2h */
function difference<T>(field: Field<T>, list: WengertList, v: Float64Array, h: number): T[] | undefined {
  const { add, sub, mul, div, fromNumber } = field;
  const x = Array.from(flat(list.inputs), fromNumber);
  const shift = Array.from(x, (_, i) => mul(fromNumber(h), fromNumber(v[i] ?? 0)));
  const above = interpret(
    field,
    list,
    x.map((xi, i) => add(xi, shift[i] as T)),
  );
  const below = interpret(
    field,
    list,
    x.map((xi, i) => sub(xi, shift[i] as T)),
  );
  return below && above?.map((y, i) => div(sub(y, below[i] as T), fromNumber(2 * h)));
}
