// Reverse mode: every op is written down as it runs, and the tape is read backwards.
//
// An op on numbers needs one row of typed columns: where its inputs are, and its partials. Any other op (on
// arrays, or on the boxes of an outer trace) is kept as a step, and its row only points there. So a scalar
// program costs 32 bytes and no object per op, and an array program costs one object per op.

import {
  Box,
  ScalarBox,
  bind,
  nextLevel,
  unbox,
  type Inputs,
  type Op,
  type Trace,
  type Value,
} from "../core/op.js";
import { escapedBox } from "../core/errors.js";
import { borrow, copied, giveBack, none, type Columns } from "./columns.js";

/**
 * An op as it ran: what its rule needs, and the places of its inputs, 0 for those that are not on the tape.
 */
export interface Step {
  readonly op: Op;
  readonly at: readonly number[];
  readonly x: Inputs;
  readonly y: Value;
  readonly params: unknown;
}

/** What `record` answers while the tape is paused. */
const nowhere = -1;

/** Records a program. Place 0 is a sink: the input that an op of one input does not have. */
export class Tape implements Trace {
  readonly level = nextLevel();
  readonly steps: Step[] = [];
  columns: Columns = borrow();
  length = 1;
  /** Rows that may be written without a question; 0 where the tape is paused or closed. */
  private room = this.columns.left.length;
  private closed = false;

  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
    if (this.closed) throw escapedBox(op.name);
    const x = unbox(inputs, this);
    const y = bind(op, x, params);
    if (op.constant === true) return y;
    return this.keep({ op, at: inputs.map((v) => this.placeOf(v)), x, y, params });
  }

  /** A box around `x`, an input of the program. */
  watch(x: Value): Value {
    if (typeof x === "number") return this.box(x, this.record(0, 0, 0, 0));
    return this.keep({ op: input, at: [], x: [], y: x, params: undefined });
  }

  private keep(step: Step): Value {
    const place = this.record(~this.steps.length, 0, 0, 0);
    if (place !== nowhere) this.steps.push(step);
    return this.box(step.y, place);
  }

  /** The box of y at `place`; y itself where the tape was paused. */
  box(y: Value, place: number): Value {
    if (place === nowhere) return y;
    return typeof y === "number" ? new ScalarNode(this, y, place) : new Node(this, y, place);
  }

  /** Writes a row and answers its place, or `nowhere` while paused. */
  record(left: number, p: number, right: number, q: number): number {
    const place = this.length;
    if (place >= this.room && !this.makeRoom()) return nowhere;
    const columns = this.columns;
    columns.left[place] = left;
    columns.right[place] = right;
    columns.p[place] = p;
    columns.q[place] = q;
    this.length = place + 1;
    return place;
  }

  private makeRoom(): boolean {
    if (this.closed) throw escapedBox();
    if (this.room === 0) return false;
    this.columns = copied(this.columns, this.length, 2 * this.room);
    this.room = this.columns.left.length;
    return true;
  }

  /** The place of `x`; 0 if it is not on this tape. */
  placeOf(x: Value): number {
    return (x instanceof ScalarNode || x instanceof Node) && x.trace === this ? x.place : 0;
  }

  /** What `x` is outside this tape. */
  primalOf(x: Value): Value {
    return x instanceof Box && x.trace === this ? x.value : x;
  }

  /** Runs `f` without recording. */
  pause<T>(f: () => T): T {
    const room = this.room;
    this.room = 0;
    try {
      return f();
    } finally {
      if (!this.closed) this.room = room;
    }
  }

  /** Ends recording and keeps what was recorded, in columns of its own. */
  seal(): void {
    if (this.closed) return;
    const borrowed = this.columns;
    this.columns = copied(borrowed, this.length, this.length);
    this.end(borrowed);
  }

  /** Ends recording and forgets what was recorded. */
  release(): void {
    const used = this.columns;
    this.columns = none;
    this.length = 1;
    this.steps.length = 0;
    if (!this.closed) this.end(used);
  }

  private end(borrowed: Columns): void {
    this.closed = true;
    this.room = 0;
    giveBack(borrowed);
  }
}

/** A value of any kind on a tape. */
export class Node extends Box {
  constructor(
    readonly trace: Tape,
    readonly value: Value,
    readonly place: number,
  ) {
    super();
  }
}

/** A number on a tape. */
export class ScalarNode extends ScalarBox {
  constructor(
    readonly trace: Tape,
    readonly value: number,
    readonly place: number,
  ) {
    super();
  }

  chain(y: number, p: number): Value {
    const place = this.trace.record(this.place, p, 0, 0);
    return place === nowhere ? y : new ScalarNode(this.trace, y, place);
  }

  join(y: number, p: number, other: ScalarNode, q: number): Value {
    const place = this.trace.record(this.place, p, other.place, q);
    return place === nowhere ? y : new ScalarNode(this.trace, y, place);
  }
}

/** The op of a row that has no inputs. */
const input: Op = {
  name: "input",
  doc: "an input of the program",
  eval: () => 0,
  shape: () => [],
  jvp: () => 0,
  vjp: () => 0,
  domain: [],
  examples: [],
};
