// The one seam: what a program computes with, and how an operation reaches the trace that watches its inputs.

import { NDArray, type DType, type Data, type Plain, type Shape } from "../ndarray/index.js";
import { coercedBox, notPlain } from "./errors.js";

/** What a program computes with: a number, an array, or a box that some trace has put around one. */
export type Value = Plain | Box;

/** The inputs of one operation. */
export type Inputs = readonly Value[];

/** A value as one trace sees it. Forward adds a tangent, reverse a place on its tape. */
export abstract class Box {
  abstract readonly trace: Trace;
  abstract readonly value: Value;

  get shape(): Shape {
    return shapeOf(this.value);
  }

  get dtype(): DType {
    return dtypeOf(this.value);
  }

  /** Whether a derivative is being taken with respect to this value. */
  isWatched(): boolean {
    return true;
  }

  /** What `value` gives for this box. */
  plain(): Plain {
    return value(this.value);
  }

  /** What `ask` gives for this box. */
  ask<T extends Answer>(question: (elements: Data) => T): T {
    return ask(this.value, question);
  }

  /** `x`, which is a derivative with respect to this box, in kind: as what this box stands for was given. */
  like(x: Value): Value {
    return x;
  }

  /** Readable, for messages and logs: a box shows what it holds. */
  toString(): string {
    return String(value(this));
  }

  toJSON(): unknown {
    const plain = value(this);
    return typeof plain === "number" ? plain : plain.toArray();
  }

