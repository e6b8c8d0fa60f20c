// Reading the parameters of steps, whose types the vocabulary says; null is as if left out.

import type { Parameters } from "../format.js";
import { sizeOf } from "../numerals.js";

/** A parameter that is a number. */
export function numberAt(params: Parameters, name: string, otherwise: number): number {
  return (params[name] ?? otherwise) as number;
}

/** A parameter that is a word. */
export function wordAt(params: Parameters, name: string, otherwise = ""): string {
  return (params[name] ?? otherwise) as string;
}

/** A parameter that is a list of numbers, of pairs, or of whatever else. */
export function listAt<T = number>(
  params: Parameters,
  name: string,
  otherwise: readonly T[] = [],
): readonly T[] {
  return (params[name] ?? otherwise) as readonly T[];
}

/** The axes of a reduction, undefined for all of them; and whether they stay with length 1. */
export function axesOf(params: Parameters): readonly [number | number[] | undefined, boolean] {
  return [(params["axis"] ?? undefined) as number | number[] | undefined, params["keepDims"] === true];
}

/** What a step of slicing says of one axis: a range, or an index, which takes the axis away. */
export type Range = number | readonly [start: number | null, stop: number | null, step: number | null];

/** The shape and the elements of a parameter that is nested lists of numbers. */
export function nestedAt(
  params: Parameters,
  name: string,
): { readonly shape: readonly number[]; readonly data: readonly number[] } {
  const nested = params[name] as unknown;
  const shape: number[] = [];
  for (let x = nested; Array.isArray(x); x = x[0] as unknown) shape.push(x.length);
  const data = Array.isArray(nested) ? (nested.flat(Infinity) as number[]) : [Number(nested)];
  if (sizeOf(shape) !== data.length) throw new RangeError("lists of different lengths beside each other");
  return { shape, data };
}
