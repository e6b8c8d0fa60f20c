// What an engine must offer to be judged: an answer to one question at a time, in data.

import type { Program, Tensor } from "./format.js";

/** One derivative by each mode; two derivatives, the outer one named first; and each of these compiled. */
export type Mode = "forward" | "reverse" | "ff" | "fr" | "rf" | "rr";

/** What is asked of an engine. */
export interface Question {
  readonly program: Program;
  readonly at: Readonly<Record<string, Tensor>>;
  /**
   * The value of the program; or the gradient of the sum of its output's elements, weighted by `cotangent`, for each
   * input; or, for a mode of two letters, the gradient of the sum of all elements of that gradient.
   */
  readonly ask: "value" | Mode;
  readonly cotangent?: Tensor;
}

/** What an engine answers. */
export type Answer =
  | { readonly is: "value"; readonly value: Tensor }
  | { readonly is: "gradient"; readonly gradient: Readonly<Record<string, Tensor>> }
  /** The engine has no such op, mode or precision, and says so before it tries. */
  | { readonly is: "unsupported"; readonly why: string }
  | { readonly is: "error"; readonly message: string };

/** An engine under test. */
export interface Adapter {
  readonly name: string;
  readonly version: string;
  /** The precision that it computes in, by which its numbers are judged. */
  readonly precision: "float64" | "float32";
  readonly modes: readonly Mode[];
  /** Which choices among legitimate ones are its own: a key of a case's `profiles`. */
  readonly profile?: string;
  /** How the command line asks for it, if not by its name: `cmd: …` or the path of a module. */
  readonly spec?: string;
  readonly answer: (question: Question) => Answer | Promise<Answer>;
  readonly close?: () => void | Promise<void>;
}
