// The numbers that a sweep puts into an op: from the interior of an interval, from close to its special places,
// on them, and from the edges of what a double can hold.

import type { Interval } from "../../core/op.js";
import * as nd from "../../ndarray/index.js";

/** The numbers where floating point shows: zeros, the smallest, the largest, what rounds, what is no number. */
export const edgeValues: readonly number[] = [
  0,
  -0,
  5e-324,
  1e-308,
  2 ** -52,
  1,
  1 + 2 ** -52,
  -1,
  -2.5,
  1e8,
  1e154,
  1.79e308,
  -1.79e308,
  Infinity,
  -Infinity,
  NaN,
];

/** The kinks of an interval and its ends, as far as they are finite. */
export function specialValues({ low, high, kinks = [] }: Interval): readonly number[] {
  return [...new Set([...kinks, low, high].filter(Number.isFinite))];
}

/** Numbers at 10⁻¹ … 10⁻⁶ from each special value, within the interval. */
export function nearValues(interval: Interval): readonly number[] {
  return specialValues(interval).flatMap((special) =>
    [1, 2, 3, 4, 5, 6].flatMap((k) =>
      [special - 10 ** -k, special + 10 ** -k].filter((x) => isInside(interval, x)),
    ),
  );
}

/** Numbers on each seam, next to it on both sides, and between it and the next, within the interval. */
export function seamValues(interval: Interval): readonly number[] {
  const { low, high, seams = [] } = interval;
  const ends = [low, ...seams, high].filter(Number.isFinite);
  const between = ends.slice(1).flatMap((end, k) => {
    const start = ends[k] ?? end;
    return [0.02, 0.27, 0.73, 0.98].map((u) => start + u * (end - start));
  });
  const at = seams.flatMap((seam) => [seam, seam * (1 - 2 ** -40), seam * (1 + 2 ** -40)]);
  return seams.length === 0 ? [] : [...at, ...between].filter((x) => isInside(interval, x));
}

/** Fixed numbers, none of them round: what rules are often wrong about lies between them. */
const fixed = [-1.3, 0.49, 0.99, 1.01];

/**
 * Numbers at distances from 10⁻³ to 10³ of 0 and of the special values, on both sides, within the interval. In one that
 * is shorter than 1, the distances are shorter in proportion.
 */
export function interior(interval: Interval, seed: number): readonly number[] {
  const scale = Math.min(1, interval.high - interval.low);
  const centres = [...new Set([0, ...specialValues(interval)])];
  const strata = 8;
  const values = centres.flatMap((centre, c) => {
    const jitter = uniform(seed + c, 2 * strata);
    return Array.from({ length: 2 * strata }, (_, k) => {
      const size = scale * 10 ** (-3 + (6 * ((k >> 1) + (jitter[k] ?? 0))) / strata);
      return centre + (k % 2 === 0 ? size : -size);
    });
  });
  const apart = (x: number): boolean =>
    isInside(interval, x) &&
    specialValues(interval).every((special) => Math.abs(x - special) >= 9e-4 * scale);
  return [...fixed, ...values].filter(apart);
}

/** Whether `x` is in the open interval. */
export function isInside({ low, high }: Interval, x: number): boolean {
  return x > low && x < high;
}

/** `x` moved by up to half a percent: two inputs that are equal are a tie. */
export function nudged(interval: Interval, x: number, u: number): number {
  const moved = x * (0.995 + 0.01 * u);
  return isInside(interval, moved) ? moved : x;
}

/** Independent numbers between 0 and 1. */
export function uniform(seed: number, n: number): Float64Array {
  return Float64Array.from(nd.random.uniform(nd.random.key(seed), [n]).data);
}

/** Inputs of the given shapes: of the given values, or of moderate ones from the domains. */
export function fill(
  domain: readonly Interval[],
  shapes: readonly nd.Shape[],
  seed: number,
  values?: readonly number[],
): nd.Plain[] {
  return shapes.map((shape, i) => {
    const interval = domain[Math.min(i, domain.length - 1)] as Interval;
    const from = values ?? interior(interval, seed + i).filter((x) => Math.abs(x) < 5 && Math.abs(x) > 0.01);
    const data = uniform(seed + 100 + i, nd.sizeOf(shape)).map((u) => {
      const x = from[Math.floor(u * from.length)] ?? NaN;
      return values === undefined ? nudged(interval, x, (u * from.length) % 1) : x;
    });
    return shape.length === 0 ? (data[0] ?? NaN) : new nd.NDArray(data, shape);
  });
}
