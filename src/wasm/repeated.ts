// Elements of an array as a loop reads them, of which only as many are written out as a part of the loop has.

/** Writes so many elements to a place, from element `start` of the loop on. */
export type Put = (to: Float64Array, place: number, from: Float64Array, start: number, size: number) => void;

/** Of an array that has an element for each of the loop. */
export const asItLies: Put = (to, place, from, start, size) => {
  to.set(from.subarray(start, start + size), place);
};

/** Fewer elements in a row are written faster one by one. */
const worthwhile = 128;

/**
 * Of an array that is broadcast: of a nest of loops over axes of these lengths, and how far a step along each of them leads in the
 * array; along the last one 1 or 0.
 */
export function repeated(lengths: readonly number[], strides: readonly number[]): Put {
  const row = lengths.at(-1)!;
  const write = strides.at(-1) === 0 ? fill : copy;
  const step = strides.at(-1)!;
  const period = periodOf(lengths, strides);
  /** Where a row begins in the array. */
  const startOf = (index: number): number => {
    let start = 0;
    let rest = index;
    for (let axis = lengths.length - 2; axis > 0; axis--) {
      const own = rest % lengths[axis]!;
      start += own * strides[axis]!;
      rest = (rest - own) / lengths[axis]!;
    }
    return start + rest * strides[0]!;
  };
  return (to, place, from, start, size) => {
    // Not Math.min, of which V8 does not know that it gives integers.
    const end = place + (size < period ? size : period);
    let within = start % row;
    let index = (start - within) / row;
    for (let at = place; at < end; within = 0) {
      const next = at + row - within;
      const stop = next < end ? next : end;
      write(to, at, stop, from, startOf(index++) + step * within);
      at = stop;
    }
    for (let done = end - place; done < size; done *= 2)
      to.copyWithin(place + done, place, place + Math.min(done, size - done));
  };
}

/** After how many elements of the loop all is as before. */
function periodOf(lengths: readonly number[], strides: readonly number[]): number {
  const first = strides.findIndex((stride) => stride !== 0);
  return lengths.slice(first).reduce((product, length) => product * length, 1);
}

/** Writes to places from `at` to `end` one element. */
function fill(to: Float64Array, at: number, end: number, from: Float64Array, source: number): void {
  const x = from[source]!;
  if (end - at >= worthwhile) to.fill(x, at, end);
  else for (let i = at; i < end; i++) to[i] = x;
}

/** Writes to places from `at` to `end` one element after the other. */
function copy(to: Float64Array, at: number, end: number, from: Float64Array, source: number): void {
  if (end - at >= worthwhile) to.set(from.subarray(source, source + end - at), at);
  else for (let i = at, before = source - at; i < end; i++) to[i] = from[before + i]!;
}
