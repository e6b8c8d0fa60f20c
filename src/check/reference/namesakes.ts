// An op is known by its name. One of somebody else's may bear the name of ours and compute something else.

import { registry } from "../../ops/index.js";
import { numbersOf, plainOf } from "./cells.js";
import type { Field } from "./field.js";
import type { Call } from "./linear.js";

/** How closely a namesake has to agree in its values: more than two different functions ever would. */
const tolerance = 1e-6;

let evaluations: ReadonlySet<unknown> | undefined;

/**
 * Whether the op computes what was computed for it: it is evaluated as an op of the registry is, or its values
 * are the same here.
 */
export function isAsKnown<T>({ toNumber }: Field<T>, call: Call<T>, result: readonly T[]): boolean {
  evaluations ??= new Set(registry().map((op) => op.eval));
  if (call.op.linearity !== undefined || evaluations.has(call.op.eval)) return true;
  const x = call.inputs.map(({ cells, shape }) => plainOf(cells.map(toNumber), shape));
  const expected = numbersOf(call.op.eval(x, call.params));
  const scale = Math.max(...expected.map(Math.abs).filter(Number.isFinite), 1e-300);
  return result.every((cell, i) => isClose(toNumber(cell), expected[i] ?? NaN, tolerance * scale));
}

function isClose(a: number, b: number, within: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= within;
}
