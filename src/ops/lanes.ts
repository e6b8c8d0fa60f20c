// The lanes of an array: its elements along one axis, in the storage of the whole.

import * as nd from "../ndarray/index.js";

/** Calls `visit` with where each lane along an axis starts, how far apart its elements are, and how many. */
export function eachLane(
  shape: nd.Shape,
  axis: number,
  visit: (start: number, step: number, length: number) => void,
): void {
  const length = shape[axis] ?? 1;
  const inner = nd.sizeOf(shape.slice(axis + 1));
  const outer = nd.sizeOf(shape.slice(0, axis));
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) visit(o * length * inner + i, inner, length);
}
