// Where cotangents of what a loop makes enter its rounds.

import { zeros, type Range } from "../../ndarray/index.js";
import { bind, shapeOf, type Value } from "../../core/op.js";
import { materialize, plus } from "../../core/space.js";
import { concatenate, reshape } from "../../ops/shape.js";
import { itemBlock } from "../../ops/items.js";
import { sliceOp } from "../../ops/slicing.js";
import { sameRef, Unkept, type Body, type Ref, type Rounds } from "./body.js";
import type { Pulled } from "./parts.js";

type Values = readonly Value[];

/** Where cotangents of a loop's parts enter its rounds. */
export class Seeds {
  /** The cotangents of the states after the last round. */
  readonly finals: Value[];
  /** The values of a round that get one from outside in each round, and these, one below the other. */
  readonly refs: Ref[] = [];
  readonly items: Value[] = [];

  constructor(body: Body, { count, isReversed }: Rounds, asked: readonly Pulled[], initBars: Values) {
    this.finals = body.next.map(() => 0);
    const first = initBars.slice();
    if (count === undefined) {
      checkEnds(asked, initBars);
      count = 0;
    }
    const last = isReversed ? 0 : count - 1;
    for (const { part, dy } of asked) {
      if (part.kind === "final") this.finals[part.at] = plus(this.finals[part.at] ?? 0, dy);
      else {
        // What is a state after the round is read by the next one: its cotangent enters there, before that of the reads.
        const k = part.ref.kind === "constant" ? -1 : body.next.findIndex((ref) => sameRef(ref, part.ref));
        if (k < 0) this.add(part.ref, dy);
        else {
          this.finals[k] = plus(this.finals[k] ?? 0, itemOf(dy, last));
          this.add(
            { kind: "carry", at: k },
            moved(dy, materialize(first[k] ?? 0, body.carries[k] ?? 0), isReversed),
          );
          first[k] = 0;
        }
      }
    }
    for (const [at, bar] of first.entries())
      if (bar !== 0) this.add({ kind: "carry", at }, moved(zeroStack(bar, count), bar, isReversed));
  }

  private add(ref: Ref, dy: Value): void {
    if (ref.kind === "constant") return;
    this.refs.push(ref);
    this.items.push(dy);
  }
}

/** Where the number of rounds shows when they run, cotangents enter after the last one alone. */
function checkEnds(asked: readonly Pulled[], initBars: Values): void {
  if (asked.some(({ part }) => part.kind === "stack") || initBars.some((bar) => bar !== 0))
    throw new Unkept("the first state is used otherwise too");
}

function zeroStack(like: Value, count: number): Value {
  return zeros([count, ...shapeOf(like)]);
}

function itemOf(all: Value, at: number): Value {
  return bind(sliceOp, [all], itemBlock(shapeOf(all), 0, at));
}

/** The items, each in the place of the round after its own, and `first` in that of the first round. */
function moved(all: Value, first: Value, isReversed: boolean): Value {
  const [n = 0, ...rest] = shapeOf(all);
  const range = isReversed ? { start: 1, stop: n, step: 1 } : { start: 0, stop: n - 1, step: 1 };
  const ranges: Range[] = [range, ...rest.map((length) => ({ start: 0, stop: length, step: 1 }))];
  const others = bind(sliceOp, [all], { ranges, shape: [n - 1, ...rest] });
  const one = reshape(first, [1, ...rest]);
  return concatenate(isReversed ? [others, one] : [one, others]);
}
