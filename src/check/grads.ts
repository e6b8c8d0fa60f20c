// checkGrads and assertGrads: forward mode, reverse mode and finite differences of one program, compared
// entry by entry.

import { badOption } from "../core/errors.js";
import type { Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { add, mul, sum } from "../ops/index.js";
import { Call } from "../transforms/call.js";
import { grad } from "../transforms/gradient.js";
import { compare, observe, type CheckMode } from "./compare.js";
import { flat, gaussian, labels, unflat, type Program } from "./points.js";
import type { Comparison } from "./verdict.js";
import { GradientCheckError, reportOf, type Report } from "./report.js";

/** The options of `checkGrads` and `assertGrads`. */
export interface CheckOptions {
  /** Which modes to compare with the finite differences; both by default. */
  readonly modes?: readonly CheckMode[];
  /** 1 by default; 2 checks the gradient of the gradient too, in all nestings of the modes. */
  readonly order?: 1 | 2;
  /** Of the random directions that large problems are probed in; 0 by default. */
  readonly seed?: number;
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
  const { modes, order, seed } = checked(options);
  if (!Array.isArray(args))
    throw badOption("checkGrads", "its second argument", "a list of the arguments of f", args);
  const call = new Call(
    "checkGrads",
    f,
    args,
    args.map((_, i) => i),
  );
  // In float64 throughout: what float32 rounds away would hide what is to be found.
  const x = unflat(flat(call.x), call.x);
  const y = call.program(x);
  const names = inputNames(args);
  if (names.length === 0)
    throw badOption("checkGrads", "its second argument", "arguments that hold numbers", args);
  const outputs = labels("y", call.output.fill(y));
  if (outputs.length === 0)
    throw badOption("checkGrads", "its first argument", "a function that returns numbers", f);
  const first = compare({ f: call.program, x, outputs, inputs: names, modes, seed });
  const second = order === 1 ? [] : secondOrder({ f: call.program, x, y, names, modes, seed });
  return reportOf({ order, seed, y, comparisons: [...first, ...second] });
}

/** The gradients by either mode as programs of their own, both held to the differences of the cheaper one. */
function secondOrder({ f, x, y, names, modes, seed }: Scene): Comparison[] {
  const gradient = (inner: CheckMode): Program => gradientOf(f, y, inner, seed);
  const cheaper = modes.includes("reverse") ? "reverse" : "forward";
  const observed = observe({ f: gradient(cheaper), x, inputs: names, seed });
  return modes.flatMap((inner) => {
    const outputs = names.map((name) => `(∂y/∂${name} by ${inner})`);
    return compare({ f: gradient(inner), x, outputs, inputs: names, modes, seed }, observed);
  });
}

/** A program and where its second derivatives are checked. */
interface Scene {
  readonly f: Program;
  readonly x: readonly Value[];
  readonly y: readonly Value[];
  readonly names: readonly string[];
  readonly modes: readonly CheckMode[];
  readonly seed: number;
}

/**
 * As `checkGrads`, and throws a GradientCheckError that names the worst entry unless all passes.
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
  if (report.verdict !== "pass") throw new GradientCheckError(report);
  return report;
}

function checked(options: CheckOptions): Required<CheckOptions> {
  const {
    modes = ["forward", "reverse"],
    order = 1,
    seed = 0,
  } = known("checkGrads", options, ["modes", "order", "seed"]);
  const both: readonly unknown[] = ["forward", "reverse"];
  if (!Array.isArray(modes) || modes.length === 0 || !modes.every((mode) => both.includes(mode))) {
    throw badOption("checkGrads", "modes", 'a list of "forward" and "reverse"', modes);
  }
  if (![1, 2].includes(order)) throw badOption("checkGrads", "order", "1 or 2", order);
  if (!Number.isInteger(seed)) throw badOption("checkGrads", "seed", "an integer", seed);
  return { modes, order, seed };
}

function inputNames(args: readonly unknown[]): string[] {
  return args.length === 1 ? labels("x", args[0]) : args.flatMap((arg, i) => labels(`x${String(i)}`, arg));
}

/** x ↦ f′(x)ᵀ w for fixed weights w, by one mode: the program whose first derivatives are second ones. */
function gradientOf(f: Program, y: readonly Value[], mode: CheckMode, seed: number): Program {
  const size = flat(y).length;
  const weights = unflat(size === 1 ? Float64Array.of(1) : gaussian(seed + 1, size), y);
  const weighted = (x: Value[]): Value =>
    f(x).reduce<Value>((total, out, k) => add(total, sum(mul(weights[k] ?? 0, out))), 0);
  const gradient = grad(weighted, { mode }) as (x: readonly Value[]) => readonly Value[];
  return (x) => gradient(x);
}
