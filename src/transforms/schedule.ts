// Which states of a loop to keep so that it can be run backwards with few of them: the binomial schedule of Griewank and
// Walther, "Algorithm 799: Revolve" (2000).

/** What a reversal does with the steps of a loop. */
export interface Reversal<S> {
  /** The state before step `to`, from that before step `from`. */
  readonly advance: (state: S, from: number, to: number) => S;
  /** Reverses the steps from `from` to `to` − 1, of which the state before them is given. The last ones come first. */
  readonly reverse: (state: S, from: number, to: number) => void;
}

/**
 * Reverses `steps` steps from the state before them, `block` of them at a time, with room for `checkpoints` states
 * besides it. No schedule advances over fewer blocks.
 */
export function reverseAll<S>(
  state: S,
  { steps, block, checkpoints }: { steps: number; block: number; checkpoints: number },
  { advance, reverse }: Reversal<S>,
): void {
  const part = (first: S, from: number, to: number, room: number): void => {
    let end = to;
    // Of each part, the later half is reversed first, with one state less to keep.
    while (end - from > block) {
      const blocks = Math.ceil((end - from) / block);
      const split = from + block * (room === 0 ? blocks - 1 : leftLength(blocks, room));
      const middle = advance(first, from, split);
      part(middle, split, end, Math.max(room - 1, 0));
      end = split;
    }
    if (end > from) reverse(first, from, end);
  };
  part(state, 0, steps, checkpoints);
}

/**
 * How many of n blocks go before the first state to be kept of `room`. With r the fewest repetitions for which
 * n ≤ C(room + 1 + r, r), both parts are then such that they need no more, and together the fewest advances.
 */
function leftLength(n: number, room: number): number {
  let repetitions = 1;
  while (reach(room, repetitions) < n) repetitions += 1;
  return Math.max(1, Math.min(reach(room, repetitions - 1), n - reach(room - 1, repetitions - 1)));
}

/** How many blocks can be reversed with `room` states besides the first, each advanced at most `repetitions` times. */
function reach(room: number, repetitions: number): number {
  let count = 1;
  for (let k = 1; k <= repetitions; k++) count = (count * (room + 1 + k)) / k;
  return count;
}
