// The plots of the report, drawn once into SVG: the page needs no script to show them.

import * as Plot from "@observablehq/plot";
import { drawn, power, powers } from "../report/plot.js";
import { share } from "./figure.js";
import type { Curve } from "./steps.js";
import type { Row } from "./trials.js";

const rate = { domain: [0, 1], label: "share found", percent: false, grid: true, tickFormat: "%" } as const;
const shades = ["#b3261e", "#f2b8a0", "#9fd0a5", "#1b7f4b"] as const;

const modes = ["both", "forward", "reverse"];

/** The share of planted faults found, by kind and mode. */
export function killPlot(rows: readonly Row[]): string {
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const cells = kinds.flatMap((kind) =>
    modes.flatMap((mode) => {
      const some = rows.filter((row) => row.kind === kind && row.mode === mode);
      return some.length === 0
        ? []
        : [
            {
              kind,
              mode,
              share: share(
                "",
                some.map(({ killed }) => killed),
              ).value,
            },
          ];
    }),
  );
  const text = ({ share }: { share: number }): string => `${String(Math.floor(100 * share))} %`;
  return drawn({
    height: 40 + 20 * kinds.length,
    marginLeft: 220,
    width: 520,
    padding: 0.08,
    x: { domain: modes, label: null, axis: "top" },
    y: { domain: kinds, label: null },
    color: { type: "threshold", domain: [0.5, 0.95, 1], range: [...shades] },
    marks: [
      Plot.cell(cells, { x: "mode", y: "kind", fill: "share" }),
      Plot.text(cells, {
        x: "mode",
        y: "kind",
        text,
        fill: ({ share }) => (share < 0.5 || share >= 1 ? "white" : "black"),
      }),
    ],
  });
}

/** The share of faults found against their size, a line for each checker. */
export function detectionPlot(
  curve: readonly { readonly checker: string; readonly magnitude: number; readonly rate: number }[],
): string {
  return drawn({
    x: { ...powers(-10, -1), reverse: true, label: "relative fault" },
    y: rate,
    color: { legend: true, domain: [...new Set(curve.map(({ checker }) => checker))] },
    marks: [
      Plot.lineY(curve, { x: "magnitude", y: "rate", stroke: "checker", strokeWidth: 2 }),
      Plot.dot(curve, { x: "magnitude", y: "rate", fill: "checker", r: 3 }),
    ],
  });
}

/** The error of central differences against their step, with the error bar of the ladder. */
export function stepPlot({ title, errors, bar }: Curve): string {
  const shown = errors
    .filter(({ error }) => error > 0)
    .map(({ step, error }) => ({ step, error: Math.min(error, 10) }));
  return drawn({
    width: 330,
    height: 240,
    marginTop: 30,
    x: { ...powers(-12, 0, 3), label: "step" },
    y: { ...powers(-16, 0, 4), label: "relative error", domain: [1e-16, 10] },
    marks: [
      Plot.text([title], { frameAnchor: "top", dy: -22, fontWeight: "bold" }),
      Plot.ruleX([1e-6], { strokeDasharray: "3,3", stroke: "#888" }),
      Plot.ruleY([Math.max(bar, 1e-16)], { stroke: shades[3], strokeWidth: 2 }),
      Plot.line(shown, { x: "step", y: "error", stroke: "#1f5fa8" }),
    ],
  });
}

/** A histogram of errors as shares of their error bars. */
export function calibrationPlot(ratios: readonly number[]): string {
  const logs = ratios.map((ratio) => Math.log10(Math.max(ratio, 1e-5)));
  return drawn({
    x: { label: "error / error bar", tickFormat: (k: number) => power(10 ** k), domain: [-5, 1], ticks: 7 },
    y: { label: "points", grid: true },
    marks: [
      Plot.rectY(logs, { ...Plot.binX({ y: "count" }, { thresholds: 60 }), fill: "#1f5fa8" }),
      Plot.ruleX([0], { stroke: shades[0], strokeWidth: 2 }),
    ],
  });
}

/** The share of trials in which one wrong component among n was found. */
export function dimensionPlot(
  points: readonly { readonly checker: string; readonly n: number; readonly rate: number }[],
): string {
  const largest = Math.max(...points.map(({ n }) => n));
  return drawn({
    height: 260,
    x: { ...powers(1, Math.round(Math.log10(largest))), label: "n" },
    y: rate,
    color: { legend: true },
    marks: [
      Plot.lineY(points, { x: "n", y: "rate", stroke: "checker", strokeWidth: 2 }),
      Plot.dot(points, { x: "n", y: "rate", fill: "checker", r: 4 }),
    ],
  });
}

/** How many of each kind there are under each name. */
export function countPlot(
  counts: readonly { readonly name: string; readonly kind: string; readonly count: number }[],
): string {
  const names = [...new Set(counts.map(({ name }) => name))];
  return drawn({
    height: 50 + 22 * names.length,
    marginLeft: 240,
    x: { label: null, grid: true, ticks: 5 },
    y: { domain: names, label: null },
    color: { legend: true },
    marks: [Plot.barX(counts, { x: "count", y: "name", fill: "kind" })],
  });
}
