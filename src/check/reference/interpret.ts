// Runs a Wengert list over any number system: what an op computes is known here by its name or by probing it,
// and none of its rules is ever called.

import { isFloat } from "../../core/space.js";
import * as nd from "../../ndarray/index.js";
import { isReference, valuesOf, type Operand, type Operation, type WengertList } from "../wengert.js";
import { numbersOf, shapeOfPlain, type Cells } from "./cells.js";
import { evaluationOf } from "./evaluation.js";
import type { Field } from "./field.js";
import type { Call } from "./linear.js";
import { isAsKnown } from "./namesakes.js";

/** The elements of all outputs at `x`, the elements of all inputs; or undefined if some op is not covered. */
export function interpret<T>(field: Field<T>, list: WengertList, x: readonly T[]): readonly T[] | undefined {
  if (notCovered(field, list) !== undefined) return undefined;
  const values = apart(list.inputs, x);
  const read = (operand: Operand): Cells<T> =>
    isReference(operand) ? (values[operand.at] as Cells<T>) : constant(field, operand);
  const plain = list.lines.some(isConstant) ? valuesOf(list) : [];
  for (const [k, line] of list.lines.entries()) {
    const call = { op: line.op, params: line.params, inputs: line.operands.map(read) };
    const y = isConstant(line) ? constant(field, plain[list.inputs.length + k] ?? NaN) : lineOf(field, call);
    if (y === undefined) return undefined;
    values.push(y);
  }
  return list.outputs.flatMap((operand) => read(operand).cells);
}

/** The first op of a list that cannot be evaluated over `field`, or undefined. */
export function notCovered<T>(field: Field<T>, list: WengertList): string | undefined {
  return list.lines.find((line) => !isConstant(line) && evaluationOf(field, line.op) === undefined)?.op.name;
}

/** Values that no input moves: they are taken as they came out when the program ran. */
function isConstant({ op, params }: Operation): boolean {
  return op.constant === true || (op.name === "cast" && !isFloat((params as { dtype: nd.DType }).dtype));
}

function constant<T>({ fromNumber }: Field<T>, x: nd.Plain): Cells<T> {
  return { shape: shapeOfPlain(x), cells: numbersOf(x).map(fromNumber) };
}

/** The elements `x` of all inputs, in the shapes of the inputs. */
function apart<T>(inputs: readonly nd.Plain[], x: readonly T[]): Cells<T>[] {
  let from = 0;
  return inputs.map((input) => {
    const shape = shapeOfPlain(input);
    return { shape, cells: x.slice(from, (from += nd.sizeOf(shape))) };
  });
}

function lineOf<T>(field: Field<T>, call: Call<T>): Cells<T> | undefined {
  const cells = evaluationOf(field, call.op)?.(call);
  if (cells === undefined || !isAsKnown(field, call, cells)) return undefined;
  const shapes = call.inputs.map((x) => x.shape);
  return { shape: call.op.shape(shapes, call.params), cells };
}
