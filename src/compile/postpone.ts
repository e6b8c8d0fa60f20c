// Elementwise steps that are better done in the next loop: what only that one reads need be in no array.

import type { Node, Step } from "./graph.js";
import type { Users } from "./users.js";

/**
 * Of the steps that could be done in a loop, those that may wait for the next one: nobody needs them before it, and all
 * that they read is in an array then, or waits as well. `sums` are taken in the loop; `readers` are the steps of later loops
 * over the same elements.
 */
export function postponed(
  steps: readonly Step[],
  sums: readonly Step[],
  readers: readonly Step[],
  users: Users,
): ReadonlySet<Node> {
  const members = new Set<Node>([...steps, ...sums]);
  const waiting = new Set<Node>([...steps, ...readers]);
  const mayWait = (step: Step): boolean =>
    users.isOnlyFor(waiting, step) &&
    step.inputs.every((x) => !members.has(x) || waiting.has(x) || !users.isOnlyFor(members, x));
  for (let before = Infinity; waiting.size < before;) {
    before = waiting.size;
    for (const step of steps.toReversed()) if (!mayWait(step)) waiting.delete(step);
  }
  return new Set(steps.filter((step) => waiting.has(step)));
}
