// Loops that carry a state along a sequence, with all their operations on the tape, or with few states kept and the rest
// computed again.

import { badArgument, badOption, outOfRange, wrongStructure } from "../core/errors.js";
import { Box, bind, shapeOf, type Value } from "../core/op.js";
import { flatten, leavesLike, type Flat } from "../core/tree.js";
import { push } from "../forward/index.js";
import { known } from "../ndarray/options.js";
import { record } from "../reverse/index.js";
import { stackAll } from "../ops/lift.js";
import { itemBlock, sliceOp } from "../ops/slicing.js";
import { pulledBack } from "./checkpoint.js";
import { checkFunction } from "./options.js";
import { reverseAll } from "./schedule.js";
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
  const loop = new Loop<C, X, Y>("scan", body, flatten("scan", init, "the first state"), sequence, at);
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
  );
  return loop.state(loop.checkpointed(checkpoints)[0]);
}

/** Trees of arrays whose items are along the first axis. */
interface Sequence extends Flat {
  readonly length: number;
}

function sequenceOf(xs: unknown, length: number | undefined): Sequence {
  const flat = flatten("scan", isList(xs) ? [...xs] : xs, "the sequence");
  const whole =
    Array.isArray(xs) && isList(xs) ? flatten("scan", stackAll("scan", flat.leaves, 0), "") : flat;
  const lengths = new Set(whole.leaves.map((leaf) => lengthOf(leaf)));
  if (length !== undefined) lengths.add(length);
  const [n, ...others] = lengths;
  if (n === undefined || others.length > 0 || !Number.isInteger(n) || n < 0)
    throw outOfRange("scan", "the sequence", "arrays of one length, which is that of the option length", [
      ...lengths,
    ]);
  return { ...whole, length: n };
}

/** A plain list of numbers stands for a vector. */
function isList(xs: unknown): xs is readonly Value[] {
  return (
    Array.isArray(xs) &&
    xs.length > 0 &&
    xs.every((x) => typeof x === "number" || (x instanceof Box && shapeOf(x).length === 0))
  );
}

function lengthOf(leaf: Value): number {
  const [n] = shapeOf(leaf);
  if (n === undefined)
    throw badArgument("scan", "the sequence", "a tree of arrays with items along the first axis", leaf);
  return n;
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
    return this.apart(this.through([...this.init.leaves, ...this.sequence.leaves]));
  }

  /** The same as one operation, which keeps so many states. */
  checkpointed(count: Checkpoints): readonly [carry: Values, ys: Values] {
    if (!Number.isInteger(count) || count < 0)
      throw outOfRange(this.name, "checkpoints", "an integer ≥ 0", count);
    const through = (x: Values): Values => this.through(x);
    const y = applied(
      {
        name: this.name,
        run: through,
        push: (dx, _y, x) => push(through, x, dx).dy,
        pull: (dy, _y, x) => this.pulled(dy, x, count),
      },
      [...this.init.leaves, ...this.sequence.leaves],
    );
    return this.apart(y);
  }

  private apart(x: Values): readonly [carry: Values, rest: Values] {
    return [x.slice(0, this.states), x.slice(this.states)];
  }

  private through(x: Values): Values {
    const [first, sequence] = this.apart(x);
    const items = sequence.map(itemsOf);
    const results: Values[] = new Array<Values>(this.sequence.length).fill([]);
    let carry = first;
    for (let i = 0; i < this.sequence.length; i++) {
      const [next, y] = this.step(carry, this.itemAt(items, i), i);
      carry = next;
      results[this.place(i)] = y;
    }
    return [...carry, ...stacked(this.name, results)];
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

/** The items of an array along its first axis. */
export type Items = (i: number) => Value;

/**
 * Those of a watched array are cut out in halves of halves: the cotangent of a cut is as large as what it was cut from,
 * so n single cuts would cost n² on the way back.
 */
export function itemsOf(x: Value): Items {
  const item = (v: Value, i: number): Value => bind(sliceOp, [v], itemBlock(shapeOf(v), 0, i));
  if (!(x instanceof Box)) return (i) => (x === 0 ? 0 : item(x, i));
  const all: Value[] = [];
  const cut = (v: Value): void => {
    const [n = 0, ...rest] = shapeOf(v);
    if (n === 1) all.push(item(v, 0));
    if (n < 2) return;
    const half = n >> 1;
    for (const [start, stop] of [
      [0, half],
      [half, n],
    ] as const) {
      const ranges = [
        { start, stop, step: 1 },
        ...rest.map((length) => ({ start: 0, stop: length, step: 1 })),
      ];
      cut(bind(sliceOp, [v], { ranges, shape: [stop - start, ...rest] }));
    }
  };
  cut(x);
  return (i) => all[i] as Value;
}

/** Leaf by leaf, the items one below the other. */
export function stacked(name: string, items: readonly Values[]): Values {
  const [first = []] = items;
  return first.map((_, k) =>
    stackAll(
      name,
      items.map((item) => item[k] as Value),
      0,
    ),
  );
}
