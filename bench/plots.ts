// The plots of the benchmarks' page.

import * as Plot from "@observablehq/plot";
import { drawn, powers } from "../report/plot.js";
import type { Contestant } from "./contest/index.js";
import { tasks } from "./contest/tasks.js";
import type { Growth } from "./growth/index.js";
import type { Row } from "./report.js";

const reference = { stroke: "#888", strokeDasharray: "3,3" } as const;
const plain = (x: number): string => String(Number(x.toPrecision(2)));

/** How many times as long as by hand each workload takes, and the goal. */
export function ratioPlot(rows: readonly Row[]): string {
  const goals = rows.flatMap(({ name, goal }) =>
    goal?.unit === "× by hand" ? [{ name, goal: goal.most }] : [],
  );
  return drawn({
    height: 60 + 20 * rows.length,
    marginLeft: 170,
    x: { type: "log", label: "times by hand", grid: true, tickFormat: plain },
    y: { domain: rows.map(({ name }) => name), label: null },
    marks: [
      Plot.ruleX([1], reference),
      Plot.dot(rows, { x: "ratio", y: "name", fill: "#1f5fa8", r: 5 }),
      Plot.tickX(goals, { x: "goal", y: "name", stroke: "#b3261e", strokeWidth: 2 }),
    ],
  });
}

/** How many times as long as by hand each engine takes, task by task. */
export function contestPlot(contestants: readonly Contestant[]): string {
  const hand = contestants.find(({ name }) => name === "by hand");
  const bars = contestants.flatMap(({ name, times }) =>
    tasks.flatMap(({ name: task, what }) => {
      const [time, base] = [times[task], hand?.times[task]];
      return typeof time === "number" && typeof base === "number" && name !== "by hand"
        ? [{ engine: name, what, ratio: time / base }]
        : [];
    }),
  );
  return drawn({
    width: 720,
    height: 60 + 24 * tasks.length * 2,
    marginLeft: 250,
    x: { type: "log", label: "times by hand", grid: true, tickFormat: plain },
    y: { domain: tasks.map(({ what }) => what), label: null },
    color: { legend: true, domain: [...new Set(bars.map(({ engine }) => engine))] },
    marks: [Plot.ruleX([1], reference), Plot.dot(bars, { x: "ratio", y: "what", fill: "engine", r: 6 })],
  });
}

/** Time or memory of a program against its size. */
export function growthPlot(points: readonly Growth[], program: string, of: "seconds" | "bytes"): string {
  const some = points.filter((point) => point.program === program && point[of] > 0);
  const orders = some.map((point) => Math.floor(Math.log10(point[of])));
  return drawn({
    width: 380,
    height: 260,
    marginTop: 30,
    x: { ...powers(2, 7), label: "n", domain: [1e2, 1e7] },
    y: { ...powers(Math.min(...orders), Math.max(...orders) + 1), label: null },
    color: { legend: true, domain: ["eager", "compiled"] },
    marks: [
      Plot.text([`${program}: ${of}`], { frameAnchor: "top", dy: -22, fontWeight: "bold" }),
      Plot.lineY(some, { x: "n", y: of, stroke: "how", strokeWidth: 2 }),
      Plot.dot(some, { x: "n", y: of, fill: "how", r: 3 }),
    ],
  });
}
