// `dualtape suite`: the textbook chapter's cases, differentiated in both modes, against finite differences.

import { chapter, dualtape, runSuite } from "../../suites/index.js";
import type { CaseResult, Numbers, SuiteResult } from "../../suites/index.js";
import { outcomeOf } from "../check/index.js";
import { magnitude } from "../check/numerals.js";
import { writeJunit, type TestCase } from "./junit.js";
import { json, numeric } from "./numbers.js";
import { matches } from "../check/pattern.js";
import { styled, table, verdictText, width, wrapped, type Cell, type Column } from "./terminal.js";
import { UsageError } from "./usage.js";

/** The options of `dualtape suite`. */
export interface SuiteOptions {
  readonly json?: boolean;
  readonly junit?: string;
  readonly only?: string;
  /** Show all that was observed, not only numbers. */
  readonly details?: boolean;
}

/** Runs the suite, prints it, and answers with the exit code. */
export function suite(options: SuiteOptions): number {
  const { only = "*" } = options;
  const cases = chapter.filter(({ id }) => matches(id, only));
  if (cases.length === 0) {
    throw new UsageError(`no case is called "${only}"; their names begin with ${topics()}`);
  }
  const result = runSuite(dualtape, cases);
  if (options.junit !== undefined) writeJunit(options.junit, result.engine, result.results.map(testcase));
  console.log(options.json === true ? json(result) : page(result, options.details === true));
  return result.passed === result.results.length ? 0 : 1;
}

function testcase({ id, convention, title, verdict, reason }: CaseResult): TestCase {
  const name = `${id}: ${title}`;
  return { classname: `${dualtape.name}.${convention}`, name, outcome: outcomeOf(verdict), reason };
}

function topics(): string {
  return [...new Set(chapter.map(({ id }) => /^[a-z]+/.exec(id)?.[0] ?? id))].join(", ");
}

function page(result: SuiteResult, details: boolean): string {
  const sections = grouped(result.results, ({ source }) => source);
  const failures = result.results.filter(({ verdict }) => verdict !== "pass");
  return [
    wrapped(opening),
    ...sections.map(([source, own]) => `${styled("bold", headingOf(source))}\n${section(own, details)}`),
    ...failures.map(({ id, verdict, reason }) => `${verdictText(verdict)}  ${id}: ${reason}`),
    summary(result),
  ].join("\n\n");
}

const opening =
  "The programs of the textbook chapter, each differentiated by forward mode (dual numbers), by reverse " +
  "mode (a tape), and by finite differences, which know nothing of either. Reverse mode is asked in three " +
  "ways: of a function (grad), of a tape in the hand (GradientTape), and of variables (backward, .grad). " +
  "The gap is the largest difference between any two of the three, relative to the largest number.";

/** The results with the same key, beside it, in the order of their first ones. */
function grouped(
  results: readonly CaseResult[],
  key: (one: CaseResult) => string,
): readonly (readonly [string, readonly CaseResult[]])[] {
  return [...new Set(results.map(key))].map((name) => [name, results.filter((one) => key(one) === name)]);
}

/** "chapter: control flow" → "Control flow" */
function headingOf(source: string): string {
  const topic = source.replace(/^chapter: /, "");
  return topic.charAt(0).toUpperCase() + topic.slice(1);
}

const labels = { functional: "function", tape: "tape", ".grad": ".grad" } as const;

/** Cases of one source: what holds, in a line of its own, and a row of numbers for each way of asking. */
function section(results: readonly CaseResult[], details: boolean): string {
  const most = Math.min(18, Math.floor((width(80) - 33) / 4));
  const numbers = (head: string, width: number): Column => ({ head, align: "right", width });
  const columns: Column[] = [
    { head: "", align: "left", width: 10 },
    numbers("value", most - 2),
    ...["forward", "reverse", "differences"].map((head) => numbers(head, most)),
    numbers("gap", 5),
    { head: "verdict", align: "left" },
  ];
  const rows = grouped(results, ({ title }) => title).flatMap(([title, own]) => [
    [{ text: title, across: columns.length }],
    ...own.flatMap((one) => [rowOf(one, most, details), ...(details ? observed(one, columns.length) : [])]),
  ]);
  return table(columns, rows);
}

function rowOf(one: CaseResult, most: number, details: boolean): readonly Cell[] {
  const { value, forward, reverse, differences, disagreement, observations } = one;
  const [label, verdict] = [`  ${labels[one.convention]}`, verdictText(one.verdict)];
  if (observations.length > 0 && forward === undefined && reverse === undefined) {
    return [label, { text: styled("dim", gist(observations, details)), across: 5 }, verdict];
  }
  const columns = [forward, reverse, differences].map((column) => numeric(column, most));
  return [label, numeric(value, most - 2), ...columns, magnitude(disagreement), verdict];
}

/** What was observed, in a line: an error's words, or how many numbers. */
function gist(observations: CaseResult["observations"], details: boolean): string {
  const words = observations.find(({ got }) => typeof got === "string")?.got;
  if (typeof words === "string") return numeric(`“${words}”`, width(80) - 30);
  return `${String(observations.length)} numbers${details ? "" : ", which --details shows"}`;
}

function observed({ observations }: CaseResult, across: number): readonly (readonly Cell[])[] {
  return observations.map(({ what, got }) => [{ text: styled("dim", `    ${what}: ${shown(got)}`), across }]);
}

function shown(got: Numbers | string): string {
  return typeof got === "string" ? `“${got}”` : numeric(got, width(80) - 40);
}

function summary({ passed, failed, inconclusive }: SuiteResult): string {
  const text = `${String(passed)} passed, ${String(failed)} failed, ${String(inconclusive)} inconclusive`;
  return styled(failed > 0 ? "red" : inconclusive > 0 ? "yellow" : "green", text);
}
