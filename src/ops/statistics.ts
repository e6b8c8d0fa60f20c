// Statistics of elements: their spread, and averages that weigh or leave out.

import * as nd from "../ndarray/index.js";
import { badOption, emptyReduction, notFinite, outOfRange } from "../core/errors.js";
import { ask, dtypeOf, shapeOf, value, type Value } from "../core/op.js";
import { cast } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { div, mul, square, sub } from "./arithmetic.js";
import { axesInOrder } from "./axes.js";
import { deviations } from "./deviations.js";
import { lift, type Like } from "./lift.js";
import { norm } from "./norm.js";
import { count, reduced, type Reduced, type ReduceOptions } from "./reducing.js";
import { max, mean, min, sum } from "./reductions.js";
import { isNaN, logicalNot, where } from "./select.js";
import { broadcastTo, reshape, transpose } from "./shape.js";

/** Of `variance` and `std`. */
export interface VarianceOptions extends ReduceOptions {
  /** What is taken off the number of elements before dividing by it, 0 by default; 1 for a sample. */
  readonly ddof?: number;
}

/** The options as for a reduction, and the divisor, which as in NumPy is never negative. */
function spread(name: string, v: Value, given: VarianceOptions): Reduced & { readonly divisor: number } {
  const { ddof = 0, ...options } = known(name, given, ["axis", "keepDims", "ddof"]);
  if (!Number.isFinite(ddof)) throw notFinite(name, "ddof", ddof);
  const params = reduced(name, v, options);
  return { ...params, divisor: Math.max(0, count(shapeOf(v), params.axes) - ddof) };
}

/**
 * Σ (x − x̄)² / (n − ddof) over some axes, by default over all: the variance, also exported as `var`, NumPy's name
 * for it. NaN of nothing.
 *
 * @example
 * variance([1, 2, 3, 4]); // 1.25
 * variance([[1, 2], [3, 6]], { axis: 1, ddof: 1 }); // [0.5, 4.5]
 */
export function variance(x: number | nd.NDArray | nd.Data): number;
export function variance(x: Like, options?: VarianceOptions): Value;
export function variance(x: Like, options: VarianceOptions = {}): Value {
  const v = lift("variance", x);
  const { axes, keepDims, divisor } = spread("variance", v, options);
  return div(sum(square(deviations(v, axes)), { axis: axes, keepDims }), divisor);
}

export { variance as var };

/**
 * √(Σ (x − x̄)² / (n − ddof)) over some axes, by default over all: the standard deviation, which does not overflow.
 * Of a constant it is 0, and so is its derivative. NaN of nothing.
 *
 * @example
 * std([1, 3]); // 1
 * grad((x: Value) => std(x))(full(3, 0.1)); // [0, 0, 0]
 */
export function std(x: number | nd.NDArray | nd.Data): number;
export function std(x: Like, options?: VarianceOptions): Value;
export function std(x: Like, options: VarianceOptions = {}): Value {
  const v = lift("std", x);
  const { axes, keepDims, divisor } = spread("std", v, options);
  return div(norm(deviations(v, axes), { axis: axes, keepDims }), Math.sqrt(divisor));
}

/**
 * The largest element less the smallest, over some axes, by default over all; the share of each of k tied ones in
 * the derivative is 1/k. A RangeError where there is none.
 *
 * @example
 * ptp([3, 1, 4]); // 3
 */
export function ptp(x: Like, options: ReduceOptions = {}): Value {
  const v = lift("ptp", x);
  const { axes, keepDims } = reduced("ptp", v, options);
  const empty = count(shapeOf(v), axes) === 0;
  if (empty && nd.sizeOf(nd.reducedShape(shapeOf(v), axes, false)) > 0)
    throw emptyReduction("ptp", shapeOf(v));
  return sub(max(v, { axis: axes, keepDims }), min(v, { axis: axes, keepDims }));
}

/**
 * The sum over some axes, by default over all, of the elements that are numbers; the derivative in a NaN is 0.
 *
 * @example
 * nansum([1, NaN, 2]); // 3
 */
export function nansum(x: Like, options: ReduceOptions = {}): Value {
  const v = lift("nansum", x);
  const { axes, keepDims } = reduced("nansum", v, options);
  return sum(where(isNaN.mask(v), 0, v), { axis: axes, keepDims });
}

/**
 * The mean over some axes, by default over all, of the elements that are numbers; NaN where there is none. The
 * derivative in a NaN is 0.
 *
 * @example
 * nanmean([1, NaN, 2]); // 1.5
 */
export function nanmean(x: Like, options: ReduceOptions = {}): Value {
  const v = lift("nanmean", x);
  const { axes, keepDims } = reduced("nanmean", v, options);
  const missing = isNaN.mask(v);
  const present = cast(logicalNot.mask(missing), nd.floatTypeOf([{ dtype: dtypeOf(v) }]));
  const numbers = sum(present, { axis: axes, keepDims });
  return div(sum(where(missing, 0, v), { axis: axes, keepDims }), numbers);
}

/** Of `average`. */
export interface AverageOptions extends ReduceOptions {
  /** As many as there are elements, or as the axes are long, in the order of `axis`; all equal by default. */
  readonly weights?: Like;
}

/**
 * Σ w x / Σ w over some axes, by default over all, in which the weights too can be differentiated. A RangeError
 * where the weights sum to 0.
 *
 * @example
 * average([1, 2], { weights: [3, 1] }); // 1.25
 */
export function average(x: Like, given: AverageOptions = {}): Value {
  const { weights, ...options } = known("average", given, ["axis", "keepDims", "weights"]);
  const v = lift("average", x);
  const { axes, keepDims } = reduced("average", v, options);
  if (weights === undefined) return mean(v, options);
  const w = weightsFor(v, lift("average", weights, "weights"), options.axis);
  const total = sum(w, { axis: axes, keepDims });
  if (isZeroSomewhere(total))
    throw outOfRange("average", "weights", "numbers that do not sum to 0", value(total));
  return div(sum(mul(w, v), { axis: axes, keepDims }), total);
}

/** Weights of the shape of `v`. */
function weightsFor(v: Value, w: Value, axis: ReduceOptions["axis"]): Value {
  const shape = shapeOf(v);
  if (nd.sameShape(shapeOf(w), shape)) return w;
  const axes = axis === undefined ? [] : axesInOrder("average", "axis", axis, shape.length);
  const lengths = axes.map((k) => shape[k] ?? 1);
  if (axes.length === 0 || !nd.sameShape(shapeOf(w), lengths)) {
    const want =
      axes.length === 0 ? nd.formatShape(shape) : `${nd.formatShape(shape)} or ${nd.formatShape(lengths)}`;
    throw badOption("average", "weights", `of shape ${want}`, value(w));
  }
  const ascending = transpose(
    w,
    axes.map((_, i) => i).sort((i, j) => (axes[i] ?? 0) - (axes[j] ?? 0)),
  );
  return broadcastTo(
    reshape(
      ascending,
      shape.map((n, k) => (axes.includes(k) ? n : 1)),
    ),
    shape,
  );
}

function isZeroSomewhere(total: Value): boolean {
  return ask(total, includesZero);
}

function includesZero(elements: nd.Data): boolean {
  return elements.includes(0);
}
