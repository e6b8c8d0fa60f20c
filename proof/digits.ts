// Finite differences of random programs and of ops beside their derivatives with 64 digits.

import {
  loadBigDifference,
  programOf,
  randomProgram,
  slope,
  wengertList,
  type WengertList,
} from "../src/check/index.js";
import { inputsOf } from "../src/check/ops.js";
import { flat, gaussian, lineThrough } from "../src/check/points.js";
import { bind, type Inputs, type Op } from "../src/core/op.js";
import { registry } from "../src/index.js";
import { along } from "../src/cli/progress.js";

/** A finite difference beside the truth. */
export interface Calibrated {
  /** The function, or the kind of them. */
  readonly name: string;
  /** The point, or the seed. */
  readonly x: number;
  readonly truth: number;
  readonly off: number;
  readonly bar: number;
}

interface Case {
  readonly name: string;
  readonly seed: number;
  readonly list: WengertList;
}

/** So many random programs, and each op of the registry at so many points of each of its examples. */
export async function measured(programs: number, points: number): Promise<Calibrated[]> {
  const difference = await loadBigDifference();
  const cases = [
    ...Array.from({ length: programs }, (_, k) => programAt(900_000 + k)),
    ...(registry() as readonly unknown[] as readonly Op<Inputs, unknown>[]).flatMap((op) =>
      casesOf(op, points),
    ),
  ];
  return along(
    cases,
    () => "calibration, 64 digits",
    ({ name, seed, list }) => {
      const x = flat(list.inputs);
      const v = gaussian(seed, x.length);
      const truth = difference(list, v);
      if (truth === undefined) return [];
      const { value, error } = slope(lineThrough(programOf(list), list.inputs, x, v));
      return Array.from(value, (d, i) => {
        const [t, doubt] = [truth.value[i] ?? NaN, truth.error[i] ?? NaN];
        const off = Math.max(0, Math.abs(d - t) - doubt - Number.EPSILON * Math.abs(t));
        return { name, x: seed, truth: t, off, bar: error[i] ?? Infinity };
      });
    },
  ).flat();
}

function programAt(seed: number): Case {
  return { name: "random programs", seed, list: randomProgram(seed) };
}

function casesOf(op: Op<Inputs, unknown>, points: number): Case[] {
  if (op.constant === true || op.name === "stopGradient") return [];
  const examples =
    op.examples.length > 0 ? op.examples : [{ shapes: op.domain.map(() => []), params: undefined }];
  return examples.flatMap(({ held = [], ...example }) =>
    Array.from({ length: points }, (_, seed): Case => {
      const inputs = inputsOf(op, example, seed);
      const free = inputs.filter((_, i) => !held.includes(i));
      const list = wengertList((moved) => {
        const rest = [...moved];
        return [
          bind(
            op,
            inputs.map((x, i) => (held.includes(i) ? x : (rest.shift() ?? x))),
            example.params,
          ),
        ];
      }, free);
      return { name: "ops of the registry", seed, list };
    }),
  );
}
