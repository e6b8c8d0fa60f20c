// `dualtape sweep`: every law of the sweep for the ops of the registry, or for those that a file exports.

import { lawNames, loadBigValues, outcomeOf, sweepOp, type SweepReport } from "../check/index.js";
import { registry } from "../ops/index.js";
import { modesOf, seedOf } from "./choices.js";
import { writeJunit } from "./junit.js";
import { json } from "./numbers.js";
import { chosen, opsOf } from "./ops.js";
import { along } from "./progress.js";
import { styled, table, verdictText, wrapped, type Cell, type Column } from "./terminal.js";

/** The options of `dualtape sweep`. */
export interface SweepCommandOptions {
  readonly modes: string;
  readonly seed: string;
  readonly only?: readonly string[];
  readonly file?: string;
  readonly json?: boolean;
  readonly junit?: string;
}

/** Sweeps, prints, and answers with the exit code: 0 only if something was asked and every law holds. */
export async function sweep(names: readonly string[], options: SweepCommandOptions): Promise<number> {
  const { file, only = ["*"] } = options;
  const choices = {
    seed: seedOf(options.seed),
    modes: modesOf(options.modes),
    only: chosen(only, lawNames, "law", "--only"),
  };
  const ops = file === undefined ? registry() : await opsOf(file);
  const wanted = chosen(
    names.length === 0 ? ["*"] : names,
    ops.map(({ name }) => name),
    "op",
    file,
  );
  const subjects = ops.filter(({ name }) => wanted.includes(name));
  const values = await loadBigValues();
  const reports = along(
    subjects,
    ({ name }) => name,
    (op) => sweepOp(op, { ...choices, values }),
  );
  if (options.junit !== undefined) writeJunit(options.junit, "dualtape sweep", reports.map(testcase));
  console.log(options.json === true ? json({ ...choices, reports }) : page(reports));
  return reports.every(({ verdict }) => verdict === "pass") && checksOf(reports) > 0 ? 0 : 1;
}

function checksOf(reports: readonly SweepReport[]): number {
  return reports.reduce((total, { checks }) => total + checks, 0);
}

function testcase(report: SweepReport) {
  const { op, verdict, checks } = report;
  const reason = verdict === "pass" ? notAsked : String(report);
  return {
    ...{ classname: "dualtape.sweep", name: op, reason },
    outcome: outcomeOf(checks === 0 && verdict === "pass" ? "inconclusive" : verdict),
  } as const;
}

const notAsked =
  "no law was asked: the op has no domain to be sampled in, or no such law speaks of this mode";

const columns: readonly Column[] = [
  { head: "op", align: "left" },
  ...["regions", "points", "checks", "failures"].map((head): Column => ({ head, align: "right" })),
  { head: "verdict", align: "left" },
];

function page(reports: readonly SweepReport[]): string {
  const failures = reports.filter(({ verdict }) => verdict === "fail");
  return [table(columns, reports.map(rowOf)), ...failures.map(complaintsOf), summary(reports)].join("\n\n");
}

function rowOf(report: SweepReport): readonly Cell[] {
  const { op, verdict, regions, checks, failures } = report;
  const points = regions.reduce((total, region) => total + region.points, 0);
  const counts = [regions.length, points, checks, failures.length].map(String);
  return [op, ...counts, checks === 0 ? styled("dim", "not asked") : verdictText(verdict)];
}

/** What fails of an op, law by law. */
function complaintsOf(report: SweepReport): string {
  const [, ...complaints] = String(report).split("\n  ");
  return [styled("bold", report.op), ...complaints.map((line) => `  ${wrapped(line, "    ")}`)].join("\n");
}

function summary(reports: readonly SweepReport[]): string {
  const failed = reports.filter(({ verdict }) => verdict === "fail").length;
  const idle = reports.filter(({ checks }) => checks === 0).length;
  const passed = reports.length - failed - idle;
  const counts = [
    `${String(passed)} passed`,
    `${String(failed)} failed`,
    ...(idle > 0 ? [`${String(idle)} not asked`] : []),
  ];
  const text = styled(
    failed > 0 ? "red" : passed === 0 ? "yellow" : "green",
    `${counts.join(", ")}; ${String(checksOf(reports))} checks`,
  );
  return checksOf(reports) === 0 ? `${text}\n${wrapped(notAsked)}` : text;
}
