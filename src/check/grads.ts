// checkGrads and assertGrads: forward mode, reverse mode and finite differences of one program, compared
// entry by entry.

import { badOption } from "../core/errors.js";
import { known } from "../ndarray/options.js";
import { Call } from "../transforms/call.js";
import type { CheckMode } from "./compare.js";
import { record } from "./repository/record.js";
import { examine, inputNames, type Examination } from "./examine.js";
import { flat, labels, unflat } from "./points.js";
import { outcomeOf } from "./verdict.js";
import { GradientCheckError, type Report } from "./report.js";
import { searchAndShrink } from "./smallest.js";
import { complexWitness } from "./witness.js";

/** The options of `checkGrads` and `assertGrads`. */
export interface CheckOptions {
  /** Which modes to compare with the finite differences; both by default. */
  readonly modes?: readonly CheckMode[];
  /** 1 by default; 2 checks the gradient of the gradient too, in all nestings of the modes. */
  readonly order?: 1 | 2;
  /** Of the random directions that large problems are probed in; 0 by default. */
  readonly seed?: number;
  /**
   * Whether to look for the op that is to blame for a wrong derivative, and for the smallest program in which it
   * shows; true by default.
   */
  readonly blame?: boolean;
}

/**
 * Compares the derivatives of `f` at `args` by forward mode, by reverse mode and by finite differences.
 *
 * @example
 * checkGrads((x: Value) => mul(2, dot(x, x)), [arange(4)]).verdict; // "pass"
 */
export function checkGrads(
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  options: CheckOptions = {},
): Report {
  const report = checkQuietly(f, args, options);
  record(() => {
    const call = callOf(f, args);
    return { f: call.program, x: call.x, modes: checked(options).modes, report };
  });
  return report;
}

/** As `checkGrads`, for the library's own purposes: it is not written down as a check of the user's. */
export function checkQuietly(
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  options: CheckOptions = {},
): Report {
  return checkWith(searchAndShrink, f, args, options);
}

function callOf(f: (...args: never[]) => unknown, args: readonly unknown[]): Call {
  return new Call(
    "checkGrads",
    f,
    args,
    args.map((_, i) => i),
  );
}

/** As `checkGrads`, with a way of its own to find what is to blame. */
export function checkWith(
  search: NonNullable<Examination["search"]>,
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  options: CheckOptions,
): Report {
  const { modes, order, seed, blame } = checked(options);
  if (!Array.isArray(args))
    throw badOption("checkGrads", "its second argument", "a list of the arguments of f", args);
  const call = callOf(f, args);
  // In float64 throughout: what float32 rounds away would hide what is to be found.
  const x = unflat(flat(call.x), call.x);
  const y = call.program(x);
  const names = inputNames(args);
  if (names.length === 0)
    throw badOption("checkGrads", "its second argument", "arguments that hold numbers", args);
  const outputs = labels("y", call.output.fill(y));
  if (outputs.length === 0)
    throw badOption("checkGrads", "its first argument", "a function that returns numbers", f);
  return examine({
    f: call.program,
    x,
    y,
    inputs: names,
    outputs,
    modes,
    order,
    seed,
    search: blame ? search : undefined,
    opinion: { call: complexWitness, vague: 1e-6 },
  });
}

/**
 * As `checkGrads`, and throws a GradientCheckError that names the worst entry unless every derivative is right:
 * passes, or is a valid subgradient at a kink.
 *
 * @example
 * assertGrads((x: Value) => sin(x), [1]).verdict; // "pass"
 */
export function assertGrads(
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  options: CheckOptions = {},
): Report {
  const report = checkGrads(f, args, options);
  if (outcomeOf(report.verdict) !== "right") throw new GradientCheckError(report);
  return report;
}

function checked(options: CheckOptions): Required<CheckOptions> {
  const {
    modes = ["forward", "reverse"],
    order = 1,
    seed = 0,
    blame = true,
  } = known("checkGrads", options, ["modes", "order", "seed", "blame"]);
  const both: readonly unknown[] = ["forward", "reverse"];
  if (!Array.isArray(modes) || modes.length === 0 || !modes.every((mode) => both.includes(mode))) {
    throw badOption("checkGrads", "modes", 'a list of "forward" and "reverse"', modes);
  }
  if (![1, 2].includes(order)) throw badOption("checkGrads", "order", "1 or 2", order);
  if (!Number.isInteger(seed)) throw badOption("checkGrads", "seed", "an integer", seed);
  if (typeof blame !== "boolean") throw badOption("checkGrads", "blame", "true or false", blame);
  return { modes, order, seed, blame };
}
