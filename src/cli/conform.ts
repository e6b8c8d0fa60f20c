// `dualtape conform`: the conformance cases on engines of automatic differentiation, and reports on what came of it.

import { conformance, reports, type ConformCase, type ConformResult } from "../../suites/index.js";
import { enginesOf } from "./conform-engines.js";
import { readKnown, readResults, testcases, writeReports } from "./conform-files.js";
import { page } from "./conform-page.js";
import { writeJunit } from "./junit.js";
import { chosen } from "./ops.js";
import { barOf } from "./progress.js";
import { UsageError } from "./usage.js";

/** The options of `dualtape conform`. */
export interface ConformCommandOptions {
  readonly engine?: readonly string[];
  readonly level?: readonly string[];
  readonly only?: readonly string[];
  readonly mode?: readonly string[];
  /** Those too that transforms make of the cases. */
  readonly multiplied?: boolean;
  readonly list?: boolean;
  readonly from?: string;
  /** The known failures of engines that are given as a command or a module. */
  readonly known?: string;
  readonly report?: string;
  readonly junit?: string;
  readonly json?: boolean;
  readonly tap?: boolean;
}

/** Runs, reports, and answers with the exit code: 0 only if every engine ran and every cell is as it should be. */
export async function conform(options: ConformCommandOptions): Promise<number> {
  if (options.list === true) return list(casesOf(options), options);
  const result = options.from === undefined ? await run(options) : readResults(options.from);
  if (options.report !== undefined) writeReports(options.report, result);
  if (options.junit !== undefined) writeJunit(options.junit, "dualtape conform", testcases(result));
  console.log(told(result, options));
  return reports.isGreen(result) ? 0 : 1;
}

function told(result: ConformResult, { json, tap }: ConformCommandOptions): string {
  if (json === true) return JSON.stringify(result, null, 2);
  return tap === true ? reports.tap(result).trimEnd() : page(result);
}

/** The cases of the levels, with ids like those that were asked for. */
function casesOf({ level = ["*"], only = ["*"], multiplied }: ConformCommandOptions): readonly ConformCase[] {
  const written = conformance.loadCases();
  // The id of a case that is made of another has a plus sign: whoever names one means it.
  const isMultiplied = multiplied === true || only.some((pattern) => pattern.includes("+"));
  const all = isMultiplied ? [...written, ...conformance.multiplied(written)] : written;
  const levels = chosen(level, [...new Set(all.map((one) => one.level))], "level", "--level");
  const ids = new Set(
    chosen(
      only,
      all.map(({ id }) => id),
      "case",
      "--only",
    ),
  );
  const cases = all.filter((one) => levels.includes(one.level) && ids.has(one.id));
  if (cases.length > 0) return cases;
  throw new UsageError(`no case called ${only.join(" or ")} is of level ${level.join(" or ")}`);
}

function list(cases: readonly ConformCase[], { json }: ConformCommandOptions): number {
  const lines = cases.map(({ id, title, level }) => `${id}  ${title} (${level})`);
  console.log(json === true ? JSON.stringify(cases, null, 2) : lines.join("\n"));
  return 0;
}

async function run(options: ConformCommandOptions): Promise<ConformResult> {
  const cases = casesOf(options);
  const { mode = ["*"] } = options;
  const modes = reports.modes.filter((one) => chosen(mode, reports.modes, "mode", "--mode").includes(one));
  const { adapters, absent } = await enginesOf(options.engine ?? ["dualtape"]);
  const known = options.known === undefined ? undefined : readKnown(options.known);
  const lists = adapters.map(
    ({ name, spec }) =>
      [name, spec === undefined || known === undefined ? conformance.loadExpectations(name) : known] as const,
  );
  const bar = barOf(adapters.length * cases.length * modes.length);
  try {
    return await conformance.runConform(adapters, cases, {
      ...{ modes, absent, expectations: Object.fromEntries(lists) },
      onCell: ({ engine, id }, done, total) => bar.at(done, `${engine}  ${id}`, total),
    });
  } finally {
    bar.stop();
    for (const adapter of adapters) await adapter.close?.();
  }
}
