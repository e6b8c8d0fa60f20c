// Random programs that are right: the one place that says where they come from.

import { programOf, randomProgram as grown } from "../src/check/index.js";
import { sum, type Value } from "../src/index.js";

/** A program and a point to check it at. */
export interface Sample {
  readonly f: (...args: Value[]) => Value;
  readonly args: readonly Value[];
}

/** The random program of a seed: one to eight ops of the whole registry, summed to a number. */
export function randomProgram(seed: number): Sample {
  const list = grown(seed);
  const run = programOf(list);
  return { f: (...x) => sum(run(x)[0] ?? 0), args: list.inputs };
}
