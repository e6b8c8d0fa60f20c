// Where a derivative is what is left of far larger terms, rounding decides it, and no one is wrong.

import type { Plain } from "../ndarray/index.js";
import type { Value } from "../core/op.js";
import { pathSums } from "./conditioning.js";
import type { Program } from "./points.js";
import { outcomeOf, type Comparison } from "./verdict.js";
import { wengertList } from "./wengert.js";

/** What a comparison weighs: the outputs by `w`, of the derivative along `v`. */
export interface Weighing {
  readonly v: Float64Array;
  readonly w: Float64Array;
}

const ulp = 2 ** -52;

/**
 * The comparisons, with those left open whose numbers differ by no more than rounding does when the terms of
 * the derivative are added up in one order or another. `weighings` are in the order of the comparisons.
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
    const terms = sums
      .get(v)
      ?.reduce((total, sum, k) => total + (w[k] === 0 ? 0 : sum * Math.abs(w[k] ?? 0)), 0);
    return gapOf(comparison) <= margin * (terms ?? 0) ? open(comparison) : comparison;
  });
}

const noNumbers = new Float64Array(0);

/** The largest distance between any two of the numbers compared. */
function gapOf({ forward, reverse, reference }: Comparison): number {
  const all = [forward, reverse, reference].filter((x) => x !== undefined);
  return Math.max(...all) - Math.min(...all);
}

function open(comparison: Comparison): Comparison {
  const reason = "the terms of the derivative cancel, and what is left of them is rounding";
  return { ...comparison, verdict: "ill-conditioned", reason };
}
