// Taking elements by index along an axis, and adding elements back to where they were taken from.
import { allocate } from "./dtype.js";
import { addAt, gather } from "./gather.js";
import { NDArray, type Plain, plain, shapeOf } from "./ndarray.js";
import { normalizeIndex } from "./places.js";
import { type Shape, sizeOf } from "./shape.js";

/** The shape of `take`: the axis gives way to the axes of the indices. */
export function takeShape(shape: Shape, indices: Shape, axis: number): Shape {
  return shape.toSpliced(axis, 1, ...indices);
}

/** The slices of x at `indices` along `axis`; negative ones count from the end, and any may be repeated. */
export function take(x: Plain, indices: NDArray, axis: number): Plain {
  const shape = shapeOf(x);
  const places = placesTaken("take", indices, shape, axis);
  return gather(x, new NDArray(places, takeShape(shape, indices.shape, axis)));
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
  const places = placesTaken("put", indices, sum.shape, axis);
  addAt(sum, dy, new NDArray(places, [places.length]));
}

/** The places of the elements that are taken, in their order. */
function placesTaken(name: string, indices: NDArray, shape: Shape, axis: number): Float64Array {
  const length = shape[axis]!;
  const slices = indices.data.map((index) => normalizeIndex(name, index, axis, length));
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const places = new Float64Array(outer * slices.length * inner);
  let next = 0;
  for (let o = 0; o < outer; o++) {
    for (const slice of slices) {
      const start = (o * length + slice) * inner;
      for (let k = 0; k < inner; k++) places[next++] = start + k;
    }
  }
  return places;
}
