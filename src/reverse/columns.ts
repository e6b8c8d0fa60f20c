// The memory of a tape: typed columns that are borrowed for one gradient and handed on to the next.

/**
 * Of each place on the tape: where its two inputs are, its partials with respect to them, and its cotangent.
 */
export interface Columns {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly bar: Float64Array;
}

/** Bytes a place takes: two inputs, two partials, one cotangent. */
export const bytesPerPlace = 4 + 4 + 8 + 8 + 8;

const smallest = 1024;
/** Columns beyond this (64 MB) are left to the garbage collector instead of being kept for the next tape. */
const largestKept = 2 ** 21;
const mostKept = 4;
const pool: Columns[] = [];

/** No columns: what a tape has that records no more. */
export const none: Columns = columns(0);

function columns(capacity: number): Columns {
  return {
    left: new Int32Array(capacity),
    right: new Int32Array(capacity),
    p: new Float64Array(capacity),
    q: new Float64Array(capacity),
    bar: new Float64Array(capacity),
  };
}

/** Columns that nobody else uses, with whatever the last user left in them. */
export function borrow(): Columns {
  return pool.pop() ?? columns(smallest);
}

/** Hands columns back. The borrower must not touch them again. */
export function giveBack(used: Columns): void {
  if (used.left.length > 0 && used.left.length <= largestKept && pool.length < mostKept) pool.push(used);
}

/** The first `length` places, in columns of their own with room for `capacity`. */
export function copied(from: Columns, length: number, capacity: number): Columns {
  const to = columns(capacity);
  to.left.set(from.left.subarray(0, length));
  to.right.set(from.right.subarray(0, length));
  to.p.set(from.p.subarray(0, length));
  to.q.set(from.q.subarray(0, length));
  return to;
}
