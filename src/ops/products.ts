// Products of vectors and matrices.

import * as nd from "../ndarray/index.js";
import { badArgument, badOption, cannotMultiply, unfitShape } from "../core/errors.js";
import { bind, shapeOf, value, type Op, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { chain, real } from "../core/space.js";
import { mul, square } from "./arithmetic.js";
import { axesInOrder } from "./axes.js";
import { lift, type Like } from "./lift.js";
import { dotOp, innerProduct, matmulOp, swapped } from "./multiplying.js";
import { publish, type Published } from "./publish.js";
import { sum } from "./reductions.js";
import { expandDims, reshape, transpose } from "./shape.js";

/** A product of two values, which of two plain vectors is a number. */
export interface Product extends Published {
  (a: Like, b: Like): Value;
}

/** The inner product of a vector with itself, whose cotangent takes one product instead of two and a sum. */
const sumOfSquaresOp: Op<readonly [Value], undefined> = {
  name: "sumOfSquares",
  doc: "Σ xᵢ², which dot(x, x) is",
  eval: ([x]) => nd.dot(x, x),
  shape: () => [],
  jvp: (_i, dx, _y, [x]) => chain(2, innerProduct(x, dx)),
  vjp: (_i, dy, _y, [x]) => chain(chain(2, dy), x),
  batch: ([x]) => sum(square(x), { axis: 1 }),
  domain: [real],
  examples: [{ shapes: [[3]], params: undefined }],
};

/** Σ xᵢ² of a vector. */
export const sumOfSquares = /* @__PURE__ */ publish(sumOfSquaresOp, (x: Like): Value =>
  bind(sumOfSquaresOp, [reshape(lift("sumOfSquares", x), [-1])], undefined),
);

/**
 * The inner product of two vectors. As in NumPy, a number multiplies, and of arrays of higher rank the last
 * axis of `a` meets the second-last of `b` (the last, if `b` is a vector).
 */
export const dot: Product = /* @__PURE__ */ publish(dotOp, (a: Like, b: Like): Value => {
  const [x, y] = [lift("dot", a, "its first input"), lift("dot", b, "its second input")];
  const [rankX, rankY] = [shapeOf(x).length, shapeOf(y).length];
  if (rankX === 0 || rankY === 0) return mul(x, y);
  if (rankX === 1 && rankY === 1) return x === y ? sumOfSquares(x) : bind(dotOp, [x, y], undefined);
  if (rankY > 2 && shapeOf(x).at(-1) !== shapeOf(y).at(-2))
    throw cannotMultiply("dot", shapeOf(x), shapeOf(y));
  if (rankY > 2) return tensordot(x, y, { axes: [[rankX - 1], [rankY - 2]] });
  nd.matmulShape("dot", shapeOf(x), shapeOf(y));
  return matmul(x, y);
});

/** A matrix transposed, and every one of a batch. */
export function matrixTranspose(x: Like): Value {
  const v = lift("matrixTranspose", x);
  const rank = shapeOf(v).length;
  if (rank < 2)
    throw badArgument("matrixTranspose", "its input", "a matrix, or a batch [..., m, n] of them", value(v));
  return swapped(v);
}

/**
 * The matrix product, by NumPy's rules: a vector is a row on the left and a column on the right.
 *
 * @example
 * matmul([[1, 2], [3, 4]], [1, 1]); // [3, 7]
 */
export const matmul: Product = /* @__PURE__ */ publish(matmulOp, (a: Like, b: Like): Value => {
  const [x, y] = [lift("matmul", a, "its first input"), lift("matmul", b, "its second input")];
  const shape = nd.matmulShape("matmul", shapeOf(x), shapeOf(y));
  const [row, column] = [shapeOf(x).length === 1, shapeOf(y).length === 1];
  if (row && column) return dot(x, y);
  const product = bind(matmulOp, [row ? expandDims(x, 0) : x, column ? expandDims(y, 1) : y], undefined);
  return row || column ? reshape(product, shape) : product;
});

/**
 * aᵢ bⱼ for all elements of the two, flattened: a matrix.
 *
 * @example
 * outer([1, 2], [3, 4]); // [[3, 4], [6, 8]]
 */
export function outer(a: Like, b: Like): Value {
  return mul(
    reshape(lift("outer", a, "its first input"), [-1, 1]),
    reshape(lift("outer", b, "its second input"), [1, -1]),
  );
}

/**
 * The inner product of all elements of two arrays of one size, flattened.
 *
 * @example
 * vdot([[1, 2], [3, 4]], [[1, 1], [1, 1]]); // 10
 */
export function vdot(a: Like, b: Like): Value {
  return dot(
    reshape(lift("vdot", a, "its first input"), [-1]),
    reshape(lift("vdot", b, "its second input"), [-1]),
  );
}

/**
 * The sums of products over the last axes of two arrays; the other axes of `a`, then those of `b`, are the result's. A
 * number multiplies. As NumPy's inner.
 *
 * @example
 * inner([[1, 2], [3, 4]], [1, 1]); // [3, 7]
 */
export function inner(a: Like, b: Like): Value {
  const [x, y] = [lift("inner", a, "its first input"), lift("inner", b, "its second input")];
  const [rankX, rankY] = [shapeOf(x).length, shapeOf(y).length];
  if (rankX === 0 || rankY === 0) return mul(x, y);
  const length = shapeOf(x).at(-1);
  if (length !== shapeOf(y).at(-1)) {
    const want = `of length ${String(length)} along its last axis, as the first is`;
    throw unfitShape("inner", "its second input", want, shapeOf(y));
  }
  return tensordot(x, y, { axes: [[rankX - 1], [rankY - 1]] });
}

/** Which axes `tensordot` sums over: the last n of `a` with the first n of `b`, or a list for each. */
export interface TensordotOptions {
  readonly axes?: number | readonly [readonly number[], readonly number[]];
}

/**
 * The sum of products over pairs of axes; the other axes of `a`, then those of `b`, are the result's.
 *
 * @example
 * tensordot(ones([2, 3]), ones([3, 4]), { axes: [[1], [0]] }); // [[3, 3, 3, 3], [3, 3, 3, 3]]
 */
export function tensordot(a: Like, b: Like, options: TensordotOptions = {}): Value {
  const { axes = 2 } = known("tensordot", options, ["axes"]);
  const [x, y] = [lift("tensordot", a, "its first input"), lift("tensordot", b, "its second input")];
  const [ofX, ofY] = pairsOfAxes(axes, shapeOf(x), shapeOf(y));
  const [freeX, freeY] = [others(ofX, shapeOf(x).length), others(ofY, shapeOf(y).length)];
  const lengths = (of: nd.Shape, which: readonly number[]): number[] => which.map((axis) => of[axis] ?? 1);
  const inner = nd.sizeOf(lengths(shapeOf(x), ofX));
  const [rows, columns] = [lengths(shapeOf(x), freeX), lengths(shapeOf(y), freeY)];
  const left = reshape(transpose(x, [...freeX, ...ofX]), [nd.sizeOf(rows), inner]);
  const right = reshape(transpose(y, [...ofY, ...freeY]), [inner, nd.sizeOf(columns)]);
  return reshape(matmul(left, right), [...rows, ...columns]);
}

function pairsOfAxes(axes: unknown, a: nd.Shape, b: nd.Shape): [readonly number[], readonly number[]] {
  const refuse = (want: string): TypeError => badOption("tensordot", "axes", want, axes);
  const shapes = `${nd.formatShape(a)} and ${nd.formatShape(b)}`;
  if (typeof axes === "number") {
    const fits = Number.isInteger(axes) && axes >= 0 && axes <= Math.min(a.length, b.length);
    if (!fits) throw refuse(`a number of axes that both ${shapes} have`);
  }
  const [left, right] =
    typeof axes === "number" ? [range(a.length - axes, axes), range(0, axes)] : listsOf(axes, refuse);
  const [ofA, ofB] = [
    axesInOrder("tensordot", "axes", left, a.length),
    axesInOrder("tensordot", "axes", right, b.length),
  ];
  if (ofA.length !== ofB.length || ofA.some((axis, k) => a[axis] !== b[ofB[k] ?? 0])) {
    throw refuse(`pairs of axes of equal length of ${shapes}`);
  }
  return [ofA, ofB];
}

function range(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => start + k);
}

function listsOf(axes: unknown, refuse: (want: string) => TypeError): readonly (readonly number[])[] {
  const lists: readonly unknown[] = Array.isArray(axes) ? axes : [];
  if (lists.length === 2 && lists.every((list) => Array.isArray(list))) return lists;
  throw refuse("a number of axes, or a list of axes for each of the two inputs");
}

function others(axes: readonly number[], rank: number): number[] {
  return range(0, rank).filter((k) => !axes.includes(k));
}
