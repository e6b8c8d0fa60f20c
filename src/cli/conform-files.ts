// The files that a reports run leaves behind: lines of JSON, and all that is made of them.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type conformance, reports, type ConformCell, type ConformResult } from "../../suites/index.js";
import { junit, type TestCase } from "./junit.js";
import { UsageError } from "./usage.js";

/** Writes all reports into a folder, which is made if there is none. */
export function writeReports(folder: string, result: ConformResult): void {
  const script = readFileSync(new URL("../../suites/conform/report/client/main.js", import.meta.url), "utf8");
  const files = {
    "results.jsonl": reports.jsonLines(result),
    "junit.xml": junit("dualtape conform", testcases(result)),
    "summary.md": reports.markdown(result),
    "badge.json": reports.badge(result),
    "index.html": reports.page(result, script),
  };
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--report ${folder} cannot be written: ${reason}`);
  }
}

/** The run that is in a file of results. */
export function readResults(file: string): ConformResult {
  try {
    return reports.fromJsonLines(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--from ${file} cannot be read as results: ${reason}`);
  }
}

type Known = ReturnType<typeof conformance.loadExpectations>;

/** The list of known failures that is in a file of the user's. */
export function readKnown(file: string): Known {
  try {
    const list: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (Array.isArray(list) && list.every(isKnown)) return list as Known;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--known ${file} cannot be read: ${reason}`);
  }
  throw new UsageError(`--known ${file} is no list of { cells, status, reason, link? }`);
}

function isKnown(x: unknown): boolean {
  if (typeof x !== "object" || x === null) return false;
  const { cells, status, reason } = x as Readonly<Record<string, unknown>>;
  const names: readonly unknown[] = [cells].flat();
  return (
    names.every((name) => typeof name === "string") &&
    typeof status === "string" &&
    typeof reason === "string"
  );
}

/** The cells as test cases, and a failure for each engine that did not run. */
export function testcases(result: ConformResult): readonly TestCase[] {
  const gone = reports.absent(result).map(({ name, absent = "" }): TestCase => {
    return { classname: name, name: "did not run", outcome: "wrong", reason: absent };
  });
  return [...result.cells.map(testcase), ...gone];
}

function testcase({ engine, mode, id, title, status, reason, replay }: ConformCell): TestCase {
  const { outcome, says } = reports.meanings[status];
  const why = `${status}: ${reason === "" ? says : reason}${outcome === "wrong" ? `\n${replay}` : ""}`;
  return { classname: `${engine}.${mode}`, name: `${id}: ${title}`, outcome, reason: why };
}
