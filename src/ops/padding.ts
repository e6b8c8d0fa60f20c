// Elements put around an array.

import * as nd from "../ndarray/index.js";
import { badArgument, badOption, outOfRange } from "../core/errors.js";
import { bind, shapeOf, value, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { modulo } from "./axes.js";
import { take } from "./indexing.js";
import { lift, type Like } from "./lift.js";
import { where } from "./select.js";
import { embedOp } from "./slicing.js";

/** How many elements come before an axis, and how many after it. */
type Width = readonly [before: number, after: number];

/** A width for both ends of all axes, for the ends of all axes, or for the ends of each. */
export type PadWidth = number | Width | readonly Width[];

/** What `pad` puts around an array. */
export interface PadOptions {
  /**
   * "constant", by default; "edge", the outermost elements; "reflect", mirrored at the outermost elements;
   * "symmetric", mirrored outside of them; "wrap", from the other end.
   */
  readonly mode?: "constant" | "edge" | "reflect" | "symmetric" | "wrap";
  /** The constant, 0 by default, in which `pad` differentiates too. */
  readonly value?: Like;
}

/** The place within 0 … n − 1 that an index outside stands for. */
const places = {
  edge: (i: number, n: number): number => Math.min(Math.max(i, 0), n - 1),
  wrap: modulo,
  symmetric: (i: number, n: number): number => {
    const k = modulo(i, 2 * n);
    return k < n ? k : 2 * n - 1 - k;
  },
  reflect: (i: number, n: number): number => {
    if (n === 1) return 0;
    const k = modulo(i, 2 * n - 2);
    return k < n ? k : 2 * n - 2 - k;
  },
};

/**
 * `x` with `width` elements more at the ends of its axes: a number for all ends, [before, after] for all axes, or a
 * list of these, one for each axis. Mirrors and wraps go on as often as the width takes. A RangeError where an axis
 * without elements is to be continued.
 *
 * @example
 * pad([1, 2, 3], 1); // [0, 1, 2, 3, 0]
 * pad([1, 2, 3], [2, 0], { mode: "reflect" }); // [3, 2, 1, 2, 3]
 * pad([1, 2, 3], [0, 2], { mode: "symmetric" }); // [1, 2, 3, 3, 2]
 * pad([[1, 2]], [[0, 1], [1, 0]], { mode: "edge" }); // [[1, 1, 2], [1, 1, 2]]
 */
export function pad(x: Like, width: PadWidth, options: PadOptions = {}): Value {
  const { mode = "constant", value: constant = 0 } = known("pad", options, ["mode", "value"]);
  const v = lift("pad", x);
  const widths = widthsOf(width, shapeOf(v).length);
  if (mode === "constant") return framed(v, widths, lift("pad", constant, "its value"));
  if (!Object.hasOwn(places, mode))
    throw badOption("pad", "mode", '"constant", "edge", "reflect", "symmetric" or "wrap"', mode);
  return widths.reduce<Value>((y, ends, axis) => continued(y, axis, ends, places[mode]), v);
}

/** `x` with a constant around it. */
function framed(v: Value, widths: readonly Width[], constant: Value): Value {
  const of = shapeOf(v);
  if (shapeOf(constant).length > 0) throw badArgument("pad", "its value", "one number", value(constant));
  if (widths.every(([before, after]) => before + after === 0)) return v;
  const shape = of.map((n, k) => n + (widths[k]?.[0] ?? 0) + (widths[k]?.[1] ?? 0));
  const ranges = of.map((n, k) => ({ start: widths[k]?.[0] ?? 0, stop: (widths[k]?.[0] ?? 0) + n, step: 1 }));
  const y = bind(embedOp, [v], { ranges, shape: of, of: shape });
  if (constant === 0) return y;
  return where(nd.sliceTranspose(nd.ones(of, { dtype: "bool" }), shape, ranges), y, constant);
}

/** `x` continued at both ends of an axis. */
function continued(v: Value, axis: number, [before, after]: Width, place: typeof places.wrap): Value {
  const n = shapeOf(v)[axis] ?? 0;
  if (before + after === 0) return v;
  if (n === 0)
    throw outOfRange(
      "pad",
      "width",
      `0 where the axis ${String(axis)} has no elements to continue`,
      before + after,
    );
  const indices = Int32Array.from({ length: before + n + after }, (_, i) => place(i - before, n));
  return take(v, indices, { axis });
}

/** The widths of each axis. */
function widthsOf(width: PadWidth, rank: number): readonly Width[] {
  const ends = endsOf(width);
  if (ends !== undefined) return new Array<Width>(rank).fill(ends);
  const each = Array.isArray(width)
    ? (width as readonly unknown[]).map((item) => (Array.isArray(item) ? endsOf(item) : undefined))
    : [];
  const given = each.length === 1 ? new Array<Width | undefined>(rank).fill(each[0]) : each;
  const widths = given.filter((item) => item !== undefined);
  if (!Array.isArray(width) || widths.length !== rank || widths.length !== given.length)
    throw badArgument(
      "pad",
      "width",
      `a number, [before, after], or such a pair for each of the ${String(rank)} axes`,
      width,
    );
  return widths;
}

/** A number or a pair of numbers as the two ends. */
function endsOf(width: unknown): Width | undefined {
  const pair: readonly unknown[] =
    typeof width === "number" ? [width, width] : Array.isArray(width) ? width : [];
  const [before, after] = pair;
  if (pair.length !== 2 || typeof before !== "number" || typeof after !== "number") return undefined;
  for (const n of [before, after])
    if (!Number.isInteger(n) || n < 0) throw outOfRange("pad", "width", "whole numbers of 0 or more", n);
  return [before, after];
}
