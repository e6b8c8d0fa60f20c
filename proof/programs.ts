// Random programs that are right: the one place that says where they come from.

import { random, value, type Value } from "../src/index.js";
import * as ops from "../src/index.js";

/** A program and a point to check it at. */
export interface Sample {
  readonly f: (...args: Value[]) => Value;
  readonly args: readonly Value[];
}

const unaries = [
  ops.sin,
  ops.cos,
  ops.tanh,
  ops.exp,
  ops.square,
  ops.sigmoid,
  ops.softplus,
  ops.atan,
  ops.neg,
];
const binaries = [ops.add, ops.sub, ops.mul, ops.hypot, ops.maximum, ops.atan2];
const largest = 1e4;

/** The random program of a seed: one to eight ops on scalars and vectors, with one number for its answer. */
export function randomProgram(seed: number): Sample {
  for (let attempt = 0; ; attempt++) {
    const sample = attemptOf(1000 * seed + attempt);
    const y = value(sample.f(...sample.args)) as number;
    if (Math.abs(y) <= largest) return sample;
  }
}

function attemptOf(seed: number): Sample {
  const draws = random.uniform(random.key(seed), [40]).data;
  let next = 0;
  const draw = (n: number): number => Math.floor((draws[next++ % draws.length] ?? 0) * n);
  const args = Array.from({ length: 1 + draw(3) }, (_, i) => pointOf(seed + i, draw(2)));
  const steps = Array.from({ length: 1 + draw(8) }, (_, k) => ({
    two: draw(3) === 0,
    which: draw(1000),
    a: draw(args.length + k),
    b: draw(args.length + k),
  }));
  const f = (...x: Value[]): Value => {
    const values = [...x];
    for (const { two, which, a, b } of steps) {
      const [u, v] = [values[a] ?? 0, values[b] ?? 0];
      const y = two
        ? (binaries[which % binaries.length] ?? ops.add)(u, v)
        : (unaries[which % unaries.length] ?? ops.sin)(u);
      values.push(y);
    }
    return ops.sum(values.at(-1) ?? 0);
  };
  return { f, args };
}

function pointOf(seed: number, rank: number): Value {
  const x = random.normal(random.key(seed), [3]);
  return rank === 0 ? (x.data[0] ?? 0) : x;
}
