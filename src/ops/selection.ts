// Which elements of an array a list of indices, ranges and index arrays selects.

import * as nd from "../ndarray/index.js";
import { indexArraysApart } from "../core/errors.js";
import { bind, type Value } from "../core/op.js";
import { gatherOp } from "./gathering.js";
import { indexArray } from "./indices.js";
import { lengthOf, sliceOp } from "./slicing.js";

/**
 * What selects along one axis: what `slice` takes (an index, `[start, stop, step]`, or null for all), or an array of
 * integers, an NDArray or a typed array, for the elements at these indices.
 */
export type Index = nd.RangeSpec | nd.NDArray | nd.Data;

/** A part of all arrays of one shape. */
export interface Selection {
  /** The shape in which it is handed out. */
  readonly shape: nd.Shape;
  /** Whether it names no element twice for sure. */
  readonly once: boolean;
  readonly read: (x: Value) => Value;
  readonly places: () => nd.NDArray;
}

/** What one entry for each leading axis selects from arrays of `shape`. */
export function select(name: string, shape: nd.Shape, index: readonly Index[]): Selection {
  const arrays = index.map((entry) => (isArray(entry) ? indexArray(name, entry) : undefined));
  const rest = index.map((entry) => (isArray(entry) ? null : entry));
  const { ranges, squeeze } = nd.normalizeRanges(name, shape, rest);
  const entries = ranges.map((range, k) => arrays[k] ?? (squeeze.includes(k) ? range.start : range));
  if (arrays.some((array) => array !== undefined)) {
    const places = placesOf(name, shape, entries);
    return {
      shape: places.shape,
      once: false,
      read: (x) => bind(gatherOp, [x], { places }),
      places: () => places,
    };
  }
  const block = { ranges, shape: ranges.map(lengthOf).filter((_, k) => !squeeze.includes(k)) };
  return {
    shape: block.shape,
    once: true,
    read: (x) => bind(sliceOp, [x], block),
    places: () => placesOf(name, shape, entries),
  };
}

function isArray(entry: Index): entry is nd.NDArray | nd.Data {
  return entry instanceof nd.NDArray || nd.isTypedVector(entry);
}

/** An index, a range, or an array of indices, each checked. */
type Entry = number | nd.Range | nd.NDArray;

/** The places that the entries select, the axes of all arrays standing where the first of these does. */
function placesOf(name: string, shape: nd.Shape, entries: readonly Entry[]): nd.NDArray {
  const made = axesMade(name, entries);
  const indices = entries.map((entry, k) => {
    const { data, shape: own } = indicesOf(entry);
    const behind = made.slice(k + 1).reduce((sum, n) => sum + n, 0);
    return new nd.NDArray(data, [...own, ...new Array<number>(behind).fill(1)]);
  });
  return nd.placesAt(name, shape, indices);
}

/** How many axes of the result each entry makes; the first array makes those of all arrays. */
function axesMade(name: string, entries: readonly Entry[]): readonly number[] {
  const arrays = entries.filter((entry) => entry instanceof nd.NDArray);
  const joint = nd.broadcastShapes(name, ...arrays.map((array) => array.shape)).length;
  const made = entries.map((entry) => {
    if (entry instanceof nd.NDArray) return entry === arrays[0] ? joint : 0;
    return typeof entry === "number" ? 0 : 1;
  });
  const [first, last] = [arrays[0], arrays.at(-1)];
  if (first === undefined || last === undefined) return made;
  if (made.slice(entries.indexOf(first) + 1, entries.indexOf(last)).some((axes) => axes > 0))
    throw indexArraysApart(name);
  return made;
}

function indicesOf(entry: Entry): nd.NDArray {
  if (entry instanceof nd.NDArray) return entry;
  if (typeof entry === "number") return new nd.NDArray(Int32Array.of(entry), []);
  const { start, step } = entry;
  const length = lengthOf(entry);
  return new nd.NDArray(
    Int32Array.from({ length }, (_, i) => start + i * step),
    [length],
  );
}
