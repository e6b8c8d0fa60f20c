// Writing down a body: its function is run once, on boxes.

import type { NDArray, Plain } from "../../ndarray/index.js";
import { Batched } from "../../batch/index.js";
import { Box, inside, nextLevel, type Inputs, type Op, type Trace, type Value } from "../../core/op.js";
import { itemBlock } from "../../ops/items.js";
import { where } from "../../ops/select.js";
import { sliceOp } from "../../ops/slicing.js";
import { Unkept, type BodyStep, type Ref } from "./body.js";
import type { Repeat } from "./repeat.js";

type Values = readonly Value[];

/** What a function of a round has made, written down. */
export interface Recorded {
  readonly steps: readonly BodyStep[];
  /** What it took from around it. */
  readonly captured: readonly Box[];
  readonly outputs: readonly Ref[];
  /** How many ops there were. */
  readonly length: number;
}

/** Examples of the values that a function of a round is given. */
export interface Given {
  /** Whether a tape watches some of them, so that loops in the body have to keep the order of its sums. */
  readonly isOnTape?: boolean;
  readonly carries: readonly Plain[];
  readonly items: readonly Plain[];
  readonly shared: readonly Plain[];
}

/** A function of a round. */
export type RoundFunction = (carries: Values, items: Values, shared: Values) => Values;

/** Writes down what `f` does; what it takes from around comes after what is `shared`. */
export function recorded(given: Given, f: RoundFunction, again?: Repeat): Recorded {
  return writtenBy(given, again, (_trace, ...x) => f(...x));
}

/** Writes down what is asked of a state, whichever way it goes: of each question both answers are given. */
export function recordedCondition(given: Given, f: (carries: Values) => Value, again?: Repeat): Recorded {
  return writtenBy(given, again, (trace, carries) => [decided(trace, () => f(carries), [])]);
}

/** What `f` says if its first questions have these answers; what others are answered with is a choice. */
function decided(trace: BodyTrace, f: () => Value, answers: readonly boolean[]): Value {
  if (answers.length > mostQuestions) throw trace.broken("it asks more than can be told");
  const asked: BodyBox[] = [];
  trace.answer = (question) => answers[asked.push(question) - 1] ?? true;
  const said = f();
  trace.answer = undefined;
  const test = asked[answers.length];
  if (test === undefined) return said;
  const yes = decided(trace, f, [...answers, true]);
  const no = decided(trace, f, [...answers, false]);
  return yes === 1 && no === 0 ? test : where(test, yes, no);
}

const mostQuestions = 6;

function writtenBy(
  given: Given,
  again: Repeat | undefined,
  f: (trace: BodyTrace, ...x: readonly [carries: Values, items: Values, shared: Values]) => Values,
): Recorded {
  const trace = new BodyTrace(given, again);
  const boxes = (kind: "carry" | "item" | "shared", all: readonly Plain[]): Values =>
    all.map((x, at) => new BodyBox(trace, x, { kind, at }));
  try {
    const outputs = inside(trace, () =>
      f(trace, boxes("carry", given.carries), boxes("item", given.items), boxes("shared", given.shared)),
    );
    const refs = outputs.map((y) => trace.refOf(y));
    if (trace.isBroken) throw new Unkept("it asks what a value is");
    return { steps: trace.steps, captured: trace.captured, outputs: refs, length: trace.length };
  } finally {
    trace.close();
  }
}

/** Writes down a body, whose ops it runs on the examples, or compares it with what was written down. */
class BodyTrace implements Trace {
  readonly level = nextLevel();
  readonly keepsLoops = true;
  readonly answers = false;
  readonly steps: BodyStep[] = [];
  readonly captured: Box[] = [];
  isBroken = false;
  private readonly places = new Map<Box, number>();
  length = 0;
  /** What is answered if it is asked whether a comparison is true; undefined if it may not ask. */
  answer: ((question: BodyBox) => boolean) | undefined;
  private isClosed = false;

  constructor(
    private readonly given: Given,
    private readonly again: Repeat | undefined,
  ) {
    for (const box of again?.first.captured ?? []) this.capture(box);
  }

  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
    if (this.isClosed) throw this.broken("a value of a round is used after it");
    const refs = inputs.map((x) => this.refOf(x));
    const at = this.length++;
    if (this.again !== undefined) {
      if (!this.again.isSame(at, op, refs, params)) throw this.broken("not all rounds do the same");
      return new BodyBox(this, this.again.first.steps[at]?.y ?? 0, { kind: "step", at });
    }
    const y = op.eval(inputs.map(exampleOf) as never, params);
    this.steps.push({ op: op, inputs: refs, params, y });
    return new BodyBox(this, y, { kind: "step", at });
  }

  /** Whether a tape watches values that the body is given. */
  get isOnTape(): boolean {
    return this.given.isOnTape === true;
  }

  /** Whether the value of a comparison is to be taken as true. */
  isTrue(box: BodyBox): boolean {
    const { ref } = box;
    const step = ref.kind === "step" ? (this.again?.first ?? this).steps[ref.at] : undefined;
    if (this.answer === undefined || step?.op.predicate === undefined || box.shape.length > 0)
      throw this.broken("it asks what a value is");
    return this.answer(box);
  }

  refOf(x: Value): Ref {
    if (x instanceof BodyBox && x.trace === this) return x.ref;
    if (!(x instanceof Box)) return { kind: "constant", value: x };
    if (this.again !== undefined && !this.places.has(x)) throw this.broken("not all rounds do the same");
    return { kind: "shared", at: this.given.shared.length + this.capture(x) };
  }

  private capture(x: Box): number {
    const place = this.places.get(x) ?? this.captured.push(x) - 1;
    this.places.set(x, place);
    return place;
  }

  broken(why: string): Unkept {
    this.isBroken = true;
    return new Unkept(why);
  }

  close(): void {
    this.isClosed = true;
  }
}

/** A value of a round. */
export class BodyBox extends Box {
  constructor(
    readonly trace: BodyTrace,
    readonly value: Plain,
    readonly ref: Ref,
  ) {
    super();
  }

  override isWatched(): boolean {
    return false;
  }

  override plain(): number {
    return this.trace.isTrue(this) ? 1 : 0;
  }

  override ask(): never {
    throw this.trace.broken("it asks what a value is");
  }

  /** A state that is a plain number in all rounds may be counted with. */
  override [Symbol.toPrimitive](): never {
    throw this.trace.broken("it asks what a value is");
  }
}

/** The plain value within boxes, without a question; of a batch, that of its first input. */
export function exampleOf(x: Value): Plain {
  if (!(x instanceof Box)) return x;
  const inner = exampleOf(x.value);
  return x instanceof Batched ? firstOf(inner) : inner;
}

/** The first item of an array. */
export function firstOf(all: Plain): Plain {
  return sliceOp.eval([all], itemBlock((all as NDArray).shape, 0, 0));
}
