// Elements of an array as a loop reads them, of which only as many are written out as a part of the loop has.

/** Writes so many elements to a place, from element `start` of the loop on. */
export type Put = (to: Float64Array, place: number, from: Float64Array, start: number, size: number) => void;

/** Of an array that has an element for each of the loop. */
export const asItLies: Put = (to, place, from, start, size) => {
  to.set(from.subarray(start, start + size), place);
};

/** Fewer elements in a row are written faster one by one. */
const worthwhile = 32;

/**
 * Of an array that is broadcast: of a nest of loops over axes of these lengths, and how far a step along each of them leads in the
 * array; along the last one 1 or 0.
 */
export function repeated(lengths: readonly number[], strides: readonly number[]): Put {
  const row = lengths.at(-1)!;
  const isStill = strides.at(-1) === 0;
  const period = periodOf(lengths, strides);
  /** Where a row begins in the array. */
  const startOf = (index: number): number => {
    let start = 0;
    let rest = index;
    for (let axis = lengths.length - 2; axis > 0; axis--) {
      const outer = Math.floor(rest / lengths[axis]!);
      start += (rest - outer * lengths[axis]!) * strides[axis]!;
      rest = outer;
    }
    return start + rest * strides[0]!;
  };
  return (to, place, from, start, size) => {
    const once = Math.min(size, period);
    let index = Math.floor(start / row);
    for (let done = 0, within = start - index * row; done < once; within = 0) {
      const count = Math.min(row - within, once - done);
      const [source, target] = [startOf(index++) + (isStill ? 0 : within), place + done];
      if (isStill) fill(to, target, from[source]!, count);
      else copy(to, target, from, source, count);
      done += count;
    }
    for (let done = once; done < size; done *= 2)
      to.copyWithin(place + done, place, place + Math.min(done, size - done));
  };
}

/** After how many elements of the loop all is as before. */
function periodOf(lengths: readonly number[], strides: readonly number[]): number {
  const first = strides.findIndex((stride) => stride !== 0);
  return lengths.slice(first).reduce((product, length) => product * length, 1);
}

function fill(to: Float64Array, place: number, x: number, count: number): void {
  if (count >= worthwhile) to.fill(x, place, place + count);
  else for (let i = 0; i < count; i++) to[place + i] = x;
}

function copy(to: Float64Array, place: number, from: Float64Array, source: number, count: number): void {
  if (count >= worthwhile) to.set(from.subarray(source, source + count), place);
  else for (let i = 0; i < count; i++) to[place + i] = from[source + i]!;
}
