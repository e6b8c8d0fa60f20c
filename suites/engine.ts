// What an engine must offer to run the cases: a few ops, and derivatives in three conventions.

import type { Numbers } from "./numbers.js";

/** A value of the engine's own: a number, or whatever it makes of one. The cases never look inside. */
export type Value = number | object;

/** A function that is to be differentiated. */
export type Program = (x: Value) => Value;

/** How a derivative is computed. */
export type Mode = "forward" | "reverse";

/** How a gradient is asked for. */
export interface Request {
  readonly mode: Mode;
  /** Weights of the elements of an output that is no scalar. */
  readonly weights?: Value | undefined;
}

type Unary = (x: Value) => Value;
type Binary = (x: Value, y: Value) => Value;

/** The ops that the cases are written in, by their standard names. */
export interface Ops {
  readonly add: Binary;
  readonly mul: Binary;
  readonly div: Binary;
  readonly sin: Unary;
  readonly log: Unary;
  readonly dot: Binary;
  readonly sum: Unary;
  /** The square root of the sum of the squares of all elements. */
  readonly norm: Unary;
  readonly stopGradient: Unary;
  /** x < y, of scalars. */
  readonly less: (x: Value, y: Value) => boolean;
}

/** A tape in the hand, which records what is done with the values that it watches. */
export interface Tape {
  readonly watch: (x: Value) => Value;
  /** The gradient of `y`, summed or weighted if it is no scalar, with respect to a recorded value. */
  readonly gradient: (y: Value, x: Value, weights?: Value) => Value;
  readonly reset: () => void;
}

/** A value that collects its gradients. */
export interface Variable {
  /** What programs compute with. */
  readonly value: Value;
  /** The sum of the gradients since the last reset; undefined before the first. */
  readonly grad: () => Value | undefined;
  readonly zeroGrad: () => void;
}

/** What `valueAndGrad` gives. */
export interface ValueAndGradient {
  readonly value: Value;
  readonly gradient: Value;
}

/** An implementation of automatic differentiation under test. */
export interface Engine extends Ops {
  readonly name: string;
  /** A constant of the engine's own. */
  readonly array: (x: Numbers) => Value;
  /** The numbers in a value, whatever records it. */
  readonly numbers: (x: Value) => Numbers;

  readonly grad: (f: Program, request: Request) => Program;
  readonly valueAndGrad: (f: Program, request: Request) => (x: Value) => ValueAndGradient;
  /** Of shape out ⊕ in. */
  readonly jacobian: (f: Program, request: { readonly mode: Mode }) => Program;
  /** f′(x) ẋ */
  readonly jvp: (f: Program, x: Value, dx: Value) => Value;
  /** f′(x)ᵀ ȳ */
  readonly vjp: (f: Program, x: Value, ybar: Value) => Value;

  readonly tape: (options?: { readonly persistent?: boolean }) => Tape;

  readonly variable: (x: Value) => Variable;
  /** Adds the gradient of `y`, summed or weighted if it is no scalar, to all variables that it depends on. */
  readonly backward: (y: Value, weights?: Value) => void;
}
