// What it costs to keep few states of a loop: how often its body runs, beside what the binomial schedule says.

import { foriLoop, grad, mul, sin, type Value } from "../src/index.js";
import { tapeOfBlock } from "../src/transforms/scan.js";

/** A loop of `steps` steps of which `kept` states are kept besides the first. */
export interface CheckpointCost {
  readonly steps: number;
  readonly kept: number;
  /** How often the body ran for each step, and how often the schedule of blocks of steps says, and one to measure. */
  readonly runs: number;
  readonly predicted: number;
  /** The time of the gradient, in times of that with a tape of the whole loop. */
  readonly ratio: number;
}

/** The rows of a step on a tape: that of its input, those of its two operations, and one that all tapes have. */
const rows = 4;

/** The cost for y ← sin(1.0001 y). Throws if the gradient does not have the bits of the plain tape's. */
export function checkpointCost(steps: number, kept: number, samples: number): CheckpointCost {
  let runs = 0;
  const body = (_i: number, y: Value): Value => {
    runs += 1;
    return sin(mul(1.0001, y));
  };
  const whole = grad((y: Value) => foriLoop(0, steps, body, y), { mode: "reverse" });
  const few = grad((y: Value) => foriLoop(0, steps, body, y, { checkpoints: kept }), { mode: "reverse" });
  if (!Object.is(whole(0.5), few(0.5))) throw new Error("the gradients differ");
  runs = 0;
  few(0.5);
  const counted = runs / steps;
  const times = Array.from({ length: samples }, () => [seconds(few), seconds(whole)] as const);
  const ratios = times.map(([ours, plain]) => ours / plain).sort((a, b) => a - b);
  const block = Math.floor(tapeOfBlock / rows);
  const predicted = 2 + (1 + block * advances(Math.ceil(steps / block), kept + 1)) / steps;
  return { steps, kept, runs: counted, predicted, ratio: ratios[samples >> 1] ?? NaN };
}

function seconds(f: (x: number) => unknown): number {
  const start = performance.now();
  f(0.5);
  return (performance.now() - start) / 1000;
}

/**
 * How many steps the best schedule for n steps with s states goes forward, besides the first run and the steps that are
 * reversed: r n − C(s + r, r − 1), for the least r with C(s + r, r) ≥ n (Griewank & Walther, Algorithm 799, 2000).
 */
export function advances(n: number, s: number): number {
  let r = 0;
  while (binomial(s + r, r) < n) r += 1;
  return r * n - binomial(s + r, r - 1);
}

function binomial(n: number, k: number): number {
  let product = k < 0 ? 0 : 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return Math.round(product);
}
