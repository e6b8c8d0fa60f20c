// A second opinion on derivatives that finite differences leave open, or find wrong: what a sharper reference
// says, where there is one.

import type { Value } from "../core/op.js";
import type { Program } from "./points.js";
import type { Weighing } from "./rounding.js";
import { disagreement, isIdentity, outcomeOf, type Comparison, type Verdict } from "./verdict.js";

/** The derivative of all outputs along a direction, by a reference of its own. */
export interface Testimony {
  readonly slope: Float64Array;
  /** How far off a derivative may be whose terms are rounded. */
  readonly error: Float64Array;
  /** How far the slope moves if every value on the way is off by an ulp. */
  readonly wander: Float64Array;
  /** What the slope would be if nothing in it cancelled. */
  readonly terms: Float64Array;
}

/** What a reference says of the derivatives along `v`; undefined if it cannot say. */
export type Witness = (v: Float64Array) => Testimony | undefined;

/** Calls a witness of the derivatives of `f` at `x`, if there is one. */
export type Opinion = (f: Program, x: readonly Value[]) => Witness | undefined;

/** A slope that rounding moves by more than this share of its terms is no one's to know. */
const steady = 1e-3;

/** Terms smaller than this may have been lost on the way, in a product of factors of which one is as small. */
const faint = 1e-150;

/** Between its error and so many times its error, a witness leaves a derivative as it was judged. */
const gross = 50;

/**
 * The comparisons, those that finite differences leave open or contradict judged anew by the witness that
 * `opinion` calls; it is called only if there is such a one. `weighings` are in the order of the comparisons.
 */
export function reconsidered(
  comparisons: readonly Comparison[],
  opinion: Opinion,
  { f, x }: { readonly f: Program; readonly x: readonly Value[] },
  weighings: readonly Weighing[],
): Comparison[] {
  if (!comparisons.some(isDoubtful)) return [...comparisons];
  const witness = opinion(f, x);
  if (witness === undefined) return [...comparisons];
  const said = new Map<Float64Array, Testimony | undefined>();
  return comparisons.map((comparison, i) => {
    const weighing = weighings[i];
    if (weighing === undefined || !isDoubtful(comparison)) return comparison;
    const { v, w } = weighing;
    if (!said.has(v)) said.set(v, witness(v));
    const testimony = said.get(v);
    return testimony === undefined ? comparison : judgedBy(testimony, w, comparison);
  });
}

/** Whether finite differences alone say what a comparison says, and it is not that the derivative is right. */
function isDoubtful(comparison: Comparison): boolean {
  const { verdict, reason } = comparison;
  if (isIdentity(comparison)) return false;
  return outcomeOf(verdict) === "open" || (verdict === "fail" && reason !== disagreement);
}

function judgedBy({ slope, error, wander, terms }: Testimony, w: Float64Array, was: Comparison): Comparison {
  const size = w.map(Math.abs);
  const [reference, bound] = [inner(w, slope), inner(size, error)];
  const whole = inner(size, terms);
  if (whole > 0 && whole < faint) return was;
  const answers = [was.forward, was.reverse].filter((x) => x !== undefined);
  const off = Math.max(...answers.map((x) => Math.abs(x - reference)));
  const conclude = (verdict: Verdict, reason: string): Comparison => ({
    ...was,
    reference,
    bound,
    verdict,
    reason,
  });
  const isSteady = inner(size, wander) <= steady * whole;
  if (off <= bound) return isSteady ? conclude("pass", confirmed) : conclude("ill-conditioned", unsteady);
  return isSteady && off > gross * bound && off < Infinity ? conclude("fail", refuted) : was;
}

const confirmed = "the complex step bears the modes out, to the rounding of the terms of the derivative";
const unsteady = "the last digits of what f computes on the way decide this derivative";
const refuted = "the derivative is outside the error bar of the complex step";

/** Σ aᵢ bᵢ, where a zero keeps out what it meets. */
function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, ai, i) => (ai === 0 ? total : total + ai * (b[i] ?? 0)), 0);
}
