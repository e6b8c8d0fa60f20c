// Rows added up by the segments they belong to, and rows picked by a mask.

import * as nd from "../ndarray/index.js";
import { badOption, noList, notLeadingAxes, outOfRange } from "../core/errors.js";
import { bind, shapeOf, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { gatherOp, gatherTransposeOp } from "./gathering.js";
import { indexArray, plainArray } from "./indices.js";
import { lift, type Like } from "./lift.js";

/** How many segments there are; by default as many as the ids tell of. */
export interface SegmentOptions {
  readonly numSegments?: number;
}

/**
 * The sums of the rows of `x` by segment: `segmentIds`, whose shape is that of the leading axes of `x`, tells to which
 * of `numSegments` segments each row is added. Ids need no order; a row with a negative id is left out. A segment
 * without rows is 0. As JAX's segment_sum, but an id past the last segment is a RangeError.
 *
 * @example
 * segmentSum([1, 2, 3, 4], [0, 0, 2, -1]); // [3, 0, 3]
 * segmentSum([[1, 2], [3, 4]], [1, 1], { numSegments: 2 }); // [[0, 0], [4, 6]]
 */
export function segmentSum(x: Like, segmentIds: Like, options: SegmentOptions = {}): Value {
  const { numSegments } = known("segmentSum", options, ["numSegments"]);
  const v = lift("segmentSum", x);
  const ids = indexArray("segmentSum", segmentIds, "segmentIds");
  const rest = rowShape("segmentSum", "segmentIds", shapeOf(v), ids.shape);
  let largest = -1;
  for (const id of ids.data) largest = Math.max(largest, id);
  const count = numSegments ?? largest + 1;
  if (!Number.isInteger(count) || count < 0)
    throw badOption("segmentSum", "numSegments", "a whole number of 0 or more", numSegments);
  if (largest >= count)
    throw outOfRange("segmentSum", "segmentIds", `below ${String(count)}, the number of segments`, largest);
  return bind(gatherTransposeOp, [v], { places: nd.placesOfBlocks(ids, rest), of: [count, ...rest] });
}

/**
 * The rows of `x` at which `mask` is true (not 0), one after the other; the shape of the mask is that of the leading
 * axes of `x`. The mask is data, so that how many rows there are is known when it runs. As TensorFlow's boolean_mask.
 *
 * @example
 * booleanMask([1, 2, 3], [true, false, true]); // [1, 3]
 * booleanMask([[1, 2], [3, 4]], [0, 1]); // [[3, 4]]
 */
export function booleanMask(x: Like, mask: Like): Value {
  const v = lift("booleanMask", x);
  const plain = plainArray("booleanMask", mask, "mask", "plain truth values, not differentiated");
  const rest = rowShape("booleanMask", "mask", shapeOf(v), plain.shape);
  return bind(gatherOp, [v], { places: nd.placesOfBlocks(nd.indicesWhere(plain), rest) });
}

/** The shape of the rows of an array whose leading axes are as `lead`. */
function rowShape(name: string, what: string, shape: nd.Shape, lead: nd.Shape): nd.Shape {
  if (lead.length === 0) throw noList(name, what);
  if (!nd.sameShape(shape.slice(0, lead.length), lead)) throw notLeadingAxes(name, what, shape, lead);
  return shape.slice(lead.length);
}
