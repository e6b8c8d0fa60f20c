// The benchmarks as a page.

import { document, escaped, mark, tableOf } from "../report/html.js";
import type { Contestant, Time } from "./contest/index.js";
import { tasks } from "./contest/tasks.js";
import type { Growth } from "./growth/index.js";
import { contestPlot, growthPlot, ratioPlot } from "./plots.js";
import { cellsOf, duration, heads, notes, titleOf, type Findings } from "./report.js";

/** All that the page shows. */
export interface Shown extends Findings {
  readonly contest: readonly Contestant[];
  readonly growth: readonly Growth[];
}

/** The page. */
export function page({ machine, rows, contest, growth, ...others }: Shown): string {
  return document({
    title: "How fast derivatives are",
    about: titleOf(machine),
    body: [
      section(
        "Beside code written by hand",
        "A gradient of ours, and the same gradient written by hand, in turns in one process of their own; the red line is the goal.",
        [ratioPlot(rows)],
        tableOf(heads, rows.map(lineOf)),
      ),
      `<p>${notes(others).map(escaped).join("<br>")}</p>`,
      contest.length === 0 ? "" : contestSection(contest),
      growth.length === 0 ? "" : growthSection(growth),
    ].join("\n"),
  });
}

function section(title: string, text: string, plots: readonly string[], table: string): string {
  const drawn = plots.map((plot) => `<div>${plot}</div>`).join("\n");
  return `<section><h2>${escaped(title)}</h2>\n<p>${escaped(text)}</p>\n<div class="plots">${drawn}</div>\n${table}</section>`;
}

function lineOf(row: Findings["rows"][number]): string {
  const cells = cellsOf(row).slice(0, -1).map(escaped);
  const verdict = row.met === undefined ? "" : mark(row.met);
  return `<tr>${[...cells, verdict].map((cell, k) => `<td ${k === 1 ? 'style="min-width: 14rem"' : 'class="short"'}>${cell}</td>`).join("")}</tr>`;
}

function contestSection(contest: readonly Contestant[]): string {
  const lines = contest.map(({ name, version, precision, times }) => {
    const cells = [name, version, precision, ...tasks.map((task) => timeOf(times[task.name]))];
    return `<tr>${cells.map((cell) => `<td class="short">${escaped(cell)}</td>`).join("")}</tr>`;
  });
  return section(
    "Beside other engines",
    "The same gradients by engines that npm installs, each in a process of its own, in turns.",
    [contestPlot(contest)],
    tableOf(["engine", "version", "precision", ...tasks.map(({ name }) => name)], lines),
  );
}

function timeOf(time: Time | undefined): string {
  return typeof time === "number" ? duration(time) : (time ?? "").slice(0, 40);
}

function growthSection(points: readonly Growth[]): string {
  const programs = [...new Set(points.map(({ program }) => program))];
  const plots = programs.flatMap((program) =>
    (["seconds", "bytes"] as const).map((of) => growthPlot(points, program, of)),
  );
  const lines = points.map(({ program, how, n, seconds, first, bytes }) => {
    const cells = [program, how, n.toExponential(0).replace("+", ""), duration(seconds), duration(first)];
    const all = [...cells, `${(bytes / 2 ** 20).toFixed(1)} MB`];
    return `<tr>${all.map((cell) => `<td class="short">${escaped(cell)}</td>`).join("")}</tr>`;
  });
  return section(
    "Growth",
    "Time of a gradient, and the memory by which the process grows, against the size of the problem.",
    plots,
    tableOf(["program", "", "n", "a run", "the first two runs", "memory"], lines),
  );
}
