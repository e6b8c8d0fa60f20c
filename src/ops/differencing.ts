// Differences of neighbours, and the integral that they undo.

import * as nd from "../ndarray/index.js";
import { badOption, outOfRange } from "../core/errors.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { add, mul, sub } from "./arithmetic.js";
import { stretch } from "./axes.js";
import { lift, type Like } from "./lift.js";
import { sum } from "./reductions.js";
import { broadcastTo, concatenate, reshape } from "./shape.js";

/** Of `diff`. */
export interface DiffOptions {
  /** How often differences are taken, 1 by default. */
  readonly n?: number;
  /** The last by default. */
  readonly axis?: number;
  /** What to put before `x` along the axis: a number, or an array of its rank. */
  readonly prepend?: Like;
  /** What to put after `x` along the axis: a number, or an array of its rank. */
  readonly append?: Like;
}

/**
 * xᵢ₊₁ − xᵢ along an axis, the last by default, `n` times over.
 *
 * @example
 * diff([1, 4, 9, 16]); // [3, 5, 7]
 * diff([1, 4, 9, 16], { n: 2 }); // [2, 2]
 */
export function diff(x: Like, options: DiffOptions = {}): Value {
  const { n = 1, axis = -1, prepend, append } = known("diff", options, ["n", "axis", "prepend", "append"]);
  if (!Number.isInteger(n) || n < 0) throw badOption("diff", "n", "a whole number of 0 or more", n);
  const v = lift("diff", x);
  const at = nd.normalizeAxis("diff", axis, shapeOf(v).length);
  if (n === 0) return v;
  const ends = [prepend, v, append].flatMap((end, i) =>
    end === undefined ? [] : [endOf(v, lift("diff", end, i === 0 ? "prepend" : "append"), at)],
  );
  let y = ends.length === 1 ? v : concatenate(ends, { axis: at });
  for (let i = 0; i < n; i++) y = sub(after(y, at), before(y, at));
  return y;
}

/** What is put at an end of `v`, as an array of its rank. */
function endOf(v: Value, end: Value, axis: number): Value {
  const shape = shapeOf(v);
  const wanted = (length: number): nd.Shape => shape.map((n, k) => (k === axis ? length : n));
  if (shapeOf(end).length === 0) return broadcastTo(end, wanted(1));
  const due = wanted(shapeOf(end)[axis] ?? 0);
  if (!nd.sameShape(shapeOf(end), due))
    throw outOfRange(
      "diff",
      "prepend or append",
      `a number, or of a shape like ${nd.formatShape(due)}`,
      value(end),
    );
  return end;
}

/** All elements along an axis but the last. */
function before(v: Value, axis: number): Value {
  return stretch(v, axis, 0, Math.max(0, (shapeOf(v)[axis] ?? 0) - 1));
}

/** All elements along an axis but the first. */
function after(v: Value, axis: number): Value {
  const n = shapeOf(v)[axis] ?? 0;
  return stretch(v, axis, Math.min(1, n), n);
}

/** Of `trapezoid`. */
export interface TrapezoidOptions {
  /** Where the values are: a vector as long as the axis, or an array of the shape of `y`. */
  readonly x?: Like;
  /** How far apart they are without an `x`; 1 by default. */
  readonly dx?: Like;
  /** The last by default. */
  readonly axis?: number;
}

/**
 * The integral of `y` along an axis, the last by default, by the trapezoidal rule Σ (xᵢ₊₁ − xᵢ)(yᵢ₊₁ + yᵢ) / 2; 0 of
 * fewer than two values.
 *
 * @example
 * trapezoid([1, 2, 3]); // 4
 * trapezoid([0, 1], { x: [0, 5] }); // 2.5
 */
export function trapezoid(y: Like, options: TrapezoidOptions = {}): Value {
  const { x, dx = 1, axis = -1 } = known("trapezoid", options, ["x", "dx", "axis"]);
  const v = lift("trapezoid", y);
  const at = nd.normalizeAxis("trapezoid", axis, shapeOf(v).length);
  const widths = x === undefined ? width(dx) : gaps(v, lift("trapezoid", x, "x"), at);
  const means = mul(0.5, add(after(v, at), before(v, at)));
  return sum(mul(widths, means), { axis: at });
}

/** The one distance of all neighbours. */
function width(dx: Like): Value {
  const v = lift("trapezoid", dx, "dx");
  if (shapeOf(v).length > 0)
    throw badOption("trapezoid", "dx", "one number (x takes the places of all values)", value(v));
  return v;
}

/** The distances between the places `x`, to be multiplied with the values between them. */
function gaps(y: Value, x: Value, axis: number): Value {
  const shape = shapeOf(y);
  if (nd.sameShape(shapeOf(x), shape)) return sub(after(x, axis), before(x, axis));
  const n = shape[axis] ?? 0;
  if (!nd.sameShape(shapeOf(x), [n]))
    throw outOfRange("trapezoid", "x", `of shape [${String(n)}] or ${nd.formatShape(shape)}`, value(x));
  return reshape(
    sub(after(x, 0), before(x, 0)),
    shape.map((_, k) => (k === axis ? Math.max(0, n - 1) : 1)),
  );
}
