// What uses the values of a program.

import { isInLoop } from "./fuse.js";
import type { Node, Step } from "./graph.js";
import { asked, type Stretch } from "./plan.js";

/** What uses each value: steps, and whoever asks about it or returns it. */
export class Users {
  private readonly steps = new Map<Node, Step[]>();
  private readonly others = new Set<Node>();

  private isVisited = false;

  constructor(private readonly stretch: Stretch) {}

  private visit({ steps, then }: Stretch): void {
    for (const step of steps)
      for (const input of step.inputs) {
        const users = this.steps.get(input);
        if (users === undefined) this.steps.set(input, [step]);
        else users.push(step);
      }
    if ("fork" in then) {
      for (const node of asked(then.fork)) this.others.add(node);
      for (const branch of then.branches) this.visit(branch);
    } else for (const output of then.outputs) this.others.add(output);
  }

  /** Whether nobody but these uses the value. */
  isOnlyFor(some: ReadonlySet<Node>, node: Node): boolean {
    return this.areAll(node, (user) => some.has(user));
  }

  /** Whether the value is an array that nobody uses but loops over its elements. */
  isOnlyForLoops(node: Node): boolean {
    return this.areAll(node, (user) => isInLoop(user, node.shape));
  }

  private areAll(node: Node, fits: (user: Step) => boolean): boolean {
    // Few programs ask.
    if (!this.isVisited) this.visit(this.stretch);
    this.isVisited = true;
    return !this.others.has(node) && (this.steps.get(node) ?? []).every(fits);
  }
}
