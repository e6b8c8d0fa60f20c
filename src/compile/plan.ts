// In what order a compiled program does what: on each stretch between two questions, the values that it needs there and
// has not had before.

import { timesOp } from "../core/space.js";
import type { Op } from "../core/op.js";
import type { Body } from "./formula.js";
import { bodyOf } from "./reader.js";
import { isNumber, type Node, type Step } from "./graph.js";
import { isFork, needed, type End, type Fork, type Way } from "./paths.js";

/** A stretch of the program, and what comes after it. */
export interface Stretch {
  /** What is computed, in order; inputs and constants are there without that. */
  readonly steps: readonly Step[];
  readonly then: End | Junction;
  /** How many steps the longest way takes from its beginning to the end. */
  readonly length: number;
}

/** A question, and the stretches that follow its answers. */
export interface Junction {
  readonly fork: Fork;
  readonly branches: readonly Stretch[];
}

/** The stretches of a tree of ways; `done` is what has been computed before. */
export function planned(way: Way, done = new Set<Node>()): Stretch {
  const steps = needed(isFork(way) ? asked(way) : way.outputs, done).filter(isStep);
  if (!isFork(way)) return { steps, then: way, length: steps.length };
  for (const step of steps) done.add(step);
  const branches = way.ways.map((branch) => planned(branch.way, done));
  for (const step of steps) done.delete(step);
  const length = steps.length + Math.max(...branches.map((branch) => branch.length));
  return { steps, then: { fork: way, branches }, length };
}

function isStep(node: Node): node is Step {
  return node.kind === "step";
}

/** What must be known to answer the question: of a comparison that is asked on the spot, what it compares. */
export function asked(fork: Fork): readonly Node[] {
  return comparisonOf(fork)?.inputs ?? [fork.node];
}

/** The comparison of numbers whose answer is asked for, if its text is known: then it is asked on the spot. */
export function comparisonOf({ node, question }: Fork): Step | undefined {
  if (question !== undefined || !isStep(node) || !node.inputs.every(isNumber)) return undefined;
  const { predicate } = node.op;
  return predicate !== undefined && bodyOf(predicate)?.locals.length === 0 ? node : undefined;
}

/** The formula of a step on numbers, or for an element of arrays, if its op has one. */
export function bodyOfStep(step: Step, plain: ReadonlySet<Node>): Body | undefined {
  if (step.op === (timesOp as Op)) return plain.has(step) ? product : strongProduct;
  const f = functionOf(step);
  return f && bodyOf(f);
}

/** The function of numbers that a step is, or that it is for each element. */
export function functionOf({ op }: Step): ((...x: number[]) => number | boolean) | undefined {
  return op.predicate ?? op.scalar?.f;
}

const product = bodyOf((p, dx) => p * dx);

/** `strong` of the chain rule, as one formula. */
const strongProduct = bodyOf((p, dx) => {
  const plain = p * dx;
  if (plain === plain) return plain;
  return p === 0 || dx === 0 ? 0 : NaN;
});

/** The longest of the branches goes straight on, and the others turn off: so a long program is not a deep one. */
export function inOrder(branches: readonly Stretch[]): number[] {
  return branches.map((_, k) => k).sort((a, b) => branches[a]!.length - branches[b]!.length);
}

/** Whether the answers that have ways are all that there are. */
export function isExhausted(fork: Fork): boolean {
  return comparisonOf(fork) !== undefined && fork.ways.length === 2;
}
