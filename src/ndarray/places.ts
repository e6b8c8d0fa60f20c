// Where indexed elements lie: lists of indices, one for each axis, as places in row-major data.
import { map2 } from "./elementwise.js";
import { indexOutOfRange } from "./errors.js";
import { dataOf, NDArray, type Plain } from "./ndarray.js";
import { broadcastShapes, type Shape, sizeOf, stridesOf } from "./shape.js";

/** The place of what is not there: it is read as 0, and nothing is written to it. */
export const nowhere = -1;

const plus = /* @__PURE__ */ map2("places", (a, b) => a + b, "int32");

/**
 * The places of the elements x[i₀, i₁, …] in the data of an array of `shape`: the indices, an array for each axis,
 * are broadcast together. Negative ones count from the end.
 */
export function placesAt(name: string, shape: Shape, indices: readonly NDArray[]): NDArray {
  const strides = stridesOf(shape);
  const result = broadcastShapes(name, ...indices.map((index) => index.shape));
  const zero: Plain = new NDArray(new Int32Array(sizeOf(result)), result);
  const places = indices.reduce<Plain>((sum, index, axis) => {
    const offsets = index.data.map((i) => strides[axis]! * normalizeIndex(name, i, axis, shape[axis]!));
    return plus(sum, new NDArray(offsets, index.shape));
  }, zero);
  return new NDArray(dataOf(places), result);
}

/** `index`, counted from the end if it is negative; a RangeError if there is no such element. */
export function normalizeIndex(name: string, index: number, axis: number, length: number): number {
  if (!(index >= -length && index < length)) throw indexOutOfRange(name, index, axis, length);
  return index < 0 ? index + length : index;
}

/** The numbers from 0 to n along axis `axis` of `rank`, to be broadcast along all others. */
export function indicesAlong(axis: number, n: number, rank: number): NDArray {
  const shape = Array.from({ length: rank }, (_, k) => (k === axis ? n : 1));
  return new NDArray(
    Int32Array.from({ length: n }, (_, i) => i),
    shape,
  );
}

/** `places` with `nowhere` for all that are named again later on: of several, the last one counts. */
export function lastOfEach(places: NDArray): NDArray {
  const seen = new Set<number>();
  const last = new Int32Array(places.data);
  for (let k = last.length - 1; k >= 0; k--) {
    if (seen.has(last[k]!)) last[k] = nowhere;
    else seen.add(last[k]!);
  }
  return new NDArray(last, places.shape);
}

/**
 * `places` in rounds, none of which names a place twice: the first has every place where it is named first, the
 * second where it is named again, and so on, with `nowhere` for the others.
 */
export function roundsOf(places: NDArray): readonly NDArray[] {
  const times = new Map<number, number>();
  const rounds: Int32Array[] = [];
  places.data.forEach((place, k) => {
    const round = times.get(place) ?? 0;
    times.set(place, round + 1);
    rounds[round] ??= new Int32Array(places.size).fill(nowhere);
    rounds[round][k] = place;
  });
  return rounds.map((data) => new NDArray(data, places.shape));
}

/** The indices in row-major order at which `mask` is not 0. */
export function indicesWhere(mask: Plain): NDArray {
  const found: number[] = [];
  dataOf(mask).forEach((x, k) => {
    if (x !== 0) found.push(k);
  });
  return new NDArray(Int32Array.from(found), [found.length]);
}

/** The places of whole blocks of shape `block`, laid one after the other, by their numbers; -1 is nowhere. */
export function placesOfBlocks(numbers: NDArray, block: Shape): NDArray {
  const size = sizeOf(block);
  const places = new Int32Array(numbers.size * size);
  for (let k = 0; k < places.length; k++) {
    const number = numbers.data[Math.floor(k / size)]!;
    places[k] = number < 0 ? nowhere : number * size + (k % size);
  }
  return new NDArray(places, [...numbers.shape, ...block]);
}
