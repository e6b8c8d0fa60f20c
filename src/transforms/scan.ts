// Loops that carry a state along a sequence, with all their operations on the tape, or with few states kept and the rest
// computed again.

import { badOption, outOfRange, wrongStructure } from "../core/errors.js";
import { shapeOf, type Value } from "../core/op.js";
import { flatten, leavesLike, type Flat } from "../core/tree.js";
import { push } from "../forward/index.js";
import { known } from "../ndarray/options.js";
import { record } from "../reverse/index.js";
import { concatenate, reshape } from "../ops/shape.js";
import { inBlocks } from "./blocks.js";
import { pulledBack } from "./checkpoint.js";
import { kept } from "./loops/keep.js";
import { keepable } from "./loops/keeping.js";
import { startOf } from "./loops/start.js";
import { checkFunction } from "./options.js";
import { reverseAll } from "./schedule.js";
import { itemOf, itemsOf, rowsOf, sequenceOf, stacked, type Items, type Sequence } from "./sequence.js";
import { applied } from "./whole.js";

type Values = readonly Value[];

/** How many states of a loop are kept besides the first. */
export type Checkpoints = number;

/** The options of `scan`. */
export interface ScanOptions {
  /** How many steps, where there is no sequence to say so. */
  readonly length?: number;
  /** Whether to begin at the end of the sequence; the results keep its order. */
  readonly reverse?: boolean;
  /**
   * How many states are kept for a derivative in reverse, besides the first: all others are computed again, by the
   * schedule that needs the fewest steps, and small steps go on a tape together. Without it all operations are kept.
   */
  readonly checkpoints?: Checkpoints;
}

/**
 * The last state, and the results one below the other, after [state, result] = body(state, x) for each item x of `xs`:
 * a tree of arrays of which the items are along the first axis, or undefined with the option `length`. The state is
 * a tree that keeps its structure and shapes; the result is a tree, or undefined.
 *
 * With `checkpoints`, `body` must be a function of its arguments: what it depends on goes into the state.
 *
 * @example
 * scan((total: Value, x: Value) => [add(total, x), mul(total, x)], 0, [1, 2, 3]); // [6, [0, 2, 9]]
 */
export function scan<C, X, Y>(
  body: (carry: C, x: X) => readonly [C, Y],
  init: C,
  xs: unknown,
  options: ScanOptions = {},
): [carry: C, ys: Y] {
  checkFunction("scan", body);
  const {
    length,
    reverse = false,
    checkpoints,
  } = known("scan", options, ["length", "reverse", "checkpoints"]);
  if (typeof reverse !== "boolean") throw badOption("scan", "reverse", "true or false", reverse);
  const sequence = sequenceOf(xs, length);
  const at = (i: number): number => (reverse ? sequence.length - 1 - i : i);
  const loop = new Loop<C, X, Y>("scan", body, flatten("scan", init, "the first state"), sequence, at, false);
  const [carry, ys] = checkpoints === undefined ? loop.run() : loop.checkpointed(checkpoints);
  return [loop.state(carry), loop.results(ys)];
}

/** `n` steps of state = body(i, state), of which a derivative in reverse keeps `checkpoints` states. */
export function checkpointed<S>(
  name: string,
  body: (i: number, state: S) => S,
  init: S,
  n: number,
  checkpoints: Checkpoints,
): S {
  const nothing = flatten(name, [], "");
  const step = (state: S, _x: unknown, i: number): readonly [S, undefined] => [body(i, state), undefined];
  const loop = new Loop(
    name,
    step,
    flatten(name, init, "the first state"),
    { ...nothing, length: n },
    (i) => i,
    true,
  );
  return loop.state(loop.checkpointed(checkpoints)[0]);
}

/** How many numbers the tape of a block of steps may hold, if it is of more than one. */
export const tapeOfBlock = 256;

/** One loop, as a function of flat lists: of the state and the sequence, to the state and the results. */
class Loop<C, X, Y> {
  private readonly states: number;
  private result: Flat | undefined;

  constructor(
    private readonly name: string,
    private readonly body: (carry: C, x: X, i: number) => readonly [C, Y],
    private readonly init: Flat,
    private readonly sequence: Sequence,
    /** The place in the sequence of step i. */
    private readonly place: (i: number) => number,
    /** Whether the body is told the number of its step. */
    private readonly isCounted: boolean,
  ) {
    this.states = init.leaves.length;
  }

  state(leaves: Values): C {
    return this.init.fill(leaves) as C;
  }

  results(leaves: Values): Y {
    return this.result?.fill(leaves) as Y;
  }

  /** All steps, with whatever traces watch. */
  run(): readonly [carry: Values, ys: Values] {
    return this.apart(this.through([...startOf(this.name, this.init.leaves), ...this.sequence.leaves]));
  }

  /** The same as one operation, which keeps so many states. */
  checkpointed(count: Checkpoints): readonly [carry: Values, ys: Values] {
    if (!Number.isInteger(count) || count < 0)
      throw outOfRange(this.name, "checkpoints", "an integer ≥ 0", count);
    const { leaves, length } = this.sequence;
    const blocks = inBlocks(
      {
        ...{ name: this.name, length, isReversed: this.place(0) > 0, isCounted: this.isCounted },
        step: (carry, x, i) => this.step(carry, x, i),
      },
      ...[this.init.leaves, leaves, count],
    );
    if (blocks !== undefined) return this.apart(blocks);
    const through = (x: Values): Values => this.through(x);
    const y = applied(
      {
        name: this.name,
        run: through,
        push: (dx, _y, x) => push(through, x, dx).dy,
        pull: (dy, _y, x) => this.pulled(dy, x, count),
      },
      [...this.init.leaves, ...leaves],
    );
    return this.apart(y);
  }

