// `dualtape coverage --from`: which functions of a user's repository its own checks have been through, in which modes, and
// which way their comparisons went.

import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import {
  repositoryCoverage,
  type CheckRecord,
  type FunctionCoverage,
  type RepositoryCoverage,
  type Wanted,
} from "../check/index.js";
import { filesOf } from "./glob.js";
import { exportsOf } from "./module.js";
import { json } from "./numbers.js";
import { badge, tablePage, type PageCell } from "./table-page.js";
import { styled, table, wrapped } from "./terminal.js";
import { UsageError } from "./usage.js";
import { written, type PageOptions } from "./written.js";

/** The options of `dualtape coverage` of a repository. */
export interface RepositoryOptions extends PageOptions {
  readonly from: string;
  readonly functions?: readonly string[];
  readonly json?: boolean;
}

/** Reads, prints, and answers with the exit code: 0 only if all functions were found right in both modes. */
export async function repository(options: RepositoryOptions): Promise<number> {
  const records = recordsIn(options.from);
  const found = repositoryCoverage(records, await wantedOf(options.functions));
  written("markdown", options.markdown, () => markdown(found));
  written("html", options.html, () => htmlPage(found));
  written("badge", options.badge, () => badge("gradients checked", found.share));
  console.log(options.json === true ? json(found) : page(found));
  return found.functions.length > 0 && found.missing.length === 0 ? 0 : 1;
}

function recordsIn(folder: string): readonly CheckRecord[] {
  const files = namesIn(folder).filter((name) => name.endsWith(".jsonl"));
  if (files.length === 0) {
    throw new UsageError(
      `--from ${folder} holds no checks: run the tests with DUALTAPE_COVERAGE=${folder} first`,
    );
  }
  const lines = files.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as CheckRecord);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--from ${folder} cannot be read: ${reason}`);
  }
}

/** The functions that the files export; their own names, if they have any, are what a stack knows. */
async function wantedOf(patterns: readonly string[] | undefined): Promise<readonly Wanted[] | undefined> {
  if (patterns === undefined) return undefined;
  const wanted: Wanted[] = [];
  for (const file of filesOf(patterns)) {
    for (const [name, one] of Object.entries(await exportsOf(file))) {
      if (typeof one !== "function" || /^class\b/.test(Function.prototype.toString.call(one))) continue;
      wanted.push({ name: one.name === "" ? name : one.name, file: resolve(file) });
    }
  }
  return wanted;
}

const heads = ["function", "file", "checks", "forward", "reverse", "order", "branches", "at"];

function textsOf(one: FunctionCoverage): string[] {
  const { name, file, checks, right, modes, order, branches, regions } = one;
  const ways = branches.map(({ line, op, answers }) => `${op}:${String(line)} ${branchText(answers)}`);
  return [
    name,
    file === "" ? "an op" : relative("", file),
    right === checks ? String(checks) : `${String(right)}/${String(checks)}`,
    ...(["forward", "reverse"] as const).map((mode) => (modes.includes(mode) ? "✓" : "✗")),
    order === 0 ? "–" : String(order),
    ways.join(", "),
    regions.join("; "),
  ];
}

function branchText(answers: readonly boolean[]): string {
  return answers.length === 2 ? "✓" : `only ${String(answers[0])}`;
}

function rowsOf({ functions }: RepositoryCoverage): readonly string[][] {
  return functions.map(textsOf);
}

function page(found: RepositoryCoverage): string {
  const numbers = ["checks", "order"];
  // Where they were checked takes more room than a terminal has; the other reports have it.
  const shown = heads.slice(0, -1);
  const columns = shown.map((head) => ({
    head,
    align: numbers.includes(head) ? ("right" as const) : ("left" as const),
  }));
  const rows = rowsOf(found).map((row) => row.slice(0, -1));
  const missing = found.missing.map(({ name, file, checks }) => {
    const what = checks === 0 ? "was never checked" : "was not found right in both modes";
    return `${styled("red", "✗")} ${name} of ${relative("", file)} ${what}`;
  });
  const sum = styled(found.missing.length === 0 ? "green" : "red", String(found));
  return [table(columns, rows), ...(missing.length > 0 ? [missing.join("\n")] : []), wrapped(sum)].join(
    "\n\n",
  );
}

function markdown(found: RepositoryCoverage): string {
  const rows = [heads, heads.map(() => "---"), ...rowsOf(found)];
  const lines = rows.map((row) => `| ${row.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |\n`);
  return `# Checked gradients\n\n${String(found)}\n\n${lines.join("")}`;
}

function htmlPage(found: RepositoryCoverage): string {
  const stateOf = (text: string): Pick<PageCell, "state"> =>
    text === "✗" || text.includes("only ") ? { state: "bad" } : text.endsWith("✓") ? { state: "good" } : {};
  const rows = rowsOf(found).map((row) => row.map((text): PageCell => ({ text, ...stateOf(text) })));
  return tablePage({ title: "Checked gradients", lead: [String(found)], heads, rows });
}
