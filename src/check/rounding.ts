// Where a derivative is what is left of far larger terms, rounding decides it, and no one is wrong.

import type { Plain } from "../ndarray/index.js";
import type { Value } from "../core/op.js";
import { pathSums } from "./conditioning.js";
import type { Program } from "./points.js";
import { agreement, isIdentity, outcomeOf, type Comparison } from "./verdict.js";
import { wengertList } from "./wengert.js";

/** What a comparison weighs: the outputs by `w`, of the derivative along `v`. */
export interface Weighing {
  readonly v: Float64Array;
  readonly w: Float64Array;
}

const ulp = 2 ** -52;

/** A reference whose bound is larger than this share of the terms says nothing. */
const sharp = 1e-3;

/**
 * The comparisons, those judged anew whose numbers differ by no more than rounding does when the terms of the
 * derivative are added up in one order or another. `weighings` are in the order of the comparisons.
 */
export function weighed(
  comparisons: readonly Comparison[],
  f: Program,
  x: readonly Value[],
  weighings: readonly Weighing[],
): Comparison[] {
  if (comparisons.every(({ verdict }) => outcomeOf(verdict) !== "wrong")) return [...comparisons];
  const list = wengertList(f, x as readonly Plain[]);
  const margin = 8 * ulp * (list.lines.length + 8);
  const sums = new Map<Float64Array, Float64Array>();
  return comparisons.map((comparison, i) => {
    const { v, w } = weighings[i] ?? { v: noNumbers, w: noNumbers };
    if (outcomeOf(comparison.verdict) !== "wrong") return comparison;
    if (!sums.has(v)) sums.set(v, pathSums(list, v));
    const weight = (sum: number, k: number): number => (w[k] === 0 ? 0 : sum * Math.abs(w[k] ?? 0));
    const terms = (sums.get(v) ?? noNumbers).map(weight).reduce((a, b) => a + b, 0);
    return apart(comparison) <= margin * terms ? excused(comparison, terms) : comparison;
  });
}

const noNumbers = new Float64Array(0);

/** How far the modes are from each other, and from the error bar of the reference. */
function apart({ forward, reverse, reference, bound }: Comparison): number {
  const answers = [forward, reverse].filter((x) => x !== undefined);
  const beyond = answers.map((x) => Math.max(0, Math.abs(x - reference) - bound));
  return Math.max(...beyond, Math.max(...answers) - Math.min(...answers));
}

/** Right if the reference, of the size of the terms, bears the modes out, or if there is none; else no one can say. */
function excused(comparison: Comparison, terms: number): Comparison {
  const { forward, reverse, reference, bound } = comparison;
  if (isIdentity(comparison)) return { ...comparison, verdict: "pass", reason: agreement };
  const borneOut = [forward, reverse].every((x) => x === undefined || Math.abs(x - reference) <= bound);
  const reason = "the terms of the derivative cancel, and what is left of them is rounding";
  return borneOut && bound <= sharp * terms
    ? { ...comparison, verdict: "pass", reason: `${reason}, as the finite differences see too` }
    : { ...comparison, verdict: "ill-conditioned", reason };
}
