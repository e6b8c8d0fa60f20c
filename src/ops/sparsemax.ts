// The projection onto the probabilities.

import * as nd from "../ndarray/index.js";
import { bind, dtypeOf, shapeOf, type Op, type Value } from "../core/op.js";
import { cast, real } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { add, div, sub } from "./arithmetic.js";
import { constant } from "./family.js";
import { stopGradient } from "./identity.js";
import { eachLane } from "./lanes.js";
import { lift, type Like } from "./lift.js";
import { max, sum } from "./reductions.js";
import { where } from "./select.js";

/** Which elements sparsemax leaves above zero: they change only where one of them gets there. */
const supportOp: Op<readonly [Value], { readonly axis: number }> = /* @__PURE__ */ constant<
  readonly [Value],
  { readonly axis: number }
>({
  name: "support",
  doc: "1 where sparsemax is positive",
  eval: ([x], { axis }) => {
    const { data, shape } = x as nd.NDArray;
    const mask = nd.allocate("bool", data.length);
    eachLane(shape, axis, (start, step, length) => {
      const lane = Array.from({ length }, (_, k) => data[start + k * step] ?? NaN);
      const least = leastOfSupport(lane);
      // A lane with a NaN is NaN throughout.
      for (let k = 0; k < length; k++) mask[start + k * step] = Number(!((lane[k] ?? NaN) < least));
    });
    return new nd.NDArray(mask, shape);
  },
  shape: ([x]) => x,
  batch: ([x], _batched, _n, { axis }) => bind(supportOp, [x], { axis: axis + 1 }),
  domain: [real],
});

/** The least z(k) with 1 + k z(k) > z(1) + … + z(k), in descending order; NaN if there is one. */
function leastOfSupport(lane: readonly number[]): number {
  if (lane.some(Number.isNaN)) return NaN;
  const descending = lane.toSorted((a, b) => b - a);
  let total = 0;
  let least = descending[0] ?? NaN;
  for (const [k, z] of descending.entries()) {
    total += z;
    if (!(1 + (k + 1) * z > total)) break;
    least = z;
  }
  return least;
}

/**
 * The probabilities that are nearest to x along an axis, the last by default: max(x − τ, 0) with the τ for which they
 * sum to 1 (Martins and Astudillo 2016). An element that is equal to τ is left out of the derivative.
 *
 * @example
 * sparsemax([1, 0.5, -1]); // [0.75, 0.25, 0]
 */
export function sparsemax(x: Like, options: { axis?: number } = {}): Value {
  const { axis = -1 } = known("sparsemax", options, ["axis"]);
  const v = lift("sparsemax", x);
  const rank = shapeOf(v).length;
  const at = nd.normalizeAxis("sparsemax", axis, Math.max(1, rank));
  if (rank === 0) return add(1, sub(v, v));
  if (shapeOf(v)[at] === 0) return v;
  const shifted = sub(v, stopGradient(max(v, { axis: at, keepDims: true })));
  const support = bind(supportOp, [shifted], { axis: at });
  const over = { axis: at, keepDims: true };
  const members = sum(cast(support, dtypeOf(shifted)), over);
  const excess = div(sub(sum(where(support, shifted, 0), over), 1), members);
  return where(support, sub(shifted, excess), 0);
}
