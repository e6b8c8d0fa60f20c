// The detection curve: how large a fault must be to be found, by our checks and by four published settings.

import { checkGrads } from "../src/check/index.js";
import { flat, gaussian, lineThrough, unflat, type Program } from "../src/check/points.js";
import { bind, type Inputs, type Op, type Value } from "../src/core/op.js";
import { chain, real } from "../src/core/space.js";
import { push } from "../src/forward/index.js";
import { share, type Effort, type Section } from "./figure.js";
import { isConviction } from "./killed.js";
import { detectionPlot } from "./plots.js";
import { randomProgram, type Sample } from "./programs.js";
import { along } from "../src/cli/progress.js";
import { published, type Along, type Setting } from "./published.js";

const magnitudes = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10];
const ours = "dualtape";

/** What one checker made of one program: whether it takes the right derivative, and which faults it finds. */
export interface Trial {
  readonly checker: string;
  readonly falseAlarm: boolean;
  readonly found: readonly boolean[];
}

/** The section of the detection curve. */
export function detection({ pick }: Effort): Section {
  const seeds = Array.from({ length: pick(150, 1500) }, (_, k) => 500_000 + k);
  // A derivative of zero has no relative fault.
  const trials = along(
    seeds,
    () => "detection curve",
    (seed) => {
      const sample = randomProgram(seed);
      return linesOf(sample, "coordinates").some(({ slope }) => slope !== 0) ? trialsOf(sample) : [];
    },
  ).flat();
  const checkers = [...new Set(trials.map(({ checker }) => checker))];
  const of = (checker: string): readonly Trial[] => trials.filter((trial) => trial.checker === checker);
  const rate = (checker: string, k: number): number =>
    share(
      "",
      of(checker).map(({ found }) => found[k] === true),
    ).value;
  const curve = checkers.flatMap((checker) =>
    magnitudes.map((magnitude, k) => ({ checker, magnitude, rate: rate(checker, k) })),
  );
  return {
    id: "detection",
    title: "The smallest fault that is found",
    text: `${String(of(ours).length)} random programs, the final derivative of each off by a relative fault in both modes
      alike, so that only differences can show it. Found is what is flagged while the right derivative is not.
      Beside ours, four published settings, written anew from their described numbers.`,
    figures: [1e-2, 1e-4, 1e-6].map((magnitude) =>
      share(
        `faults of ${magnitude.toExponential()} found by ${ours}`,
        of(ours).map(({ found }) => found[magnitudes.indexOf(magnitude)] === true),
      ),
    ),
    tables: [
      {
        title: "Share of faults found, by size",
        head: ["checker", "false alarms", ...magnitudes.map((m) => m.toExponential())],
        rows: checkers.map((checker) => [
          checker,
          percent(
            share(
              "",
              of(checker).map(({ falseAlarm }) => falseAlarm),
            ).value,
          ),
          ...magnitudes.map((_, k) => percent(rate(checker, k))),
        ]),
      },
    ],
    plots: [detectionPlot(curve)],
  };
}

function percent(x: number): string {
  return `${(100 * x).toFixed(1)} %`;
}

/** One program before all checkers. */
export function trialsOf(sample: Sample): Trial[] {
  return [trialOfOurs(sample), ...published.map((setting) => trialOf(setting, sample))];
}

function trialOfOurs({ f, args }: Sample): Trial {
  const convicts = (magnitude: number): boolean => {
    const wrong = misreported(magnitude);
    const misreporting = (...x: Value[]): Value => bind(wrong, [f(...x)], undefined);
    return isConviction(checkGrads(misreporting, args, { blame: false }).verdict);
  };
  const falseAlarm = convicts(0);
  return { checker: ours, falseAlarm, found: magnitudes.map((m) => !falseAlarm && convicts(m)) };
}

/** The identity, its derivative off by a relative fault in both modes. */
function misreported(magnitude: number): Op<Inputs, undefined> {
  const rule = (_i: number, dx: Value): Value => chain(1 + magnitude, dx);
  return {
    name: "misreported",
    doc: "x, with a wrong derivative",
    eval: ([x = 0]) => x,
    shape: ([x = []]) => x,
    jvp: rule,
    vjp: rule,
    domain: [real],
    examples: [],
  };
}

function trialOf({ name, probes, accepts }: Setting, sample: Sample): Trial {
  const lines = linesOf(sample, probes);
  const alarm = (magnitude: number): boolean =>
    lines.some(({ f, slope }) => !accepts(f, slope * (1 + magnitude)));
  const falseAlarm = alarm(0);
  return { checker: name, falseAlarm, found: magnitudes.map((m) => !falseAlarm && alarm(m)) };
}

interface Probed {
  readonly f: Along;
  readonly slope: number;
}

/** A program along each coordinate, or along one random direction, with its derivative by forward mode. */
function linesOf({ f, args }: Sample, probes: Setting["probes"]): readonly Probed[] {
  const program: Program = (x) => [f(...x)];
  const x = flat(args);
  const unit = (j: number): Float64Array => new Float64Array(x.length).fill(1, j, j + 1);
  const directions = probes === "direction" ? [gaussian(1, x.length)] : Array.from(x, (_, j) => unit(j));
  return directions.map((v) => {
    const { at } = lineThrough(program, args, x, v);
    const slope = flat(push(program, args, unflat(v, args)).dy)[0] ?? NaN;
    return { f: (t) => at(t)[0] ?? NaN, slope };
  });
}
