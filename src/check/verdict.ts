// Judging one number: what both modes say, what a reference says, and how far each may be off.

/** `inconclusive` where the reference is not sharp enough to say either. */
export type Verdict = "pass" | "fail" | "inconclusive";

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
    const [verdict, reason] = atKink(evidence.kink, answers, bound);
    if (verdict === "inconclusive" || off > bound) return conclude(verdict, reason);
  }
  if (off <= bound) {
    return error <= sharp * Math.max(size, scale)
      ? conclude("pass", "within the error bar of the finite differences")
      : conclude("inconclusive", "f is too ill-conditioned here for finite differences to say");
  }
  return error <= sharp * size || (off > 50 * error && off < Infinity)
    ? conclude("fail", "the derivative is outside the error bar of the finite differences")
    : conclude("inconclusive", "f is too ill-conditioned here for finite differences to say");
}

/**
 * At a kink any number between the one-sided slopes is a subgradient; no smooth reference can choose among
 * them.
 */
function atKink(
  [left, right]: readonly [number, number],
  answers: readonly number[],
  bound: number,
): [Verdict, string] {
  const [low, high] = [Math.min(left, right), Math.max(left, right)];
  const margin = bound + 1e-4 * (high - low);
  return answers.every((x) => x >= low - margin && x <= high + margin)
    ? ["inconclusive", `a kink: the slopes are ${String(left)} on the left and ${String(right)} on the right`]
    : ["fail", `outside the slopes ${String(left)} and ${String(right)} on the two sides of a kink`];
}

/** Equal within `slack`, with the same infinities and the same NaNs; true if one is missing. */
export function sameWithin(a: number | undefined, b: number | undefined, slack: number): boolean {
  if (a === undefined || b === undefined || Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= slack;
}

/** The verdict on a whole of which these are the parts. */
export function together(parts: readonly Verdict[]): Verdict {
  if (parts.includes("fail")) return "fail";
  return parts.includes("inconclusive") ? "inconclusive" : "pass";
}
