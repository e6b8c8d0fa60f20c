// Arrays of other sizes, and samples at places between elements.

import * as nd from "../../ndarray/index.js";
import { badOption, outOfRange, unfitShape } from "../../core/errors.js";
import { bind, shapeOf, value, type Value } from "../../core/op.js";
import { chain } from "../../core/space.js";
import { known } from "../../ndarray/options.js";
import { add, floor, mul, sub } from "../arithmetic.js";
import { stretch } from "../axes.js";
import { gatherOp } from "../gathering.js";
import { take } from "../indexing.js";
import { lift, type Like } from "../lift.js";
import { clip } from "../select.js";
import { stopGradient } from "../identity.js";
import { broadcastTo, expandDims, reshape } from "../shape.js";

/** Of `resize`. */
export interface ResizeOptions {
  /** "linear" by default. */
  readonly method?: "linear" | "nearest";
}

/**
 * `x` in another shape of the same rank, its elements taken for samples at the centres of cells that divide each axis
 * evenly: by straight lines between them, or the nearest. Beyond the outermost centres the outermost elements stand. As
 * JAX's image.resize without antialiasing.
 *
 * @example
 * resize([0, 1], [4]); // [0, 0.25, 0.75, 1]
 * resize([1, 2], [4], { method: "nearest" }); // [1, 1, 2, 2]
 */
export function resize(x: Like, shape: number | nd.Shape, options: ResizeOptions = {}): Value {
  const { method = "linear" } = known("resize", options, ["method"]);
  const methods: readonly unknown[] = ["linear", "nearest"];
  if (!methods.includes(method)) throw badOption("resize", "method", '"linear" or "nearest"', method);
  const v = lift("resize", x);
  const target = nd.checkShape("resize", shape);
  const from = shapeOf(v);
  if (target.length !== from.length || from.some((n, k) => n === 0 && (target[k] ?? 0) > 0))
    throw outOfRange(
      "resize",
      "its shape",
      `of rank ${String(from.length)}, as its input, and empty where that is`,
      nd.formatShape(target),
    );
  return target.reduce<Value>(
    (y, n, axis) => (n === from[axis] ? y : resized(y, axis, n, method === "linear")),
    v,
  );
}

/** One axis in another length. */
function resized(x: Value, axis: number, n: number, linear: boolean): Value {
  const length = shapeOf(x)[axis] ?? 0;
  const centres = Float64Array.from({ length: n }, (_, i) => ((i + 0.5) * length) / n);
  if (!linear) return take(x, Int32Array.from(centres, Math.floor), { axis });
  const at = centres.map((c) => Math.min(Math.max(c - 0.5, 0), length - 1));
  const below = Int32Array.from(at, (c) => Math.min(Math.floor(c), Math.max(0, length - 2)));
  const above = below.map((i) => Math.min(i + 1, length - 1));
  const share = nd.reshape(
    nd.array(at.map((c, i) => c - (below[i] ?? 0))),
    shapeOf(x).map((_, k) => (k === axis ? n : 1)),
  );
  return add(chain(sub(1, share), take(x, below, { axis })), chain(share, take(x, above, { axis })));
}

/** Of `gridSample`. */
export interface GridSampleOptions {
  /** What stands outside: zeros by default, or the elements at the border. */
  readonly paddingMode?: "zeros" | "border";
  /** Whether −1 and 1 are the centres of the outermost elements, or, by default, their outer edges. */
  readonly alignCorners?: boolean;
}

/**
 * `x` [N, C, H, W] at the places of `grid` [N, H′, W′, 2], which are pairs (across, down) from −1 to 1, by straight lines
 * between the four elements around: [N, C, H′, W′]. It has derivatives in both; at the lines between elements that of the
 * cell behind. As PyTorch's grid_sample.
 *
 * @example
 * gridSample([[[[1, 3]]]], [[[[0, 0]]]]); // [[[[2]]]]
 */
export function gridSample(x: Like, grid: Like, options: GridSampleOptions = {}): Value {
  const { paddingMode = "zeros", alignCorners = false } = known("gridSample", options, [
    "paddingMode",
    "alignCorners",
  ]);
  const modes: readonly unknown[] = ["zeros", "border"];
  if (!modes.includes(paddingMode))
    throw badOption("gridSample", "paddingMode", '"zeros" or "border"', paddingMode);
  if (typeof alignCorners !== "boolean")
    throw badOption("gridSample", "alignCorners", "true or false", alignCorners);
  const [v, g] = [lift("gridSample", x, "its first input"), lift("gridSample", grid, "its grid")];
  const [height, width] = checkedSpace(shapeOf(v), shapeOf(g));
  const along = (k: number, length: number): Value => {
    const part = expandDims(reshape(stretch(g, 3, k, k + 1), shapeOf(g).slice(0, 3)), 1);
    const at = alignCorners ? mul((length - 1) / 2, add(part, 1)) : sub(mul(length / 2, add(part, 1)), 0.5);
    return paddingMode === "border" ? clip(at, 0, length - 1) : at;
  };
  const [across, down] = [along(0, width), along(1, height)];
  const [left, top] = [floor(stopGradient(across)), floor(stopGradient(down))];
  const [byX, byY] = [sub(across, left), sub(down, top)];
  const corner = (dx: 0 | 1, dy: 0 | 1): Value => {
    const weight = mul(dx === 1 ? byX : sub(1, byX), dy === 1 ? byY : sub(1, byY));
    return chain(weight, elementsAt(v, add(top, dy), add(left, dx)));
  };
  return add(add(corner(0, 0), corner(1, 0)), add(corner(0, 1), corner(1, 1)));
}

function checkedSpace(x: nd.Shape, grid: nd.Shape): readonly [height: number, width: number] {
  const [height = 0, width = 0] = x.slice(2);
  if (x.length !== 4 || height * width === 0)
    throw unfitShape("gridSample", "its first input", "of shape [N, C, H, W]", x);
  if (grid.length !== 4 || grid[0] !== x[0] || grid[3] !== 2)
    throw unfitShape("gridSample", "its grid", `of shape [${String(x[0])}, H, W, 2]`, grid);
  return [height, width];
}

/** The elements of x [N, C, H, W] in given rows and columns [N, 1, …], 0 where there is none. */
function elementsAt(x: Value, rows: Value, columns: Value): Value {
  const [batch = 0, channels = 0, height = 0, width = 0] = shapeOf(x);
  const shape = shapeOf(rows).map((n, k) => (k === 1 ? channels : n));
  const [row, column] = [rows, columns].map((v) => nd.dataOf(value(broadcastTo(v, shape))));
  const each = nd.sizeOf(shape.slice(2));
  const places = Int32Array.from({ length: batch * channels * each }, (_, i) => {
    const [r, c] = [row?.[i] ?? NaN, column?.[i] ?? NaN];
    const isThere = r >= 0 && r < height && c >= 0 && c < width;
    return isThere ? (Math.floor(i / each) * height + r) * width + c : nd.nowhere;
  });
  return bind(gatherOp, [x], { places: new nd.NDArray(places, shape) });
}
