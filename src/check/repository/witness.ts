// One run of a program under watch: whose functions ran operations, and how each comparison was answered, where.

import { Box, bind, nextLevel, unbox, type Inputs, type Op, type Trace, type Value } from "../../core/op.js";
import type { Plain } from "../../ndarray/index.js";
import type { Program } from "../points.js";
import { framesAbove, type Frame } from "./stack.js";

/** A function of the user's. */
export interface Ran {
  readonly name: string;
  readonly file: string;
}

/** A comparison in a function of the user's, and how it was answered, in order. */
export interface Branch extends Ran {
  readonly line: number;
  readonly op: string;
  readonly answers: readonly boolean[];
}

/** What a run has shown. */
export interface Witnessed {
  readonly functions: readonly Ran[];
  readonly branches: readonly Branch[];
}

/** After so many operations only comparisons are placed: a stack is slow, and loops repeat themselves. */
const most = 10_000;

/** Runs `f` at `x`, and tells what it went through. */
export function witnessed(f: Program, x: readonly Plain[]): Witnessed {
  const witness = new Witness();
  f(x.map((plain) => new Seen(witness, plain)));
  const branches = Array.from(witness.branches.values(), ({ frame, op, answers }) => {
    const { name, file, line } = frame;
    return { name, file, line, op, answers };
  });
  return { functions: [...witness.functions.values()], branches };
}

/** A value that depends on the inputs. */
class Seen extends Box {
  constructor(
    readonly trace: Witness,
    readonly value: Plain,
  ) {
    super();
  }
}

class Witness implements Trace {
  readonly level = nextLevel();
  readonly functions = new Map<string, Ran>();
  readonly branches = new Map<
    string,
    { readonly frame: Frame; readonly op: string; readonly answers: boolean[] }
  >();
  private count = 0;

  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
    const y = bind(op, unbox(inputs, this), params) as Plain;
    const isAnswer = op.predicate !== undefined && typeof y === "number";
    this.count += 1;
    if (isAnswer || this.count <= most) this.place(op.name, isAnswer ? y !== 0 : undefined);
    return op.constant === true && typeof y === "number" ? y : new Seen(this, y);
  }

  private place(op: string, answer: boolean | undefined): void {
    const frames = framesAbove(witnessed.name);
    for (const { name, file } of frames)
      if (name !== "") this.functions.set(`${file} ${name}`, { name, file });
    const [frame] = frames;
    if (answer === undefined || frame === undefined) return;
    const key = `${frame.file}:${String(frame.line)}:${String(frame.column)}`;
    const branch = this.branches.get(key) ?? { frame, op, answers: [] };
    this.branches.set(key, branch);
    // Of a loop that asks a thousand times the first answers tell the way, and the last one its end.
    if (branch.answers.length >= 64) branch.answers.pop();
    branch.answers.push(answer);
  }
}
