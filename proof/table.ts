// The figures as a table for a terminal.

import Table from "cli-table3";
import { plain } from "../report/terminal.js";
import { asked, written } from "./figure.js";
import type { Findings } from "./index.js";

/** Every figure, its gate, and whether it is met. */
export function table({ sections, seconds }: Findings): string {
  const right = "right" as const;
  const all = new Table({
    ...plain,
    head: ["", "figure", "of", "is", "must be", ""],
    colAligns: ["left", "left", right, right, right, "left"],
  });
  for (const { id, figures } of sections) {
    for (const [k, figure] of figures.entries()) {
      const verdict = figure.gate === undefined ? "" : figure.met ? "✓" : "✗";
      all.push([k === 0 ? id : "", figure.name, figure.of, written(figure), asked(figure), verdict]);
    }
  }
  const missed = sections.flatMap(({ figures }) => figures).filter(({ met }) => !met).length;
  const sum = missed === 0 ? "every gate is met" : `${String(missed)} gates are missed`;
  return `${all.toString()}\n\n${sum}, after ${seconds.toFixed(0)} s`;
}
