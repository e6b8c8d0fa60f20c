// Reductions: sums that keep their digits, products and extrema, along any set of axes.
import { allocate, convert, type Data, type DType, floatTypeOf } from "./dtype.js";
import { axisOutOfRange, emptyReduction } from "./errors.js";
import { cast, reshape } from "./movement.js";
import { dataOf, type Plain, plain, shapeOf } from "./ndarray.js";
import { reducedShape, sameShape, type Shape, sizeOf } from "./shape.js";
import { stamp, stampsByType } from "./stamp.js";
import { sumAll, sumLanes } from "./summation.js";

/**
 * Reduces the middle axis of [outer, length, inner] elements, row-major, into [outer, inner] zeros. A lane is
 * what one result is made of: `length` elements, `inner` apart.
 */
export type Fold = (x: Data, outer: number, length: number, inner: number, y: Data) => void;

/** The sum over `axes` (ascending), added pairwise: rounding grows as the logarithm of their length. */
export function sum(x: Plain, axes: readonly number[], keepDims: boolean): Plain {
  if (typeof x !== "number" && axes.length === x.rank && !keepDims) return sumAll(x.data);
  return reduce(x, axes, keepDims, floatTypeOf([x]), "float64", sumLanes);
}

/** The product over `axes` (ascending). */
export function prod(x: Plain, axes: readonly number[], keepDims: boolean): Plain {
  return reduce(x, axes, keepDims, floatTypeOf([x]), "float64", multiplyLanes);
}

/** The largest element over `axes` (ascending); NaN where one is NaN. A RangeError where there is none. */
export const max = extremum("max", Math.max);

/** The smallest element over `axes` (ascending); NaN where one is NaN. A RangeError where there is none. */
export const min = extremum("min", Math.min);

/** The transpose of `broadcastTo`: x summed over the axes along which `shape` would have to be stretched. */
export function sumTo(x: Plain, shape: Shape): Plain {
  const from = shapeOf(x);
  const skipped = from.length - shape.length;
  if (sameShape(from, shape)) return x;
  const stretched = (axis: number): boolean => axis < skipped || shape[axis - skipped] !== from[axis];
  return reshape(sum(x, [...from.keys()].filter(stretched), true), shape);
}

function extremum(name: string, f: (a: number, b: number) => number) {
  const foldOf = stampsByType((types) => stamp(`${name} ${types}`, foldLanes)(f));
  return (x: Plain, axes: readonly number[], keepDims: boolean): Plain => {
    const dtype = typeof x === "number" ? "float64" : x.dtype;
    const shape = shapeOf(x);
    const empty = axes.some((axis) => shape[axis] === 0) && sizeOf(reducedShape(shape, axes, false)) > 0;
    if (empty) throw emptyReduction(name, shape);
    return reduce(x, axes, keepDims, dtype, dtype, foldOf([x]));
  };
}

function multiplyLanes(x: Data, outer: number, length: number, inner: number, y: Data): void {
  if (length === 0) y.fill(1);
  else multiply([x])(x, outer, length, inner, y);
}

const multiply = stampsByType((types) => stamp(`prod ${types}`, foldLanes)((a, b) => a * b));

/** Runs of neighbouring axes are reduced as one, the last run first, in type `within`. */
function reduce(
  x: Plain,
  axes: readonly number[],
  keepDims: boolean,
  dtype: DType,
  within: DType,
  fold: Fold,
): Plain {
  if (axes.length === 0) return cast(x, dtype);
  const shape = shapeOf(x);
  let data = dataOf(x);
  let axis = shape.length - 1;
  let inner = 1;
  for (let k = axes.length - 1; k >= 0;) {
    // Never true of axes that ascend within the shape; of others the loop would not end.
    if (!(axes[k]! <= axis)) throw axisOutOfRange("reduce", axes[k]!, shape.length);
    let length = 1;
    let outer = 1;
    for (; axis > axes[k]!; axis--) inner *= shape[axis]!;
    for (; axis === axes[k]; axis--, k--) length *= shape[axis]!;
    for (let before = 0; before <= axis; before++) outer *= shape[before]!;
    const y = allocate(within, outer * inner);
    fold(data, outer, length, inner, y);
    data = y;
  }
  const result = reducedShape(shape, axes, keepDims);
  return plain(dtype === within || result.length === 0 ? data : convert("sum", data, dtype), result);
}

function foldLanes(f: (a: number, b: number) => number): Fold {
  return (x, outer, length, inner, y) => {
    for (let o = 0; o < outer; o++) {
      const from = o * length * inner;
      const to = o * inner;
      if (inner === 1) {
        let result = x[from]!;
        for (let k = 1; k < length; k++) result = f(result, x[from + k]!);
        y[to] = result;
        continue;
      }
      for (let j = 0; j < inner; j++) y[to + j] = x[from + j]!;
      for (let k = 1; k < length; k++) {
        const row = from + k * inner;
        for (let j = 0; j < inner; j++) y[to + j] = f(y[to + j]!, x[row + j]!);
      }
    }
  };
}
