// Numbers between files and engines: the words for what JSON has no number for.

import type { DType, Numeral, Tensor } from "./format.js";

const words: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, "-inf": -Infinity, "-0": -0 };

/** The number that a numeral stands for. */
export function numberOf(numeral: Numeral): number {
  return typeof numeral === "number" ? numeral : (words[numeral] ?? NaN);
}

/** The numeral that stands for a number, so that it is the same again after JSON. */
export function numeralOf(x: number): Numeral {
  if (Number.isNaN(x)) return "nan";
  if (Object.is(x, -0)) return "-0";
  return x === Infinity ? "inf" : x === -Infinity ? "-inf" : x;
}

/** The numbers of a tensor, in row-major order. */
export function numbersOf({ data }: Pick<Tensor, "data">): readonly number[] {
  return data.map(numberOf);
}

/** A tensor of the given shape; a number is one of shape []. */
export function tensorOf(
  x: number | ArrayLike<number>,
  shape: readonly number[] = typeof x === "number" ? [] : [x.length],
  dtype: DType = "float64",
): Tensor {
  return { shape, dtype, data: (typeof x === "number" ? [x] : Array.from(x)).map(numeralOf) };
}

/** How many elements a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
