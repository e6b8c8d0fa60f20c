// Reading and writing elements at given places of the data, in any order and any shape.
import { allocate, commonTypeOf } from "./dtype.js";
import { dataOf, NDArray, type Plain, plain, shapeOf } from "./ndarray.js";
import { type Shape, sizeOf } from "./shape.js";

/** The elements of x at `places`, in their shape; 0 where a place is negative, which is nowhere. */
export function gather(x: Plain, places: NDArray): Plain {
  const from = dataOf(x);
  const y = allocate(typeof x === "number" ? "float64" : x.dtype, places.size);
  const at = places.data;
  for (let k = 0; k < y.length; k++) if (at[k]! >= 0) y[k] = from[at[k]!]!;
  return plain(y, places.shape);
}

/** The transpose of `gather`: zeros of `shape` with every element of dy added at the place it was read from. */
export function gatherTranspose(dy: Plain, shape: Shape, places: NDArray): Plain {
  const dx = new NDArray(allocate(typeof dy === "number" ? "float64" : dy.dtype, sizeOf(shape)), shape);
  addAt(dx, dy, places);
  return plain(dx.data, shape);
}

/**
 * Adds the elements of dy to the caller's own `sum` at `places`, but those that are nowhere. Those for one place are added to
 * each other first: the same bits as the sum of two arrays.
 */
export function addAt(sum: NDArray, dy: Plain, places: NDArray): void {
  const from = dataOf(dy);
  const to = sum.data;
  const at = places.data;
  const before = new Float64Array(at.length);
  for (let k = 0; k < at.length; k++) {
    if (at[k]! < 0) continue;
    before[k] = to[at[k]!]!;
    to[at[k]!] = 0;
  }
  for (let k = 0; k < at.length; k++) if (at[k]! >= 0) to[at[k]!]! += from[k]!;
  for (let k = 0; k < at.length; k++) if (at[k]! >= 0) to[at[k]!]! += before[k]!;
}

/** x with the elements of u in the stead of its own at `places`, none of which is named twice. */
export function scatter(x: Plain, u: Plain, places: NDArray): Plain {
  const own = dataOf(x);
  const y = allocate(commonTypeOf([x, u]), own.length);
  y.set(own);
  const from = dataOf(u);
  const at = places.data;
  for (let k = 0; k < at.length; k++) if (at[k]! >= 0) y[at[k]!] = from[k]!;
  return plain(y, shapeOf(x));
}
