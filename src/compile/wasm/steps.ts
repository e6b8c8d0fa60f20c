// The steps of one function of WebAssembly, and its values in locals.

import { code } from "../../wasm/instructions.js";
import type { Code, Imports } from "../../wasm/encoder.js";
import type { Node, Step } from "../graph.js";
import type { Memory, Part } from "../memory.js";
import { bodyOfStep, functionOf } from "../plan.js";
import type { AheadLoop } from "./ahead-loop.js";
import { Formulas } from "./formulas.js";

/** Puts a value on the stack. */
export type Push = () => void;

/** What the functions of a program have in common. */
export interface Shared {
  readonly imports: Imports;
  readonly memory: Memory;
  readonly loose: ReadonlySet<Node>;
  /** How many inputs there are, which are in memory before what the program keeps. */
  readonly inputs: number;
  /** All of these numbers, when the program runs. */
  readonly numbers: () => Float64Array;
}

/** Where a value is in memory. */
export function placeOf(node: Node, { inputs, memory }: Shared): number {
  return node.kind === "input" ? node.at : inputs + memory.placeOf(node);
}

/** Writes the steps of one function. */
export class Steps {
  /** The values that are in a local. */
  private readonly locals = new Map<Node, number>();

  constructor(
    private readonly to: Code,
    private readonly shared: Shared,
  ) {}

  step(step: Step, part: Part): void {
    const local = this.to.local();
    this.value(step, this.argsOf(step));
    this.to.at(code.localSet, local);
    this.keep(step, local, part);
  }

  /** Says that a step is in a local, and puts it in memory if others need it. */
  keep(step: Step, local: number, part: Part): void {
    if (this.shared.memory.leaves(step, part))
      this.to.integer(0).at(code.localGet, local).memory(code.f64Store, placeOf(step, this.shared));
    this.locals.set(step, local);
  }

  argsOf(step: Step): readonly Push[] {
    return step.inputs.map(this.pusher);
  }

  /** The value of a step on the stack: by instructions, or if there are none for it by a call of its function. */
  readonly value = (step: Step, args: readonly Push[]): void => {
    const { imports, loose } = this.shared;
    const body = bodyOfStep(step, loose);
    const isTruth = step.op.predicate !== undefined;
    if (body !== undefined && new Formulas(this.to, imports, args).body(body, isTruth)) return;
    for (const push of args) push();
    // A truth value comes as a number, 1 or 0.
    this.to.at(code.call, imports.at(functionOf(step) as (...x: number[]) => number, args.length));
  };

  /** Does what is done ahead of a loop: the kernels have a memory of their own. */
  readonly ahead = ({ values, run }: AheadLoop): void => {
    const { imports, numbers } = this.shared;
    const f = (...x: readonly number[]): number => {
      run(numbers(), x);
      return 0;
    };
    for (const node of values) this.pusher(node)();
    this.to.at(code.call, imports.at(f, values.length)).op(code.drop);
  };

  /** What puts a value on the stack, as often as it is called: it has been put in a local by then. */
  readonly pusher = (node: Node): Push => {
    const { to } = this;
    if (node.kind === "constant") return () => void to.number(node.value as number);
    let local = this.locals.get(node);
    if (local === undefined) {
      this.locals.set(node, (local = to.local()));
      to.integer(0).memory(code.f64Load, placeOf(node, this.shared)).at(code.localSet, local);
    }
    const place = local;
    return () => void to.at(code.localGet, place);
  };

  /** Puts a value on the stack once: one that is in no local is put in none. */
  readonly push = (node: Node): void => {
    if (node.kind === "constant" || this.locals.has(node)) this.pusher(node)();
    else this.to.integer(0).memory(code.f64Load, placeOf(node, this.shared));
  };
}
