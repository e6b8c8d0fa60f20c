// A conformance case as data: a program with its derivative, or a behaviour with what must be observed.

import type { Engine, Mode, Program } from "./engine.js";
import { flat, near, type Numbers } from "./numbers.js";

/** Who holds the derivative: a function of a function, a tape in the hand, or the variable itself. */
export type Convention = "functional" | "tape" | ".grad";

interface Heading {
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly title: string;
  /** Where the case comes from: "chapter: control flow". */
  readonly source: string;
  readonly convention: Convention;
}

/** A program of an engine's ops. */
export type Written = (engine: Engine) => Program;

/** A program whose derivative is computed by forward mode, by reverse mode and by finite differences. */
export interface DerivativeCase extends Heading {
  readonly kind: "derivative";
  readonly f: Written;
  readonly at: Numbers;
  /** By default the gradient; "each" differentiates a function of one number at each of those in `at`. */
  readonly derivative?: "gradient" | "jacobian" | "each";
  /** Weights of an output that is no scalar. */
  readonly weights?: Numbers;
  /** What finite differences see in the place of `f`: the same with all that it stops held constant. */
  readonly held?: Written;
  readonly value?: Numbers;
  readonly gradient?: Numbers;
  /** How many units in the last place each number may be off, and the two modes from each other. */
  readonly within: number;
}

/** What an engine does, observed from outside. */
export interface BehaviourCase extends Heading {
  readonly kind: "behaviour";
  readonly run: (engine: Engine) => readonly Observation[];
}

/** One case of a suite. */
export type Case = DerivativeCase | BehaviourCase;

/** Something seen beside what should be seen; in words where it is an error. */
export interface Observation {
  readonly what: string;
  readonly got: Numbers | string;
  readonly want: Numbers | string;
  readonly holds: boolean;
  /** The mode that gave the number. */
  readonly by?: Mode;
}

/** How an observed number is compared. */
export interface Comparing {
  /** Units in the last place; 0 by default. */
  readonly within?: number;
  readonly by?: Mode;
}

/** Numbers that must equal others. */
export function equal(what: string, got: Numbers, want: Numbers, how: Comparing = {}): Observation {
  const { within = 0, by } = how;
  return { what, got, want, holds: near(got, want, within), ...(by === undefined ? {} : { by }) };
}

/** Something that must be refused, with an error whose message has all these words. */
export function refused(what: string, attempt: () => unknown, ...words: readonly string[]): Observation {
  const want = `an error that says ${words.join(", ")}`;
  try {
    attempt();
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    return { what, got, want, holds: words.every((word) => got.includes(word)) };
  }
  return { what, got: "no error", want, holds: false };
}

/** A derivative case before a convention is chosen. */
export type Plan = Omit<DerivativeCase, "kind" | "convention">;

/** A derivative by functions of functions. */
export function functional(plan: Plan): DerivativeCase {
  return { ...plan, kind: "derivative", convention: "functional" };
}

/** The same derivative in each convention; what tapes and variables sum by themselves, a function has to. */
export function inEachConvention(plan: Plan): readonly DerivativeCase[] {
  return [
    functional(summed(plan)),
    { ...plan, id: `${plan.id}-tape`, kind: "derivative", convention: "tape" },
    { ...plan, id: `${plan.id}-variable`, kind: "derivative", convention: ".grad" },
  ];
}

function summed(plan: Plan): Plan {
  const { value, weights, f, held } = plan;
  if (value === undefined || typeof value === "number" || weights !== undefined) return plan;
  const total = flat(value).reduce((a, b) => a + b, 0);
  return { ...plan, f: sumOf(f), value: total, ...(held === undefined ? {} : { held: sumOf(held) }) };
}

function sumOf(f: Written): Written {
  return (engine) => (x) => engine.sum(f(engine)(x));
}
