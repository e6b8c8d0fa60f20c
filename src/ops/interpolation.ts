// Numbers between given ones: one-hot vectors of classes, and straight lines between points.

import * as nd from "../ndarray/index.js";
import { badArgument, outOfRange } from "../core/errors.js";
import { shapeOf, type Value } from "../core/op.js";
import { chain } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { add, div, sub } from "./arithmetic.js";
import { stopGradient } from "./identity.js";
import { take } from "./indexing.js";
import { lift, type Like } from "./lift.js";
import { maximum, minimum, equal, greater, less, where } from "./select.js";
import { cast, expandDims } from "./shape.js";
import { searchsorted } from "./sorting.js";

/**
 * A vector of `depth` numbers for each index, 1 at the index and 0 elsewhere, along a new last axis; for an index that is
 * none of 0 … depth − 1 all are 0. Derivative 0.
 *
 * @example
 * oneHot([0, 2], 3); // [[1, 0, 0], [0, 0, 1]]
 */
export function oneHot(indices: Like, depth: number): Value {
  if (!Number.isInteger(depth) || depth < 0) throw badArgument("oneHot", "depth", "a whole number", depth);
  const i = lift("oneHot", indices, "indices");
  return cast(equal.mask(expandDims(i, -1), nd.arange(depth)), "float64");
}

/** Of `interp`: what stands before the first point and behind the last, by default the values of these. */
export interface InterpOptions {
  readonly left?: Like;
  readonly right?: Like;
}

/**
 * The values at `x` of the lines between the points (xp, fp), of which `xp` ascends; outside, `left` and `right`. It
 * has derivatives in all of them; at a point that of the line behind it, at the last point that of the last line.
 * NaN where x is. As NumPy's interp.
 *
 * @example
 * interp([0.5, 2, 9], [0, 1, 3], [10, 20, 0]); // [15, 10, 0]
 */
export function interp(x: Like, xp: Like, fp: Like, options: InterpOptions = {}): Value {
  const [v, xs, fs] = [lift("interp", x), lift("interp", xp, "xp"), lift("interp", fp, "fp")];
  const { left, right } = known("interp", options, ["left", "right"]);
  const n = checkedLength(xs, fs);
  const ends = [take(xs, 0), take(xs, n - 1)] as const;
  const before = left === undefined ? take(fs, 0) : lift("interp", left, "left");
  const behind = right === undefined ? take(fs, n - 1) : lift("interp", right, "right");
  const outside = (y: Value): Value =>
    where(less.mask(v, ends[0]), before, where(greater.mask(v, ends[1]), behind, y));
  if (n === 1) return outside(where(equal.mask(v, ends[0]), take(fs, 0), v));
  const segment = segmentOf(stopGradient(v), stopGradient(xs), n);
  const [x0, x1] = [take(xs, segment), take(xs, add(segment, 1))];
  const t = div(sub(v, x0), sub(x1, x0));
  // Not f₀ + t (f₁ − f₀), which at t = 1 may miss f₁.
  return outside(add(chain(sub(1, t), take(fs, segment)), chain(t, take(fs, add(segment, 1)))));
}

/** The number of the line on which each x lies, from 0 to n − 2. */
function segmentOf(x: Value, xs: Value, n: number): Value {
  const behind = sub(searchsorted(xs, x, { side: "right" }), 1);
  return maximum(0, minimum(n - 2, behind));
}

function checkedLength(xs: Value, fs: Value): number {
  const [n, ...rest] = shapeOf(xs);
  if (n === undefined || rest.length > 0 || n === 0)
    throw outOfRange("interp", "xp", "a vector of one number or more", xs);
  if (!nd.sameShape(shapeOf(xs), shapeOf(fs)))
    throw outOfRange("interp", "fp", `of shape ${nd.formatShape(shapeOf(xs))}, that of xp`, fs);
  return n;
}
