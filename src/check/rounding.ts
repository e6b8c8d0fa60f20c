// Where a derivative is what is left of far larger terms, rounding decides it, and no one is wrong.

import type { Plain } from "../ndarray/index.js";
import type { Value } from "../core/op.js";
import { pathSums } from "./conditioning.js";
import { flat, type Program } from "./points.js";
import { ulpsAllowed } from "./precision.js";
import { agreement, disagreement, isIdentity, outcomeOf, type Comparison } from "./verdict.js";
import { wengertList, type WengertList } from "./wengert.js";

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
 * derivative are added up in one order or another, or than ops are exact by their entries. `weighings` are in the order
 * of the comparisons.
 */
export function weighed(
  comparisons: readonly Comparison[],
  f: Program,
  x: readonly Value[],
  weighings: readonly Weighing[],
): Comparison[] {
  if (comparisons.every(({ verdict }) => outcomeOf(verdict) !== "wrong")) return [...comparisons];
  const list = wengertList(f, x as readonly Plain[]);
  const [rounding, declared] = [8 * ulp * (list.lines.length + 8), 8 * ulp * (precisionOf(list) + 8)];
  const sums = new Map<Float64Array, Float64Array>();
  return comparisons.map((comparison, i) => {
    const { v, w } = weighings[i] ?? { v: noNumbers, w: noNumbers };
    if (outcomeOf(comparison.verdict) !== "wrong") return comparison;
    if (!sums.has(v)) sums.set(v, pathSums(list, v));
    const terms = total(sums.get(v) ?? noNumbers, w);
    const margin = isIdentity(comparison) ? rounding : declared;
    if (gap(comparison) <= rounding * terms && beyond(comparison) <= margin * terms)
      return excused(comparison, terms);
    return comparison.reference === 0 ? unlessFlat(comparison, list, w) : comparison;
  });
}

/**
 * A function that did not move at all may move by less than its values are rounded, as tanh does at 40: what is
 * smaller than that, a difference cannot see.
 */
function unlessFlat(comparison: Comparison, list: WengertList, w: Float64Array): Comparison {
  if (comparison.reason === disagreement || isIdentity(comparison)) return comparison;
  const still = new Float64Array(flat(list.inputs).length);
  // The largest step of the differences is a quarter or more.
  const apart = Math.max(gap(comparison), beyond(comparison));
  if (!(apart <= 4 * total(pathSums(list, still, ulp), w))) return comparison;
  const reason = "f is flat here to its last digit, and the derivative smaller than differences can see";
  return { ...comparison, verdict: "ill-conditioned", reason };
}

/** Σ |wₖ| sumₖ, where a weight of zero keeps out what it meets. */
function total(sums: Float64Array, w: Float64Array): number {
  return sums.reduce((all, sum, k) => (w[k] === 0 ? all : all + sum * Math.abs(w[k] ?? 0)), 0);
}

const noNumbers = new Float64Array(0);

/** The ops of a program, each counted by how often its entry says that it is less exact than others. */
function precisionOf({ lines }: WengertList): number {
  return lines.reduce((sum, { op }) => sum + Math.max(1, ulpsAllowed(op) / ulpsAllowed({})), 0);
}

/** How far the modes are from each other. */
function gap({ forward, reverse }: Comparison): number {
  const answers = [forward, reverse].filter((x) => x !== undefined);
  return Math.max(...answers) - Math.min(...answers);
}

/** How far the modes are from the error bar of the reference. */
function beyond({ forward, reverse, reference, bound }: Comparison): number {
  const answers = [forward, reverse].filter((x) => x !== undefined);
  return Math.max(...answers.map((x) => Math.max(0, Math.abs(x - reference) - bound)));
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
