// What a value is equal to, bit by bit, whatever its inputs are. 0 · x is not 0, and x + 0 is not x, if x may be NaN
// or −0.

import { sameShape } from "../ndarray/index.js";
import type { Op } from "../core/op.js";
import { mulOp, timesOp } from "../core/space.js";
import { div, neg, sub } from "../ops/arithmetic.js";
import { copyOp } from "../transforms/loops/start.js";
import type { Node } from "./graph.js";

type Rule = (inputs: readonly Node[]) => Node | undefined;

const rules: ReadonlyMap<Op, readonly Rule[]> = new Map([
  [mulOp, [(x) => unless(1, x, 0), (x) => unless(1, x, 1)]],
  [timesOp, [(x) => unless(1, x, 0), (x) => unless(1, x, 1)]],
  [div.op, [(x) => unless(1, x, 1)]],
  [sub.op, [(x) => unless(0, x, 1)]],
  [copyOp, [([x]) => x]],
  [neg.op, [([x]) => (x?.kind === "step" && x.op === neg.op ? x.inputs[0] : undefined)]],
]);

/** One of `inputs`, or of theirs, that is `op` of them; undefined if none is known to be. */
export function simplified(op: Op, inputs: readonly Node[]): Node | undefined {
  for (const rule of rules.get(op) ?? []) {
    const same = rule(inputs);
    if (same !== undefined) return same;
  }
  return undefined;
}

/**
 * The other of two inputs, if the one at `place` is `neutral` throughout, and the result looks like the other: of any
 * element type but float64 it might not.
 */
function unless(neutral: number, inputs: readonly Node[], place: number): Node | undefined {
  const [one, other] = [inputs[place], inputs[1 - place]];
  if (one?.kind !== "constant" || !Object.is(one.uniform, neutral) || other?.dtype !== "float64")
    return undefined;
  return one.shape.length === 0 || sameShape(one.shape, other.shape) ? other : undefined;
}
