// Slices: every step-th element between two places of each axis, and the places such elements go back to.
import { allocate } from "./dtype.js";
import { badRange, indexOutOfRange, notAnInteger, tooManyIndices, zeroStep } from "./errors.js";
import { dataOf, type NDArray, type Plain, plain, shapeOf } from "./ndarray.js";
import { type Shape, sizeOf, stridesOf } from "./shape.js";
import { addTo, copy, dense } from "./strided.js";
import { gathered } from "./movement.js";

/** Places `start`, `start + step` … of an axis, up to and without `stop` (-1 to end with place 0). */
export interface Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** A number, or a gap where it is left to its default. */
type Bound = number | null | undefined;

/** What a caller may write for an axis: an index, `[start, stop, step]` with gaps, or nothing to mean all. */
export type RangeSpec = Bound | readonly [start?: Bound, stop?: Bound, step?: Bound];

/**
 * One range per axis with NumPy's meaning: negative places count from the end, bounds past an end stop there.
 * An index gives a range of one place; its axis is listed in `squeeze`, to be dropped.
 */
export function normalizeRanges(
  name: string,
  shape: Shape,
  spec: readonly RangeSpec[],
): { ranges: readonly Range[]; squeeze: readonly number[] } {
  if (spec.length > shape.length) throw tooManyIndices(name, spec.length, shape);
  const ranges = shape.map((length, axis) => normalizeRange(name, axis, length, spec[axis]));
  return { ranges, squeeze: ranges.flatMap((_, axis) => (typeof spec[axis] === "number" ? [axis] : [])) };
}

function normalizeRange(name: string, axis: number, length: number, spec: RangeSpec): Range {
  if (spec === null || spec === undefined) return { start: 0, stop: length, step: 1 };
  if (typeof spec === "number") {
    if (!Number.isInteger(spec)) throw notAnInteger(name, `the index of axis ${axis}`, spec);
    if (spec < -length || spec >= length) throw indexOutOfRange(name, spec, axis, length);
    const start = spec < 0 ? spec + length : spec;
    return { start, stop: start + 1, step: 1 };
  }
  if (!Array.isArray(spec) || spec.length > 3) throw badRange(name, axis, spec);
  const wrong = (spec as readonly Bound[]).find((bound) => !Number.isInteger(bound ?? 0));
  if (wrong !== undefined) throw notAnInteger(name, `a bound of axis ${axis}`, wrong);
  const step = spec[2] ?? 1;
  if (step === 0) throw zeroStep(name, axis);
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const [first, last] = step > 0 ? [lowest, highest] : [highest, lowest];
  const within = (place: Bound, otherwise: number): number => {
    if (place === null || place === undefined) return otherwise;
    return Math.min(highest, Math.max(lowest, place < 0 ? place + length : place));
  };
  return { start: within(spec[0], first), stop: within(spec[1], last), step };
}

/** The number of places in each range. */
export function shapeOfRanges(ranges: readonly Range[]): Shape {
  return ranges.map(({ start, stop, step }) => Math.max(0, Math.ceil((stop - start) / step)));
}

/** The elements of x at the places of `ranges`; no axis is dropped. */
export function slice(x: Plain, ranges: readonly Range[]): Plain {
  return gathered(x, shapeOfRanges(ranges), sliceView(shapeOf(x), ranges));
}

/** The transpose of `slice`: zeros of `shape` with the elements of dy at the places of `ranges`. */
export function sliceTranspose(dy: Plain, shape: Shape, ranges: readonly Range[]): Plain {
  const dx = allocate(typeof dy === "number" ? "float64" : dy.dtype, sizeOf(shape));
  const cut = shapeOfRanges(ranges);
  copy(cut, dense(dataOf(dy), cut), { data: dx, ...sliceView(shape, ranges) });
  return plain(dx, shape);
}

/** Adds the elements of dy to the caller's own `sum` at the places of `ranges`. */
export function addSliced(sum: NDArray, dy: Plain, ranges: readonly Range[]): void {
  const cut = shapeOfRanges(ranges);
  const to = { data: sum.data, ...sliceView(sum.shape, ranges) };
  if (sizeOf(cut) === 1) sum.data[to.offset]! += dataOf(dy)[0]!;
  else addTo(cut, dense(dataOf(dy), cut), to);
}

function sliceView(shape: Shape, ranges: readonly Range[]): { offset: number; strides: readonly number[] } {
  const strides = stridesOf(shape);
  return {
    offset: ranges.reduce((sum, { start }, axis) => sum + start * strides[axis]!, 0),
    strides: ranges.map(({ step }, axis) => step * strides[axis]!),
  };
}
