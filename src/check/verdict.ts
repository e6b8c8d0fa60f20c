// Judging one number: what both modes say, what a reference says, and how far each may be off.

import { shortened } from "./numerals.js";

/** What can be said of a derivative, from the best to the worst. */
const verdicts = [
  /** Within the error bar of the reference, and both modes agree. */
  "pass",
  /** Between the one-sided slopes of a kink: a valid subgradient. */
  "kink",
  /** The function is too sensitive to rounding here for finite differences to say. */
  "ill-conditioned",
  /** No reference could be formed. */
  "inconclusive",
  /** Two runs at one point differ. */
  "nondeterministic",
  /** Not between the one-sided slopes of a kink. */
  "outside-subdifferential",
  /** Outside the error bar, or the modes disagree. */
  "fail",
] as const;

export type Verdict = (typeof verdicts)[number];

/** The verdicts in words of one syllable: whether a derivative is right, wrong, or left open. */
export type Outcome = "right" | "wrong" | "open";

const outcomes: Readonly<Record<Verdict, Outcome>> = {
  pass: "right",
  kink: "right",
  "ill-conditioned": "open",
  inconclusive: "open",
  nondeterministic: "wrong",
  "outside-subdifferential": "wrong",
  fail: "wrong",
};

/** Whether a verdict says that the derivative is right, that it is wrong, or neither. */
export function outcomeOf(verdict: Verdict): Outcome {
  return outcomes[verdict];
}

/** How grave a verdict is: 0 for a pass. */
export function gravityOf(verdict: Verdict): number {
  return verdicts.indexOf(verdict);
}

/** How many of the verdicts there are of each kind, the gravest first: "1 fail, 3 pass". */
export function tally(all: readonly Verdict[]): string {
  const count = (which: Verdict): number => all.filter((verdict) => verdict === which).length;
  return verdicts
    .filter((which) => count(which) > 0)
    .toReversed()
    .map((which) => `${String(count(which))} ${which}`)
    .join(", ");
}

/** One derivative, as the modes and the reference have it. */
export interface Comparison {
  /** Which derivative: ∂y[2]/∂x[0]. */
  readonly entry: string;
  readonly forward?: number;
  readonly reverse?: number;
  readonly reference: number;
  /** How far from the reference a right answer may be. */
  readonly bound: number;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** The entry of the comparison that holds all entries at once to each other. */
export const identity = "⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩";

/** Whether the comparison is of the two modes as a whole. */
export function isIdentity({ entry }: Comparison): boolean {
  return entry === identity;
}

/** Why the identity holds. */
export const agreement = "the two sides agree to rounding";

/** Why a comparison fails in which the modes differ. */
export const disagreement = "forward and reverse mode disagree";

/** What is to be judged. */
export interface Evidence {
  readonly entry: string;
  readonly forward?: number;
  readonly reverse?: number;
  readonly reference: number;
  /** The error bar of the reference. */
  readonly error: number;
  /**
   * The size of the derivatives around this one, and of f itself: what a vanishing derivative is small
   * against.
   */
  readonly scale: number;
  /** How far the two modes may differ: rounding, in another order of summation. */
  readonly slack: number;
  /** The one-sided slopes, where there is a kink. */
  readonly kink?: readonly [number, number] | undefined;
  /** Where that is: x[2] = 0. */
  readonly place?: string;
}

/** An error bar is trusted to within this factor. */
const trust = 5;
/** An error bar larger than this share of the derivative cannot convict. */
const sharp = 1e-3;
const ulp = 2 ** -52;

/** Judges one derivative. */
export function judge(evidence: Evidence): Comparison {
  const { forward, reverse, reference, error, scale } = evidence;
  const answers = [forward, reverse].filter((x) => x !== undefined);
  const size = Math.max(Math.abs(reference), ...answers.filter(Number.isFinite).map(Math.abs));
  const bound = trust * error + 64 * ulp * Math.max(size, scale * ulp);
  const conclude = (verdict: Verdict, reason: string): Comparison => {
    const both = {
      ...(forward === undefined ? {} : { forward }),
      ...(reverse === undefined ? {} : { reverse }),
    };
    return { entry: evidence.entry, ...both, reference, bound, verdict, reason };
  };
  if (!sameWithin(forward, reverse, evidence.slack)) return conclude("fail", disagreement);
  if (!Number.isFinite(reference) || !Number.isFinite(error)) {
    return conclude(
      "inconclusive",
      "no finite difference could be formed: f is not finite around this point",
    );
  }
  const off = Math.max(...answers.map((x) => (Number.isFinite(x) ? Math.abs(x - reference) : Infinity)));
  if (evidence.kink !== undefined) {
    const [verdict, reason] = atKink(evidence.kink, evidence.place, answers, bound);
    if (verdict === "kink" || off > bound) return conclude(verdict, reason);
  }
  if (off <= bound) {
    return error <= sharp * Math.max(size, scale)
      ? conclude("pass", "within the error bar of the finite differences")
      : conclude("ill-conditioned", tooRough);
  }
  return error <= sharp * size || (off > 50 * error && off < Infinity)
    ? conclude("fail", "the derivative is outside the error bar of the finite differences")
    : conclude("ill-conditioned", tooRough);
}

const tooRough = "f is too sensitive to rounding here for finite differences to say";

/**
 * At a kink any number between the one-sided slopes is a subgradient; no smooth reference can choose among
 * them.
 */
function atKink(
  [left, right]: readonly [number, number],
  place = "this point",
  answers: readonly number[],
  bound: number,
): [Verdict, string] {
  const [low, high] = [Math.min(left, right), Math.max(left, right)];
  const margin = bound + 1e-4 * (high - low);
  const [a, b] = [shortened(left, 8), shortened(right, 8)];
  return answers.every((x) => x >= low - margin && x <= high + margin)
    ? ["kink", `a kink: the slopes are ${a} on the left and ${b} on the right of ${place}`]
    : [
        "outside-subdifferential",
        `outside the slopes ${a} and ${b} on the two sides of the kink at ${place}`,
      ];
}

/** Equal within `slack`, with the same infinities and the same NaNs; true if one is missing. */
export function sameWithin(a: number | undefined, b: number | undefined, slack: number): boolean {
  if (a === undefined || b === undefined || Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= slack;
}

/** The verdict on a whole of which these are the parts: the gravest. */
export function together(parts: readonly Verdict[]): Verdict {
  return parts.reduce<Verdict>((a, b) => (gravityOf(b) > gravityOf(a) ? b : a), "pass");
}
