// `dualtape check`: the derivatives of a user's function or formula, by both modes and by finite differences.

import { checkGrads, outcomeOf, type Comparison, type Report } from "../check/index.js";
import { magnitude } from "../check/numerals.js";
import { tabulated, type Tabulated } from "../check/table.js";
import { isIdentity } from "../check/verdict.js";
import { modesOf, seedOf } from "./choices.js";
import { writeJunit } from "./junit.js";
import { json, numeric } from "./numbers.js";
import { subjectOf, type SubjectOptions } from "./subject.js";
import { styled, table, verdictText, width, wrapped, type Column } from "./terminal.js";
import { UsageError } from "./usage.js";

/** The options of `dualtape check`. */
export interface CheckCommandOptions extends SubjectOptions {
  readonly mode: string;
  readonly order: string;
  readonly seed: string;
  readonly json?: boolean;
  readonly junit?: string;
}

const shown = 20;

/** Checks, prints, and answers with the exit code: 0 only if every derivative is right. */
export async function check(file: string | undefined, options: CheckCommandOptions): Promise<number> {
  const choices = { modes: modesOf(options.mode), order: orderOf(options.order), seed: seedOf(options.seed) };
  const subject = await subjectOf(file, options);
  const { f, args, title, rename = (text) => text } = subject;
  const report = renamed(checkGrads(f, args, choices), rename);
  if (options.junit !== undefined) writeJunit(options.junit, "dualtape check", testcases(title, report));
  console.log(options.json === true ? json({ subject: title, ...report }) : page(title, report));
  return outcomeOf(report.verdict) === "right" ? 0 : 1;
}

function orderOf(order: string): 1 | 2 {
  if (order === "1") return 1;
  if (order === "2") return 2;
  throw new UsageError(`--order must be 1 or 2, not ${order}`);
}

function renamed(report: Report, rename: (text: string) => string): Report {
  const comparisons = report.comparisons.map((one) => ({
    ...one,
    entry: rename(one.entry),
    reason: rename(one.reason),
  }));
  const worst = comparisons[report.comparisons.indexOf(report.worst)] ?? report.worst;
  return { ...report, comparisons, worst };
}

function testcases(title: string, { comparisons }: Report) {
  return comparisons.map(({ entry, verdict, reason }) => ({
    classname: title,
    name: entry,
    outcome: outcomeOf(verdict),
    reason,
  }));
}

function page(title: string, report: Report): string {
  const { comparisons, worst, verdict, disagreement } = report;
  const identities = comparisons.filter(isIdentity);
  const identity = identities.find((one) => one.verdict !== "pass") ?? identities[0];
  const next = nextOf(report);
  return [
    `${styled("bold", title)}\n${valueOf(report)}`,
    entries(tabulated(comparisons, { width: width(), most: shown })),
    ...(identity === undefined ? [] : [modes(identity, disagreement)]),
    wrapped(`${verdictText(verdict)}  ${conclusion(comparisons, worst)}`),
    ...(next === "" ? [] : [next]),
  ].join("\n\n");
}

function valueOf({ value }: Report): string {
  const room = width() - "value  ".length;
  const text = value.map((leaf) => numeric(leaf, room)).join(", ");
  return `value  ${text.length > room ? `${text.slice(0, room - 1)}…` : text}`;
}

function entries({ heads, rows, rest }: Tabulated): string {
  const columns = heads.map((head, k): Column => {
    return { head, align: k === 0 || k === heads.length - 1 ? "left" : "right" };
  });
  const text = table(
    columns,
    rows.map(({ cells, verdict, mark }) => [...cells, verdictText(verdict, mark)]),
  );
  return rest === undefined ? text : `${text}\n${wrapped(`  ${rest} (--json has them)`)}`;
}

/** How the modes compare with each other. */
function modes({ entry, forward, reverse, verdict }: Comparison, gap: number): string {
  const [left = "", right = ""] = entry.split(" = ");
  const [f, r] = [numeric(forward, 18, 7), numeric(reverse, 18, 7)];
  const sides = `${left} = ${f} by forward, ${right} = ${r} by reverse`;
  const largest = `largest gap between the modes: ${magnitude(gap)} (relative)`;
  return wrapped(`${sides}  ${verdictText(verdict)}\n${largest}`);
}

function conclusion(comparisons: readonly Comparison[], worst: Comparison): string {
  const alike = comparisons.filter(({ verdict }) => verdict === worst.verdict).length;
  if (worst.verdict === "pass") return `all ${String(alike)} comparisons hold`;
  const share = `${String(alike)} of ${String(comparisons.length)} comparisons`;
  return `${share}; the worst is ${worst.entry}: ${worst.reason}`;
}

/** What to do next. The smallest program that fails stays in one piece, so that it can be copied. */
function nextOf({ advice = "", smallest = "" }: Report): string {
  const words = wrapped(advice.replace(smallest, "").trimEnd());
  return smallest === "" ? words : `${words}\n${smallest}`;
}
