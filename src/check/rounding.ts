// Where rounding within a function moves its derivative by as much as two modes differ, neither of them is wrong.

import type { Value } from "../core/op.js";
import { flat, gaussian, unflat } from "./points.js";
import { disagreement, isIdentity, type Comparison } from "./verdict.js";

/** What forward and reverse mode answer to each comparison, in their order. */
export type Answers = readonly (readonly [number, number])[];

const trials = 12;
const ulp = 2 ** -52;

/**
 * The comparisons, with those left open in which the modes differ by no more than a change of the inputs in
 * their last digits moves the answer of either. Next to a kink the answers jump too, but there the modes
 * agree again.
 */
export function weighed(
  comparisons: readonly Comparison[],
  x: readonly Value[],
  answersAt: (x: readonly Value[]) => Answers,
): Comparison[] {
  if (!comparisons.some(isDisagreement)) return [...comparisons];
  const nearby = Array.from({ length: trials }, (_, k) => answersAt(nudged(x, k + 1)));
  return comparisons.map((comparison, i) => {
    const answers = nearby.map((each) => each[i] ?? ([NaN, NaN] as const));
    return isDisagreement(comparison) && isNoise(comparison, answers) ? open(comparison) : comparison;
  });
}

function isDisagreement(comparison: Comparison): boolean {
  const { verdict, reason } = comparison;
  return verdict === "fail" && (reason === disagreement || isIdentity(comparison));
}

/** `x` with its last digits changed, by `ulps` this way or that. */
function nudged(x: readonly Value[], ulps: number): readonly Value[] {
  const numbers = flat(x);
  const noise = gaussian(ulps, numbers.length);
  return unflat(
    numbers.map((v, i) => v * (1 + ulps * ulp * Math.sign(noise[i] ?? 0))),
    x,
  );
}

/** Whether the answers move by as much as the modes differ, and the modes go on to differ. */
function isNoise({ forward = NaN, reverse = NaN }: Comparison, answers: Answers): boolean {
  const gap = Math.abs(forward - reverse);
  const moves = answers.some(([f, r]) => 4 * Math.max(Math.abs(f - forward), Math.abs(r - reverse)) >= gap);
  return moves && 2 * answers.filter(([f, r]) => 50 * Math.abs(f - r) >= gap).length >= trials;
}

function open(comparison: Comparison): Comparison {
  const reason = "rounding within f moves the derivative by as much as the modes differ";
  return { ...comparison, verdict: "ill-conditioned", reason };
}
