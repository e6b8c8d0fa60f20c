// Triangles and diagonals of matrices.

import * as nd from "../ndarray/index.js";
import { badArgument } from "../core/errors.js";
import { bind, dtypeOf, shapeOf, value, type Value } from "../core/op.js";
import { cast, isFloat } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { axisPair, integer, stretch } from "./axes.js";
import { lift, type Like } from "./lift.js";
import { sum } from "./reductions.js";
import { where } from "./select.js";
import { reshape, transpose } from "./shape.js";
import { embedOp } from "./slicing.js";

/**
 * The lower triangle of a matrix, or of each of a batch [..., m, n]: zeros above its diagonal `k`, which counts from
 * the main one upwards.
 *
 * @example
 * tril([[1, 2], [3, 4]]); // [[1, 0], [3, 4]]
 */
export function tril(x: Like, k = 0): Value {
  return triangle("tril", x, k, (distance) => distance <= k);
}

/**
 * The upper triangle of a matrix, or of each of a batch [..., m, n]: zeros below its diagonal `k`, which counts from
 * the main one upwards.
 *
 * @example
 * triu([[1, 2], [3, 4]], 1); // [[0, 2], [0, 0]]
 */
export function triu(x: Like, k = 0): Value {
  return triangle("triu", x, k, (distance) => distance >= k);
}

/** The elements at those distances to the right of the diagonal that are kept. */
function triangle(name: string, x: Like, k: number, keeps: (distance: number) => boolean): Value {
  const v = lift(name, x);
  integer(name, "k", k);
  const [rows, columns] = matrixOf(name, v);
  const mask = nd
    .allocate("bool", rows * columns)
    .map((_, i) => Number(keeps((i % columns) - Math.floor(i / columns))));
  const y = where(new nd.NDArray(mask, [rows, columns]), v, 0);
  return isFloat(dtypeOf(v)) ? y : cast(y, dtypeOf(v));
}

/** The lengths of the last two axes. */
function matrixOf(name: string, v: Value): readonly [number, number] {
  const [columns, rows] = shapeOf(v).toReversed();
  if (rows === undefined || columns === undefined)
    throw badArgument(name, "its input", "a matrix, or a batch [..., m, n] of them", value(v));
  return [rows, columns];
}

/** Which diagonal, and of the matrices in which two axes. */
export interface DiagonalOptions {
  /** How far above the main diagonal, 0 by default; below it if negative. */
  readonly offset?: number;
  /** The axes of the rows and of the columns, [0, 1] by default. */
  readonly axes?: readonly [number, number];
}

/**
 * The diagonal of a matrix, or of the matrices in two axes of an array, along a new last axis.
 *
 * @example
 * diagonal([[1, 2], [3, 4]]); // [1, 4]
 * diagonal([[1, 2], [3, 4]], { offset: 1 }); // [2]
 */
export function diagonal(x: Like, options: DiagonalOptions = {}): Value {
  const { offset = 0, axes = [0, 1] } = known("diagonal", options, ["offset", "axes"]);
  integer("diagonal", "offset", offset);
  const v = lift("diagonal", x);
  matrixOf("diagonal", v);
  const last = axisPair("diagonal", axes, shapeOf(v).length);
  const others = shapeOf(v).flatMap((_, axis) => (last.includes(axis) ? [] : [axis]));
  return diagonalOf(transpose(v, [...others, ...last]), offset);
}

/**
 * The sum of the diagonal of a matrix, or of the matrices in two axes of an array.
 *
 * @example
 * trace([[1, 2], [3, 4]]); // 5
 */
export function trace(x: Like, options: DiagonalOptions = {}): Value {
  const given = known("trace", options, ["offset", "axes"]);
  return sum(diagonal(lift("trace", x), given), { axis: -1 });
}

/** A diagonal of the matrices in the last two axes: of their elements in a row, every n + 1-th. */
function diagonalOf(v: Value, k: number): Value {
  const [m, n] = matrixOf("diagonal", v);
  const length = Math.max(0, Math.min(m + Math.min(k, 0), n - Math.max(k, 0)));
  const start = length === 0 ? 0 : k < 0 ? -k * n : k;
  const outer = shapeOf(v).slice(0, -2);
  return stretch(
    reshape(v, [...outer, m * n]),
    outer.length,
    start,
    start + length * (n + 1) - n * Number(length > 0),
    n + 1,
  );
}

/**
 * The square matrix with a vector on its diagonal `k` and zeros elsewhere; of a matrix, its diagonal `k`. It counts
 * from the main diagonal upwards.
 *
 * @example
 * diag([1, 2]); // [[1, 0], [0, 2]]
 * diag([[1, 2], [3, 4]], -1); // [3]
 */
export function diag(x: Like, k = 0): Value {
  const v = lift("diag", x);
  integer("diag", "k", k);
  const rank = shapeOf(v).length;
  if (rank === 2) return diagonalOf(v, k);
  if (rank !== 1)
    throw badArgument(
      "diag",
      "its input",
      "a vector or a matrix (diagonal reads those of a batch)",
      value(v),
    );
  return withDiagonal(v, k);
}

function withDiagonal(v: Value, k: number): Value {
  const [length = 0] = shapeOf(v);
  const n = length + Math.abs(k);
  const start = length === 0 ? 0 : k < 0 ? -k * n : k;
  const stop = start + length * (n + 1) - n * Number(length > 0);
  const place = { ranges: [{ start, stop, step: n + 1 }], shape: [length], of: [n * n] };
  return reshape(bind(embedOp, [v], place), [n, n]);
}
