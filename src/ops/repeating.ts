// Elements said several times: tiles, repeats, grids, and the Kronecker product.

import * as nd from "../ndarray/index.js";
import { badArgument, badOption, outOfRange } from "../core/errors.js";
import { shapeOf, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { mul } from "./arithmetic.js";
import { integers } from "./axes.js";
import { take } from "./indexing.js";
import { lift, type Like } from "./lift.js";
import { broadcastTo, reshape } from "./shape.js";

/**
 * `x` laid side by side `reps` times along each axis, the last number of `reps` for the last axis; what either has
 * fewer of is 1.
 *
 * @example
 * tile([1, 2], 2); // [1, 2, 1, 2]
 * tile([1, 2], [2, 1]); // [[1, 2], [1, 2]]
 */
export function tile(x: Like, reps: number | readonly number[]): Value {
  const v = lift("tile", x);
  const times = counts("tile", "reps", reps);
  const rank = Math.max(times.length, shapeOf(v).length);
  const [shape, by] = [padded(shapeOf(v), rank), padded(times, rank)];
  const apart = reshape(
    v,
    shape.flatMap((n) => [1, n]),
  );
  const repeated = broadcastTo(
    apart,
    shape.flatMap((n, k) => [by[k] ?? 1, n]),
  );
  return reshape(
    repeated,
    shape.map((n, k) => n * (by[k] ?? 1)),
  );
}

/** `shape` with leading ones up to `rank` axes. */
function padded(shape: nd.Shape, rank: number): nd.Shape {
  return [...new Array<number>(rank - shape.length).fill(1), ...shape];
}

/** Whole numbers of 0 or more, as a list. */
function counts(name: string, what: string, given: number | readonly number[]): readonly number[] {
  const list = integers(name, what, given);
  const bad = list.find((n) => n < 0);
  if (bad !== undefined) throw outOfRange(name, what, "whole numbers of 0 or more", bad);
  return list;
}

/**
 * The elements of `x` along an axis `repeats` times each, or as often as a list says of each; without an axis, of
 * the flattened array.
 *
 * @example
 * repeat([1, 2], 2); // [1, 1, 2, 2]
 * repeat([[1, 2], [3, 4]], [1, 2], { axis: 0 }); // [[1, 2], [3, 4], [3, 4]]
 */
export function repeat(x: Like, repeats: number | readonly number[], options: { axis?: number } = {}): Value {
  const { axis } = known("repeat", options, ["axis"]);
  const lifted = lift("repeat", x);
  const v = axis === undefined ? reshape(lifted, [-1]) : lifted;
  const at = nd.normalizeAxis("repeat", axis ?? 0, shapeOf(v).length);
  const n = shapeOf(v)[at] ?? 0;
  const times = counts("repeat", "repeats", repeats);
  if (times.length !== 1 && times.length !== n)
    throw outOfRange("repeat", "repeats", `one number, or ${String(n)}, one for each element`, repeats);
  const places = Array.from({ length: n }, (_, i) => i);
  const indices = places.flatMap((i) =>
    new Array<number>((times.length === 1 ? times[0] : times[i]) ?? 0).fill(i),
  );
  return take(v, Int32Array.from(indices), { axis: at });
}

/** Which of the first two axes of its results `meshgrid` gives to the first input. */
export interface MeshgridOptions {
  /** "xy", the second (the column), by default; "ij", the first (the row). */
  readonly indexing?: "xy" | "ij";
}

/**
 * The coordinates of the points of a grid, an array for each vector of `xs`, in which it varies along its own axis
 * and is constant along those of the others. An `x` of another rank is flattened.
 *
 * @example
 * const [x, y] = meshgrid([[1, 2, 3], [4, 5]]);
 * x; // [[1, 2, 3], [1, 2, 3]]
 * y; // [[4, 4, 4], [5, 5, 5]]
 */
export function meshgrid<const T extends readonly Like[]>(
  xs: T,
  options: MeshgridOptions = {},
): { -readonly [K in keyof T]: Value } {
  const { indexing = "xy" }: { readonly indexing?: string } = known("meshgrid", options, ["indexing"]);
  if (indexing !== "xy" && indexing !== "ij")
    throw badOption("meshgrid", "indexing", '"xy" or "ij"', indexing);
  if (!Array.isArray(xs)) throw badArgument("meshgrid", "its first argument", "a list of vectors", xs);
  const vectors = xs.map((x: Like, i) => reshape(lift("meshgrid", x, `input ${String(i)}`), [-1]));
  const axisOf = (i: number): number => (indexing === "xy" && vectors.length > 1 && i < 2 ? 1 - i : i);
  const shape = vectors.map((_, k) => nd.sizeOf(shapeOf(vectors[axisOf(k)] ?? 0)));
  const along = (axis: number): nd.Shape => shape.map((n, k) => (k === axis ? n : 1));
  const grids = vectors.map((x, i) => broadcastTo(reshape(x, along(axisOf(i))), shape));
  return grids as { -readonly [K in keyof T]: Value };
}

/**
 * The Kronecker product: every element of `a` times the whole of `b`, in the place of the element.
 *
 * @example
 * kron([1, 10], [1, 2, 3]); // [1, 2, 3, 10, 20, 30]
 * kron([[1, 2]], [[1], [1]]); // [[1, 2], [1, 2]]
 */
export function kron(a: Like, b: Like): Value {
  const [x, y] = [lift("kron", a, "its first input"), lift("kron", b, "its second input")];
  const rank = Math.max(shapeOf(x).length, shapeOf(y).length);
  const [ofX, ofY] = [padded(shapeOf(x), rank), padded(shapeOf(y), rank)];
  const product = mul(
    reshape(
      x,
      ofX.flatMap((n) => [n, 1]),
    ),
    reshape(
      y,
      ofY.flatMap((n) => [1, n]),
    ),
  );
  return reshape(
    product,
    ofX.map((n, k) => n * (ofY[k] ?? 1)),
  );
}
