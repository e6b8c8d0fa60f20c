// `dualtape check`: the derivatives of a user's function or formula, by both modes and by finite differences.

import { checkGrads, outcomeOf, type CheckMode, type Comparison, type Report } from "../check/index.js";
import { json, numeric, small } from "./numbers.js";
import { subjectOf, type SubjectOptions } from "./subject.js";
import { styled, table, verdictText, width, wrapped, type Column } from "./terminal.js";
import { UsageError } from "./usage.js";

/** The options of `dualtape check`. */
export interface CheckCommandOptions extends SubjectOptions {
  readonly mode: string;
  readonly order: string;
  readonly seed: string;
  readonly json?: boolean;
}

const shown = 20;

/** Checks, prints, and answers with the exit code: 0 only if every derivative is right. */
export async function check(file: string | undefined, options: CheckCommandOptions): Promise<number> {
  const subject = await subjectOf(file, options);
  const { f, args, title, rename = (entry) => entry } = subject;
  const choices = { modes: modesOf(options.mode), order: orderOf(options.order), seed: seedOf(options.seed) };
  const report = renamed(checkGrads(f, args, choices), rename);
  console.log(options.json === true ? json({ subject: title, ...report }) : page(title, report));
  return outcomeOf(report.verdict) === "right" ? 0 : 1;
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

function seedOf(seed: string): number {
  if (/^-?\d{1,15}$/.test(seed)) return Number(seed);
  throw new UsageError(`--seed must be an integer, not ${seed}`);
}

function renamed(report: Report, rename: (entry: string) => string): Report {
  const comparisons = report.comparisons.map((one) => ({ ...one, entry: rename(one.entry) }));
  const worst = comparisons[report.comparisons.indexOf(report.worst)] ?? report.worst;
  return { ...report, comparisons, worst };
}

function page(title: string, report: Report): string {
  const { comparisons, worst, value, verdict, disagreement, advice } = report;
  const derivatives = comparisons.filter((one) => !isIdentity(one));
  const first = derivatives.slice(0, shown);
  const rows = first.includes(worst) || isIdentity(worst) ? first : [...first, worst];
  const all = `\n  … ${String(derivatives.length)} in all, which --json shows`;
  const identities = comparisons.filter(isIdentity);
  const identity = identities.find((one) => one.verdict !== "pass") ?? identities[0];
  const outcome = value.map((leaf) => numeric(leaf, width() - 20)).join(", ");
  return [
    `${styled("bold", title)}\nvalue  ${outcome}`,
    entries(rows) + (derivatives.length > shown ? all : ""),
    ...(identity === undefined ? [] : [modes(identity, disagreement)]),
    wrapped(`${verdictText(verdict)}  ${conclusion(comparisons, worst)}`),
    ...(advice === undefined ? [] : [wrapped(advice)]),
  ].join("\n\n");
}

/** ⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩, which needs no reference. */
function isIdentity({ entry }: Comparison): boolean {
  return entry.startsWith("⟨");
}

function entries(comparisons: readonly Comparison[]): string {
  const modes = ["forward", "reverse"] as const;
  const columns = modes.filter((mode) => comparisons.some((one) => one[mode] !== undefined));
  return table(
    [
      { head: "derivative", align: "left" },
      ...[...columns, "differences", "± bound"].map((head): Column => ({ head, align: "right" })),
      { head: "verdict", align: "left" },
    ],
    comparisons.map((one) => [
      one.entry,
      ...columns.map((mode) => numeric(one[mode])),
      numeric(one.reference),
      small(one.bound),
      verdictText(one.verdict),
    ]),
  );
}

/** How the modes compare with each other. */
function modes({ entry, forward, reverse, verdict }: Comparison, gap: number): string {
  const [left = "", right = ""] = entry.split(" = ");
  const sides = `${left} = ${numeric(forward)} by forward, ${right} = ${numeric(reverse)} by reverse`;
  return `${sides}  ${verdictText(verdict)}\nlargest gap between the modes: ${small(gap)} (relative)`;
}

function conclusion(comparisons: readonly Comparison[], worst: Comparison): string {
  const alike = comparisons.filter(({ verdict }) => verdict === worst.verdict).length;
  if (worst.verdict === "pass") return `all ${String(alike)} comparisons hold`;
  const share = `${String(alike)} of ${String(comparisons.length)} comparisons`;
  return `${share}; the worst is ${worst.entry}: ${worst.reason}`;
}
