// The mean and the largest element of windows.

import * as nd from "../../ndarray/index.js";
import { badOption } from "../../core/errors.js";
import { bind, shapeOf, type Value } from "../../core/op.js";
import { known } from "../../ndarray/options.js";
import { div } from "../arithmetic.js";
import { gatherOp } from "../gathering.js";
import { lift, type Like } from "../lift.js";
import { max, sum } from "../reductions.js";
import { pad } from "../padding.js";
import { perAxis, spaceOf, windowsOf, type PerAxis, type WindowOptions } from "./windows.js";

/** Of `avgPool`. */
export interface AvgPoolOptions extends WindowOptions {
  /** Whether zeros around count as elements of a window; true by default. */
  readonly countIncludePad?: boolean;
}

/**
 * The means of the windows of `x` [N, C, …space], with one to three axes of space; `stride` is the size of the window by
 * default.
 *
 * @example
 * avgPool([[[1, 3, 2, 6]]], 2); // [[[2, 4]]]
 */
export function avgPool(x: Like, window: PerAxis, options: AvgPoolOptions = {}): Value {
  const names = ["stride", "padding", "dilation", "countIncludePad"] as const;
  const { countIncludePad = true, ...rest } = known("avgPool", options, names);
  if (typeof countIncludePad !== "boolean")
    throw badOption("avgPool", "countIncludePad", "true or false", countIncludePad);
  const v = lift("avgPool", x);
  const read = reader("avgPool", v, window, rest);
  const total = sum(read(v, 0), { axis: -1 });
  const ones = nd.ones(shapeOf(v).map((n, k) => (k < 2 ? 1 : n)));
  const inside = reader("avgPool", ones, window, rest)(ones, countIncludePad ? 1 : 0);
  return div(total, sum(inside, { axis: -1 }));
}

/**
 * The largest elements of the windows of `x` [N, C, …space], with one to three axes of space; `stride` is the size of the
 * window by default. What stands around is never the largest; of k tied elements each has the share 1/k.
 *
 * @example
 * maxPool([[[1, 3, 2, 6]]], 2); // [[[3, 6]]]
 */
export function maxPool(x: Like, window: PerAxis, options: WindowOptions = {}): Value {
  const rest = known("maxPool", options, ["stride", "padding", "dilation"]);
  const v = lift("maxPool", x);
  return max(reader("maxPool", v, window, rest)(v, -Infinity), { axis: -1 });
}

/** How to read the windows of arrays like `x` along a last axis, with a number for what stands around. */
function reader(
  name: string,
  x: Value,
  window: PerAxis,
  options: WindowOptions,
): (x: Value, around: number) => Value {
  const shape = shapeOf(x);
  const space = spaceOf(name, "its input", shape);
  const size = perAxis(name, "window", window, space.length, 1);
  const windows = { ...windowsOf(name, space, size, { stride: window, ...options }), groups: 1 };
  const places = nd.windowPlaces(space, size, windows);
  const { stride, dilation, padding } = windows;
  const padded = space.map((n, k) => n + (padding[k]?.[0] ?? 0) + (padding[k]?.[1] ?? 0));
  const axes = 2 + 2 * space.length;
  const indices = [...shape.slice(0, 2), ...padded].map((n, axis) => {
    if (axis < 2) return nd.indicesAlong(axis, n, axes);
    const k = axis - 2;
    const [count, length] = [places[k] ?? 0, size[k] ?? 0];
    const at = Int32Array.from(
      { length: count * length },
      (_, i) => Math.floor(i / length) * (stride[k] ?? 1) + (i % length) * (dilation[k] ?? 1),
    );
    const own = Array.from({ length: axes }, (_, j) =>
      j === axis ? count : j === axis + space.length ? length : 1,
    );
    return new nd.NDArray(at, own);
  });
  const { data } = nd.placesAt(name, [...shape.slice(0, 2), ...padded], indices);
  const read = new nd.NDArray(data, [...shape.slice(0, 2), ...places, nd.sizeOf(size)]);
  const width = [[0, 0] as const, [0, 0] as const, ...padding];
  return (v, around) => bind(gatherOp, [pad(v, width, { value: around })], { places: read });
}