  private apart(x: Values): readonly [carry: Values, rest: Values] {
    return [x.slice(0, this.states), x.slice(this.states)];
  }

  private through(x: Values): Values {
    const [first, sequence] = this.apart(x);
    const results: Values[] = new Array<Values>(this.sequence.length).fill([]);
    let [carry, begun] = [first, 0];
    const number = keepable(this.sequence.length - 1);
    if (number !== undefined) {
      // The first round shows what the state is, which may have been given as a constant.
      const at = this.place(0);
      const [init, y] = this.step(
        first,
        sequence.map((all) => itemOf(all, at)),
        0,
      );
      const others = this.kept(number, init, y, sequence);
      if (others !== undefined) return others;
      [carry, begun, results[at]] = [init, 1, y];
    }
    const items = sequence.map(itemsOf);
    for (let i = begun; i < this.sequence.length; i++) {
      const [next, y] = this.step(carry, this.itemAt(items, i), i);
      carry = next;
      results[this.place(i)] = y;
    }
    return [...carry, ...stacked(this.name, results)];
  }

  /** All rounds after the first as one loop, if they can be. */
  private kept(number: number, init: Values, first: Values, sequence: Values): Values | undefined {
    const { length } = this.sequence;
    const isReversed = this.place(0) > 0;
    const others = kept({
      number,
      count: length - 1,
      init,
      sequences: sequence.map((all) => rowsOf(all, isReversed ? 0 : 1, isReversed ? length - 1 : length)),
      isReversed,
      isCounted: false,
      run: (round, carry, x) => this.step(carry, x, round + 1),
    });
    if (others === undefined) return undefined;
    const [carry, stacks] = others;
    const all = stacks.map((stack, k) => {
      const one = reshape(first[k] ?? 0, [1, ...shapeOf(stack).slice(1)]);
      return concatenate(isReversed ? [stack, one] : [one, stack]);
    });
    return [...carry, ...all];
  }

  private itemAt(items: readonly Items[], i: number): Values {
    return items.map((item) => item(this.place(i)));
  }

  private step(carry: Values, x: Values, i: number): readonly [carry: Values, y: Values] {
    const pair: unknown = this.body(this.state(carry), this.sequence.fill(x) as X, i);
    if (!Array.isArray(pair) || pair.length !== 2)
      throw badOption(this.name, "what its body returns", "a pair [state, result]", pair);
    const [next, y] = pair as readonly unknown[];
    const result = flatten(this.name, y, "the result of its body");
    if (this.result !== undefined && this.result.leaves.length !== result.leaves.length)
      throw wrongStructure(this.name, "the result of its body", this.result.leaves, y);
    this.result = result;
    return [leavesLike(this.name, "the state that its body returns", next, this.state(carry)), result.leaves];
  }

  /** x̄ by blocks of steps from the last to the first, each on a tape of its own. */
  private pulled(dy: Values, x: Values, checkpoints: Checkpoints): Values {
    const [first, sequence] = this.apart(x);
    const items = sequence.map(itemsOf);
    const [ends, results] = this.apart(dy);
    const [resultBars, xbars] = [results.map(itemsOf), new Array<Values>(this.sequence.length).fill([])];
    let bars = ends;
    const counts = { steps: this.sequence.length, block: this.blockLength(first, items), checkpoints };
    reverseAll(first, counts, {
      advance: (state, from, to) => {
        let carry = state;
        for (let i = from; i < to; i++) [carry] = this.step(carry, this.itemAt(items, i), i);
        return carry;
      },
      reverse: (state, from, to) => {
        const [point, ybars] = [state.slice(), bars.slice()];
        for (let i = from; i < to; i++) {
          point.push(...this.itemAt(items, i));
          ybars.push(...this.itemAt(resultBars, i));
        }
        const pulled = pulledBack((z) => this.steps(z, from, to), point, ybars);
        bars = pulled.slice(0, this.states);
        const width = items.length;
        for (let i = from, at = this.states; i < to; i++, at += width)
          xbars[this.place(i)] = pulled.slice(at, at + width);
      },
    });
    return [...bars, ...stacked(this.name, xbars)];
  }

  /** The state and the items of some steps, one step after the other, to the state and the results. */
  private steps(z: Values, from: number, to: number): Values {
    const width = this.sequence.leaves.length;
    const results: Value[] = [];
    let carry: Values = z.slice(0, this.states);
    for (let i = from, at = this.states; i < to; i++, at += width) {
      const [next, y] = this.step(carry, z.slice(at, at + width), i);
      carry = next;
      for (const leaf of y) results.push(leaf);
    }
    return [...carry, ...results];
  }

  /** How many steps are reversed on one tape: as many as hold little together, seen by the first. */
  private blockLength(first: Values, items: readonly Items[]): number {
    if (this.sequence.length < 2) return 1;
    const recording = record((z) => this.steps(z, 0, 1), [...first, ...this.itemAt(items, 0)], false);
    const { size } = recording;
    recording.release();
    return Math.max(1, Math.floor(tapeOfBlock / size));
  }
}
