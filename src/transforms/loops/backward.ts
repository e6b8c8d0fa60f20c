// The derivative of a loop, back: a loop through the rounds from the last to the first, each of which is pulled back.

import type { Value } from "../../core/op.js";
import { materialize, plus } from "../../core/space.js";
import { backBody } from "./back-body.js";
import { Rounds } from "./body.js";
import type { Looped, Part, Pulled } from "./parts.js";
import { apart, isZero } from "./pieces.js";
import { withoutRepeats } from "./residuals.js";
import { Seeds } from "./seeds.js";

type Values = readonly Value[];

/** What is known when a loop is to be pulled back. */
export interface Pull {
  /** What the cotangents of the inputs are so far. */
  readonly bars: Values;
  readonly x: Values;
  readonly wanted: readonly boolean[];
  /** The cotangents of its parts. */
  readonly asked: readonly Pulled[];
  readonly part: (part: Part) => Value;
}

/** The sums of the cotangents of the inputs: a loop back through the rounds, each of which is pulled back. */
export function pulled(rounds: Rounds, looped: Looped, { bars, x, wanted, asked, part }: Pull): Values {
  const { body, count, isReversed } = rounds;
  const [, shared, sequences] = apart(body, x);
  const [initBars, sharedBars, sequenceBars] = apart(body, bars);
  const [, wantsShared, wantsSequence] = apart(body, wanted);
  const seeds = new Seeds(body, rounds, asked, initBars);
  const live = {
    carry: seeds.finals.map((bar) => bar !== 0),
    shared: sharedBars.map((bar, k) => bar !== 0 && wantsShared[k] === true),
  };
  for (;;) {
    const back = backBody(body, seeds.refs, live, { shared: wantsShared, item: wantsSequence });
    if (back.grow(live)) continue;
    const { made, residuals, itemBars } = withoutRepeats(body, back.body, back.items, rounds);
    const starts = [
      ...seeds.finals.map((bar, k) => materialize(bar, body.carries[k] ?? 0)).filter((_, k) => live.carry[k]),
      ...sharedBars.map((bar, k) => materialize(bar, body.shared[k] ?? 0)).filter((_, k) => live.shared[k]),
    ];
    const items = [
      ...body.carries.map((_, at) => (): Value => part({ kind: "stack", ref: { kind: "carry", at } })),
      ...sequences.map((all) => (): Value => all),
      ...seeds.items.map((all) => (): Value => all),
      ...residuals.items.map((at) => (): Value => part({ kind: "stack", ref: { kind: "step", at } })),
    ];
    const run = looped(
      new Rounds(made, count, !isReversed, undefined, rounds.isCheckpointed),
      starts,
      shared,
      residuals.used.map((k) => items[k]?.() ?? 0),
    );
    let next = 0;
    const final = (is: boolean | undefined, bar: Value): Value =>
      is === true ? run({ kind: "final", at: next++ }) : bar;
    const carried = live.carry.map((is, k) => final(is, initBars[k] ?? 0));
    const common = live.shared.map((is, k) => final(is, sharedBars[k] ?? 0));
    return [
      ...carried,
      ...common,
      ...itemBars.map((ref, k) => plus(sequenceBars[k] ?? 0, isZero(ref) ? 0 : run({ kind: "stack", ref }))),
    ];
  }
}
