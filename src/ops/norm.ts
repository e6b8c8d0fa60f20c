// Norms of vectors: the Euclidean one an op, the others compositions.

import * as nd from "../ndarray/index.js";
import { badOption } from "../core/errors.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { chain, real } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { abs, div, mul } from "./arithmetic.js";
import { pow } from "./exponential.js";
import { binade, lengthOf } from "./length.js";
import { lift, type Like } from "./lift.js";
import { publish, type Published } from "./publish.js";
import { ratio } from "./ratio.js";
import {
  count,
  examples,
  inner,
  reduced,
  stretched,
  sumOp,
  type Reduced,
  type ReduceOptions,
} from "./reducing.js";
import { max, sum } from "./reductions.js";
import { reshape } from "./shape.js";

/** The op of the Euclidean norm, whose partial x / ‖x‖ is at most 1 whatever the size of x. */
const normOp: Op<readonly [Value], Reduced> = {
  name: "norm",
  doc: "√(Σ x²), without overflow; derivative 0 at 0",
  eval: ([x], params) => lengths(x as nd.NDArray, params),
  shape: ([x], { axes, keepDims }) => nd.reducedShape(x, axes, keepDims),
  jvp: (_i, dx, y, [x], params) => bind(sumOp, [chain(towards(y, x, params), dx)], params),
  vjp: (_i, dy, y, [x], params) => chain(towards(y, x, params), stretched(dy, shapeOf(x), params)),
  batch: ([x], _batched, _n, params) => bind(normOp, [x], inner(params)),
  domain: [real],
  examples,
};

/** √(Σ x²) over some axes: each of a run of elements, once those axes are the last. */
function lengths(x: nd.NDArray, { axes, keepDims }: Reduced): nd.Plain {
  const others = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const { data } = nd.transpose(x, [...others, ...axes]) as nd.NDArray;
  const shape = nd.reducedShape(x.shape, axes, keepDims);
  const length = nd.sizeOf(axes.map((axis) => x.shape[axis] ?? 1));
  const y = Float64Array.from({ length: nd.sizeOf(shape) }, (_, k) =>
    lengthOf(data.subarray(k * length, (k + 1) * length)),
  );
  return nd.floatResult(y, shape, nd.floatTypeOf([x]));
}

/** x / ‖x‖, and 0 at 0. */
function towards(y: Value, x: Value, params: Reduced): Value {
  return ratio(x, stretched(y, shapeOf(x), params));
}

/** (Σ |x|ᵖ)^(1/p), where the largest element is finite computed from numbers of moderate size. */
function powerNorm(x: Value, { axes, keepDims }: Reduced, p: number): Value {
  const scale = binade(max(abs(x), { axis: axes, keepDims: true }));
  const scaled = div(x, scale);
  const total = sum(pow(abs(scaled), p), { axis: axes, keepDims: true });
  const y = mul(scale, pow(total, 1 / p));
  return reshape(y, nd.reducedShape(shapeOf(x), axes, keepDims));
}

/** The options of `norm`. */
export interface NormOptions extends ReduceOptions {
  /** 2 by default, which of a matrix is the Frobenius norm; any p ≥ 1, or Infinity. */
  readonly ord?: number;
}

/**
 * (Σ |x|ᵖ)^(1/p) over some axes, by default over all: the vector norm; its derivative at 0 is 0.
 *
 * @example
 * norm([3, 4]); // 5
 * norm([3, 4], { ord: 1 }); // 7
 */
export const norm = /* @__PURE__ */ publish(normOp, (x: Like, given: NormOptions = {}): Value => {
  const { ord = 2, ...options } = known("norm", given, ["axis", "keepDims", "ord"]);
  if (!(typeof ord === "number" && ord >= 1)) throw badOption("norm", "ord", "a number ≥ 1 or Infinity", ord);
  const v = lift("norm", x);
  const params = reduced("norm", v, options);
  if (shapeOf(v).length === 0) return abs(v);
  if (ord === 1 || count(shapeOf(v), params.axes) === 0) return sum(abs(v), options);
  if (ord === Infinity) return max(abs(v), options);
  return ord === 2 ? bind(normOp, [v], params) : powerNorm(v, params, ord);
}) as { (x: number | nd.NDArray | nd.Data): number; (x: Like, options?: NormOptions): Value } & Published;
