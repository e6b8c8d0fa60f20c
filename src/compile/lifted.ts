// A compiled function within a derivative: it is one operation there, whose rules are compiled in their turn.

import { Batched } from "../batch/index.js";
import { notOutput } from "../core/errors.js";
import { Box, value, type Value } from "../core/op.js";
import { materialize } from "../core/space.js";
import { flatten, structureOf, type Flat } from "../core/tree.js";
import { push } from "../forward/index.js";
import { pulledBack } from "../transforms/checkpoint.js";
import { applied } from "../transforms/whole.js";
import { Dependent } from "../sparse/index.js";
import type { Signature } from "./signature.js";
import type { Fn } from "./staged.js";

type Values = readonly Value[];

/** Compiles a function. */
export type Compile = <F extends (...args: never[]) => unknown>(f: F) => F;

/** A function at arguments of one structure, some of which are watched. */
export class Lifted {
  private output: Flat | undefined;
  private structure: string | undefined;
  /** Whether it is to run as it is, with its boxes. */
  private isInline: boolean | undefined;
  private readonly run: (x: Values) => Values;
  private readonly push: (x: Values, dx: Values) => Values;
  private readonly pull: (x: Values, dy: Values) => Values;

  constructor(
    private readonly f: Fn,
    signature: Signature,
    compile: Compile,
  ) {
    const flat = (x: Values): Values => {
      let next = 0;
      const y = f(...(signature.filled(() => x[next++]!) as never[]));
      if (y === undefined) throw notOutput("jit", "the output of f", y);
      const output = flatten("jit", y, "the output of f", notOutput);
      const structure = structureOf(output);
      // A compiled run does not say which structure it has; if there are several, none is compiled.
      if (structure !== (this.structure ??= structure)) this.isInline = true;
      this.output = output;
      return output.leaves;
    };
    this.run = compile(flat);
    this.push = compile((x: Values, dx: Values) => push(flat, x, dx).dy);
    this.pull = compile((x: Values, dy: Values) => pulledBack(flat, x, dy));
  }

  call(args: readonly unknown[], leaves: Values): unknown {
    // In a batch, in a program that is being compiled itself, or asked what depends on what, its operations are the
    // better parts.
    if (leaves.some(isOfProgram)) return this.f(...(args as never[]));
    // What uses watched values from outside shows it in what it returns for plain arguments.
    this.isInline ??= this.run(leaves.map(value)).some((y) => y instanceof Box);
    if (this.isInline) return this.f(...(args as never[]));
    const y = applied(
      {
        name: "jit",
        run: (x) => this.run(x),
        push: (dx, _y, x) => this.push(x, zeros(dx, x)),
        pull: (dy, y, x) => this.pull(x, zeros(dy, y)),
      },
      leaves,
    );
    return this.output?.fill(y);
  }
}

function zeros(dx: Values, x: Values): Values {
  return dx.map((d, i) => materialize(d, x[i] ?? 0));
}

/** Whether a batch, a staged program or the like is among the traces that watch the value. */
function isOfProgram(x: Value): boolean {
  for (let v = x; v instanceof Box; v = v.value)
    if (v.trace.keepsLoops === true || v instanceof Batched || v instanceof Dependent) return true;
  return false;
}
