// Reading the cases and the lists of known failures from the files that the package ships beside its sources.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Expectation } from "../expectations.js";
import type { Case } from "../format.js";

/** The folder of the sources of this suite, as seen from the compiled file. */
const sources = new URL("../../../../suites/conform/", import.meta.url);

const read = (file: URL): unknown => JSON.parse(readFileSync(file, "utf8"));

/** All hand-written cases, file by file. */
export function loadCases(): readonly Case[] {
  return caseFiles().flatMap((file) => read(file) as readonly Case[]);
}

/** The files of the cases, in the order of their names. */
export function caseFiles(): readonly URL[] {
  const folder = new URL("cases/", sources);
  const names = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => new URL(name, folder));
}

/** What is known to fail on an engine; nothing if there is no list. */
export function loadExpectations(engine: string): readonly Expectation[] {
  const file = new URL(`expectations/${engine}.json`, sources);
  return existsSync(file) ? (read(file) as readonly Expectation[]) : [];
}

/** The schema that every file of cases satisfies. */
export function loadSchema(): unknown {
  return read(new URL("case.schema.json", sources));
}
