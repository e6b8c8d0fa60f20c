// What a check found: a verdict with the numbers behind it, as data and as text.

import type { Value } from "../core/op.js";
import { value } from "../core/op.js";
import type { Culprit } from "./culprit.js";
import type { SmallSearch } from "./smallest.js";
import { describeComparison, gravest } from "./comparison.js";
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
  /** Of a wrong derivative: what to do next. */
  readonly advice?: string;
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
    ...(search && { advice: search.message }),
  };
  return { ...report, toString: () => summary(report) };
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

function summary({ verdict, comparisons, worst, seed, advice }: Omit<Report, "toString">): string {
  const counts = tally(comparisons.map((comparison) => comparison.verdict));
  return `${verdict}: ${counts} (seed ${String(seed)})\n  ${describeComparison(worst)}${advice === undefined ? "" : `\n  ${advice.replaceAll("\n", "\n  ")}`}`;
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
