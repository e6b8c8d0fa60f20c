// The engines that are named on the command line.

import { adapterOf, engineNames } from "../../suites/conform/engines/index.js";
import type { Adapter, EngineResult } from "../../suites/index.js";
import { UsageError } from "./usage.js";

/** Engines that can be asked, and those that this machine does not have. */
export interface Engines {
  readonly adapters: readonly Adapter[];
  readonly absent: readonly EngineResult[];
}

/** The engines that are asked for; "all" stands for those that are published packages, and our own. */
export async function enginesOf(specs: readonly string[]): Promise<Engines> {
  const wanted = [...new Set(specs.flatMap((spec) => (spec === "all" ? published : [spec])))];
  const found = await Promise.all(wanted.map(engineOf));
  return {
    adapters: found.flatMap((one) => ("answer" in one ? [one] : [])),
    absent: found.flatMap((one) =>
      "answer" in one ? [] : [{ ...one, version: "", precision: "float64", modes: [] }],
    ),
  };
}

/** Those without a fault that was put into them. */
const published = engineNames.filter((name) => !name.startsWith("planted-"));

async function engineOf(spec: string) {
  try {
    return await adapterOf(spec);
  } catch (error) {
    throw new UsageError(`--engine ${spec}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
