// A loop with checkpoints that a program keeps: a loop over blocks of rounds, each of which is a loop in its turn.

import { shapeOf, type Value } from "../core/op.js";
import { concatenate, reshape } from "../ops/shape.js";
import { kept } from "./loops/keep.js";
import { keepable } from "./loops/keeping.js";
import { unnumbered } from "./loops/unnumbered.js";
import { itemOf, itemsOf, rowsOf, stacked } from "./sequence.js";

type Values = readonly Value[];

/** A loop over a sequence. */
export interface Rounds {
  readonly name: string;
  /** How many rounds there are. */
  readonly length: number;
  /** Whether it goes through the sequence from its end. */
  readonly isReversed: boolean;
  /** Whether a round is told its number; then there is no sequence. */
  readonly isCounted: boolean;
  readonly step: (carry: Values, x: Values, round: number) => readonly [carry: Values, results: Values];
}

/**
 * The state after all rounds, then their results, by a loop over `count` + 1 blocks, if it can be kept: the way back has the
 * states before the blocks, and goes through each of these once more.
 */
export function inBlocks(loop: Rounds, init: Values, sequence: Values, count: number): Values | undefined {
  const { length, isReversed, step } = loop;
  const number = keepable(length - 1);
  if (number === undefined) return undefined;
  const size = Math.ceil((length - 1) / (count + 1));
  const blocks = Math.floor((length - 1) / size);
  const begun = 1 + blocks * size;
  const at = isReversed ? length - 1 : 0;
  // The first round shows what the state is, which may have been given as a constant.
  const [first, y] = step(
    init,
    sequence.map((all) => itemOf(all, at)),
    0,
  );
  const counted = loop.isCounted
    ? unnumbered(number, {
        ...{ count: length - 1, init: first },
        run: (round, carry) => step(carry, [], 1 + round),
      })
    : { sequences: sequence, step };
  if (counted === undefined) return undefined;
  const others = { ...loop, step: counted.step };
  // Sequences of constants begin with the second round.
  const skipped = loop.isCounted ? 1 : 0;
  /** The items of round `from` to those before round `to`, in the order of the sequence. */
  const rows = (from: number, to: number): Values =>
    counted.sequences.map((all) =>
      isReversed ? rowsOf(all, length - to, length - from) : rowsOf(all, from - skipped, to - skipped),
    );
  const whole = kept({
    ...{ number, count: blocks, init: first, isReversed, isCounted: false, isCheckpointed: true },
    sequences: rows(1, begun).map((all) => reshape(all, [blocks, size, ...shapeOf(all).slice(1)])),
    run: (block, carry, x) => roundsOf(others, carry, x, 1 + block * size, size),
  });
  if (whole === undefined) return undefined;
  const [carry, rest] = roundsOf(others, whole[0], rows(begun, length), begun, length - begun);
  const results = y.map((one, k) => {
    const stack = whole[1][k] ?? 0;
    const shape = shapeOf(stack).slice(2);
    const parts = [reshape(one, [1, ...shape]), reshape(stack, [blocks * size, ...shape])];
    if (begun < length) parts.push(rest[k] ?? 0);
    return concatenate(isReversed ? parts.reverse() : parts);
  });
  return [...carry, ...results];
}

/** So many rounds from number `begun` on, as a loop if it can be kept: the state after them, and their results. */
function roundsOf(
  { name, isReversed, step }: Rounds,
  init: Values,
  sequences: Values,
  begun: number,
  count: number,
): readonly [carry: Values, results: Values] {
  const number = keepable(count);
  const run = (round: number, carry: Values, x: Values): readonly [Values, Values] =>
    step(carry, x, begun + round);
  const whole =
    number === undefined
      ? undefined
      : kept({ number, count, init, sequences, isReversed, isCounted: false, run });
  if (whole !== undefined) return whole;
  const items = sequences.map(itemsOf);
  const results = new Array<Values>(count).fill([]);
  let carry = init;
  for (let round = 0; round < count; round++) {
    const at = isReversed ? count - 1 - round : round;
    const [next, y] = run(
      round,
      carry,
      items.map((item) => item(at)),
    );
    carry = next;
    results[at] = y;
  }
  return [carry, stacked(name, results)];
}
