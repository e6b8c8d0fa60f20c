// A second opinion on derivatives that finite differences leave open, or find wrong: what a sharper reference
// says, where there is one.

import type { Value } from "../core/op.js";
import { flat, type Program } from "./points.js";
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

/** Of a slope that rounding moves by a larger share than this, no one can say whether it is right. */
const sharp = 1e-3;

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
  const scale = scaleOf(comparisons, f(x));
  const said = new Map<Float64Array, Testimony | undefined>();
  return comparisons.map((comparison, i) => {
    const weighing = weighings[i];
    if (weighing === undefined || !isDoubtful(comparison, vague)) return comparison;
    const { v, w } = weighing;
    if (!said.has(v)) said.set(v, witness(v));
    const testimony = said.get(v);
    return testimony === undefined ? comparison : judgedBy(testimony, w, comparison, scale);
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

/** `scale` is the size of f and of its derivatives, which a vanishing one is small against. */
function judgedBy(said: Testimony, w: Float64Array, was: Comparison, scale: number): Comparison {
  const size = w.map(Math.abs);
  const [reference, bound, terms] = [inner(w, said.slope), inner(size, said.error), inner(size, said.terms)];
  if (terms > 0 && terms < faint) return was;
  const conclude = (verdict: Verdict, reason: string): Comparison => ({
    ...was,
    reference,
    bound,
    verdict,
    reason,
  });
  const off = Math.max(...answersOf(was).map((x) => Math.abs(x - reference)));
  const isSteady = inner(size, said.wander) <= sharp * terms;
  if (off <= bound) {
    if (isSteady && bound <= sharp * Math.max(Math.abs(reference), scale)) return conclude("pass", confirmed);
    return was.verdict === "fail" ? conclude("ill-conditioned", unsteady) : was;
  }
  const isRefuted = isSteady && off > gross * bound && off < Infinity;
  return isRefuted && was.verdict !== "fail" ? conclude("fail", refuted) : was;
}

function answersOf({ forward, reverse }: Comparison): readonly number[] {
  return [forward, reverse].filter((x) => x !== undefined);
}

/** The size of f and of its derivatives. */
function scaleOf(comparisons: readonly Comparison[], y: readonly Value[]): number {
  const all = [...comparisons.flatMap(answersOf), ...flat(y)].filter(Number.isFinite);
  return all.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
}

const confirmed = "the complex step bears the modes out, to the rounding of the terms of the derivative";
const unsteady = "the last digits of what f computes on the way decide this derivative";
const refuted = "the derivative is outside the error bar of the complex step";

/** Σ aᵢ bᵢ, where a zero keeps out what it meets. */
function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, ai, i) => (ai === 0 ? total : total + ai * (b[i] ?? 0)), 0);
}
