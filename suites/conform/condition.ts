// By how much a program magnifies relative errors, measured: what rounding to float32 would do to its derivatives.

import * as dt from "../../src/index.js";
import type { Mode } from "./adapter.js";
import { dualtapeParts } from "./engines/dualtape.js";
import type { Case, Tensor } from "./format.js";
import { engineOf, type Ops } from "./interpret.js";
import { largest } from "./judge.js";
import { numbersOf } from "./numerals.js";

const trials = 6;
/** Far above the rounding of float64, far below what changes the derivative itself. */
const noise = 2 ** -32;

/**
 * The condition number of a case for its value, or for its derivative in a mode: how many times larger than the relative
 * errors of inputs and results of ops the error of the answer is, relative to its largest number or to the scale of the
 * case; at least 1. Only what float32 has to round is disturbed, so that ties stay ties.
 */
export async function conditionOf(one: Case, ask: "value" | Mode): Promise<number> {
  if (one.condition !== undefined) return one.condition;
  const known = measured.get(one) ?? new Map<string, number>();
  measured.set(one, known);
  const condition = known.get(ask) ?? (await measure(one, ask));
  known.set(ask, condition);
  return condition;
}

const measured = new WeakMap<Case, Map<string, number>>();

async function measure(one: Case, ask: "value" | Mode): Promise<number> {
  const exact = await answered(one, ask, 0, 0);
  if (exact === undefined) return 1;
  const size = Math.max(largest(exact), one.scale ?? 0);
  let worst = 1;
  for (let seed = 1; seed <= trials && size > 0; seed++) {
    const got = (await answered(one, ask, noise, seed)) ?? exact;
    const off = largest(got.map((x, i) => x - (exact[i] ?? NaN)));
    worst = Math.max(worst, off / noise / size);
  }
  return worst;
}

async function answered(
  one: Case,
  ask: "value" | Mode,
  by: number,
  seed: number,
): Promise<readonly number[] | undefined> {
  const noisy = disturbed(by, seed);
  const answer = await noisy.answer({ ...one, ask });
  if (answer.is === "value") return numbersOf(answer.value);
  return answer.is === "gradient" ? Object.values(answer.gradient).flatMap(numbersOf) : undefined;
}

/** dualtape with relative errors of a given size in all that float32 would round. */
function disturbed(by: number, seed: number) {
  const key = { at: seed };
  const sign = (): number => {
    // Steele and Vigna's mulberry generator is enough for signs.
    key.at = (key.at + 0x6d2b79f5) | 0;
    const mixed = Math.imul(key.at ^ (key.at >>> 15), key.at | 1);
    return (mixed ^ (mixed >>> 14)) & 1024 ? by : -by;
  };
  const rounded = (x: number): number => (Math.fround(x) === x || !Number.isFinite(x) ? 1 : 1 + sign());
  const around = (y: dt.Value): dt.Value => {
    const plain = dt.value(y);
    if (typeof plain === "number") return dt.mul(y, rounded(plain));
    return plain.dtype === "float64"
      ? dt.mul(y, dt.array(Float64Array.from(plain.data, rounded), { shape: plain.shape }))
      : y;
  };
  const ops: Ops<dt.Value> = Object.fromEntries(
    Object.entries(dualtapeParts.ops).map(([name, f]) => [name, (args, params) => around(f(args, params))]),
  );
  const array = (x: Tensor): dt.Value => around(dualtapeParts.array({ ...x, dtype: "float64" }));
  return engineOf({ ...dualtapeParts, ops, array });
}
