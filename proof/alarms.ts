// False alarms: random programs with nothing wrong in them.

import { checkGrads } from "../src/check/index.js";
import { figure, share, type Effort, type Section } from "./figure.js";
import { isConviction } from "./killed.js";
import { randomProgram } from "./programs.js";
import { along } from "../src/cli/progress.js";

/** The section of the false alarms. */
export function alarms({ pick }: Effort): Section {
  const seeds = Array.from({ length: pick(1000, 10_000) }, (_, seed) => seed);
  const reports = along(
    seeds,
    () => "right programs",
    (seed) => {
      const { f, args } = randomProgram(seed);
      return { seed, report: checkGrads(f, args) };
    },
  );
  const convicted = reports.filter(({ report }) => isConviction(report.verdict));
  const undecided = reports.map(({ report }) => report.verdict !== "pass" && !isConviction(report.verdict));
  const reasons = countsOf(
    reports.flatMap(({ report }) => (report.verdict === "pass" ? [] : report.worst.reason)),
  );
  return {
    id: "alarms",
    title: "False alarms",
    text: `${String(seeds.length)} random programs of one to eight ops, with nothing planted in them. With no alarm in
      n programs, the rate of alarms is below 3 / n with a confidence of 95 %.`,
    figures: [
      figure({
        name: "convictions of right programs",
        value: convicted.length,
        as: "number",
        of: reports.length,
        gate: { atMost: 0 },
      }),
      share("right programs left undecided", undecided, { atMost: 0.03 }),
    ],
    tables: [
      { title: "Why not passed", head: ["reason", "programs"], rows: [...reasons] },
      {
        title: "Convicted",
        head: ["seed", "what was said"],
        rows: convicted.map(({ seed, report }) => [seed, report.toString()]),
      },
    ],
    plots: [],
  };
}

function countsOf(reasons: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const reason of reasons) {
    // Numbers in a reason would make each one a reason of its own.
    const general = reason.replaceAll(/-?\d[\d.e+-]*/g, "…");
    counts.set(general, (counts.get(general) ?? 0) + 1);
  }
  return counts;
}
