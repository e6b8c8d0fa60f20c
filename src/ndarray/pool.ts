// Large storage that nobody needs any more, kept for results to come: fresh pages cost more than the
// arithmetic.
import { allocate, type Data, type DType } from "./dtype.js";
import { type NDArray } from "./ndarray.js";

/** From this size on, in elements, storage is worth keeping. */
const WORTHWHILE = 2 ** 14;
/** How much is kept at most: this many arrays, none larger than this. */
const MOST = 4;
const LARGEST = 2 ** 22;

const kept: Float64Array[] = [];

/** Storage for a result every element of which is about to be written: it may hold anything. */
export function scratch(dtype: DType, size: number): Data {
  const found =
    dtype === "float64" && size >= WORTHWHILE ? kept.findIndex((data) => data.length === size) : -1;
  return found < 0 ? allocate(dtype, size) : (kept.splice(found, 1)[0] as Data);
}

/**
 * Hands over the storage of an array that nobody else has ever seen, and that the caller will not look at
 * again.
 */
export function recycle({ data }: NDArray): void {
  if (!(data instanceof Float64Array) || data.length < WORTHWHILE || data.length > LARGEST) return;
  kept.push(data);
  if (kept.length > MOST) kept.shift();
}

/** Adds `x` to `sum` in place; `sum` must be the caller's own, of the shape and the type of `x`. */
export function accumulate(sum: NDArray, x: NDArray): void {
  const [y, dx] = [sum.data, x.data];
  for (let i = 0; i < y.length; i++) y[i]! += dx[i]!;
}
