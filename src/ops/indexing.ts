// Reading parts of an array.

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { wrongShape } from "../core/errors.js";
import { linear } from "./family.js";
import { indexArray, ints } from "./indices.js";
import { lift, type Like } from "./lift.js";
import { publish } from "./publish.js";
import { lengthOf, sliceOp } from "./slicing.js";

/**
 * The part of `x` that one entry for each leading axis selects: a number takes an index and drops the axis,
 * [start, stop, step] a range (negative numbers count from the end, the step may be negative), null the whole
 * axis.
 *
 * @example
 * slice(array([[1, 2, 3], [4, 5, 6]]), 0, [0, 3, 2]); // [1, 3]
 * slice(arange(4), [-1, null, -1]); // [3, 2, 1, 0]
 */
export const slice = /* @__PURE__ */ publish(sliceOp, (x: Like, ...spec: readonly nd.RangeSpec[]): Value => {
  const v = lift("slice", x);
  const { ranges, squeeze } = nd.normalizeRanges("slice", shapeOf(v), spec);
  return bind(sliceOp, [v], { ranges, shape: ranges.map(lengthOf).filter((_, k) => !squeeze.includes(k)) });
});

/** The parameters of `take`. */
interface Taking {
  readonly indices: nd.NDArray;
  readonly axis: number;
}

const takeOp: Op<readonly [Value], Taking> = /* @__PURE__ */ linear<Taking>({
  name: "take",
  doc: "the elements at given indices along an axis, which may repeat",
  eval: (x, { indices, axis }) => nd.take(x, indices, axis),
  shape: (x, { indices, axis }) => nd.takeShape(x, indices.shape, axis),
  transpose: (dy, of, params) => bind(putOp, [dy], { ...params, of }),
  along: ({ indices, axis }) => ({ indices, axis: axis + 1 }),
  transposeInto: (sum, dy, { indices, axis }) => nd.addTaken(sum, dy, indices, axis),
  examples: [
    { shapes: [[4]], params: { indices: ints([2, 0, 2]), axis: 0 } },
    { shapes: [[2, 3]], params: { indices: ints([2, -1]), axis: 1 } },
  ],
});

/** The parameters of the transpose of `take`. */
interface Putting extends Taking {
  readonly of: nd.Shape;
}

const putOp: Op<readonly [Value], Putting> = /* @__PURE__ */ linear<Putting>({
  name: "put",
  doc: "the transpose of take: x added into zeros at given indices",
  eval: (x, { indices, axis, of }) => nd.takeTranspose(x, of, indices, axis),
  shape: (_x, { of }) => of,
  transpose: (dy, _x, { indices, axis }) => bind(takeOp, [dy], { indices, axis }),
  along: ({ indices, axis, of }, n) => ({ indices, axis: axis + 1, of: [n, ...of] }),
  examples: [{ shapes: [[3]], params: { indices: ints([2, 0, 2]), axis: 0, of: [4] } }],
});

/**
 * The elements of `x` at `indices` along `axis`; indices may repeat, and negative ones count from the end.
 *
 * @example
 * take(array([10, 20, 30]), [0, -1, 0]); // [10, 30, 10]
 */
export const take = /* @__PURE__ */ publish(
  takeOp,
  (x: Like, indices: Like, options: { axis?: number } = {}): Value => {
    const { axis = 0 } = known("take", options, ["axis"]);
    const v = lift("take", x);
    const at = nd.normalizeAxis("take", axis, shapeOf(v).length);
    return bind(takeOp, [v], { indices: indexArray("take", indices), axis: at });
  },
);

/** The transpose of `take`: `x` added into zeros of the given shape, where `take` would find it. */
export const put = /* @__PURE__ */ publish(
  putOp,
  (x: Like, indices: Like, axis: number, of: number | nd.Shape): Value => {
    const v = lift("put", x);
    const shape = nd.checkShape("put", of);
    const params: Putting = {
      indices: indexArray("put", indices),
      axis: nd.normalizeAxis("put", axis, shape.length),
      of: shape,
    };
    const found = nd.takeShape(shape, params.indices.shape, params.axis);
    if (!nd.sameShape(found, shapeOf(v))) throw wrongShape("put", "its input", found, shapeOf(v));
    return bind(putOp, [v], params);
  },
);
