// One program examined: all comparisons of its derivatives, and of a wrong one what is to blame.

import type { Value } from "../core/op.js";
import type { Plain } from "../ndarray/index.js";
import { compare, type CheckMode } from "./compare.js";
import type { Manner } from "./culprit.js";
import { repeated } from "./determinism.js";
import type { Opinion } from "./opinion.js";
import { labels, type Program } from "./points.js";
import { reportOf, type Report } from "./report.js";
import { secondOrder } from "./second.js";
import type { SmallSearch } from "./smallest.js";
import { outcomeOf } from "./verdict.js";

/** A program, where its derivatives are checked, and how. */
export interface Examination {
  readonly f: Program;
  readonly x: readonly Value[];
  /** What `f` returned at `x`. */
  readonly y: readonly Value[];
  /** Names of the elements of the inputs and of the outputs. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly modes: readonly CheckMode[];
  readonly order: 1 | 2;
  readonly seed: number;
  /** Whom to ask where the finite differences cannot say, if anyone. */
  readonly opinion?: Opinion | undefined;
  /** How to find what is to blame for a wrong derivative, where that is asked. */
  readonly search: ((f: Program, x: readonly Plain[], manner: Manner) => SmallSearch) | undefined;
}

/** The report on the derivatives of a program; of a wrong one, with the op that is to blame. */
export function examine(examination: Examination): Report {
  const { f, x, y, inputs, outputs, modes, order, seed, search, opinion } = examination;
  const whole = { order, seed, y };
  const fickle = repeated({ f, x, y, modes });
  if (fickle !== undefined) return reportOf({ ...whole, comparisons: [fickle] });
  const first = compare({ f, x, outputs, inputs, modes, seed, opinion });
  const second = order === 1 ? [] : secondOrder({ f, x, y, names: inputs, modes, seed, opinion });
  const comparisons = [...first, ...second];
  const wrong = comparisons.some(({ verdict }) => outcomeOf(verdict) === "wrong");
  if (!wrong || search === undefined) return reportOf({ ...whole, comparisons });
  // What is wrong shows in the program, so in one of its ops a closer look is worth its time.
  const keen = opinion && { ...opinion, vague: 0 };
  const blame = search(f, x as readonly Plain[], { modes, order, seed, opinion: keen });
  return reportOf({ ...whole, comparisons, search: blame });
}

/** Names for the elements of the arguments: x, x[0], x1.w[0, 1]. */
export function inputNames(args: readonly unknown[]): string[] {
  return args.length === 1 ? labels("x", args[0]) : args.flatMap((arg, i) => labels(`x${String(i)}`, arg));
}
