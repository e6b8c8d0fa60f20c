// The loop of `foriLoop`, whose body is told the number of its round.

import { flatten, isRecord, structureOf, type Flat } from "../../core/tree.js";
import { Unkept } from "./body.js";
import { kept } from "./keep.js";

/** The state after `count` rounds of state = body(round, state), or undefined if they cannot be kept as a loop. */
export function keptSteps<S>(
  number: number,
  count: number,
  body: (round: number, state: S) => S,
  init: S,
): S | undefined {
  const flat = treeOf(init);
  if (flat === undefined) return undefined;
  const structure = structureOf(flat);
  const end = kept({
    number,
    count,
    init: flat.leaves,
    sequences: [],
    isReversed: false,
    isCounted: true,
    run: (round, carry) => {
      const next = treeOf(body(round, flat.fill(carry) as S));
      if (next === undefined || structureOf(next) !== structure)
        throw new Unkept("the state changes its structure");
      return [next.leaves, []];
    },
  });
  return end && (flat.fill(end[0]) as S);
}

/** A state as a tree; undefined if it is none, or has leaves that a tree gives back in another form. */
function treeOf(state: unknown): Flat | undefined {
  const leaves: unknown[] = [];
  const visit = (x: unknown): void => {
    if (Array.isArray(x)) x.forEach(visit);
    else if (isRecord(x)) Object.values(x).forEach(visit);
    else leaves.push(x);
  };
  visit(state);
  try {
    const flat = flatten("foriLoop", state, "the state", () => new Unkept("the state is no tree"));
    return flat.leaves.length === leaves.length && flat.leaves.every((leaf, k) => leaf === leaves[k])
      ? flat
      : undefined;
  } catch (error) {
    if (error instanceof Unkept) return undefined;
    throw error;
  }
}
