// `dualtape check`: a user's own function or formula, its derivatives by both modes and by finite differences.

import { checkGrads, type CheckMode, type Comparison, type Report } from "../check/index.js";
import { subjectOf, type SubjectOptions } from "./subject.js";
import { json, numeric, small, styled, table, verdictText, width } from "./terminal.js";
import { UsageError } from "./usage.js";

/** The options of `dualtape check`. */
export interface CheckCommandOptions extends SubjectOptions {
  readonly mode: string;
  readonly order: string;
  readonly seed: string;
  readonly json?: boolean;
}

const shown = 20;

/** Checks, prints, and answers with the exit code: 0 only if all passes. */
export async function check(file: string | undefined, options: CheckCommandOptions): Promise<number> {
  const subject = await subjectOf(file, options);
  const { f, args, title } = subject;
  const report = checkGrads(f, args, { modes: modesOf(options.mode), order: orderOf(options.order), seed: Number(options.seed) });
  console.log(options.json === true ? json({ subject: title, ...report }) : page(title, report));
  return report.verdict === "pass" ? 0 : 1;
}

function modesOf(mode: string): readonly CheckMode[] {
  if (mode === "forward" || mode === "reverse") return [mode];
  if (mode === "both") return ["forward", "reverse"];
  throw new UsageError(`--mode must be forward, reverse or both, not ${mode}`);
}

function orderOf(order: string): 1 | 2 {
  if (order === "1") return 1;
  if (order === "2") return 2;
  throw new UsageError(`--order must be 1 or 2, not ${order}`);
}

function page(title: string, report: Report): string {
  const { comparisons, worst, value, verdict, disagreement } = report;
  const first = comparisons.slice(0, shown);
  const rest = comparisons.length - first.length;
  const rows = first.includes(worst) ? first : [...first, worst];
  const outcome = value.map((leaf) => numeric(leaf, width() - 20)).join(", ");
  return [
    `${styled("bold", title)}\nvalue  ${outcome}`,
    entries(rows) + (rest > 0 ? `\n  … and ${String(rest)} more; the last line above is the worst of all` : ""),
    `largest gap between the modes  ${small(disagreement)} (relative)`,
    `${verdictText(verdict)}  ${worst.entry}: ${worst.reason}`,
  ].join("\n\n");
}

function entries(comparisons: readonly Comparison[]): string {
  return table(
    ["derivative", "forward", "reverse", "differences", "± bound", "verdict"],
    comparisons.map(({ entry, forward, reverse, reference, bound, verdict }) => [
      entry,
      numeric(forward),
      numeric(reverse),
      numeric(reference),
      small(bound),
      verdictText(verdict),
    ]),
  );
}
