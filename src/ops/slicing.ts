// Cutting a block out of an array, and its transpose: putting a block into zeros.

import * as nd from "../ndarray/index.js";
import { bind, type Op, type Value } from "../core/op.js";
import { linear } from "./family.js";

/**
 * A block of an array, one range for each axis, and the shape in which it is handed out (axes may be
 * dropped).
 */
export interface Block {
  readonly ranges: readonly nd.Range[];
  readonly shape: nd.Shape;
}

/** A block and the shape of the array it is of. */
export interface Place extends Block {
  readonly of: nd.Shape;
}

export const sliceOp: Op<readonly [Value], Block> = linear<Block>({
  name: "slice",
  doc: "x[start:stop:step, …], as NumPy's basic indexing",
  eval: (x, { ranges, shape }) => nd.reshape(nd.slice(x, ranges), shape),
  shape: (_x, { shape }) => shape,
  transpose: (dy, of, block) => bind(embedOp, [dy], { ...block, of }),
  along: blockOfEach,
  transposeInto: (sum, dy, { ranges }) => nd.addSliced(sum, dy, ranges),
  examples: [
    { shapes: [[5]], params: { ranges: [{ start: 1, stop: 5, step: 2 }], shape: [2] } },
    { shapes: [[4]], params: { ranges: [{ start: 3, stop: -1, step: -1 }], shape: [4] } },
    {
      shapes: [[2, 3]],
      params: {
        ranges: [
          { start: 1, stop: 2, step: 1 },
          { start: 0, stop: 3, step: 2 },
        ],
        shape: [2],
      },
    },
  ],
});

export const embedOp: Op<readonly [Value], Place> = linear<Place>({
  name: "embed",
  doc: "the transpose of slice: x at a block of an array of zeros",
  eval: (x, { ranges, of }) => nd.sliceTranspose(nd.reshape(x, ranges.map(lengthOf)), of, ranges),
  shape: (_x, { of }) => of,
  transpose: (dy, _x, { ranges, shape }) => bind(sliceOp, [dy], { ranges, shape }),
  along: (place, n) => ({ ...blockOfEach(place, n), of: [n, ...place.of] }),
  examples: [{ shapes: [[2]], params: { ranges: [{ start: 1, stop: 5, step: 2 }], shape: [2], of: [5] } }],
});

/** The block of each of n arrays that lie along an axis before their own. */
function blockOfEach({ ranges, shape }: Block, n: number): Block {
  return { ranges: [{ start: 0, stop: n, step: 1 }, ...ranges], shape: [n, ...shape] };
}

/** How many indices a range has. */
export function lengthOf({ start, stop, step }: nd.Range): number {
  return Math.max(0, Math.ceil((stop - start) / step));
}
