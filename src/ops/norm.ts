// Norms of vectors: the Euclidean one an op, the others compositions.

import * as nd from "../ndarray/index.js";
import { badOption } from "../core/errors.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { chain, real } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { abs, div, mul } from "./arithmetic.js";
import { pow } from "./exponential.js";
import { lift, type Like } from "./lift.js";
import { publish, step, type Published, type Unary } from "./publish.js";
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

/** A power of two of about the size of x, by which a sum of squares is scaled without rounding. */
const binade: Unary = /* @__PURE__ */ step({
  name: "binade",
  doc: "the largest power of two ≤ |x|; 1 for 0, ∞ and NaN",
  f: (x) => {
    const power = 2 ** Math.floor(Math.log2(Math.abs(x)));
    return power > 0 && power < Infinity ? power : 1;
  },
});

/** The Euclidean norm, an op whose partial x / ‖x‖ is at most 1 whatever the size of x. */
export const normOp: Op<readonly [Value], Reduced> = {
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

/**
 * Sums of squares between these have lost no digits: none of the squares was infinite, and those that are too small to
 * have all their digits do not matter. Their root is the norm.
 */
export const plainSquares = { least: 1e-270, most: Number.MAX_VALUE } as const;

/** √(Σ x²); scaled where the sum is out of range, and for elements whose squares are no doubles. */
function lengthOf(x: nd.Data): number {
  if (!(x instanceof Float64Array)) return scaledLength(x);
  const vector = new nd.NDArray(x, [x.length]);
  const total = nd.dot(vector, vector);
  return total >= plainSquares.least && total <= plainSquares.most ? Math.sqrt(total) : scaledLength(x);
}

/** √(Σ x²) of numbers of any size, scaled by a power of two. */
export function scaledLength(x: nd.Data): number {
  let largest = 0;
  for (const v of x) largest = Math.max(largest, Math.abs(v));
  const scale = binade(largest);
  const squares = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const part = (x[i] ?? NaN) / scale;
    squares[i] = part * part;
  }
  return scale * Math.sqrt(Number(nd.sum(new nd.NDArray(squares, [squares.length]), [0], false)));
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
