// One item of an array along an axis.

import type * as nd from "../ndarray/index.js";
import type { Block } from "./slicing.js";

/** The block at index `i` of `axis`, the axis dropped. */
export function itemBlock(shape: nd.Shape, axis: number, i: number): Block {
  return {
    ranges: shape.map((n, k) =>
      k === axis ? { start: i, stop: i + 1, step: 1 } : { start: 0, stop: n, step: 1 },
    ),
    shape: shape.filter((_, k) => k !== axis),
  };
}
