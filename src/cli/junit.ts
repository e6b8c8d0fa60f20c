// Results as JUnit XML, which continuous integration reads.

import type { CaseResult, SuiteResult } from "../../suites/index.js";

/** A suite's results as a JUnit document; what is inconclusive counts as skipped. */
export function junit({ engine, results, failed, inconclusive }: SuiteResult): string {
  const tests = String(results.length);
  const counts = `tests="${tests}" failures="${String(failed)}" skipped="${String(inconclusive)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${escaped(engine)}" ${counts}>`,
    ...results.map((result) => testcase(engine, result)),
    "</testsuite>",
    "",
  ].join("\n");
}

function testcase(engine: string, { id, convention, title, verdict, reason }: CaseResult): string {
  const [classname, name] = [escaped(`${engine}.${convention}`), escaped(`${id}: ${title}`)];
  const open = `  <testcase classname="${classname}" name="${name}"`;
  if (verdict === "pass") return `${open}/>`;
  const tag = verdict === "fail" ? "failure" : "skipped";
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
  return allowed.replace(/[&<>"']/g, (c) => entities[c] ?? c);
}
