// Points, and the workloads of one array.

import { NDArray, valueAndGrad, type Value } from "../src/index.js";
import type * as functions from "./limits/functions.js";
import { workload, type Goal, type Workload } from "./workload.js";

/** How long a long chain or array is. */
export const long = 1e6;

/** `n` numbers between −1 and 1, the same in every run. */
export const wave = (n: number, phase: number): number[] =>
  Array.from({ length: n }, (_, i) => Math.sin(i + phase));
export const vector = (n: number, phase: number): Float64Array => Float64Array.from(wave(n, phase));
export const points = [0.3, 0.5, 0.7];
const arrayOf = (x: Float64Array): NDArray => new NDArray(x, [x.length]);

/** Value and gradient of a function of one array. */
export function arrayLine(
  name: string,
  what: string,
  f: (x: Value) => Value,
  byHand: (x: Float64Array) => functions.Flow,
  inputs: readonly Float64Array[],
  goal?: Goal,
  compile: <F extends (...args: never[]) => unknown>(program: F) => F = (program) => program,
): Workload {
  const flow = compile(valueAndGrad(f));
  return workload({
    name,
    what,
    inputs: inputs.map((x) => ({ x, array: arrayOf(x) })),
    ours: ({ array }) => flow(array),
    byHand: ({ x }) => byHand(x),
    tolerance: 1e-12,
    ...(goal && { goal }),
  });
}
