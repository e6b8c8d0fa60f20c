// The loops of `foriLoop`, whose body is told the number of its round, and of `whileLoop`.

import { shapeOf, type Value } from "../../core/op.js";
import { flatten, isRecord, structureOf, type Flat } from "../../core/tree.js";
import { Unkept } from "./body.js";
import { kept, type Candidate } from "./keep.js";

/** The state after `count` rounds of state = body(round, state), or undefined if they cannot be kept as a loop. */
export function keptSteps<S>(
  number: number,
  count: number,
  body: (round: number, state: S) => S,
  init: S,
): S | undefined {
  return keptTree(init, body, { number, count, isCounted: true });
}

/** The state after state = body(state) while the condition holds, or undefined if that cannot be kept as a loop. */
export function keptWhile<S>(
  number: number,
  condition: (state: S) => Value,
  body: (state: S) => S,
  init: S,
): S | undefined {
  return keptTree(init, (_round, state) => body(state), {
    ...{ number, count: undefined, isCounted: false },
    condition: (state) => {
      const holds = condition(state);
      if (shapeOf(holds).length > 0) throw new Unkept("its condition is an array");
      return holds;
    },
  });
}

interface Counted<S> extends Pick<Candidate, "number" | "count" | "isCounted"> {
  readonly condition?: (state: S) => Value;
}

/** A loop whose state is a tree. */
function keptTree<S>(
  init: S,
  body: (round: number, state: S) => S,
  { condition, ...counted }: Counted<S>,
): S | undefined {
  const flat = treeOf(init);
  if (flat === undefined) return undefined;
  const structure = structureOf(flat);
  const filled = (carry: readonly Value[]): S => flat.fill(carry) as S;
  const end = kept({
    ...counted,
    init: flat.leaves,
    sequences: [],
    isReversed: false,
    run: (round, carry) => {
      const next = treeOf(body(round, filled(carry)));
      if (next === undefined || structureOf(next) !== structure)
        throw new Unkept("the state changes its structure");
      return [next.leaves, []];
    },
    ...(condition && { condition: (carry) => condition(filled(carry)) }),
  });
  return end && filled(end[0]);
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
