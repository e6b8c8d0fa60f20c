// Taking elements by index along an axis, and adding elements back to where they were taken from.
import { allocate, type Data } from "./dtype.js";
import { dataOf, NDArray, type Plain, plain, shapeOf } from "./ndarray.js";
import { normalizeIndex } from "./places.js";
import { type Shape, sizeOf } from "./shape.js";

/** The shape of `take`: the axis gives way to the axes of the indices. */
export function takeShape(shape: Shape, indices: Shape, axis: number): Shape {
  return shape.toSpliced(axis, 1, ...indices);
}

/** The slices of x at `indices` along `axis`; negative ones count from the end, and any may be repeated. */
export function take(x: Plain, indices: NDArray, axis: number): Plain {
  const shape = shapeOf(x);
  const places = placesOf("take", indices, shape, axis);
  const result = takeShape(shape, indices.shape, axis);
  const from = dataOf(x);
  const y = allocate(typeof x === "number" ? "float64" : x.dtype, sizeOf(result));
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const length = shape[axis]!;
  let next = 0;
  for (let o = 0; o < outer; o++) {
    for (const place of places) {
      const start = (o * length + place) * inner;
      for (let k = 0; k < inner; k++) y[next++] = from[start + k]!;
    }
  }
  return plain(y, result);
}

/** The transpose of `take`: zeros of `shape` with every slice of dy added at the place it was taken from. */
export function takeTranspose(dy: Plain, shape: Shape, indices: NDArray, axis: number): Plain {
  const dtype = typeof dy === "number" ? "float64" : dy.dtype;
  const dx = new NDArray(allocate(dtype, sizeOf(shape)), shape);
  addTaken(dx, dy, indices, axis);
  return plain(dx.data, shape);
}

/** Adds every slice of dy to the caller's own `sum`, at the place that `take` would take it from. */
export function addTaken(sum: NDArray, dy: Plain, indices: NDArray, axis: number): void {
  const { data: to, shape } = sum;
  const places = placesOf("put", indices, shape, axis);
  const from = dataOf(dy);
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const length = shape[axis]!;
  let next = 0;
  for (let o = 0; o < outer; o++) {
    for (const place of places) {
      const start = (o * length + place) * inner;
      for (let k = 0; k < inner; k++) to[start + k]! += from[next++]!;
    }
  }
}

function placesOf(name: string, indices: NDArray, shape: Shape, axis: number): Data {
  const length = shape[axis]!;
  return indices.data.map((index) => normalizeIndex(name, index, axis, length));
}
