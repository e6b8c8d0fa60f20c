// Results as JUnit XML, which continuous integration reads.

import { writeFileSync } from "node:fs";
import type { Outcome } from "../check/index.js";
import { UsageError } from "./usage.js";

/** One result. */
export interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Why it is not right. */
  readonly reason: string;
}

/** Writes results as a JUnit document. */
export function writeJunit(file: string, suite: string, cases: readonly TestCase[]): void {
  try {
    writeFileSync(file, junit(suite, cases));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--junit ${file} cannot be written: ${reason}`);
  }
}

/** Results as a JUnit document; what is left open counts as skipped. */
export function junit(suite: string, cases: readonly TestCase[]): string {
  const count = (which: Outcome): string => String(cases.filter(({ outcome }) => outcome === which).length);
  const counts = `tests="${String(cases.length)}" failures="${count("wrong")}" skipped="${count("open")}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${escaped(suite)}" ${counts}>`,
    ...cases.map(element),
    "</testsuite>",
    "",
  ].join("\n");
}

function element({ classname, name, outcome, reason }: TestCase): string {
  const open = `  <testcase classname="${escaped(classname)}" name="${escaped(name)}"`;
  if (outcome === "right") return `${open}/>`;
  const tag = outcome === "wrong" ? "failure" : "skipped";
  return `${open}><${tag} message="${escaped(reason)}"/></testcase>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text as an attribute's value; characters that XML 1.0 has no place for are dropped. */
function escaped(text: string): string {
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
  return allowed.replace(/[&<>"']/g, (c) => entities[c] ?? c).replaceAll("\n", "&#10;");
}
