// The projection onto the probabilities.

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { chain, real } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { add, div, sub } from "./arithmetic.js";
import { eachLane } from "./lanes.js";
import { lift, type Like } from "./lift.js";
import { isPositive } from "./masks.js";
import { publish } from "./publish.js";
import { sum } from "./reductions.js";

/** Along which axis. */
interface Along {
  readonly axis: number;
}

const sparsemaxOp: Op<readonly [Value], Along> = {
  name: "sparsemax",
  doc: "max(x − τ, 0) with the τ for which it sums to 1 along an axis (Martins and Astudillo 2016)",
  eval: ([x], { axis }) => projections(x as nd.NDArray, axis),
  shape: ([x]) => x,
  jvp: (_i, dx, y, _x, params) => centred(dx, y, params),
  vjp: (_i, dy, y, _x, params) => centred(dy, y, params),
  batch: ([x], _batched, _n, { axis }) => bind(sparsemaxOp, [x], { axis: axis + 1 }),
  domain: [real],
  examples: [
    { shapes: [[4]], params: { axis: 0 } },
    { shapes: [[3, 2]], params: { axis: 0 } },
    { shapes: [[2, 3]], params: { axis: 1 } },
  ],
};

/** The projection of each lane. */
function projections(x: nd.NDArray, axis: number): nd.Plain {
  const y = new Float64Array(x.size);
  eachLane(x.shape, axis, (start, step, length) => {
    const lane = Array.from({ length }, (_, k) => x.data[start + k * step] ?? NaN);
    const largest = Math.max(...lane);
    const threshold = thresholdOf(lane.map((v) => v - largest));
    for (const [k, v] of lane.entries()) y[start + k * step] = Math.max(v - largest - threshold, 0);
  });
  return nd.floatResult(y, x.shape, nd.floatTypeOf([x]));
}

/** τ = (z(1) + … + z(k) − 1) / k in descending order, of the last k for which that is below z(k). */
function thresholdOf(lane: readonly number[]): number {
  let [total, threshold] = [-1, NaN];
  for (const [k, z] of lane.toSorted((a, b) => b - a).entries()) {
    total += z;
    if (total >= (k + 1) * z) break;
    threshold = total / (k + 1);
  }
  return threshold;
}

/** What is left of `d` on the elements above the threshold, without its mean over them: the derivative, which is symmetric. */
function centred(d: Value, y: Value, { axis }: Along): Value {
  const over = { axis, keepDims: true };
  const support = isPositive(y);
  const mean = div(sum(chain(support, d), over), sum(support, over));
  return chain(support, sub(d, mean));
}

/**
 * The probabilities that are nearest to x along an axis, the last by default: max(x − τ, 0) with the τ for which they
 * sum to 1 (Martins and Astudillo 2016). An element that is equal to τ is left out of the derivative.
 *
 * @example
 * sparsemax([1, 0.5, -1]); // [0.75, 0.25, 0]
 */
export const sparsemax = /* @__PURE__ */ publish(
  sparsemaxOp,
  (x: Like, options: { axis?: number } = {}): Value => {
    const { axis = -1 } = known("sparsemax", options, ["axis"]);
    const v = lift("sparsemax", x);
    const rank = shapeOf(v).length;
    const at = nd.normalizeAxis("sparsemax", axis, Math.max(1, rank));
    return rank === 0 ? add(1, sub(v, v)) : bind(sparsemaxOp, [v], { axis: at });
  },
);
