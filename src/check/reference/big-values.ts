// What ops should have answered: their values with 64 digits.

import type { Inputs, Op } from "../../core/op.js";
import type { Plain } from "../../ndarray/index.js";
import { bigField } from "./big.js";
import { numbersOf, shapeOfPlain } from "./cells.js";
import { definitions } from "./definitions.js";
import { evaluationOf } from "./evaluation.js";
import { steps } from "./steps.js";

/**
 * The elements of an op's value at `x`, each the double nearest to what 64 digits give; undefined if the op is
 * known by what it computes alone, as most linear ones are.
 */
export type BigValues = (
  op: Op<Inputs, unknown>,
  x: readonly Plain[],
  params: unknown,
) => Float64Array | undefined;

/** Loads mathjs, and answers with the function that gives values. It knows ops by their names. */
export async function loadBigValues(): Promise<BigValues> {
  const big = await bigField();
  const field = { ...big, functions: { ...big.functions, ...steps(big) } };
  const defined = definitions(field);
  return (op, x, params) => {
    const evaluation = defined[op.name] ?? (op.linearity === undefined ? evaluationOf(field, op) : undefined);
    if (evaluation === undefined) return undefined;
    const inputs = x.map((v) => ({ shape: shapeOfPlain(v), cells: numbersOf(v).map(field.fromNumber) }));
    const cells = evaluation({ op, params, inputs });
    return cells && Float64Array.from(cells, field.toNumber);
  };
}
