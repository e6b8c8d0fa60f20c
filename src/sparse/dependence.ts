// Which outputs of a program depend on which inputs: one more trace, which writes down how each value was made.
//
// The program runs as it is, on values that other traces may watch. What is asked for afterwards is read off, and
// nothing else: the long sum of a loss, which its gradient does not contain, costs nothing.

import { sizeOf } from "../ndarray/index.js";
import { escapedBox } from "../core/errors.js";
import {
  Box,
  bind,
  nextLevel,
  shapeOf,
  unbox,
  type Inputs,
  type Op,
  type Trace,
  type Value,
} from "../core/op.js";
import { none, type Rows } from "./rows.js";
import { structureOf } from "./structure.js";

type Values = readonly Value[];

/** How a value was made: by an op of others, or, of an input, from nothing. */
interface Origin {
  readonly id: number;
  readonly op: Op | undefined;
  readonly x: Values;
  readonly y: Value;
  readonly params: unknown;
  readonly from: readonly (Origin | undefined)[];
  /** What its elements depend on, once it is known. */
  rows: Rows | undefined;
}

/** Runs a program, and writes down how each value was made. */
class Dependence implements Trace {
  readonly level = nextLevel();
  readonly origins: Origin[] = [];
  private closed = false;

  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
    if (this.closed) throw escapedBox(op.name);
    const x = unbox(inputs, this);
    const y = bind(op, x, params);
    const from = inputs.map((v) => this.originOf(v));
    // What is constant here may be another number elsewhere on the same way, so it stays in a box.
    if (op.constant === true || from.every((input) => input === undefined))
      return new Dependent(this, y, undefined);
    return this.box(op, x, y, params, from);
  }

  /** A box around an input whose elements are numbered from `first` on. */
  input(x: Value, first: number): Value {
    const rows = Array.from({ length: sizeOf(shapeOf(x)) }, (_, i) => [first + i]);
    return this.box(undefined, [], x, undefined, [], rows);
  }

  private box(
    op: Op | undefined,
    x: Values,
    y: Value,
    params: unknown,
    from: Origin["from"],
    rows?: Rows,
  ): Value {
    const origin: Origin = { id: this.origins.length, op, x, y, params, from, rows };
    this.origins.push(origin);
    return new Dependent(this, y, origin);
  }

  originOf(x: Value): Origin | undefined {
    return x instanceof Dependent && x.trace === this ? x.origin : undefined;
  }

  primalOf(x: Value): Value {
    return x instanceof Dependent && x.trace === this ? x.value : x;
  }

  close(): void {
    this.closed = true;
  }
}

/** A value, and how it was made; of one that depends on no input, nothing. */
export class Dependent extends Box {
  constructor(
    readonly trace: Dependence,
    readonly value: Value,
    readonly origin: Origin | undefined,
  ) {
    super();
  }
}

/** The outputs of a program, and of each of their elements the inputs that it may depend on. */
export interface Dependences {
  readonly y: Values;
  readonly rows: Rows;
}

/**
 * The elements of the inputs, numbered leaf by leaf, that each element of the outputs depends on. An input that is left
 * out has derivative zero at every point for which the program goes the same way.
 */
export function dependencesOf(f: (x: Values) => Values, x: Values): Dependences {
  const trace = new Dependence();
  try {
    let next = 0;
    const out = f(
      x.map((leaf) => {
        const box = trace.input(leaf, next);
        next += sizeOf(shapeOf(leaf));
        return box;
      }),
    );
    const origins = out.map((v) => trace.originOf(v));
    resolve(trace.origins, origins);
    const y = out.map((v) => trace.primalOf(v));
    return { y, rows: y.flatMap((v, k) => origins[k]?.rows ?? withoutInputs(v)) };
  } finally {
    trace.close();
  }
}

function withoutInputs(x: Value): Rows {
  return new Array<typeof none>(sizeOf(shapeOf(x))).fill(none);
}

/** Finds the rows of some values, and of all that they were made of. */
function resolve(all: readonly Origin[], some: readonly (Origin | undefined)[]): void {
  const needed = new Uint8Array(all.length);
  const need = (origin: Origin | undefined): void => {
    if (origin !== undefined) needed[origin.id] = 1;
  };
  some.forEach(need);
  // What a value is made of was made before it.
  for (let id = all.length - 1; id >= 0; id--) if (needed[id] === 1) all[id]?.from.forEach(need);
  for (const origin of all) {
    const { id, op, x, y, params, from } = origin;
    if (op === undefined || needed[id] !== 1) continue;
    origin.rows = structureOf({ op, x, y, params, rows: from.map((input) => input?.rows) });
  }
}
