// The dimension test: one wrong sign among many components.

import { checkGrads } from "../src/check/index.js";
import { bind, type Inputs, type Op, type Value } from "../src/core/op.js";
import { real } from "../src/core/space.js";
import { NDArray, cos, mul, random, sin } from "../src/index.js";
import { share, type Effort, type Section } from "./figure.js";
import { isConviction } from "./killed.js";
import { dimensionPlot } from "./plots.js";
import { along } from "../src/cli/progress.js";
import { fastModeAccepts } from "./published.js";

/** One trial: the number of components, and who found the wrong one. */
interface Trial {
  readonly n: number;
  readonly ours: boolean;
  readonly fastMode: boolean;
}

/** The section of the dimension test. */
export function dimension({ pick }: Effort): Section {
  const sizes = pick([10, 100, 1000], [10, 100, 1000, 10_000]);
  const cases = sizes.flatMap((n) => Array.from({ length: pick(10, 40) }, (_, trial) => ({ n, trial })));
  const trials = along(
    cases,
    () => "dimensions",
    ({ n, trial }): Trial => trialOf(n, trial),
  );
  const of = (n: number): readonly Trial[] => trials.filter((trial) => trial.n === n);
  const ours = (some: readonly Trial[]): readonly boolean[] => some.map((trial) => trial.ours);
  const fast = (some: readonly Trial[]): readonly boolean[] => some.map((trial) => trial.fastMode);
  const points = sizes.flatMap((n) => [
    { checker: "dualtape", n, rate: share("", ours(of(n))).value },
    { checker: "PyTorch, fast mode", n, rate: share("", fast(of(n))).value },
  ]);
  const count = (found: readonly boolean[]): string =>
    `${String(found.filter(Boolean).length)} of ${String(found.length)}`;
  return {
    id: "dimension",
    title: "One wrong sign among n",
    text: `The derivative of sin, elementwise, with the sign of one component wrong, in both modes alike. Probed with random
      directions of numbers that are not negative, as a published checker does, the fault drowns in the sum.`,
    figures: [share("wrong components found", ours(trials), { atLeast: 0.999 })],
    tables: [
      {
        title: "Found",
        head: ["n", "dualtape", "PyTorch, fast mode"],
        rows: sizes.map((n) => [n, count(ours(of(n))), count(fast(of(n)))]),
      },
    ],
    plots: [dimensionPlot(points)],
  };
}

function trialOf(n: number, trial: number): Trial {
  const seed = 1000 * trial + n;
  const wrong = Math.floor((random.uniform(random.key(seed), [1]).data[0] ?? 0) * n);
  const x = random.normal(random.key(seed + 1), [n]);
  const op = oneWrongSign(wrong);
  const report = checkGrads((v: Value) => bind(op, [v], undefined), [x], { seed, blame: false });
  return { n, ours: isConviction(report.verdict), fastMode: !fastModePasses(x, wrong, seed + 2) };
}

/** sin, elementwise, with the sign of one component of its derivative wrong. */
function oneWrongSign(wrong: number): Op<Inputs, undefined> {
  const signs = ({ shape }: NDArray): NDArray =>
    new NDArray(new Float64Array(shape[0] ?? 0).fill(1).fill(-1, wrong, wrong + 1), shape);
  const rule = (_i: number, dx: Value, _y: Value, [x]: Inputs): Value =>
    mul(mul(signs(x as NDArray), cos(x as NDArray)), dx);
  return {
    name: "sin, one sign wrong",
    doc: "sin x, with one component of the derivative wrong",
    eval: ([x]) => sin(x as NDArray),
    shape: ([x = []]) => x,
    jvp: rule,
    vjp: rule,
    domain: [real],
    examples: [],
  };
}

function fastModePasses({ data }: NDArray, wrong: number, seed: number): boolean {
  const x = Float64Array.from(data);
  const [u, v] = [directionOf(seed, x.length), directionOf(seed + 1, x.length)];
  const weighed = (part: (i: number) => number): number => v.reduce((total, w, i) => total + w * part(i), 0);
  const f = (t: number): number => weighed((i) => Math.sin((x[i] ?? 0) + t * (u[i] ?? 0)));
  const slope = weighed((i) => (i === wrong ? -1 : 1) * Math.cos(x[i] ?? 0) * (u[i] ?? 0));
  return fastModeAccepts(f, slope, u, v);
}

/** Numbers from 0 to 1, normalized. */
function directionOf(seed: number, n: number): Float64Array {
  const raw = random.uniform(random.key(seed), [n]).data;
  const length = Math.hypot(...raw);
  return Float64Array.from(raw, (w) => w / length);
}
