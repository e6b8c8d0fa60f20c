// Elementwise steps of one shape, done in one loop over the elements: what is only for each other is in no array at all.

import { broadcastToOp } from "../core/space.js";
import type { Op } from "../core/op.js";
import { sameShape, sizeOf, type Shape } from "../ndarray/index.js";
import { isNumber, type Node, type Step } from "./graph.js";
import type { Users } from "./users.js";

/** Steps that are done in one loop. */
export interface Loop {
  readonly shape: Shape;
  readonly steps: readonly Step[];
  /** Those that others use too. */
  readonly results: readonly Step[];
}

/**
 * Steps in an order in which those that can be done in one loop are together: before the first loop what needs nothing
 * of it, after it what needs it and cannot join, in which there may be more loops.
 */
export function fused(steps: readonly Step[], users: Users): readonly (Step | Loop)[] {
  const first = steps.find(isElementwise);
  if (first === undefined) return steps;
  const before: Step[] = [];
  const joined: Step[] = [];
  const after: Step[] = [];
  const [members, later] = [new Set<Node>(), new Set<Node>()];
  for (const step of steps) {
    const waits = step.inputs.some((input) => later.has(input));
    if (!waits && isElementwise(step) && sameShape(step.shape, first.shape)) {
      joined.push(step);
      members.add(step);
    } else if (waits || isElementwise(step) || step.inputs.some((input) => members.has(input))) {
      after.push(step);
      later.add(step);
    } else before.push(step);
  }
  const results = joined.filter((step) => !users.isOnlyFor(members, step));
  return [...before, { shape: first.shape, steps: joined, results }, ...fused(after, users)];
}

/** Whether each element of the result is a number that is made of one element of each input, or of a number. */
function isElementwise(step: Step): boolean {
  const { op, inputs, shape, dtype } = step;
  if (isNumber(step) || dtype !== "float64") return false;
  if (isSpread(step)) return true;
  if (op.scalar === undefined || op.constant === true) return false;
  return inputs.every((x) => x.dtype === "float64" && (isNumber(x) || sameShape(x.shape, shape)));
}

/** Whether the step is one number, repeated. */
export function isSpread({ op, inputs: [x] }: Step): boolean {
  return op === (broadcastToOp as unknown as Op) && x?.dtype === "float64" && sizeOf(x.shape) === 1;
}
