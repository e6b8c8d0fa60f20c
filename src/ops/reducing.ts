// What reductions share: their parameters, the way back to the shape of their input, and the sum.

import * as nd from "../ndarray/index.js";
import { shapeOf, type Op, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { linear } from "./family.js";
import { broadcastTo, reshape } from "./shape.js";

/** Over which axes to reduce (all by default), and whether they stay as axes of length 1. */
export interface ReduceOptions {
  readonly axis?: number | readonly number[];
  readonly keepDims?: boolean;
}

/** The parameters of a reduction, ready for its kernel. */
export interface Reduced {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** The options of a reduction of `x`, ready for its kernel. */
export function reduced(name: string, x: Value, options: ReduceOptions): Reduced {
  const { axis, keepDims = false } = known(name, options, ["axis", "keepDims"]);
  return { axes: nd.normalizeAxes(name, axis, shapeOf(x).length), keepDims };
}

/** `y`, a reduction of an `x` of the given shape, stretched back over the axes that were reduced. */
export function stretched(y: Value, shape: nd.Shape, { axes }: Reduced): Value {
  return y === 0 ? 0 : broadcastTo(reshape(y, nd.reducedShape(shape, axes, true)), shape);
}

/** The same reduction where the arrays have one axis more, before their own. */
export function inner({ axes, keepDims }: Reduced): Reduced {
  return { axes: axes.map((axis) => axis + 1), keepDims };
}

/** Calls of a reduction: over one axis, and over several. */
export const examples = [
  { shapes: [[4]], params: { axes: [0], keepDims: false } },
  { shapes: [[2, 3]], params: { axes: [1], keepDims: false } },
  { shapes: [[2, 3, 2]], params: { axes: [0, 2], keepDims: true } },
];

/** The op of the sum, which the rules of other reductions are made of. */
export const sumOp: Op<readonly [Value], Reduced> = /* @__PURE__ */ linear<Reduced>({
  name: "sum",
  doc: "Σ x, summed pairwise",
  eval: (x, { axes, keepDims }) => nd.sum(x, axes, keepDims),
  shape: (x, { axes, keepDims }) => nd.reducedShape(x, axes, keepDims),
  transpose: stretched,
  along: inner,
  examples,
});

/** How many elements each result of a reduction is made of. */
export function count(shape: nd.Shape, axes: readonly number[]): number {
  return axes.reduce((n, axis) => n * (shape[axis] ?? 1), 1);
}
