// Runge and Kutta's methods on flat lists of values: one step, and the steps that a tolerance asks for (Hairer, Nørsett and
// Wanner, Solving Ordinary Differential Equations I, 1993, II.4 and II.5).

import { vanishedStep, tooManySteps } from "../core/errors.js";
import { value, type Value } from "../core/op.js";
import { add, mul, sub } from "../ops/arithmetic.js";

type Values = readonly Value[];

/** dy/dt, leaf by leaf, of the state, the time and the parameters. */
export type Field = (y: Values, t: Value, theta: Values) => Values;

/** A method: each stage's place in the step, its weights of the stages before, and the weights of the whole step. */
export interface Tableau {
  readonly nodes: readonly number[];
  readonly stages: readonly (readonly number[])[];
  readonly weights: readonly number[];
  /** The weights of the estimated error, in which the first stage of the next step is the last. */
  readonly error?: readonly number[];
}

/** The method of order 4 that is called after Runge and Kutta. */
export const rk4: Tableau = {
  nodes: [0, 1 / 2, 1 / 2, 1],
  stages: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  weights: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
};

/** The pair of orders 5 and 4 of Dormand and Prince (1980). */
export const dopri5: Tableau = {
  nodes: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1],
  stages: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  ],
  weights: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  error: [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40],
};

/** What goes into a step besides the state. */
export interface Interval {
  readonly field: Field;
  readonly theta: Values;
  /** Its ends; the second may be the earlier. */
  readonly from: Value;
  readonly to: Value;
}

/** The stages of the step over the part [s, e] of the interval, the whole of which is [0, 1]. */
function stagesOf(tableau: Tableau, y: Values, { field, theta, from, to }: Interval, s: number, e: number) {
  const width = sub(to, from);
  const h = mul(width, e - s);
  const slopes: Values[] = [];
  for (const [i, node] of tableau.nodes.entries()) {
    const t = add(from, mul(width, s + (e - s) * node));
    slopes.push(field(moved(y, h, tableau.stages[i] ?? [], slopes), t, theta));
  }
  return { h, slopes };
}

/** y + h Σ wⱼ kⱼ */
function moved(y: Values, h: Value, weights: readonly number[], slopes: readonly Values[]): Values {
  return y.map((leaf, n) => {
    const terms = slopes.flatMap((k, j) => ((weights[j] ?? 0) === 0 ? [] : mul(weights[j] ?? 0, k[n] ?? 0)));
    return terms.length === 0 ? leaf : add(leaf, mul(h, terms.reduce(add)));
  });
}

/** The state after the step over the part [s, e] of an interval. */
export function stepped(tableau: Tableau, y: Values, interval: Interval, s: number, e: number): Values {
  const { h, slopes } = stagesOf(tableau, y, interval, s, e);
  return moved(y, h, tableau.weights, slopes);
}

/** How exact the steps are, and how many of them there may be. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
  /** From one time that is asked for to the next. */
  readonly maxSteps: number;
}

/** A state, the ends of the steps that led to it as parts of the interval, and how long the next may well be. */
export interface Reached {
  readonly y: Values;
  readonly ends: readonly number[];
  readonly next: number;
}

/** Steps of dopri5 over a plain interval, each as long as the tolerance allows, the first one `first` long. */
export function adaptive(y: Values, interval: Interval, tolerance: Tolerance, first?: number): Reached {
  const [from, to] = [Number(interval.from), Number(interval.to)];
  const width = Math.abs(to - from);
  let h = first ?? firstStep(y, interval, tolerance);
  let [s, at, tries] = [0, y, 0];
  const ends: number[] = [];
  while (s < 1) {
    const t = from + (to - from) * s;
    if (tries >= tolerance.maxSteps) throw tooManySteps("odeint", t, tries);
    if (!(h > 8 * Number.EPSILON * Math.max(Math.abs(from), Math.abs(to)))) throw vanishedStep("odeint", t);
    tries += 1;
    const e = endOf(s, h / width);
    const { size, reached } = attempt(at, interval, tolerance, s, e);
    const factor = Math.min(Math.max(0.9 * size ** -0.2, 0.2), 5);
    const taken = (e - s) * width;
    if (size <= 1) {
      // A step that was cut to end in time says nothing against the longer one.
      h = taken < 0.999 * h ? Math.max(taken * factor, h) : taken * factor;
      [s, at] = [e, reached];
      ends.push(e);
    } else h = taken * (factor < 1 ? factor : 0.2);
  }
  return { y: at, ends, next: h };
}

/** The end of a step of length h from s: not beyond 1, and not so near to it that little is left. */
function endOf(s: number, h: number): number {
  const left = 1 - s;
  if (h >= left) return 1;
  return 2 * h > left ? s + left / 2 : s + h;
}

/** A step and the size of its error, of which 1 is tolerable; what is not finite is not. */
function attempt(y: Values, interval: Interval, tolerance: Tolerance, s: number, e: number) {
  const { h, slopes } = stagesOf(dopri5, y, interval, s, e);
  const reached = moved(y, h, dopri5.weights, slopes);
  const width = Number(interval.to) - Number(interval.from);
  const last = interval.field(reached, Number(interval.from) + width * e, interval.theta);
  const zero = y.map((leaf) => mul(0, leaf));
  const size = sizeOf(moved(zero, h, dopri5.error ?? [], [...slopes, last]), [y, reached], tolerance);
  return { reached, size: Number.isFinite(size) ? size : Infinity };
}

/** The root of the mean square of the elements, each in units of what is tolerable at the larger of the states. */
function sizeOf(x: Values, states: readonly Values[], { rtol, atol }: Tolerance): number {
  let [sum, count] = [0, 0];
  for (const [n, leaf] of x.entries()) {
    const around = states.map((y) => numbersOf(y[n] ?? 0));
    for (const [i, v] of numbersOf(leaf).entries()) {
      const largest = Math.max(...around.map((y) => Math.abs(y[i] ?? 0)));
      sum += v === 0 ? 0 : (v / (atol + rtol * largest)) ** 2;
      count += 1;
    }
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

function numbersOf(x: Value): readonly number[] {
  const plain = value(x);
  return typeof plain === "number" ? [plain] : Array.from(plain.data);
}

/** The length of a first step, from the sizes of the state and of its first two derivatives (Hairer et al., II.4). */
function firstStep(y: Values, interval: Interval, tolerance: Tolerance): number {
  const { field, theta } = interval;
  const [from, to] = [Number(interval.from), Number(interval.to)];
  const slope = field(y, from, theta);
  const [d0, d1] = [sizeOf(y, [y], tolerance), sizeOf(slope, [y], tolerance)];
  const width = Math.abs(to - from);
  const h0 = Math.min(d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : (0.01 * d0) / d1, width);
  const h = h0 * Math.sign(to - from);
  const later = field(moved(y, h, [1], [slope]), from + h, theta);
  const d2 =
    sizeOf(
      later.map((k, n) => sub(k, slope[n] ?? 0)),
      [y],
      tolerance,
    ) / h0;
  const steepest = Math.max(d1, d2);
  const h1 = steepest <= 1e-15 ? Math.max(1e-6, h0 * 1e-3) : (0.01 / steepest) ** 0.2;
  const guess = Math.min(100 * h0, h1, width);
  return guess > 0 ? guess : width * 1e-6;
}