  /** A native operator would lose the derivative without a word, so it throws. */
  [Symbol.toPrimitive](): never {
    throw coercedBox();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Box(${this.toString()})`;
  }
}

/**
 * A box around a plain number. An operation on numbers is no more than its value and its partials, so this is
 * all that such a box is told: no arrays of inputs, no rule to call, nothing to allocate but the answer.
 */
export abstract class ScalarBox extends Box {
  abstract override readonly trace: Trace;
  abstract override readonly value: number;

  /** The box of y = f(this), p = ∂y/∂this. */
  abstract chain(y: number, p: number): Value;

  /** The box of y = f(this, other), p = ∂y/∂this, q = ∂y/∂other; `other` is of the same trace. */
  abstract join(y: number, p: number, other: ScalarBox, q: number): Value;
}

/** A way of running a program. Of two traces, the one begun later is the inner one and goes first. */
export interface Trace {
  /** From a counter that only grows: there is no stack for an exception or an `await` to corrupt. */
  readonly level: number;
  /** Whether a loop is written down as a loop: it need not be run step by step then. */
  readonly keepsLoops?: boolean;
  /** False if its values stand for those of all rounds of a loop, so that no question about them has an answer. */
  readonly answers?: boolean;
  apply<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value;
}

let levels = 0;

/** The level of a trace that begins now. */
export function nextLevel(): number {
  levels += 1;
  return levels;
}

/** Where an input may be sampled, and where the op has kinks, jumps or poles. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly kinks?: readonly number[];
  /** Where the evaluation goes over from one formula to another: values are held to 64 digits there and between. */
  readonly seams?: readonly number[];
}

/** A valid call of an op: the shapes of its inputs, its parameters, and what makes random inputs admissible. */
export interface Example<P = unknown> {
  readonly shapes: readonly Shape[];
  readonly params: P;
  readonly arrange?: (x: readonly Plain[]) => readonly Plain[];
  /** The inputs that are held: at these points the op is not continuous in them. */
  readonly held?: readonly number[];
}

/** What an elementwise op is by convention at some inputs, where its formula does not say. */
export interface Convention {
  readonly at: readonly number[];
  readonly value?: number;
  readonly partials?: readonly number[];
}

type Each<X extends Inputs, T> = { readonly [K in keyof X]: T };

/**
 * All that is known of one operation. Engines, checks, compiler and docs read it; none adds to it.
 * In a rule the number 0 is the zero of every space, so a rule may get it for a tangent and may return it.
 */
export interface Op<X extends Inputs = never, P = never> {
  readonly name: string;
  /** One line for the op table: the formula, and its source where it has one. */
  readonly doc: string;
  readonly eval: (x: Each<X, Plain>, params: P) => Plain;
  readonly shape: (x: Each<X, Shape>, params: P) => Shape;
  /** What ẋᵢ adds to ẏ:  (∂y/∂xᵢ) ẋᵢ. */
  readonly jvp: (i: number, dx: Value, y: Value, x: X, params: P) => Value;
  /** All of ẏ at once, where adding up the single contributions would repeat the work. */
  readonly jvpAll?: (dx: readonly Value[], y: Value, x: X, params: P) => Value;
  /** What ȳ adds to x̄ᵢ:  (∂y/∂xᵢ)ᵀ ȳ. */
  readonly vjp: (i: number, dy: Value, y: Value, x: X, params: P) => Value;
  /** All x̄ᵢ at once, where the single ones would repeat the work; those that are not `wanted` may be 0. */
  readonly vjpAll?: (dy: Value, y: Value, x: X, params: P, wanted: readonly boolean[]) => readonly Value[];
  /** All x̄ᵢ at once onto what they are so far, which comes first: an op that is many has sums in the order of these. */
  readonly vjpOnto?: (
    bars: readonly Value[],
    dy: Value,
    y: Value,
    x: X,
    params: P,
    wanted: readonly boolean[],
  ) => readonly Value[];
  /** Adds what ȳ adds to x̄ᵢ to an array of the engine's own, where that touches less than all of it. */
  readonly vjpInto?: (i: number, sum: NDArray, dy: Plain, params: P) => void;
  /** For an elementwise op: its function of numbers, and its partials, from which both rules were made. */
  readonly scalar?: { readonly f: Scalar; readonly partials: readonly PartialDerivative[] };
  /** For an elementwise op whose results are truth values: its function of numbers. */
  readonly predicate?: (a: number, b: number) => boolean;
  /** True of a locally constant op: no derivative need record it. */
  readonly constant?: boolean;
  /** True where a rule may return an array that somebody keeps, so that no engine may write to it. */
  readonly keepsResults?: boolean;
  /** How many units in the last place a value may be off where nothing cancels; 4 if it is not said. */
  readonly ulps?: number;
  /** How many more for each unit by which its logarithm is not 0, of an op that takes a large power. */
  readonly ulpsPerLogarithm?: number;
  /** Where something does, near zeros: a value smaller than this size may be off in units of the size. */
  readonly nearZeros?: (x: number) => number;
  /**
   * How many of its last axes the op takes of each input, if those before them are a batch, broadcast against each
   * other: 0 of an elementwise op, 2 of one on matrices.
   */
  readonly core?: readonly number[];
  /**
   * The op on n inputs at once, where it takes more than `core` to tell. Those that are `batched` have them along an
   * axis before their own, the result has them so; in a list, it is the same for all.
   */
  readonly batch?: (x: X, batched: readonly boolean[], n: number, params: P) => Value | readonly [Value];
  /** What makes its evaluation all there is to know: linear in all inputs together, or in each of its two. */
  readonly linearity?: "linear" | "bilinear";
  readonly domain: readonly Interval[];
  /** Of an elementwise op: its partials at kinks, its values at ends of its domain, and either where an input is NaN. */
  readonly conventions?: readonly Convention[];
  readonly examples: readonly Example[];
}

/** A function of one to three numbers. */
export type Scalar = (a: number, b: number, c: number) => number;

/** ∂y/∂xᵢ of an elementwise op, written in ops; given numbers, it gives a number. */
export type PartialDerivative = (y: Value, a: Value, b: Value, c: Value) => Value;

/** Sees all operations on boxes of traces that began before it. */
let within: Trace | undefined;

/** Runs `f` so that `trace` sees its operations on boxes of earlier traces too, of which it has none among the inputs. */
export function inside<T>(trace: Trace, f: () => T): T {
  const outer = within;
  within = trace;
  try {
    return f();
  } finally {
    within = outer;
  }
}

/** Whether there is such a trace. */
export function isInside(): boolean {
  return within !== undefined;
}

/** Runs `op` through the innermost trace that watches its inputs, or plainly if none does. */
export function bind<X extends Inputs, P>(op: Op<X, P>, inputs: X, params: P): Value {
  let inner: Trace | undefined;
  for (let i = 0; i < inputs.length; i++) {
    const x = inputs[i];
    if (x instanceof Box && (inner === undefined || x.trace.level > inner.level)) inner = x.trace;
  }
  // No input is boxed, so the inputs are plain.
  if (inner === undefined) return op.eval(inputs as Each<X, Plain>, params);
  if (within !== undefined && within.level > inner.level) return within.apply(op, inputs, params);
  return onScalars(op, inputs, inner) ?? inner.apply(op, inputs, params);
}

/**
 * An elementwise op, if its inputs are numbers and boxes around numbers that `trace` has made: the short way.
 */
function onScalars(op: Pick<Op, "scalar" | "constant">, inputs: Inputs, trace: Trace): Value | undefined {
  const [a, b = 0] = inputs;
  if (op.scalar === undefined || op.constant === true || inputs.length > 2) return undefined;
  if (!isScalarOf(trace, a) || !isScalarOf(trace, b)) return undefined;
  const {
    f,
    partials: [da, db],
  } = op.scalar;
  const u = typeof a === "number" ? a : a.value;
  const v = typeof b === "number" ? b : b.value;
  const y = f(u, v, 0);
  const p = (d: PartialDerivative | undefined): number => d?.(y, u, v, 0) as number;
  if (typeof a === "number") return typeof b === "number" ? undefined : b.chain(y, p(db));
  return typeof b === "number" ? a.chain(y, p(da)) : a.join(y, p(da), b, p(db));
}

function isScalarOf(trace: Trace, x: Value | undefined): x is number | ScalarBox {
  return typeof x === "number" || (x instanceof ScalarBox && x.trace === trace);
}

/** The inputs as the traces outside `trace` see them. */
export function unbox<X extends Inputs>(inputs: X, trace: Trace): X {
  const x = inputs.slice();
  for (let i = 0; i < x.length; i++) {
    const v = x[i];
    if (v instanceof Box && v.trace === trace) x[i] = v.value;
  }
  return x as Inputs as X;
}

/**
 * The plain value within any number of boxes.
 *
 * @example
 * grad((x: Value) => mul(x, value(x)))(3); // 3
 */
export function value(x: Value): Plain {
  if (typeof x === "number" || x instanceof NDArray) return x;
  if (x instanceof Box) return x.plain();
  throw notPlain("value", x);
}

/**
 * What `question` answers about all numbers that a value holds; of a batch, about those of all its inputs: for rules
 * that go another way where, say, one is NaN. It sees nothing but the numbers, so that a compiled program may ask again.
 */
export function ask<T extends Answer>(x: Value, question: (elements: Data) => T): T {
  if (x instanceof Box) return x.ask(question);
  return question(typeof x === "number" ? Float64Array.of(x) : x.data);
}

/** What a question is answered with. */
export type Answer = number | boolean | undefined;

/** The shape of a value; of a number, []. */
export function shapeOf(x: Value): Shape {
  if (typeof x === "number") return scalarShape;
  if (x instanceof NDArray || x instanceof Box) return x.shape;
  throw notPlain("shapeOf", x);
}

const scalarShape: Shape = Object.freeze([]);

/** The element type of a value; of a number, float64. */
export function dtypeOf(x: Value): DType {
  if (typeof x === "number") return "float64";
  if (x instanceof NDArray || x instanceof Box) return x.dtype;
  throw notPlain("dtypeOf", x);
}
