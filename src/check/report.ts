// What a check found: a verdict with the numbers behind it, as data and as text.

import type { Value } from "../core/op.js";
import { value } from "../core/op.js";
import type { Culprit } from "./culprit.js";
import type { SmallSearch } from "./smallest.js";
import { describeComparison, gravest } from "./comparison.js";
import { plainTable, tabulated } from "./table.js";
import { tally, together, type Comparison, type Verdict } from "./verdict.js";

/** The outcome of `checkGrads`. */
export interface Report {
  readonly verdict: Verdict;
  readonly order: 1 | 2;
  readonly seed: number;
  /** What the function returned, its leaves in order. */
  readonly value: readonly Value[];
  readonly comparisons: readonly Comparison[];
  /** The comparison that decides the verdict; of those that pass, the one nearest to its bound. */
  readonly worst: Comparison;
  /** The largest difference between forward and reverse mode, relative to the derivative. */
  readonly disagreement: number;
  /** Of a wrong derivative: the op whose rule is to blame, if it is one op's. */
  readonly culprit?: Culprit;
  /** Of a wrong derivative: the smallest program that still fails, as a command that checks it or as a listing. */
  readonly smallest?: string;
  /** What to do next, where the derivative is wrong or no more than a subgradient. */
  readonly advice?: string;
  /** The verdict, the worst comparison, the advice, and several comparisons as a table of 80 columns. */
  readonly toString: () => string;
}

/** The report on all comparisons of a check. */
export function reportOf({
  order,
  seed,
  y,
  comparisons,
  search,
}: {
  readonly order: 1 | 2;
  readonly seed: number;
  readonly y: readonly Value[];
  readonly comparisons: readonly Comparison[];
  readonly search?: SmallSearch;
}): Report {
  const worst = gravest(comparisons);
  const verdict = together(comparisons.map((comparison) => comparison.verdict));
  const report = {
    verdict,
    order,
    seed,
    value: y.map(value),
    comparisons,
    worst,
    disagreement: largestGap(comparisons),
    ...(search?.culprit && { culprit: search.culprit }),
    ...(search?.smallest !== undefined && { smallest: search.smallest }),
    ...(verdict === "kink" && { advice: atKink }),
    ...(search && { advice: search.message }),
  };
  return withText(report);
}

function largestGap(comparisons: readonly Comparison[]): number {
  const pairs = comparisons.flatMap(({ forward, reverse }) =>
    forward === undefined || reverse === undefined ? [] : [[forward, reverse] as const],
  );
  const sizeOf = (x: readonly number[]): number => Math.max(0, ...x.filter(Number.isFinite).map(Math.abs));
  const largest = pairs.reduce((size, pair) => Math.max(size, sizeOf(pair)), 0);
  return pairs.reduce((most, [f, r]) => {
    if (Object.is(f, r) || f === r) return most;
    const gap = Math.abs(f - r) / Math.max(sizeOf([f, r]), negligible * largest);
    return Math.max(most, Number.isNaN(gap) ? Infinity : gap);
  }, 0);
}

/** A derivative below this share of the largest one is as a rule what rounding has left of zero. */
const negligible = 1e-3;

/** Of a kink: what is to be done depends on what the gradient is for. */
const atKink =
  "at a kink there is a choice of derivatives, and this is one of them: accept it, or move the point off the kink to check the slope beside it";

/** How many comparisons the text of a report shows. */
const shown = 10;

/** `console.log` of a report prints it as text. */
const inspect = Symbol.for("nodejs.util.inspect.custom");

/** The report with its text, which is made when it is asked for. */
function withText(report: Omit<Report, "toString">): Report {
  const toString = (): string => textOf(report);
  return Object.defineProperty({ ...report, toString }, inspect, { value: toString });
}

function textOf({ verdict, comparisons, worst, seed, advice }: Omit<Report, "toString">): string {
  const counts = tally(comparisons.map((comparison) => comparison.verdict));
  const table = tabulated(comparisons, { width: 80, most: shown });
  return [
    `${verdict}: ${counts} (seed ${String(seed)})`,
    `  ${describeComparison(worst)}`,
    ...(advice === undefined ? [] : [`  ${advice.replaceAll("\n", "\n  ")}`]),
    // A table of one row would say again what the worst comparison has said.
    ...(table.rows.length > 1 ? [`\n${plainTable(table)}`] : []),
  ].join("\n");
}

/** A gradient did not hold. */
export class GradientCheckError extends Error {
  override readonly name = "GradientCheckError";

  constructor(
    readonly report: Report,
    /** What asked for the check. */
    readonly asker = "assertGrads",
  ) {
    super(`${asker}: ${report.toString()}`);
  }
}
