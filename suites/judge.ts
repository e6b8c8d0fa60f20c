// Judging a derivative: by the known answer, by the other mode, and by finite differences with an error bar.

import type { DerivativeCase } from "./case.js";
import type { Differences } from "./differences.js";
import { flat, near, type Numbers } from "./numbers.js";

/** `inconclusive` where all agree, and finite differences are too blunt to be a witness. */
export type Verdict = "pass" | "fail" | "inconclusive";

/** What was computed. */
export interface Evidence {
  readonly value: Numbers;
  readonly forward: Numbers;
  readonly reverse: Numbers;
  readonly differences: Differences;
}

/** What to think of it. */
export interface Judgement {
  readonly disagreement: number;
  readonly bound: number;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** An error bar is trusted to within this factor. */
const trust = 5;
/** An error bar larger than this share of the largest derivative is too blunt. */
const sharp = 1e-3;
const ulp = 2 ** -52;

/** The verdict on a case, the first complaint as its reason. */
export function judged(one: DerivativeCase, evidence: Evidence): Judgement {
  const [forward, reverse] = [flat(evidence.forward), flat(evidence.reverse)];
  const { slope, error } = evidence.differences;
  const size = largest([...forward, ...reverse, ...slope]) || 1;
  const bounds = error.map((e) => trust * e + 64 * ulp * size);
  const gaps = [gap(forward, slope), gap(reverse, slope), gap(forward, reverse)];
  const bound = largest(bounds) / size;
  const disagreement = largest(gaps.flat()) / size;
  const within = (gap: readonly number[]): boolean => gap.every((g, i) => g <= (bounds[i] ?? 0));
  const complaints = [
    ...unexpected(one, evidence),
    ...(near(evidence.forward, evidence.reverse, one.within) ? [] : ["forward and reverse mode disagree"]),
    ...(within(gaps[0] ?? []) ? [] : ["forward mode is outside the error bar of the finite differences"]),
    ...(within(gaps[1] ?? []) ? [] : ["reverse mode is outside the error bar of the finite differences"]),
  ];
  return { disagreement, bound, ...concluded(complaints, largest(error) <= sharp * size) };
}

function concluded(complaints: readonly string[], witnessed: boolean): Pick<Judgement, "verdict" | "reason"> {
  if (complaints.length > 0) return { verdict: "fail", reason: complaints.join("; ") };
  if (!witnessed) return { verdict: "inconclusive", reason: "finite differences are too blunt here to say" };
  return { verdict: "pass", reason: "both modes agree, within the error bar of the finite differences" };
}

/** What is not as the case says. */
function unexpected(one: DerivativeCase, { value, forward, reverse }: Evidence): readonly string[] {
  const off = (what: string, got: Numbers, want: Numbers | undefined): readonly string[] =>
    want === undefined || near(got, want, one.within)
      ? []
      : [`${what} is ${JSON.stringify(got)}, not ${JSON.stringify(want)}`];
  return [
    ...off("the value", value, one.value),
    ...off("the derivative by forward mode", forward, one.gradient),
    ...off("the derivative by reverse mode", reverse, one.gradient),
  ];
}

/** |aᵢ − bᵢ|, infinite where one is missing or not a number. */
function gap(a: readonly number[], b: readonly number[]): readonly number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => {
    const [x = NaN, y = NaN] = [a[i], b[i]];
    const apart = x === y ? 0 : Math.abs(x - y);
    return Number.isNaN(apart) ? Infinity : apart;
  });
}

function largest(x: readonly number[]): number {
  return x.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
}
