// A run as lines of JSON, as TAP, as a summary in Markdown and as a badge.

import { pointText, answerText } from "./tensors.js";
import { formulas } from "./formula.js";
import type { Cell, ConformResult } from "../result.js";
import { meanings, statuses } from "./statuses.js";
import { absent, failures, tallies, totals, type Tally } from "./tally.js";

/** The run in lines of JSON, first what ran and when, then a cell a line: what all other reports are made from. */
export function jsonLines({ cells, ...run }: ConformResult): string {
  return [run, ...cells].map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** The run that was written in lines of JSON. */
export function fromJsonLines(text: string): ConformResult {
  const [head, ...cells] = text.split("\n").filter((line) => line !== "");
  const run = JSON.parse(head ?? "{}") as Omit<ConformResult, "cells">;
  return { ...run, cells: cells.map((line) => JSON.parse(line) as Cell) };
}

/** The run in the Test Anything Protocol, version 14, with a block of YAML below what is not as it should be. */
export function tap(result: ConformResult): string {
  const lines = result.cells.map(
    (cell, k) => `${tapLine(cell, k + 1)}\n${cell.status === "pass" ? "" : yaml(cell)}`,
  );
  const gone = absent(result).map(({ name, absent: why }, k) => {
    const number = String(result.cells.length + k + 1);
    return `not ok ${number} - ${plain(`${name} did not run: ${why ?? ""}`)}\n`;
  });
  return `TAP version 14\n1..${String(lines.length + gone.length)}\n${[...lines, ...gone].join("")}`;
}

function tapLine({ engine, mode, id, title, status, reason }: Cell, k: number): string {
  const test = `${String(k)} - ${plain(`${engine} ${mode} ${id}: ${title}`)}`;
  // An expected failure is a test that is not ok and does not count; what is not to be had is skipped.
  if (status === "known") return `not ok ${test} # TODO ${plain(reason)}`;
  if (status === "unsupported") return `ok ${test} # SKIP ${plain(reason)}`;
  return `${status === "pass" ? "ok" : "not ok"} ${test}`;
}

/** Text of one line in which nothing begins a directive. */
function plain(text: string): string {
  return text.replaceAll("\n", " ").replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}

/** Strings of JSON are strings of YAML. */
function yaml({ status, reason, expected, got, program, at, replay, link }: Cell): string {
  const entries = {
    ...{ status, reason, link, expected, got: got === undefined ? got : answerText(got) },
    ...{ program: formulas(program), at: at && pointText(at), replay },
  };
  const lines = Object.entries(entries).filter(([, value]) => value !== undefined);
  return ["---", ...lines.map(([key, value]) => `${key}: ${JSON.stringify(value)}`), "..."]
    .map((line) => `  ${line}\n`)
    .join("");
}

/** How many failures a summary lists: a page of CI takes no megabytes. */
const listed = 50;

/** The run as a page of Markdown, for a CI's summary of a job. */
export function markdown(result: ConformResult): string {
  const failed = failures(result);
  const gone = absent(result).map(({ name, absent: why }) => `\n${name} did not run: ${why ?? ""}\n`);
  const more = failed.length > listed ? `\n${String(failed.length - listed)} more are in the report.\n` : "";
  const rest =
    failed.length === 0 ? "" : `\n## Not as it should be\n\n${failureTable(failed.slice(0, listed))}${more}`;
  return `# Conformance\n\n${headline(result)}\n\n${tallyTable(result)}${gone.join("")}${rest}`;
}

/** How a run went, in a sentence. */
export function headline(result: ConformResult): string {
  if (result.cells.length === 0) return "nothing was asked";
  const cases = new Set(result.cells.map(({ id }) => id)).size;
  const engines = totals(result).length;
  const scope = `${amount(cases, "case")} on ${amount(engines, "engine")}, ${amount(result.cells.length, "cell")}`;
  const failed = failures(result).length;
  return `${scope}: ${failed === 0 ? "all" : `${String(failed)} not`} as they should be`;
}

function amount(n: number, what: string): string {
  return `${String(n)} ${what}${n === 1 ? "" : "s"}`;
}

/** The statuses that some cell of the run has. */
export function occurring(some: readonly Tally[]): readonly (typeof statuses)[number][] {
  return statuses.toReversed().filter((status) => some.some(({ counts }) => counts[status] > 0));
}

function tallyTable(result: ConformResult): string {
  const all = tallies(result);
  const shown = occurring(all);
  const head = ["engine", "mode", "cells", ...shown.map((status) => `${meanings[status].sign} ${status}`)];
  const rule = head.map((_, k) => (k < 2 ? "---" : "---:"));
  const rows = all.map(({ engine, mode, cells, counts }) => {
    return [engine, mode, ...[cells, ...shown.map((status) => counts[status])].map(String)];
  });
  return table([head, rule, ...rows]);
}

function failureTable(failed: readonly Cell[]): string {
  const rows = failed.map(({ engine, mode, id, status, reason, replay }) => {
    return [engine, mode, id, status, escaped(reason), `\`${replay.replaceAll("|", "\\|")}\``];
  });
  const head = ["engine", "mode", "case", "status", "reason", "to see it again"];
  return table([head, head.map(() => "---"), ...rows]);
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `| ${row.join(" | ")} |\n`).join("");
}

/** What Markdown and HTML would take for their own. */
function escaped(text: string): string {
  return text.replaceAll("\n", " ").replace(/[|\\`*_<>[\]]/g, "\\$&");
}

/** The run as what the endpoint of shields.io draws a badge from. */
export function badge(result: ConformResult): string {
  const { cells } = result;
  const failed = failures(result).length;
  const right = cells.filter(({ status }) => status === "pass").length;
  const asked = cells.filter(({ status }) => status !== "unsupported").length;
  const isBad = failed > 0 || absent(result).length > 0 || asked === 0;
  const message = failed > 0 ? `${String(failed)} failing` : `${String(right)} of ${String(asked)}`;
  const color = isBad ? "red" : right === asked ? "brightgreen" : "yellow";
  return `${JSON.stringify({ schemaVersion: 1, label: "conformance", message, color })}\n`;
}
