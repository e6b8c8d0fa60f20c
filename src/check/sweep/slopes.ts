// What the values of an op say of its derivative: finite differences, the slopes on the two sides of a kink, and
// the rate at which the remainder of Taylor's formula goes to zero.

import { bind, type Inputs, type Value } from "../../core/op.js";
import type { Plain } from "../../ndarray/index.js";
import { checkQuietly } from "../grads.js";
import { describeComparison } from "../comparison.js";
import { gaussian, unflat } from "../points.js";
import { directionsFrom } from "./directions.js";
import { largestOf, type Law } from "./laws.js";
import { argumentOf, flat, pushed, type Derivative } from "./subject.js";

/** The verdicts that say that a derivative is wrong; all others but "pass" leave it open. */
const convictions: readonly string[] = ["fail", "nondeterministic"];

export const differences: Law = {
  name: "finite differences do not contradict",
  kinds: ["interior", "near"],
  modes: [],
  check({ op, kind, point, seed, size, judged }) {
    const free = point.x.map((_, i) => i).filter((i) => !point.held.includes(i));
    if (size === 0 || free.every((i) => flat([point.x[i] ?? 0]).length === 0)) return undefined;
    const f = (...moved: Inputs): Value =>
      bind(
        op,
        point.x.map((plain, i) => (free.includes(i) ? (moved[free.indexOf(i)] ?? 0) : plain)),
        point.params,
      );
    const { comparisons } = checkQuietly(
      f,
      free.map((i) => point.x[i]),
      { seed, blame: false, order: kind === "interior" && isSmallArray(point.x) ? 2 : 1 },
    );
    // Next to a kink the law of slopes speaks, which asks first whether there are any.
    const wrong = comparisons.find(
      ({ verdict, reason }) => convictions.includes(verdict) && !reason.startsWith("outside the slopes"),
    );
    const argumentOf = (entry: string): number =>
      free[free.length === 1 ? 0 : Number(/∂x(\d+)/.exec(entry)?.[1] ?? 0)] ?? 0;
    for (const i of free) {
      for (const [of, byForward, byReverse] of orders) {
        const own = comparisons.filter(({ entry }) => of.test(entry) && argumentOf(entry) === i);
        if (own.length === 0 || own.some(({ verdict }) => verdict !== "pass")) continue;
        if (own.every(({ forward }) => forward !== undefined)) judged?.(i, byForward);
        if (own.every(({ reverse }) => reverse !== undefined)) judged?.(i, byReverse);
      }
    }
    if (wrong === undefined) return undefined;
    const { entry, forward, reverse, reference } = wrong;
    const modes = {
      ...(forward === undefined ? {} : { forward }),
      ...(reverse === undefined ? {} : { reverse }),
    };
    return { argument: argumentOf(entry), ...modes, expected: reference, says: describeComparison(wrong) };
  },
};

