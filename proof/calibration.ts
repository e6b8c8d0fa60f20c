// Calibration: how far the finite differences are from the truth, against what their error bars say.

import { slope, type Line } from "../src/check/index.js";
import { random } from "../src/index.js";
import { share, type Effort, type Section } from "./figure.js";
import { calibrationPlot } from "./plots.js";
import { along } from "./progress.js";
import { known, type Known } from "./truth.js";

/** A finite difference beside the truth. */
export interface Calibrated {
  readonly name: string;
  readonly x: number;
  readonly off: number;
  readonly bar: number;
}

/** The section of the calibration. */
export function calibration({ pick }: Effort): Section {
  const each = pick(200, 5000);
  const all = along("calibration", known, (one, k) =>
    pointsOf(one, each, k).map((x) => calibrated(one, x)),
  ).flat();
  const conclusive = all.filter(({ bar }) => Number.isFinite(bar));
  const covered = ({ off, bar }: Calibrated): boolean => off <= bar;
  return {
    id: "calibration",
    title: "What the error bars are worth",
    text: `The derivative by finite differences at ${String(all.length)} points of functions whose derivative is known in
      closed form: how far off it is, as a share of the error bar that came with it. Left of 1 the bar holds.`,
    figures: [
      share("error bars that cover the truth", conclusive.map(covered), { atLeast: 0.995 }),
      share(
        "points with an error bar",
        all.map(({ bar }) => Number.isFinite(bar)),
      ),
    ],
    tables: [
      {
        title: "By function",
        head: ["function", "points", "covered", "largest error / bar", "median bar, relative"],
        rows: known.map(({ name, derivative }) => {
          const own = conclusive.filter((one) => one.name === name);
          const bars = own.map(({ x, bar }) => bar / Math.abs(derivative(x))).sort((a, b) => a - b);
          return [
            name,
            own.length,
            own.filter(covered).length,
            Math.max(...own.map(({ off, bar }) => off / bar)).toPrecision(2),
            (bars[bars.length >> 1] ?? NaN).toExponential(1),
          ];
        }),
      },
    ],
    plots: [calibrationPlot(conclusive.map(({ off, bar }) => off / bar))],
  };
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
  return { name, x, off, bar: error[0] ?? Infinity };
}
