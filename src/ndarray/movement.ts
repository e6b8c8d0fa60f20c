// Moving elements about without changing them: other shapes, other orders of axes, arrays joined.
import { allocate, commonTypeOf, convert, type DType, dtypeOfData, toBool, toInt32 } from "./dtype.js";
import {
  axisOutOfRange,
  cannotBroadcastTo,
  cannotConcatenate,
  cannotReshape,
  cannotStack,
  nothingToJoin,
} from "./errors.js";
import { dataOf, NDArray, type Plain, plain, shapeOf } from "./ndarray.js";
import { sameShape, type Shape, sizeOf, stridesOf } from "./shape.js";
import { copy, dense, stretched, type View } from "./strided.js";

/** The same elements in another shape; they are shared with x, not copied. */
export function reshape(x: Plain, shape: Shape): Plain {
  const data = dataOf(x);
  if (data.length !== sizeOf(shape)) throw cannotReshape("reshape", data.length, shape);
  return plain(data, shape);
}

/** x with its axes in another order: axis k of the result is axis `axes[k]` of x. */
export function transpose(x: Plain, axes: readonly number[]): Plain {
  const shape = shapeOf(x);
  const missing = axes.findIndex((axis) => shape[axis] === undefined);
  if (missing >= 0) throw axisOutOfRange("transpose", axes[missing]!, shape.length);
  if (axes.every((axis, k) => axis === k)) return x;
  const strides = stridesOf(shape);
  const view = { offset: 0, strides: axes.map((axis) => strides[axis]!) };
  return gathered(
    x,
    axes.map((axis) => shape[axis]!),
    view,
  );
}

/** x repeated along new leading axes and along axes of length 1. */
export function broadcastTo(x: Plain, shape: Shape): Plain {
  const from = shapeOf(x);
  const skipped = shape.length - from.length;
  const fits = skipped >= 0 && from.every((length, axis) => length === 1 || length === shape[skipped + axis]);
  if (!fits) throw cannotBroadcastTo("broadcastTo", from, shape);
  if (sameShape(from, shape)) return x;
  const data = dataOf(x);
  if (data.length !== 1) return gathered(x, shape, stretched(data, from, shape));
  return plain(allocate(dtypeOfData(data), sizeOf(shape)).fill(data[0]!), shape);
}

/** x read backwards along `axes`. */
export function flip(x: Plain, axes: readonly number[]): Plain {
  const shape = shapeOf(x);
  const strides = stridesOf(shape);
  let offset = 0;
  for (const axis of axes) {
    offset += Math.max(0, shape[axis]! - 1) * strides[axis]!;
    strides[axis] = -strides[axis]!;
  }
  return gathered(x, shape, { offset, strides });
}

/** The elements that a view of x shows, side by side. */
export function gathered(x: Plain, shape: Shape, view: Omit<View, "data">): Plain {
  const data = dataOf(x);
  const y = allocate(typeof x === "number" ? "float64" : x.dtype, sizeOf(shape));
  copy(shape, { data, offset: view.offset, strides: view.strides }, dense(y, shape));
  return plain(y, shape);
}

/** The arrays one after another along an axis they have; their other axes must agree. */
export function concatenate(xs: readonly Plain[], axis: number): Plain {
  const shapes = xs.map(shapeOf);
  const first = shapes[0];
  if (first === undefined) throw nothingToJoin("concatenate");
  const others = first.toSpliced(axis, 1);
  const rank = Math.max(1, first.length);
  const fits = (s: Shape): boolean => s.length === rank && sameShape(s.toSpliced(axis, 1), others);
  if (!shapes.every(fits)) throw cannotConcatenate(shapes, axis);
  return joined(
    xs,
    first.with(
      axis,
      shapes.reduce((sum, s) => sum + s[axis]!, 0),
    ),
    shapes,
    axis,
  );
}

/** The values, all of one shape, side by side along a new axis. */
export function stack(xs: readonly Plain[], axis: number): Plain {
  const first = xs[0];
  if (first === undefined) throw nothingToJoin("stack");
  const shape = shapeOf(first);
  if (!xs.every((x) => sameShape(shapeOf(x), shape))) throw cannotStack(xs.map(shapeOf));
  const part = shape.toSpliced(axis, 0, 1);
  return joined(
    xs,
    part.with(axis, xs.length),
    xs.map(() => part),
    axis,
  );
}

function joined(xs: readonly Plain[], shape: Shape, parts: readonly Shape[], axis: number): Plain {
  const y = allocate(commonTypeOf(xs), sizeOf(shape));
  const strides = stridesOf(shape);
  let start = 0;
  xs.forEach((x, k) => {
    copy(parts[k]!, dense(dataOf(x), parts[k]!), { data: y, offset: start * strides[axis]!, strides });
    start += parts[k]![axis]!;
  });
  return new NDArray(y, shape);
}

/** x as another type. To int32, fractions are cut off, and a RangeError is thrown for what does not fit. */
export function cast(x: Plain, dtype: DType): Plain {
  if (typeof x !== "number" && x.dtype !== dtype) return new NDArray(convert("cast", x.data, dtype), x.shape);
  if (typeof x !== "number" || dtype === "float64") return x;
  if (dtype === "float32") return Math.fround(x);
  return dtype === "int32" ? toInt32("cast", x) : toBool(x);
}