/** The entries of first derivatives and of those of a gradient, and what either mode's answer to them is. */
const orders: readonly (readonly [of: RegExp, byForward: Derivative, byReverse: Derivative])[] = [
  [/^∂[^(]/, "forward", "reverse"],
  [/^∂\(.* by forward/, "ff", "rf"],
  [/^∂\(.* by reverse/, "fr", "rr"],
];

/** Of second derivatives a few elements tell as much as many do, at less cost. */
function isSmallArray(x: readonly Plain[]): boolean {
  return flat(x).length <= 6 && x.some((v) => typeof v !== "number");
}

/** Steps from which a slope is read: if it has one, they agree. */
const steps = [2 ** -18, 2 ** -20, 2 ** -22];

export const subdifferential: Law = {
  name: "the derivative lies between the slopes on both sides",
  kinds: ["near", "kink"],
  modes: ["forward"],
  check(subject) {
    const { f, point, y } = subject;
    const at = flat(point.x);
    const here = flat([y]);
    for (const { argument, v, derivative } of directionsFrom(subject)) {
      const along = (t: number): Float64Array => flat(f(unflat(shifted(at, t, v), point.x)));
      const [left, right] = [slopesOn(along, -1), slopesOn(along, 1)];
      for (const [i, got] of derivative().entries()) {
        const complaint = between(got, left[i] ?? [], right[i] ?? [], here[i] ?? NaN);
        if (complaint !== undefined) return { argument, forward: got, says: complaint };
        if (settles(left[i] ?? []) && settles(right[i] ?? [])) subject.judged?.(argument, "forward");
      }
    }
    return undefined;
  },
};

/** The slopes of all outputs on one side, at each step. */
export function slopesOn(along: (t: number) => Float64Array, side: 1 | -1): number[][] {
  const here = along(0);
  const seen = steps.map((h) => along(side * h).map((y, i) => (y - (here[i] ?? NaN)) / (side * h)));
  return Array.from(here, (_, i) => seen.map((slopes) => slopes[i] ?? NaN));
}

/** What is wrong with `got`, if both sides have a finite slope that does not hold it between them. */
function between(
  got: number,
  left: readonly number[],
  right: readonly number[],
  here: number,
): string | undefined {
  if (!settles(left) || !settles(right)) return undefined;
  const [a, b] = [left.at(-1) ?? NaN, right.at(-1) ?? NaN];
  const rounding = (4 * Number.EPSILON * Math.abs(here)) / Math.min(...steps);
  const margin = 1e-4 * (1 + Math.abs(a) + Math.abs(b)) + rounding;
  if (got >= Math.min(a, b) - margin && got <= Math.max(a, b) + margin) return undefined;
  return `the derivative ${String(got)} is not between the slopes ${String(a)} on the left and ${String(b)} on the right`;
}

/** Whether there is a slope on either side, and another on the other. */
export function areApart(left: readonly number[], right: readonly number[]): boolean {
  if (!settles(left) || !settles(right)) return false;
  const [a, b] = [left.at(-1) ?? NaN, right.at(-1) ?? NaN];
  return Math.abs(a - b) > 1e-3 * (1 + Math.abs(a) + Math.abs(b));
}

/** Whether the slopes at ever smaller steps approach something. */
function settles(slopes: readonly number[]): boolean {
  const last = slopes.at(-1) ?? NaN;
  return slopes.every((slope) => Math.abs(slope - last) <= 1e-4 * (1 + Math.abs(last)));
}

const ulp = 2 ** -52;

export const taylor: Law = {
  name: "Taylor's remainder goes to zero twice as fast",
  kinds: ["interior"],
  modes: ["forward"],
  check(subject) {
    const { f, point, seed } = subject;
    const at = flat(point.x);
    const y = flat(f(point.x));
    for (const argument of point.x.keys()) {
      const v = gaussian(seed + 21, at.length).map((g, j) =>
        argumentOf(subject, j) === argument ? g * Math.min(0.05, 0.05 * Math.abs(at[j] ?? 0)) : 0,
      );
      const dy = pushed(f, point.x, v);
      const along = (h: number): Float64Array => flat(f(unflat(shifted(at, h, v), point.x)));
      const remainderAt = (k: number): Float64Array =>
        shifted(shifted(along(2 ** -k), -1, y), -(2 ** -k), dy);
      const remainders = [4, 5, 6, 7].map(remainderAt);
      const move = largestOf([at]) / largestOf([v]);
      const i = y.findIndex((value, k) => {
        const own = remainders.map((each) => each[k] ?? NaN);
        const size = Math.max(1e4 * Math.abs(value), move * Math.abs(dy[k] ?? 0));
        const later = (): number[] => [22, 26].map((n) => (remainderAt(n)[k] ?? NaN) * 2 ** (n - 7));
        return isTooSlow(own, size) && !goesFaster(own.at(-1) ?? NaN, later());
      });
      if (point.held.includes(argument)) continue;
      if (i < 0) {
        if (dy.every(Number.isFinite) && dy.some((v) => v !== 0)) subject.judged?.(argument, "forward");
        continue;
      }
      const forward = dy[i] ?? NaN;
      const says = `along a random direction, of which the derivative is ${String(forward)}, the remainder only halves with the step`;
      return { argument, forward, says };
    }
    return undefined;
  },
};

/** x + h v */
function shifted(x: Float64Array, h: number, v: Float64Array): Float64Array {
  return x.map((xi, i) => xi + h * (v[i] ?? NaN));
}

/** Whether a remainder, beside those at far smaller steps in proportion, is one of steps that went beyond a jump or a kink. */
function goesFaster(last: number, later: readonly number[]): boolean {
  return later.every((rest) => Math.abs(rest) < 0.1 * Math.abs(last));
}

/** Whether remainders at steps that halve are above the rounding of numbers of this size, and only halve too. */
function isTooSlow(remainders: readonly number[], size: number): boolean {
  const sizes = remainders.map(Math.abs);
  const rates = sizes.slice(1).map((each, k) => Math.log2((sizes[k] ?? NaN) / each));
  const isAboveRounding = (sizes.at(-1) ?? 0) > ulp * size;
  return isAboveRounding && rates.every((rate) => rate < 1.4 && rate > 0.6);
}
