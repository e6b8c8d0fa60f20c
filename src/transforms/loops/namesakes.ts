// States of a loop that are in all rounds another one, or something from around: the body is given that instead, as it is on a
// tape of all rounds.

import { Box, type Value } from "../../core/op.js";
import { sameRef, Unkept } from "./body.js";
import type { Recorded } from "./recording.js";
import type { Writable } from "./written.js";

type Values = readonly Value[];

/** What a state is: the one of that number, or a value. */
type Other = number | Box;

/** A loop with fewer states. */
export interface Merged {
  readonly loop: Writable;
  /** The numbers of its states among all. */
  readonly own: readonly number[];
  /** All states, where its own are in their places. */
  readonly allOf: (carry: Values) => Values;
}

/** The loop without states that are others in all rounds, of which this is the first; undefined if there are none. */
export function withoutNamesakes(loop: Writable, first: Recorded): Merged | undefined {
  const { init, run, condition } = loop;
  const others = init.map((_, k) => otherOf(k, loop, first));
  const own = [...init.keys()].filter((k) => others[k] === undefined);
  if (own.length === init.length) return undefined;
  const ownOf = (all: Values): Values => own.map((k) => all[k] as Value);
  const allOf = (carry: Values): Values =>
    others.map((other, k) => (other instanceof Box ? other : (carry[other ?? k] as Value)));
  const spread = (some: Values): Values => {
    const carry = init.slice();
    for (const [at, k] of own.entries()) carry[k] = some[at] as Value;
    return allOf(carry);
  };
  return {
    loop: {
      ...loop,
      init: ownOf(init),
      run: (round, some, items) => {
        const [next, results] = run(round, spread(some), items);
        if (allOf(next).some((value, k) => value !== next[k])) throw new Unkept("not all rounds do the same");
        return [ownOf(next), results];
      },
      ...(condition && { condition: (some: Values): Value => condition(spread(some)) }),
    },
    own,
    allOf,
  };
}

/** What a state is before and after the first round, if that is something from around, or a state before it. */
function otherOf(k: number, { init }: Writable, { outputs, captured }: Recorded): Other | undefined {
  const [ref, start] = [outputs[k], init[k]];
  if (ref === undefined || ref.kind === "constant" || sameRef(ref, { kind: "carry", at: k }))
    return undefined;
  if (ref.kind === "shared") return captured[ref.at] === start ? captured[ref.at] : undefined;
  const at = outputs.findIndex((one, j) => j < k && sameRef(one, ref) && init[j] === start);
  return at < 0 ? undefined : at;
}
