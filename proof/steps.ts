// The V-shaped plot: the error of a central difference against its step, and what the ladder makes of it.

import { slope } from "../src/check/index.js";
import { lineOf } from "./calibration.js";
import { share, type Section } from "./figure.js";
import { stepPlot } from "./plots.js";
import { central } from "./published.js";
import { known } from "./truth.js";

const examples = [
  { name: "sin x", x: 1 },
  { name: "1 / x", x: 0.01 },
  { name: "sin 50x", x: 0.3 },
  { name: "1e8 + x²", x: 1 },
];

/** The error of one central difference. */
export interface Step {
  readonly step: number;
  readonly error: number;
}

/** The section of the V-shaped plots. */
export function steps(): Section {
  const curves = examples.map(curveOf);
  const best = (errors: readonly Step[]): number => Math.min(...errors.map(({ error }) => error));
  return {
    id: "steps",
    title: "The error against the step",
    text: `A difference quotient is off by the bend of the function if its step is large, by rounding if it is small, so
      that no one step suits all functions. The line is the error bar that the ladder of steps arrives at by
      itself, the dashed line where a fixed step of 1e-6 lies. All errors are relative.`,
    figures: [
      share(
        "error bars that hold the error of the ladder",
        curves.map(({ off, bar }) => off <= bar),
      ),
    ],
    tables: [
      {
        title: "Relative errors",
        head: ["function", "ladder", "its bar", "best single step", "step 1e-6"],
        rows: curves.map(({ title, off, bar, errors, usual }) => [
          title,
          ...[off, bar, best(errors), usual].map((v) => v.toExponential(1)),
        ]),
      },
    ],
    plots: curves.map(stepPlot),
  };
}

/** One function at one point. */
export interface Curve {
  readonly title: string;
  readonly errors: readonly Step[];
  /** The error of the ladder, and its bar. */
  readonly off: number;
  readonly bar: number;
  /** The error of the usual step, 1e-6. */
  readonly usual: number;
}

function curveOf({ name, x }: (typeof examples)[number]): Curve {
  const one = known.find((each) => each.name === name);
  if (one === undefined) throw new RangeError(`curveOf: no function is called ${name}`);
  const truth = one.derivative(x);
  const off = (value: number): number => Math.abs(value / truth - 1);
  const errorAt = (h: number): number => off(central((t) => one.f(x + t), h));
  const { value, error } = slope(lineOf(one.f, x));
  return {
    title: `${name} at ${String(x)}`,
    errors: Array.from({ length: 61 }, (_, k) => 10 ** (-k / 5 - 0.5)).map((step) => ({
      step,
      error: errorAt(step),
    })),
    off: off(value[0] ?? NaN),
    bar: (error[0] ?? NaN) / Math.abs(truth),
    usual: errorAt(1e-6),
  };
}
