// npm run proof: what the checks are worth, measured, and held to the gates that they must meet.
//
//   --short      within 4 minutes on two slow cores: fewer programs, fewer faults
//   --only ID    one section (kills, alarms, detection, …); may be repeated
//   --out DIR    where the report goes; proof-report by default
//
// The exit code is 1 if a gate is missed.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { alarms } from "./alarms.js";
import { blame } from "./blame.js";
import { calibration } from "./calibration.js";
import { detection } from "./detection.js";
import { comparator } from "./comparator.js";
import { dimension } from "./dimension.js";
import { exitCode, type Effort, type Section } from "./figure.js";
import { page } from "./html.js";
import { kills } from "./kills.js";
import { plantedEngines } from "./planted.js";
import { seeds } from "./seeds.js";
import { steps } from "./steps.js";
import { table } from "./table.js";

/** All that a run of the proof found: what goes into its JSON. */
export interface Findings {
  readonly version: string;
  readonly date: string;
  readonly node: string;
  readonly short: boolean;
  readonly seconds: number;
  readonly sections: readonly Section[];
}

type Part = (effort: Effort) => Section | Promise<Section>;

const parts: Readonly<Record<string, Part>> = {
  kills,
  alarms,
  blame,
  detection,
  dimension,
  calibration,
  comparator,
  steps,
  seeds,
  planted: plantedEngines,
};

process.exitCode = await main();

async function main(): Promise<number> {
  const options = read();
  if (typeof options === "string") {
    console.error(`proof: ${options}`);
    return 1;
  }
  const { short, out, only } = options;
  const start = performance.now();
  const sections: Section[] = [];
  for (const id of only)
    sections.push(...(await timed(parts[id], { short, pick: (a, b) => (short ? a : b) })));
  const findings: Findings = {
    version: versionOf(),
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    short,
    seconds: (performance.now() - start) / 1000,
    sections,
  };
  write(out, findings);
  console.log(table(findings));
  console.log(`\nWritten to ${join(out, "proof.html")} and ${join(out, "proof.json")}.`);
  return exitCode(sections);
}

interface Options {
  readonly short: boolean;
  readonly out: string;
  readonly only: readonly string[];
}

/** The options of the command line, or what is wrong with them. */
function read(): Options | string {
  const all = Object.keys(parts);
  try {
    const { values } = parseArgs({
      options: {
        short: { type: "boolean", default: false },
        only: { type: "string", multiple: true, default: all },
        out: { type: "string", default: "proof-report" },
      },
    });
    const unknown = values.only.find((id) => !all.includes(id));
    return unknown === undefined ? values : `no section is called ${unknown}; there are ${all.join(", ")}`;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}; there are --short, --only ID and --out DIR`;
  }
}

async function timed(part: Part | undefined, effort: Effort): Promise<Section[]> {
  const start = performance.now();
  return part === undefined ? [] : [{ ...(await part(effort)), seconds: (performance.now() - start) / 1000 }];
}

function write(out: string, findings: Findings): void {
  mkdirSync(out, { recursive: true });
  // The plots are drawn from the tables' numbers: in the data they would only be weight.
  const bare = findings.sections.map(({ plots: _plots, ...section }) => section);
  writeFileSync(join(out, "proof.json"), `${JSON.stringify({ ...findings, sections: bare }, null, 2)}\n`);
  writeFileSync(join(out, "proof.html"), page(findings));
}

function versionOf(): string {
  const file = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
