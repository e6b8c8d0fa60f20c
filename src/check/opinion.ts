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

/** Whom to ask, and when. */
export interface Opinion {
  /** Calls a witness of the derivatives of `f` at `x`, if there is one. */
  readonly call: (f: Program, x: readonly Value[]) => Witness | undefined;
  /** A pass whose bound is a larger share of the derivative than this is worth a second look. */
  readonly vague: number;
}

/** A slope that rounding moves by more than this share of its terms is no one's to know. */
const steady = 1e-3;

/** Terms smaller than this may have been lost on the way, in a product of factors of which one is as small. */
const faint = 1e-150;

/** Between its error and so many times its error, a witness leaves a derivative as it was judged. */
const gross = 50;

/**
 * The comparisons, those that finite differences leave open or contradict judged anew by the witness that
 * is called, if there is any. `weighings` are in the order of the comparisons.
 */
export function reconsidered(
  comparisons: readonly Comparison[],
  { call, vague }: Opinion,
  { f, x }: { readonly f: Program; readonly x: readonly Value[] },
  weighings: readonly Weighing[],
): Comparison[] {
  if (!comparisons.some((one) => isDoubtful(one, vague))) return [...comparisons];
  const witness = call(f, x);
  if (witness === undefined) return [...comparisons];
  const said = new Map<Float64Array, Testimony | undefined>();
  return comparisons.map((comparison, i) => {
    const weighing = weighings[i];
    if (weighing === undefined || !isDoubtful(comparison, vague)) return comparison;
    const { v, w } = weighing;
    if (!said.has(v)) said.set(v, witness(v));
    const testimony = said.get(v);
    return testimony === undefined ? comparison : judgedBy(testimony, w, comparison);
  });
}

/**
 * Whether finite differences alone say what a comparison says, and they say that the derivative is wrong, or
 * nothing, or vaguely that it is right.
 */
function isDoubtful(comparison: Comparison, vague: number): boolean {
  const { verdict, reason, bound, forward = 0, reverse = 0 } = comparison;
  if (isIdentity(comparison)) return false;
  if (verdict === "fail") return reason !== disagreement;
  const size = Math.max(Math.abs(forward), Math.abs(reverse));
  return outcomeOf(verdict) === "open" || (verdict === "pass" && size > 0 && bound > vague * size);
}

function judgedBy({ slope, error, wander, terms }: Testimony, w: Float64Array, was: Comparison): Comparison {
  const size = w.map(Math.abs);
  const [reference, bound, whole] = [inner(w, slope), inner(size, error), inner(size, terms)];
  if (whole > 0 && whole < faint) return was;
  const answers = [was.forward, was.reverse].filter((x) => x !== undefined);
  const off = Math.max(...answers.map((x) => Math.abs(x - reference)));
  const isSteady = inner(size, wander) <= steady * whole;
  const conclude = (verdict: Verdict, reason: string): Comparison => ({
    ...was,
    reference,
    bound,
    verdict,
    reason,
  });
  if (off <= bound && isSteady) return conclude("pass", confirmed);
  if (off <= bound && was.verdict === "fail") return conclude("ill-conditioned", unsteady);
  const isRefuted = isSteady && off > gross * bound && off < Infinity;
  return isRefuted && was.verdict !== "fail" ? conclude("fail", refuted) : was;
}

const confirmed = "the complex step bears the modes out, to the rounding of the terms of the derivative";
const unsteady = "the last digits of what f computes on the way decide this derivative";
const refuted = "the derivative is outside the error bar of the complex step";

/** Σ aᵢ bᵢ, where a zero keeps out what it meets. */
function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, ai, i) => (ai === 0 ? total : total + ai * (b[i] ?? 0)), 0);
}
