// What a loop over elements costs, and whether WebAssembly, or workers, pay for it.

import { timesOp } from "../../core/space.js";
import type { Op } from "../../core/op.js";
import { sizeOf } from "../../ndarray/index.js";
import type { LoopSpec } from "../../wasm/part.js";
import type { Body } from "../formula.js";
import { isSpread, type Loop } from "../fuse.js";
import type { Node, Step } from "../graph.js";
import { bodyOfStep } from "../plan.js";
import { together, vectorCost, type VectorCost } from "./vectors.js";

/** What there is for the steps of a loop, together. */
export function costOf({ steps }: Pick<Loop, "steps">): VectorCost {
  return together(
    steps
      .filter((step) => !isSpread(step) && !isTimes(step))
      .map((step) => {
        const body = bodyOfElement(step);
        return body === undefined ? called : vectorCost(body);
      }),
  );
}

/** A function without a formula. */
const called: VectorCost = { isVector: false, kernels: 0, calls: 1, foreign: 0 };

/** Whether all has instructions; a function that must be called takes as long as in JavaScript. */
export function pays({ isVector, kernels, calls }: VectorCost): boolean {
  return isVector && calls <= kernels;
}

/** About half a millisecond of work, in instructions: to wake a worker takes some 20 µs. */
const worthwhile = 2 ** 20;

/**
 * Why a loop is better done in one thread, if it is. The caller has to carry all arrays to the memory of the kernels and back,
 * whoever does the rest, for about 4 instructions an element.
 */
export function whyUndivided(
  loop: Pick<Loop, "steps" | "sums" | "shape">,
  { arrays, results }: Pick<LoopSpec, "arrays" | "results">,
): string | undefined {
  const { kernels, calls } = costOf(loop);
  const each = loop.steps.length + loop.sums.length + 8 * kernels + 25 * calls;
  if (each < 4 * (arrays + results)) return "a loop does too little with its arrays to be divided";
  return each * sizeOf(loop.shape) < worthwhile ? "a loop is too short to be divided" : undefined;
}

/** The formula for an element, if there is one. */
export function bodyOfElement(step: Step): Body | undefined {
  return bodyOfStep(step, none);
}

const none: ReadonlySet<Node> = new Set();

/** Whether the step is a product of the chain rule. */
export function isTimes({ op }: Step): boolean {
  return op === (timesOp as Op);
}
