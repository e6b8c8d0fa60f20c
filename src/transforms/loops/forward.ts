// The derivative of a loop, forward: a loop on dual numbers.

import type { Plain } from "../../ndarray/index.js";
import type { Value } from "../../core/op.js";
import { materialize, zeroOf } from "../../core/space.js";
import { Forward } from "../../forward/index.js";
import { replayed, Rounds, sameRef, type Body, type Ref } from "./body.js";
import { apart, fullRef, isZero, nothing, open, refsOf } from "./pieces.js";
import type { Looped, Tangents } from "./parts.js";
import { recorded } from "./recording.js";

type Values = readonly Value[];

/** The loop on dual numbers: a state has a tangent if it has one in any round. */
export function pushed(rounds: Rounds, x: Values, dx: Values, looped: Looped): Tangents {
  const { body, count, isReversed, condition } = rounds;
  const [init, shared, sequences] = apart(body, x);
  const [dinit, dshared, dsequences] = apart(body, dx);
  const live = dinit.map((d) => d !== 0);
  for (;;) {
    const { made, tangentOf } = dualBody(body, live, dshared, dsequences);
    const grown = body.next.map((ref, k) => !live[k] && !isZero(tangentOf(ref)));
    if (grown.some(Boolean)) {
      for (const [k, is] of grown.entries()) if (is) live[k] = true;
      continue;
    }
    const places = live.map((_, k) => body.carries.length + live.slice(0, k).filter(Boolean).length);
    const moving = dinit.map((d, k) => materialize(d, body.carries[k] ?? 0)).filter((_, k) => live[k]);
    const part = looped(
      new Rounds(made, count, isReversed, condition, rounds.isCheckpointed),
      [...init, ...moving],
      [...shared, ...dshared.filter(isMoving)],
      [...sequences, ...dsequences.filter(isMoving)],
    );
    return (of) => {
      if (of.kind === "final") return live[of.at] ? part({ kind: "final", at: places[of.at] ?? 0 }) : 0;
      const ref = tangentOf(of.ref);
      return isZero(ref) ? 0 : part({ kind: "stack", ref });
    };
  }
}

function isMoving(dx: Value): boolean {
  return dx !== 0;
}

/** The body on dual numbers, where these states, and what is shared or of a sequence and moves, have tangents. */
function dualBody(
  body: Body,
  live: readonly boolean[],
  dshared: Values,
  dsequences: Values,
): { readonly made: Body; readonly tangentOf: (ref: Ref) => Ref } {
  const twice = (all: readonly Plain[], has: readonly boolean[]): Plain[] => [
    ...all,
    ...all.filter((_, k) => has[k]).map(zeroOf),
  ];
  const [movesShared, movesItem] = [dshared.map(isMoving), dsequences.map(isMoving)];
  const given = {
    carries: twice(body.carries, live),
    items: twice(body.items, movesItem),
    shared: twice(body.shared, movesShared),
  };
  // All values of the body, and the tangents of all: which are asked for shows later.
  const refs = refsOf(body);
  const run = recorded(given, (carries, items, shared) => {
    const trace = new Forward();
    const boxed = (all: Values, has: readonly boolean[]): Values => {
      const tangents = all.slice(has.length).values();
      return has.map((is, k) => trace.box(all[k] ?? 0, is ? (tangents.next().value ?? 0) : 0));
    };
    try {
      const of = replayed(body, boxed(carries, live), boxed(items, movesItem), boxed(shared, movesShared));
      return [...body.next, ...refs].flatMap((ref) => [trace.primalOf(of(ref)), trace.tangentOf(of(ref))]);
    } finally {
      trace.close();
    }
  });
  const tangentOf = (ref: Ref): Ref => {
    const at = refs.findIndex((other) => sameRef(other, ref));
    return at < 0 ? nothing : (run.outputs[2 * (body.next.length + at) + 1] ?? nothing);
  };
  const next = body.next.map((_, k) => run.outputs[2 * k] ?? nothing);
  const dnext = body.next.map((_, k) => fullRef(run.outputs[2 * k + 1] ?? nothing, body.carries[k] ?? 0));
  const made = { ...given, ...open(run, given), next: [...next, ...dnext.filter((_, k) => live[k])] };
  return { made, tangentOf };
}
