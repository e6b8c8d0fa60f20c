// Running sums along an axis, and the places of extrema.
import { allocate, type Data, floatTypeOf } from "./dtype.js";
import { emptyReduction } from "./errors.js";
import { dataOf, NDArray, type Plain, plain, shapeOf } from "./ndarray.js";
import { sizeOf } from "./shape.js";
import { stamp, stampsByType } from "./stamp.js";
import { sumRunning } from "./summation.js";

/** The sums of all elements up to each one along `axis`; from each one on if `reverse`. */
export function cumsum(x: Plain, axis: number, reverse = false): Plain {
  const shape = shapeOf(x);
  const y = allocate(floatTypeOf([x]), sizeOf(shape));
  const outer = sizeOf(shape.slice(0, axis));
  const inner = sizeOf(shape.slice(axis + 1));
  sumRunning(dataOf(x), outer, shape[axis]!, inner, y, reverse);
  return new NDArray(y, shape);
}

/** The place of the first largest element along `axis`, or among all; a NaN counts as the largest. */
export const argmax = placeOf("argmax", (a, b) => a > b);

/** The place of the first smallest element along `axis`, or among all; a NaN counts as the smallest. */
export const argmin = placeOf("argmin", (a, b) => a < b);

type Search = (x: Data, start: number, step: number, length: number) => number;

function placeOf(name: string, beats: (a: number, b: number) => boolean) {
  const searchOf = stampsByType((types) => stamp(`${name} ${types}`, search)(beats));
  return (x: Plain, axis: number | undefined): Plain => {
    const shape = axis === undefined ? [sizeOf(shapeOf(x))] : shapeOf(x);
    const along = axis ?? 0;
    const length = shape[along]!;
    const inner = sizeOf(shape.slice(along + 1));
    const result = shape.toSpliced(along, 1);
    const y = new Int32Array(sizeOf(result));
    if (length === 0 && y.length > 0) throw emptyReduction(name, shapeOf(x));
    const data = dataOf(x);
    const searchLane = searchOf([x]);
    for (let k = 0; k < y.length; k++) {
      const outer = Math.floor(k / inner);
      y[k] = searchLane(data, outer * length * inner + (k % inner), inner, length);
    }
    return plain(y, result);
  };
}

function search(beats: (a: number, b: number) => boolean): Search {
  return (x, start, step, length) => {
    let place = 0;
    let best = x[start]!;
    for (let k = 1, i = start + step; k < length && best === best; k++, i += step) {
      const candidate = x[i]!;
      if (beats(candidate, best) || candidate !== candidate) [place, best] = [k, candidate];
    }
    return place;
  };
}
