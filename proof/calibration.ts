// Calibration: how far the finite differences are from the truth, against what their error bars say.

import { slope, type Line } from "../src/check/index.js";
import { random } from "../src/index.js";
import { measured, type Calibrated } from "./digits.js";
import { share, type Effort, type Section } from "./figure.js";
import { calibrationPlot } from "./plots.js";
import { along } from "../src/cli/progress.js";
import { known, type Known } from "./truth.js";

/** The section of the calibration. */
export async function calibration({ pick }: Effort): Promise<Section> {
  const each = pick(200, 5000);
  const closed = along(
    known,
    () => "calibration, closed forms",
    (one, k) => pointsOf(one, each, k).map((x) => calibrated(one, x)),
  ).flat();
  const digits = await measured(pick(150, 3000), pick(1, 10));
  const conclusive = [...closed, ...digits].filter(({ bar }) => Number.isFinite(bar));
  const names = [...new Set([...digits, ...closed].map(({ name }) => name))];
  return {
    id: "calibration",
    title: "What the error bars are worth",
    text: `Derivatives by finite differences beside the truth, and how far off they are as a share of the error bar that came
      with them; left of 1 the bar holds. The truth of ${String(digits.length)} derivatives, of random programs and of the
      ops that mathjs evaluates, was computed with 64 digits; that of ${String(closed.length)} more, of functions that are hard
      on differences, is a closed form, which shares no code with that.`,
    figures: [
      share("error bars that cover the truth, 64 digits", digits.filter(isConclusive).map(covered), gate),
      share("error bars that cover the truth, closed forms", closed.filter(isConclusive).map(covered), gate),
      share("derivatives with an error bar", [...closed, ...digits].map(isConclusive)),
    ],
    tables: [
      {
        title: "By function",
        head: ["function", "derivatives", "covered", "largest error / bar", "median bar, relative"],
        rows: names.map((name) => rowOf(name, conclusive)),
      },
      {
        title: "Not covered, 64 digits",
        head: ["", "seed", "truth", "off", "bar"],
        rows: digits
          .filter((one) => isConclusive(one) && !covered(one))
          .map(({ name, x, truth, off, bar }) => [name, x, truth, off, bar]),
      },
    ],
    plots: [calibrationPlot(conclusive.filter(({ bar }) => bar > 0).map(({ off, bar }) => off / bar))],
  };
}

const gate = { atLeast: 0.995 };

function isConclusive({ bar }: Calibrated): boolean {
  return Number.isFinite(bar);
}

function covered({ off, bar }: Calibrated): boolean {
  return off <= bar;
}

function rowOf(name: string, all: readonly Calibrated[]): (string | number)[] {
  const own = all.filter((one) => one.name === name);
  const relative = own.filter(({ truth }) => truth !== 0).map(({ truth, bar }) => bar / Math.abs(truth));
  const ratios = own.filter(({ bar }) => bar > 0).map(({ off, bar }) => off / bar);
  const largest = ratios.reduce((most, ratio) => Math.max(most, ratio), 0);
  const median = relative.sort((a, b) => a - b)[relative.length >> 1] ?? NaN;
  return [name, own.length, own.filter(covered).length, largest.toPrecision(2), median.toExponential(1)];
}

/** t ↦ f(x + t), with the width of each difference as it is rounded. */
export function lineOf(f: (x: number) => number, x: number): Line {
  return {
    at: (t) => Float64Array.of(f(x + t)),
    width: (t) => x + t - (x - t),
    reach: 0.25 * Math.max(1, Math.abs(x)),
  };
}

function pointsOf({ low, high }: Known, n: number, seed: number): readonly number[] {
  return Array.from(random.uniform(random.key(seed), [n]).data, (u) => low + (high - low) * u);
}

function calibrated({ name, f, derivative }: Known, x: number): Calibrated {
  const { value, error } = slope(lineOf(f, x));
  const truth = derivative(x);
  // The closed form itself is rounded: two units in its last place are not the difference's fault.
  const off = Math.max(0, Math.abs((value[0] ?? NaN) - truth) - 2 * Number.EPSILON * Math.abs(truth));
  return { name, x, truth, off, bar: error[0] ?? Infinity };
}
