// Staging: one more trace, which runs a program at given inputs and writes down every op, and every question on whose
// answer the way of the program may depend.

import { NDArray, array, canStamp, type Data, type Plain } from "../ndarray/index.js";
import { coercedBox, escapedBox } from "../core/errors.js";
import {
  Box,
  ask,
  nextLevel,
  type Answer,
  type Inputs,
  type Op,
  type Trace,
  type Value,
} from "../core/op.js";
import { Rounds, Unkept } from "../transforms/loops/body.js";
import { BodyBox } from "../transforms/loops/recording.js";
import { loopOp, partOp } from "../transforms/loops/loop.js";
import type { Part } from "../transforms/loops/parts.js";
import type { Graph, Node } from "./graph.js";
import { loopRun } from "./javascript.js";
import { firstPart, hoisted, type Hoisted } from "./kept.js";
import type { Kind } from "./signature.js";

type Values = readonly Value[];

/** A loop that is kept, and what its states are after the last round, once that is known. */
interface Kept extends Hoisted {
  finals?: readonly Plain[];
}

/** What a question sees: all numbers of a value. */
export type Question = (elements: Data) => Answer;

/** On its way a program asked what a value is, or something about it, and goes this way for this answer. */
export interface Guard {
  readonly node: Node;
  /** None: what the value is. */
  readonly question: Question | undefined;
  readonly answer: Plain | Answer;
}

/** The program cannot be staged: it uses a box of a trace around it, or is longer than it may be. */
export class NotStaged extends Error {
  override readonly name = "NotStaged";
}

/** More operations than this are not compiled, nor is a way that depends on more answers. */
const mostOperations = 200_000;
const mostGuards = 1000;

/** Runs a program, and writes it down in `graph`. */
export class Staging implements Trace {
  readonly level = nextLevel();
  readonly guards: Guard[] = [];
  private closed = false;

  constructor(private readonly graph: Graph) {}

  readonly keepsLoops = true;
  /** The loops that are kept, by what stands for them. */
  private readonly loops = new Map<Value, Kept>();

  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
    if (this.closed) throw escapedBox(op.name);
    if (params instanceof Rounds) return this.loop(params, inputs);
    const loop = this.loops.get(inputs[0] as Value);
    if (loop !== undefined) return this.part(loop, inputs[0] as Staged, params as Part);
    const x = new Array<Plain>(inputs.length);
    const nodes = new Array<Node>(inputs.length);
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i] as Value;
      x[i] = this.plainOf(input);
      nodes[i] = this.nodeOf(input);
    }
    const y = op.eval(x as never, params);
    if (this.graph.nodes.length > mostOperations)
      throw new NotStaged(
        `it has more than ${String(mostOperations)} operations, as they are when its loops are unrolled`,
      );
    return new Staged(this, y, this.graph.step(op, nodes, params, y));
  }

  /** A loop that is kept. */
  private loop(params: Rounds, inputs: Values): Value {
    const { rounds, ...made } = hoisted(params, inputs, (op, x, params) => this.apply(op, x, params));
    const own = this.graph.ownRounds(rounds);
    const nodes = made.inputs.map((x) => this.nodeOf(x));
    const whole = new NDArray(new Float64Array(0), [0]);
    const box = new Staged(this, whole, this.graph.step(loopOp, nodes, own, whole));
    this.loops.set(box, { ...made, rounds: own });
    return box;
  }

  private part(loop: Kept, whole: Staged, asked: Part): Value {
    const own = loop.partOf(asked);
    if (typeof own === "number" || own instanceof NDArray || own instanceof Box) return own;
    const part = firstPart(loop.rounds, own);
    const y = this.plainPart(loop, part);
    return new Staged(this, y, this.graph.step(partOp, [whole.node], part, y));
  }

  /** What a part is in this run; the states after the last round are computed together. */
  private plainPart(loop: Kept, part: Part): Plain {
    const { rounds, inputs } = loop;
    const x = inputs.map((v) => this.plainOf(v));
    if (!canStamp()) return partOp.eval([loopOp.eval(x, rounds)], part);
    if (part.kind === "stack") return loopRun(rounds, part)(x)[0]!;
    const all = rounds.body.next.map((_, at) => ({ kind: "final", at }) as const);
    loop.finals ??= loopRun(rounds, ...all)(x);
    return loop.finals[part.at]!;
  }

  /** Input number `at`, which is a leaf of this kind. */
  input(at: number, x: Plain, kind: Kind): Staged {
    return new Staged(this, x, this.graph.inputs[at] ?? this.graph.input(x), kind);
  }

  /** What stands for `x` in the program. */
  nodeOf(x: Value): Node {
    return x instanceof Staged && x.trace === this ? x.node : this.graph.constant(this.plainOf(x));
  }

  /** What `x` is in this run. */
  plainOf(x: Value): Plain {
    if (!(x instanceof Box)) return x;
    if (x instanceof BodyBox) throw new Unkept("a value of a round is used after it");
    if (!(x instanceof Staged) || x.trace !== this)
      throw new NotStaged(
        "it uses a value from outside that is being differentiated, and is not an argument",
      );
    return x.value;
  }

  /** The program asks, and goes on as is right for `answer`. */
  guard(guard: Guard): void {
    if (this.closed) throw escapedBox("value");
    if (this.guards.length >= mostGuards)
      throw new NotStaged(`its way depends on more than ${String(mostGuards)} answers`);
    this.guards.push(guard);
  }

  close(): void {
    this.closed = true;
  }
}

/** A value as it is in this run, and what stands for it in all. */
export class Staged extends Box {
  constructor(
    readonly trace: Staging,
    readonly value: Plain,
    readonly node: Node,
    readonly kind: Kind = "value",
  ) {
    super();
  }

  override like(x: Value): Value {
    return this.kind === "value"
      ? x
      : new Staged(this.trace, this.trace.plainOf(x), this.trace.nodeOf(x), this.kind);
  }

  override isWatched(): boolean {
    return false;
  }

  override plain(): Plain {
    const { value } = this;
    const answer = typeof value === "number" ? value : array(value);
    this.trace.guard({ node: this.node, question: undefined, answer });
    return value;
  }

  override ask<T extends Answer>(question: (elements: Data) => T): T {
    const answer = ask(this.value, question);
    this.trace.guard({ node: this.node, question, answer });
    return answer;
  }

  override [Symbol.toPrimitive](): never {
    throw coercedBox(true);
  }

  /** To look at a value is no question of the program's. */
  override toString(): string {
    return String(this.value);
  }

  override toJSON(): unknown {
    return typeof this.value === "number" ? this.value : this.value.toArray();
  }
}
