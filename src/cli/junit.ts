// Results as JUnit XML, which continuous integration reads.

import type { CaseResult, SuiteResult } from "../../suites/index.js";

/** A suite's results as a JUnit document; what is inconclusive counts as skipped. */
export function junit({ engine, results, failed, inconclusive }: SuiteResult): string {
  const counts = `tests="${String(results.length)}" failures="${String(failed)}" skipped="${String(inconclusive)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${escaped(engine)}" ${counts}>`,
    ...results.map((result) => testcase(engine, result)),
    "</testsuite>",
    "",
  ].join("\n");
}

function testcase(engine: string, { id, convention, title, verdict, reason }: CaseResult): string {
  const open = `  <testcase classname="${escaped(`${engine}.${convention}`)}" name="${escaped(`${id}: ${title}`)}"`;
  if (verdict === "pass") return `${open}/>`;
  const tag = verdict === "fail" ? "failure" : "skipped";
  return `${open}><${tag} message="${escaped(reason)}"/></testcase>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** Text as an attribute's value; characters that XML 1.0 has no place for are dropped. */
function escaped(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters that may not stand in XML
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/[&<>"']/g, (c) => entities[c] ?? c);
}
