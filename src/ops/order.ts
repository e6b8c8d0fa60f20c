// The order of the elements of an array along an axis, and where numbers would stand among sorted ones.

import type { NDArray } from "../ndarray/index.js";
import { eachLane } from "./lanes.js";

/** Along which axis elements are in order, and in which. */
export interface Order {
  readonly axis: number;
  readonly descending: boolean;
}

/**
 * The places in the data of `x` of its elements in order along an axis. Equal elements keep the order that they have,
 * and NaN counts as the largest.
 */
export function placesInOrder({ data, shape }: NDArray, { axis, descending }: Order): Int32Array {
  const places = new Int32Array(data.length);
  const sign = descending ? -1 : 1;
  const before = (i: number, j: number): number => sign * compare(data[i] ?? 0, data[j] ?? 0);
  eachLane(shape, axis, (start, step, length) => {
    const lane = Int32Array.from({ length }, (_, k) => start + k * step).sort(before);
    for (let k = 0; k < length; k++) places[start + k * step] = lane[k] ?? 0;
  });
  return places;
}

/** Less than 0 if a stands before b, more than 0 if behind it; NaN stands behind all else. */
function compare(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** How many elements of an ascending vector stand before x, and with `right` also those equal to it. */
export function countBefore(ascending: ArrayLike<number>, x: number, right: boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compare(ascending[middle] ?? 0, x);
    if (order < 0 || (right && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
