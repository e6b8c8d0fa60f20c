// Arrays of numbers of any system: a shape and its elements, in the order of the library's own arrays.

import * as nd from "../../ndarray/index.js";

/** An array over a number system; of shape [], a number. */
export interface Cells<T> {
  readonly shape: nd.Shape;
  readonly cells: readonly T[];
}

/** The library's array with the elements `x`. */
export function plainOf(x: readonly number[], shape: nd.Shape): nd.Plain {
  return shape.length === 0 ? (x[0] ?? 0) : new nd.NDArray(Float64Array.from(x), shape);
}

/** The elements of a plain value. */
export function numbersOf(x: nd.Plain): readonly number[] {
  return typeof x === "number" ? [x] : Array.from(x.data);
}

/** The shape of a plain value. */
export function shapeOfPlain(x: nd.Plain): nd.Shape {
  return typeof x === "number" ? [] : x.shape;
}

/** For each element of an array of shape `to`, the place in one of shape `from` that is broadcast to it. */
export function spread(from: nd.Shape, to: nd.Shape): readonly number[] {
  let places: readonly number[] = [0];
  for (const [axis, n] of to.entries()) {
    const length = from[axis - (to.length - from.length)] ?? 1;
    places = places.flatMap((place) =>
      Array.from({ length: n }, (_, i) => place * length + (length === 1 ? 0 : i)),
    );
  }
  return places;
}

/** For each element of an array, the place in its reduction over `axes` that it goes to. */
export function reducedPlaces(shape: nd.Shape, axes: readonly number[]): readonly number[] {
  return spread(
    shape.map((n, axis) => (axes.includes(axis) ? 1 : n)),
    shape,
  );
}
