// Seed independence: fixed cases must get the same verdict whatever the seed.

import { checkGrads, checkOp, type Verdict } from "../src/check/index.js";
import { plant } from "../src/check/faults/index.js";
import {
  det,
  exp,
  log,
  matmul,
  max,
  norm,
  registry,
  relu,
  sin,
  softmax,
  solve,
  sum,
  type Value,
} from "../src/index.js";
import { array, mul, random } from "../src/index.js";
import { figure, type Effort, type Section } from "./figure.js";
import { countPlot } from "./plots.js";
import { along } from "../src/cli/progress.js";

interface Case {
  readonly name: string;
  readonly verdict: (seed: number) => Verdict;
}

const long = random.normal(random.key(3), [100]);
const square = array([
  [3, 1, 0],
  [1, 4, -1],
  [0, 2, 5],
]);

function program(name: string, f: (x: Value) => Value, x: Value): Case {
  return { name, verdict: (seed) => checkGrads(f, [x], { seed }).verdict };
}

function planted(name: string, kind: string): Case {
  const op = registry().find((one) => one.name === name);
  const wrong = op && plant(op, { kind, structural: true, mode: "both" });
  if (wrong === undefined) throw new RangeError(`planted: ${kind} does not apply to ${name}`);
  return { name: `${name} with ${kind}`, verdict: (seed) => checkOp(wrong, { order: 1, seed }).verdict };
}

const cases: readonly Case[] = [
  program("sum of sines, n = 100", (x) => sum(sin(x)), long),
  program("norm, n = 100", (x) => norm(x), long),
  program("softmax", (x) => softmax(x), array([1, -2, 0.5])),
  program("det", (x) => det(x), square),
  program("solve", (x) => solve(x, array([1, 2, 3])), square),
  program("matmul", (x) => sum(matmul(x, x)), square),
  program("log of a sum of exponentials", (x) => log(sum(exp(x))), long),
  program("relu at its kink", (x) => relu(x), 0),
  program("largest of a tie", (x) => max(x), array([1, 1, 0])),
  program("a product of 100 numbers and a sum", (x) => mul(sum(x), sum(sin(x))), long),
  planted("sin", "sign flip"),
  planted("div", "swapped arguments"),
  planted("matmul", "transposed matrix"),
  planted("exp", "factor 1 + 1e-4"),
];

/** The section of seed independence. */
export function seeds({ pick }: Effort): Section {
  const n = pick(10, 100);
  const verdicts = along(
    cases,
    () => "seeds",
    ({ verdict }) => Array.from({ length: n }, (_, seed) => verdict(seed)),
  );
  const rows = cases.map(({ name }, k) => {
    const seen = verdicts[k] ?? [];
    const kinds = [...new Set(seen)];
    return { name, kinds, counts: kinds.map((kind) => seen.filter((one) => one === kind).length) };
  });
  return {
    id: "seeds",
    title: "The same verdict for every seed",
    text: `Fixed cases, right ones and wrong ones, each checked with ${String(n)} seeds of the directions, and of the points
      where an op is sampled. A check whose verdict hangs on its seed cannot be trusted.`,
    figures: [
      figure({
        name: "cases whose verdict changes with the seed",
        value: rows.filter(({ kinds }) => kinds.length > 1).length,
        as: "number",
        of: rows.length,
        gate: { atMost: 0 },
      }),
    ],
    tables: [
      {
        title: "Verdicts",
        head: ["case", "verdicts"],
        rows: rows.map(({ name, kinds, counts }) => [
          name,
          kinds.map((kind, k) => `${kind} × ${String(counts[k])}`).join(", "),
        ]),
      },
    ],
    plots: [
      countPlot(
        rows.flatMap(({ name, kinds, counts }) =>
          kinds.map((kind, k) => ({ name, kind, count: counts[k] ?? 0 })),
        ),
      ),
    ],
  };
}
