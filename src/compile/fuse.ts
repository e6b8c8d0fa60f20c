// Elementwise steps of one shape, done in one loop over the elements: what is only for each other is in no array at all,
// and what is summed over all elements is summed on the way.

import { broadcastToOp, sumToOp, type ToShape } from "../core/space.js";
import type { Op } from "../core/op.js";
import { sameShape, sizeOf, type Shape } from "../ndarray/index.js";
import { dotOp } from "../ops/multiplying.js";
import { sumOfSquares } from "../ops/products.js";
import { sumOp, type Reduced } from "../ops/reducing.js";
import { isNumber, type Node, type Step } from "./graph.js";
import type { Users } from "./users.js";

/** Steps that are done in one loop. */
export interface Loop {
  readonly shape: Shape;
  readonly steps: readonly Step[];
  /** Those that others use too. */
  readonly results: readonly Step[];
  /** Numbers that are sums over all elements: of a value, or of the products of two. */
  readonly sums: readonly Step[];
}

/**
 * Steps in an order in which those that can be done in one loop are together: before the first loop what needs nothing
 * of it, after it what needs it and cannot join, in which there may be more loops. Only `withSums` have loops sums.
 */
export function fused(steps: readonly Step[], users: Users, withSums = true): readonly (Step | Loop)[] {
  const first = steps.find(isElementwise);
  if (first === undefined) return steps;
  const { shape } = first;
  const [before, joined, sums, after]: [Step[], Step[], Step[], Step[]] = [[], [], [], []];
  const [members, later] = [new Set<Node>(), new Set<Node>()];
  for (const step of steps) {
    const waits = step.inputs.some((input) => later.has(input));
    if (!waits && isElementwise(step) && sameShape(step.shape, shape)) {
      joined.push(step);
      members.add(step);
    } else if (!waits && withSums && isSumOver(step, shape)) {
      sums.push(step);
      members.add(step);
      // It is known when the loop is done.
      later.add(step);
    } else if (waits || isElementwise(step) || step.inputs.some((input) => members.has(input))) {
      after.push(step);
      later.add(step);
    } else before.push(step);
  }
  if (joined.length === 0) return [...before, ...sums, ...fused(after, users, withSums)];
  const results = joined.filter((step) => !users.isOnlyFor(members, step));
  return [...before, { shape, steps: joined, results, sums }, ...fused(after, users, withSums)];
}

/** Whether each element of the result is a number that is made of one element of each input, or of a number. */
export function isElementwise(step: Step): boolean {
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

/** Whether the step is a number, the sum over all elements of arrays of doubles of that shape. */
function isSumOver(step: Step, shape: Shape): boolean {
  const { op, inputs, params } = step;
  if (!inputs.every((x) => x.dtype === "float64" && sameShape(x.shape, shape))) return false;
  if (op === (sumToOp as unknown as Op)) return (params as ToShape).shape.length === 0;
  if (op !== (sumOp as unknown as Op)) return op === (dotOp as unknown as Op) || isOfSquares(step);
  const { axes, keepDims } = params as Reduced;
  return !keepDims && axes.length === shape.length;
}

function isOfSquares({ op }: Step): boolean {
  return op === sumOfSquares.op;
}

/** The values whose product is summed. */
export function factorsOf(sum: Step): readonly Node[] {
  return isOfSquares(sum) ? [...sum.inputs, ...sum.inputs] : sum.inputs;
}
