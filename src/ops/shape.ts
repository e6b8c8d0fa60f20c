// Moving elements without changing them: every op here is linear, and its transpose moves them back.

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import {
  broadcastToOp,
  castOp,
  everyone,
  materialize,
  real,
  reshapeOp,
  sumToOp,
  type ToDType,
} from "../core/space.js";
import { known } from "../ndarray/options.js";
import { badArgument } from "../core/errors.js";
import { linear } from "./family.js";
import { lift, stackAll, stackOp, type Along, type Like } from "./lift.js";
import { publish } from "./publish.js";
import { sliceOp } from "./slicing.js";

/** `x` in another shape of the same size; one length may be −1. */
export const reshape = /* @__PURE__ */ publish(reshapeOp, (x: Like, shape: number | nd.Shape): Value => {
  const v = lift("reshape", x);
  const target = nd.resolveShape(
    "reshape",
    nd.sizeOf(shapeOf(v)),
    typeof shape === "number" ? [shape] : shape,
  );
  return nd.sameShape(target, shapeOf(v)) ? v : bind(reshapeOp, [v], { shape: target });
});

/** `x` as a vector. */
export function ravel(x: Like): Value {
  return reshape(lift("ravel", x), [-1]);
}

/** The parameter of `transpose`: which axis of the input each axis of the result is. */
interface Axes {
  readonly axes: readonly number[];
}

const transposeOp: Op<readonly [Value], Axes> = /* @__PURE__ */ linear<Axes>({
  name: "transpose",
  doc: "x with its axes in another order, by default reversed",
  eval: (x, { axes }) => nd.transpose(x, axes),
  shape: (x, { axes }) => axes.map((axis) => x[axis] ?? 0),
  transpose: (dy, _x, { axes }) => bind(transposeOp, [dy], { axes: inverse(axes) }),
  along: ({ axes }) => ({ axes: [0, ...axes.map((axis) => axis + 1)] }),
  examples: [
    { shapes: [[2, 3]], params: { axes: [1, 0] } },
    { shapes: [[2, 3, 4]], params: { axes: [2, 0, 1] } },
  ],
});

function inverse(axes: readonly number[]): readonly number[] {
  return axes.map((_, k) => axes.indexOf(k));
}

/** `x` with its axes in another order; reversed by default, so that a matrix is transposed. */
export const transpose = /* @__PURE__ */ publish(transposeOp, (x: Like, axes?: readonly number[]): Value => {
  const v = lift("transpose", x);
  const rank = shapeOf(v).length;
  if (axes !== undefined && !Array.isArray(axes))
    throw badArgument("transpose", "axes", "a list of axes", axes);
  const given: readonly number[] = axes ?? shapeOf(v).map((_, k) => rank - 1 - k);
  const order = given.map((axis) => nd.normalizeAxis("transpose", axis, rank));
  if (order.length !== rank || new Set(order).size !== rank) {
    throw badArgument("transpose", "axes", `each of the ${String(rank)} axes once`, axes);
  }
  return rank < 2 ? v : bind(transposeOp, [v], { axes: order });
});

/** `x` broadcast to `shape`, by NumPy's rules. */
export const broadcastTo = /* @__PURE__ */ publish(
  broadcastToOp,
  (x: Like, shape: number | nd.Shape): Value => {
    const v = lift("broadcastTo", x);
    const target = nd.checkShape("broadcastTo", shape);
    if (!nd.sameShape(nd.broadcastShapes("broadcastTo", shapeOf(v), target), target)) {
      throw badArgument(
        "broadcastTo",
        "shape",
        `one that ${nd.formatShape(shapeOf(v))} can be broadcast to`,
        target,
      );
    }
    return nd.sameShape(shapeOf(v), target) ? v : bind(broadcastToOp, [v], { shape: target });
  },
);

/** `x` summed over the axes by which it is larger than `shape`: the transpose of `broadcastTo`. */
export const sumTo = /* @__PURE__ */ publish(sumToOp, (x: Like, shape: number | nd.Shape): Value => {
  const v = lift("sumTo", x);
  const target = nd.checkShape("sumTo", shape);
  if (!nd.sameShape(nd.broadcastShapes("sumTo", target, shapeOf(v)), shapeOf(v))) {
    throw badArgument("sumTo", "shape", `one that can be broadcast to ${nd.formatShape(shapeOf(v))}`, target);
  }
  return nd.sameShape(shapeOf(v), target) ? v : bind(sumToOp, [v], { shape: target });
});

/** `x` without its axes of length 1, or without the one named. */
export function squeeze(x: Like, options: { axis?: number | readonly number[] } = {}): Value {
  const { axis } = known("squeeze", options, ["axis"]);
  const v = lift("squeeze", x);
  const shape = shapeOf(v);
  const single = shape.flatMap((n, k) => (n === 1 ? [k] : []));
  const dropped = axis === undefined ? single : nd.normalizeAxes("squeeze", axis, shape.length);
  const long = dropped.find((k) => shape[k] !== 1);
  if (long !== undefined)
    throw badArgument("squeeze", "axis", `an axis of length 1 of ${nd.formatShape(shape)}`, long);
  return reshape(
    v,
    shape.filter((_, k) => !dropped.includes(k)),
  );
}

