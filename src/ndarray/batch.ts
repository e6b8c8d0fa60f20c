// Batches of matrices: which matrix meets which, and the float64 they are computed in.
import { floatTypeOf } from "./dtype.js";
import { notSquare } from "./errors.js";
import { broadcastTo } from "./movement.js";
import { dataOf, NDArray, type Plain, plain, shapeOf } from "./ndarray.js";
import { type Shape, sizeOf } from "./shape.js";

/** For each matrix of a batch of shape `to`: which one of the batch `from`, stretched to it, it is. */
export function batchPlaces(from: Shape, to: Shape): ArrayLike<number> {
  const places = Int32Array.from({ length: sizeOf(from) }, (_, k) => k);
  return dataOf(broadcastTo(new NDArray(places, from), to));
}

/** The elements as float64: the very storage of a float64 array, a copy of others. */
export function float64Of(x: Plain): Float64Array {
  const data = dataOf(x);
  return data instanceof Float64Array ? data : Float64Array.from(data);
}

/** A value computed in float64, as the type it is to have; a number loses nothing. */
export function floatResult(data: Float64Array, shape: Shape, dtype: "float32" | "float64"): Plain {
  return plain(dtype === "float64" || shape.length === 0 ? data : Float32Array.from(data), shape);
}

/** n for a shape [..., n, n]; a RangeError for others. */
export function squareLength(name: string, shape: Shape): number {
  const n = shape.at(-1);
  if (n === undefined || shape.at(-2) !== n) throw notSquare(name, shape);
  return n;
}

/** `f` of a copy of every n × n matrix of a, and of the place where that starts. */
export function mapMatrices(
  name: string,
  a: Plain,
  f: (matrix: Float64Array, n: number, start: number) => Float64Array,
): Plain {
  const shape = shapeOf(a);
  const n = squareLength(name, shape);
  const x = float64Of(a);
  const y = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += n * n) {
    y.set(f(x.slice(start, start + n * n), n, start), start);
  }
  return floatResult(y, shape, floatTypeOf([a]));
}
