// What a check found: a verdict with the numbers behind it, as data and as text.

import type { Value } from "../core/op.js";
import { value } from "../core/op.js";
import { isIdentity, together, type Comparison, type Verdict } from "./verdict.js";

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
  readonly toString: () => string;
}

const gravity: readonly Verdict[] = ["pass", "inconclusive", "fail"];

/** The report on all comparisons of a check. */
export function reportOf({
  order,
  seed,
  y,
  comparisons,
}: {
  readonly order: 1 | 2;
  readonly seed: number;
  readonly y: readonly Value[];
  readonly comparisons: readonly Comparison[];
}): Report {
  const worst = comparisons.reduce((a, b) => (graver(b, a) ? b : a));
  const verdict = together(comparisons.map((comparison) => comparison.verdict));
  const report = {
    verdict,
    order,
    seed,
    value: y.map(value),
    comparisons,
    worst,
    disagreement: largestGap(comparisons),
  };
  return { ...report, toString: () => summary(report) };
}

/** Of two that are equally grave, the one that names an entry says more than the identity of all of them. */
function graver(a: Comparison, b: Comparison): boolean {
  const [ga, gb] = [gravity.indexOf(a.verdict), gravity.indexOf(b.verdict)];
  if (ga !== gb) return ga > gb;
  return isIdentity(a) === isIdentity(b) ? excess(a) > excess(b) : isIdentity(b);
}

/** How much of its bound a comparison uses up. */
function excess({ forward, reverse, reference, bound }: Comparison): number {
  const off = Math.max(...[forward, reverse].map((x) => (x === undefined ? 0 : Math.abs(x - reference))));
  return Number.isNaN(off) ? Infinity : off / Math.max(bound, Number.MIN_VALUE);
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

function summary({ verdict, comparisons, worst, seed }: Omit<Report, "toString">): string {
  const count = (which: Verdict): number =>
    comparisons.filter((comparison) => comparison.verdict === which).length;
  const counts = gravity.map((which) => `${String(count(which))} ${which}`).join(", ");
  return `${verdict}: ${counts} (seed ${String(seed)})\n  ${describeComparison(worst)}`;
}

/** One comparison in one line: the entry, the values, the bound and the reason. */
export function describeComparison({
  entry,
  forward,
  reverse,
  reference,
  bound,
  reason,
}: Comparison): string {
  const values = [
    ...(forward === undefined ? [] : [`forward ${String(forward)}`]),
    ...(reverse === undefined ? [] : [`reverse ${String(reverse)}`]),
    `reference ${String(reference)} ± ${bound.toPrecision(2)}`,
  ];
  return `${entry}: ${values.join(", ")}: ${reason}`;
}

/** A gradient did not hold. */
export class GradientCheckError extends Error {
  override readonly name = "GradientCheckError";

  constructor(readonly report: Report) {
    super(`assertGrads: ${report.toString()}`);
  }
}
