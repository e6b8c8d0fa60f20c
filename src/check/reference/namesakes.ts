// An op is known by its name. One of somebody else's may bear the name of ours and compute something else.

import type { Inputs, Op } from "../../core/op.js";
import { registry } from "../../ops/index.js";
import { numbersOf, plainOf } from "./cells.js";
import type { Field } from "./field.js";
import type { Call } from "./linear.js";

/** How closely a namesake has to agree in its values: more than two different functions ever would. */
const tolerance = 1e-6;

let byEvaluation: ReadonlyMap<unknown, Op<Inputs, unknown>> | undefined;

/** The entry of the registry that computes the same as the op, whatever its rules; of another linear op, itself. */
export function knownAs(op: Op<Inputs, unknown>): Op<Inputs, unknown> | undefined {
  byEvaluation ??= new Map(registry().map((each) => [each.eval, each as unknown as Op<Inputs, unknown>]));
  return byEvaluation.get(op.eval) ?? (op.linearity === undefined ? undefined : op);
}

/**
 * Whether the op computes what was computed for it: it is evaluated as an op of the registry is, or its values
 * are the same here.
 */
export function isAsKnown<T>({ toNumber }: Field<T>, call: Call<T>, result: readonly T[]): boolean {
  if (knownAs(call.op) !== undefined) return true;
  const x = call.inputs.map(({ cells, shape }) => plainOf(cells.map(toNumber), shape));
  const expected = numbersOf(call.op.eval(x, call.params));
  const scale = Math.max(...expected.map(Math.abs).filter(Number.isFinite), 1e-300);
  return result.every((cell, i) => isClose(toNumber(cell), expected[i] ?? NaN, tolerance * scale));
}

function isClose(a: number, b: number, within: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= within;
}
