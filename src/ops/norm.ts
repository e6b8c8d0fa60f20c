// Norms of vectors: the Euclidean one an op, the others compositions.

import * as nd from "../ndarray/index.js";
import { badOption } from "../core/errors.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { chain, real } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { abs, div, mul, square } from "./arithmetic.js";
import { pow, sqrt } from "./exponential.js";
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

/** The op of the Euclidean norm, whose partial x / ‖x‖ is at most 1 whatever the size of x. */
const normOp: Op<readonly [Value], Reduced> = {
  name: "norm",
  doc: "√(Σ x²), without overflow; derivative 0 at 0",
  eval: ([x], params) => (isWhole(x, params) ? lengthOf(x.data) : (powerNorm(x, params, 2) as nd.Plain)),
  shape: ([x], { axes, keepDims }) => nd.reducedShape(x, axes, keepDims),
  jvp: (_i, dx, y, [x], params) => bind(sumOp, [chain(towards(y, x, params), dx)], params),
  vjp: (_i, dy, y, [x], params) => chain(towards(y, x, params), stretched(dy, shapeOf(x), params)),
  batch: ([x], _batched, _n, params) => bind(normOp, [x], inner(params)),
  domain: [real],
  examples,
};

/** Whether one number is to be made of all elements, which are doubles. */
function isWhole(x: nd.Plain, { axes, keepDims }: Reduced): x is nd.NDArray {
  return typeof x !== "number" && x.dtype === "float64" && axes.length === x.rank && !keepDims;
}

/** √(Σ x²) by the operations of `powerNorm`, without the arrays. */
function lengthOf(x: nd.Data): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i] ?? NaN));
  const scale = binade(largest);
  const squares = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const scaled = (x[i] ?? NaN) / scale;
    squares[i] = scaled * scaled;
  }
  return scale * Math.sqrt(Number(nd.sum(new nd.NDArray(squares, [squares.length]), [0], false)));
}

/** x / ‖x‖, and 0 at 0. */
function towards(y: Value, x: Value, params: Reduced): Value {
  return ratio(x, stretched(y, shapeOf(x), params));
}

/** (Σ |x|ᵖ)^(1/p), where the largest element is finite computed from numbers of moderate size. */
function powerNorm(x: Value, { axes, keepDims }: Reduced, p: number): Value {
  if (count(shapeOf(x), axes) === 0) return sum(x, { axis: axes, keepDims });
  const scale = binade(max(abs(x), { axis: axes, keepDims: true }));
  const scaled = div(x, scale);
  const powers = p === 2 ? square(scaled) : pow(abs(scaled), p);
  const total = sum(powers, { axis: axes, keepDims: true });
  const y = mul(scale, p === 2 ? sqrt(total) : pow(total, 1 / p));
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
