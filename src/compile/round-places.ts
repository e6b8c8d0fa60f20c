// Where small arrays of a round are, so that none need be made in it: an item is read where it lies in its sequence, what
// is handed out is written where it goes, and what else there is has room that is made once.

import { sameShape, sizeOf } from "../ndarray/index.js";
import { isElementwise } from "./fuse.js";
import { isNumber, type Node, type Step } from "./graph.js";
import type { RoundPlan } from "./kept.js";

/** Arrays of more elements are worth an array of their own in each round. */
export const mostInPlace = 255;

/** Where a loop over elements reads and writes. */
export interface Places {
  /** Element i of an array, if that is not one by itself. */
  readonly elementOf: (node: Node) => string | undefined;
  /** Where element i of a result goes, besides its array. */
  readonly targetOf: (step: Step) => string | undefined;
  /** Whether the result has an array that is made anew, or one that is there, or none. */
  readonly roomOf: (step: Step) => "fresh" | "there" | "none";
}

/** The places of one loop. */
export class RoundPlaces implements Places {
  /** The steps for which there is room before the loop. */
  readonly rooms = new Set<Step>();
  /** The stacks that loops over elements write, by their numbers. */
  readonly written = new Set<number>();
  /** The states that change places with the room of what they become. */
  readonly swapped = new Map<number, Step>();
  private readonly users = new Map<Node, Step[]>();
  private readonly nexts: ReadonlySet<Node>;

  /** Of a body of which inputs from number `first` on and before `last` are items. */
  constructor(
    private readonly plan: RoundPlan,
    private readonly first: number,
    private readonly last: number,
  ) {
    this.nexts = new Set(plan.states.map(([, next]) => next));
    for (const step of plan.stretch.steps)
      for (const input of step.inputs) this.users.set(input, [...(this.users.get(input) ?? []), step]);
    for (const [at, next] of plan.states) if (this.maySwap(at, next)) this.swapped.set(at, next as Step);
  }

  private maySwap(at: number, next: Node): boolean {
    const { states, inputs } = this.plan;
    const own = inputs.find((input) => input.at === at);
    if (!isSmall(next) || next.kind !== "step" || !isElementwise(next) || !this.isSafe(next)) return false;
    if (states.filter(([, other]) => other === next).length > 1) return false;
    return own === undefined || (this.isSafe(own) && !this.nexts.has(own));
  }

  /** Whether nobody who reads the array keeps it: not as what it makes, nor as a part of that. */
  private isSafe(node: Node): boolean {
    return (this.users.get(node) ?? []).every((user) => isElementwise(user) || isNumber(user));
  }

  /** Whether it is read element by element alone, by what has as many. */
  private isElementwiseFor(step: Step): boolean {
    const users = this.users.get(step) ?? [];
    return users.every((user) => isElementwise(user) && sameShape(user.shape, step.shape));
  }

  elementOf(node: Node): string | undefined {
    if (!isSmall(node)) return undefined;
    const offset = `t * ${String(sizeOf(node.shape))} + i`;
    if (node.kind === "input")
      return node.at >= this.first && node.at < this.last ? `q${String(node.at)}[${offset}]` : undefined;
    if (node.kind !== "step" || this.roomOf(node) !== "none") return undefined;
    return `h${String(this.plan.stacks.indexOf(node))}[${offset}]`;
  }

  targetOf(step: Step): string | undefined {
    const k = this.plan.stacks.indexOf(step);
    if (k < 0 || !isSmall(step)) return undefined;
    this.written.add(k);
    return `h${String(k)}[t * ${String(sizeOf(step.shape))} + i]`;
  }

  roomOf(step: Step): "fresh" | "there" | "none" {
    if (!isSmall(step) || !isElementwise(step) || !this.isSafe(step)) return "fresh";
    if (this.nexts.has(step)) {
      const isSwapped = [...this.swapped.values()].includes(step);
      if (isSwapped) this.rooms.add(step);
      return isSwapped ? "there" : "fresh";
    }
    if (this.plan.stacks.includes(step) && this.isElementwiseFor(step)) return "none";
    this.rooms.add(step);
    return "there";
  }
}

function isSmall(node: Node): boolean {
  return !isNumber(node) && node.dtype === "float64" && sizeOf(node.shape) <= mostInPlace;
}
