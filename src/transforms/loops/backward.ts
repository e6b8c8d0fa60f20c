// The derivative of a loop, back: a loop through the rounds from the last to the first, each of which is pulled back.

import type { Plain } from "../../ndarray/index.js";
import { dtypeOf, type Value } from "../../core/op.js";
import { plus } from "../../core/space.js";
import { backBody, zeroFor, type Live } from "./back-body.js";
import { Rounds, Unkept } from "./body.js";
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
  const began = (bars: Values, like: readonly Plain[]): (Plain | undefined)[] =>
    bars.map((bar, k) => (bar === 0 ? undefined : zeroFor(like[k] ?? 0, bar)));
  const live: Live = {
    carry: began(seeds.finals, body.carries),
    shared: began(
      sharedBars.map((bar, k) => (wantsShared[k] === true ? bar : 0)),
      body.shared,
    ),
  };
  for (;;) {
    const back = backBody(body, seeds, live, { shared: wantsShared, item: wantsSequence });
    if (back.grow(live)) continue;
    const { made, residuals, itemBars } = withoutRepeats(body, back.body, back.items, rounds);
    const starts = [...live.carry, ...live.shared].flatMap((zero, k) =>
      zero === undefined ? [] : [barBefore([...seeds.finals, ...sharedBars][k] ?? 0, zero)],
    );
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
    const final = (zero: Plain | undefined, bar: Value): Value =>
      zero === undefined ? bar : run({ kind: "final", at: next++ });
    const carried = live.carry.map((zero, k) => final(zero, initBars[k] ?? 0));
    const common = live.shared.map((zero, k) => final(zero, sharedBars[k] ?? 0));
    return [
      ...carried,
      ...common,
      ...itemBars.map((ref, k) => plus(sequenceBars[k] ?? 0, isZero(ref) ? 0 : run({ kind: "stack", ref }))),
    ];
  }
}

/** What a cotangent is before the last round, of the type that it has in all. */
function barBefore(bar: Value, zero: Plain): Value {
  if (bar === 0) return zero;
  if (dtypeOf(bar) !== dtypeOf(zero)) throw new Unkept("cotangents are of other types in other rounds");
  return bar;
}
