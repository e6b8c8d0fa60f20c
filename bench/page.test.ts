// The page of the benchmarks shows what was found, and goals that are missed.

import t from "tap";
import type { Contestant } from "./contest/index.js";
import type { Growth } from "./growth/index.js";
import { pointOf } from "./growth/point.js";
import { page, type Shown } from "./page.js";
import { machine } from "./machine.js";
import { rowOf } from "./report.js";
import { workload } from "./workload.js";

const task = { name: "one", what: "one & only", inputs: [0], tolerance: 0, ours: () => 1, byHand: () => 1 };
const goal = { unit: "× by hand", most: 1.5 } as const;
const points = ["eager", "compiled"].flatMap((how): readonly Growth[] =>
  [100, 1000].map((n) => ({
    ...{ program: "rosenbrock", n, seconds: n * 1e-6, first: 1, bytes: 1e6 },
    how: how as Growth["how"],
  })),
);
const contest: readonly Contestant[] = [
  { name: "by hand", version: "", precision: "float64", times: { "sin-times-x": 1e-8 } },
  {
    name: "some engine",
    version: "1.2.3",
    precision: "float32",
    times: { "sin-times-x": 1e-5, "quadratic-4": "cannot" },
  },
];
const shown: Shown = {
  machine: machine(),
  rows: [rowOf(workload({ ...task, goal }), { ours: 2e-6, byHand: 1e-6, bare: 1e-8, native: 8e-7 })],
  compiler: "some compiler 12.2",
  tape: { place: 32, measured: 33 },
  checkpoints: { steps: 10, kept: 2, runs: 2, predicted: 2, ratio: 3 },
  contest,
  growth: points,
};

t.test("each part is there, with what it found", async (t) => {
  const html = page(shown);
  for (const text of [
    "one &amp; only",
    "≤ 1.5 × by hand",
    "✗",
    "some engine",
    "cannot",
    "10 µs",
    "2.50×",
    "some compiler 12.2",
    "rosenbrock: bytes",
  ])
    t.ok(html.includes(text), text);
  t.equal(html.match(/<div><(figure|svg)/g)?.length, 4, "ratios, engines, time and memory");
  t.notOk(/<script|https?:\/\/(?!www\.w3\.org)/.test(html), "it needs nothing else");
});

t.test("what was not run is left out", async (t) => {
  const html = page({ ...shown, contest: [], growth: [] });
  t.equal(html.match(/<section/g)?.length, 1);
});

t.test("a point of growth has times, and says so where a program is not compiled", async (t) => {
  const eager = pointOf("rosenbrock", 10, false, 0.001);
  t.ok(eager.seconds > 0 && eager.first > 0);
  t.equal(eager.notCompiled, undefined);
  t.equal(pointOf("quadratic", 10, true, 0.001).notCompiled, undefined);
});
