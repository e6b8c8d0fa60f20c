// `dualtape conform`: the conformance cases on engines of automatic differentiation, and reports on what came of it.

import { conformance, type ConformResult } from "../../suites/index.js";
import { readResults, testcases, writeReports } from "./conform-files.js";
import { page } from "./conform-page.js";
import { writeJunit } from "./junit.js";

/** The options of `dualtape conform`. */
export interface ConformCommandOptions {
  readonly from?: string;
  readonly report?: string;
  readonly junit?: string;
  readonly json?: boolean;
  readonly tap?: boolean;
}

/** Runs, reports, and answers with the exit code: 0 only if every engine ran and every cell is as it should be. */
export function conform(options: ConformCommandOptions): number {
  const result = readResults(options.from ?? "");
  if (options.report !== undefined) writeReports(options.report, result);
  if (options.junit !== undefined) writeJunit(options.junit, "dualtape conform", testcases(result));
  console.log(told(result, options));
  return conformance.isGreen(result) ? 0 : 1;
}

function told(result: ConformResult, { json, tap }: ConformCommandOptions): string {
  if (json === true) return JSON.stringify(result, null, 2);
  return tap === true ? conformance.tap(result).trimEnd() : page(result);
}
