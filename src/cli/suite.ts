// `dualtape suite`: the textbook chapter's cases, differentiated in both modes, against finite differences.

import { writeFileSync } from "node:fs";
import { chapter, dualtape, runSuite, type CaseResult, type SuiteResult } from "../../suites/index.js";
import { junit } from "./junit.js";
import { json, numeric, small, styled, table, verdictText, width } from "./terminal.js";
import { UsageError } from "./usage.js";

/** The options of `dualtape suite`. */
export interface SuiteOptions {
  readonly json?: boolean;
  readonly junit?: string;
  readonly only?: string;
}

/** Runs the suite, prints it, and answers with the exit code. */
export function suite(options: SuiteOptions): number {
  const cases = chapter.filter(({ id }) => options.only === undefined || matches(id, options.only));
  if (cases.length === 0) throw new UsageError(`no case is called "${options.only ?? ""}"; the names are ${names()}`);
  const result = runSuite(dualtape, cases);
  if (options.junit !== undefined) writeFileSync(options.junit, junit(result));
  console.log(options.json === true ? json(result) : page(result));
  return result.failed > 0 ? 1 : 0;
}

function names(): string {
  return chapter.map(({ id }) => id).join(", ");
}

/** Whether a name fits a pattern, in which * stands for anything. */
function matches(id: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(id);
}

const headings: Readonly<Record<string, string>> = {
  functional: "Functions: grad, jvp, vjp, jacobian",
  tape: "A tape in the hand: GradientTape",
  ".grad": "Variables that collect: variable, backward, .grad",
};

function page(result: SuiteResult): string {
  const conventions = [...new Set(result.results.map(({ convention }) => convention))];
  const parts = conventions.map((convention) => {
    const own = result.results.filter((one) => one.convention === convention);
    return `${styled("bold", headings[convention] ?? convention)}\n${rows(own)}`;
  });
  const failures = result.results.filter(({ verdict }) => verdict !== "pass");
  const reasons = failures.map(({ id, verdict, reason }) => `${verdictText(verdict)}  ${id}: ${reason}`);
  return [opening, ...parts, ...reasons, summary(result)].join("\n\n");
}

const opening =
  "Derivatives of the textbook chapter's programs, by forward mode (dual numbers), by reverse mode\n" +
  "(a tape), and by finite differences, which know nothing of either.";

function rows(results: readonly CaseResult[]): string {
  const most = Math.floor((width() - 62) / 3.5);
  const title = Math.max(...results.map((one) => Math.min(one.title.length, 44)));
  return table(
    ["case", "value", "forward", "reverse", "differences", "gap", "verdict"],
    results.map((one) => [
      one.title.length > title ? `${one.title.slice(0, title - 1)}…` : one.title,
      numeric(one.value, Math.min(most, 14)),
      numeric(one.forward, most),
      numeric(one.reverse, most),
      numeric(one.differences, most),
      small(one.disagreement),
      verdictText(one.verdict),
    ]),
  );
}

function summary({ passed, failed, inconclusive }: SuiteResult): string {
  const text = `${String(passed)} passed, ${String(failed)} failed, ${String(inconclusive)} inconclusive`;
  return styled(failed > 0 ? "red" : "green", text);
}