/**
 * `x` with a new axis of length 1 before axis `axis` (0 by default).
 *
 * @example
 * expandDims(arange(2), -1); // [[0], [1]]
 */
export function expandDims(x: Like, axis = 0): Value {
  const v = lift("expandDims", x);
  const shape = shapeOf(v);
  const at = nd.normalizeAxis("expandDims", axis, shape.length + 1);
  return reshape(v, [...shape.slice(0, at), 1, ...shape.slice(at)]);
}

/**
 * Values of one shape side by side along a new axis.
 *
 * @example
 * stack([arange(2), ones(2)], { axis: 1 }); // [[0, 1], [1, 1]]
 */
export const stack = /* @__PURE__ */ publish(
  stackOp,
  (xs: readonly Like[], options: { axis?: number } = {}): Value => {
    const { axis = 0 } = known("stack", options, ["axis"]);
    if (!Array.isArray(xs) || xs.length === 0)
      throw badArgument("stack", "its first argument", "a non-empty list", xs);
    return stackAll(
      "stack",
      xs.map((x: Like, i) => lift("stack", x, `input ${String(i)}`)),
      axis,
    );
  },
);

const concatenateOp: Op<readonly Value[], Along> = {
  name: "concatenate",
  doc: "the inputs one after the other along an axis",
  eval: (xs, { axis }) => nd.concatenate(xs, axis),
  shape: (shapes, { axis }) =>
    withLength(
      shapes[0] ?? [],
      axis,
      shapes.reduce((n, shape) => n + (shape[axis] ?? 0), 0),
    ),
  jvp: (i, dx, _y, xs, params) =>
    joined(
      xs.map((_, k) => (k === i ? dx : 0)),
      xs,
      params,
    ),
  jvpAll: (dxs, _y, xs, params) => joined(dxs, xs, params),
  vjp: (i, dy, _y, xs, { axis }) => bind(sliceOp, [dy], partsOf(xs, axis)[i] as Part),
  vjpAll: (dy, _y, xs, { axis }, wanted) =>
    partsOf(xs, axis).map((part, i) => (wanted[i] === true ? bind(sliceOp, [dy], part) : 0)),
  batch: (xs, batched, n, { axis }) => bind(concatenateOp, everyone(xs, batched, n), { axis: axis + 1 }),
  linearity: "linear",
  domain: [real],
  examples: [
    { shapes: [[2], [3]], params: { axis: 0 } },
    {
      shapes: [
        [2, 1],
        [2, 3],
      ],
      params: { axis: 1 },
    },
  ],
};

function joined(dxs: readonly Value[], xs: readonly Value[], params: Along): Value {
  return bind(
    concatenateOp,
    dxs.map((dx, i) => materialize(dx, xs[i] ?? 0)),
    params,
  );
}

function withLength(shape: nd.Shape, axis: number, length: number): nd.Shape {
  return shape.map((n, k) => (k === axis ? length : n));
}

/** A block of the result, as `slice` has it. */
interface Part {
  readonly ranges: nd.Range[];
  readonly shape: nd.Shape;
}

/** Where each input lies in the result. */
function partsOf(xs: readonly Value[], axis: number): Part[] {
  let start = 0;
  return xs.map((x) => {
    const shape = shapeOf(x);
    const ranges = shape.map((n) => ({ start: 0, stop: n, step: 1 }));
    const stop = start + (shape[axis] ?? 0);
    ranges[axis] = { start, stop, step: 1 };
    start = stop;
    return { ranges, shape };
  });
}

/**
 * Arrays one after the other along an axis, equal in all other axes.
 *
 * @example
 * concatenate([arange(2), ones(2)]); // [0, 1, 1, 1]
 */
export const concatenate = /* @__PURE__ */ publish(
  concatenateOp,
  (xs: readonly Like[], options: { axis?: number } = {}): Value => {
    const { axis = 0 } = known("concatenate", options, ["axis"]);
    if (!Array.isArray(xs) || xs.length === 0) {
      throw badArgument("concatenate", "its first argument", "a non-empty list", xs);
    }
    const values = xs.map((x: Like, i) => lift("concatenate", x, `input ${String(i)}`));
    const at = nd.normalizeAxis("concatenate", axis, shapeOf(values[0] ?? 0).length);
    return bind(concatenateOp, values, { axis: at });
  },
);

/** `x` with elements of type `dtype`; a cast to int32 or bool has derivative 0. */
export const cast = /* @__PURE__ */ publish(castOp, (x: Like, dtype: nd.DType): Value => {
  const params: ToDType = { dtype: nd.checkDType("cast", dtype) };
  return bind(castOp, [lift("cast", x)], params);
});
