// A program written down: the Wengert list of one run, as data that can be run again, taken apart, made smaller
// and printed. The references read programs in this form, so that they need none of the rules.

import { escapedBox } from "../core/errors.js";
import { Box, bind, nextLevel, unbox, type Inputs, type Op, type Trace, type Value } from "../core/op.js";
import type { Plain } from "../ndarray/index.js";
import type { Program } from "./points.js";

/** A value that was computed: input number `at`, or the result of line number `at` − (number of inputs). */
export interface Reference {
  readonly at: number;
}

/** What a line reads: a value computed before, or a constant. */
export type Operand = Reference | Plain;

/** One operation of a program. */
export interface Operation {
  readonly op: Op<Inputs, unknown>;
  readonly operands: readonly Operand[];
  readonly params: unknown;
}

/** A program as one run of it went: which way it branched, and how often it went round, is fixed. */
export interface WengertList {
  /** The point that it was written down at. */
  readonly inputs: readonly Plain[];
  readonly lines: readonly Operation[];
  readonly outputs: readonly Operand[];
}

/** True of an operand that was computed. */
export function isReference(operand: Operand): operand is Reference {
  return typeof operand === "object" && "at" in operand && typeof operand.at === "number";
}

/** Runs `f` at `x` and writes down each operation that depends on `x`. */
export function wengertList(f: Program, x: readonly Plain[]): WengertList {
  const scribe = new Scribe();
  try {
    const outputs = f(x.map((plain) => scribe.box(plain))).map((y) => scribe.operandOf(y));
    return { inputs: x, lines: scribe.lines, outputs };
  } finally {
    scribe.closed = true;
  }
}

/** The program that a list stands for; it may be run on boxes as on plain values. */
export function programOf({ lines, outputs }: Omit<WengertList, "inputs">): Program {
  return (x) => {
    const values: Value[] = [...x];
    const read = (operand: Operand): Value => (isReference(operand) ? (values[operand.at] ?? 0) : operand);
    for (const { op, operands, params } of lines) values.push(bind(op, operands.map(read), params));
    return outputs.map(read);
  };
}

/** The value of each line when the list runs at its own point, after the inputs. */
export function valuesOf(list: WengertList): readonly Plain[] {
  const all = list.lines.map((_, k) => ({ at: list.inputs.length + k }));
  const run = programOf({ lines: list.lines, outputs: all });
  return [...list.inputs, ...(run(list.inputs) as readonly Plain[])];
}

/** A value on the list that is being written. */
class Written extends Box {
  constructor(
    readonly trace: Scribe,
    readonly value: Plain,
    readonly at: number,
  ) {
    super();
  }
}

/**
 * The trace that writes down. Truth values, and other numbers that are locally constant, the program gets as
 * they are.
 */
class Scribe implements Trace {
  readonly level = nextLevel();
  readonly lines: Operation[] = [];
  closed = false;
  private written = 0;

  box(plain: Plain): Written {
    this.written += 1;
    return new Written(this, plain, this.written - 1);
  }

  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
    if (this.closed) throw escapedBox(op.name);
    const y = bind(op, unbox(inputs, this), params) as Plain;
    const operands = inputs.map((x) => this.operandOf(x));
    this.lines.push({ op: op as unknown as Op<Inputs, unknown>, operands, params });
    const written = this.box(y);
    return op.constant === true && typeof y === "number" ? y : written;
  }

  operandOf(x: Value): Operand {
    return x instanceof Written && x.trace === this ? { at: x.at } : (x as Plain);
  }
}
