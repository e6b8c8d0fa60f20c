// Programs smaller than a given one: fewer lines, inputs or elements. Each is an attempt, which need not run.

import { shapeOf } from "../../core/op.js";
import { NDArray, sameShape, sizeOf, type Plain, type Shape } from "../../ndarray/index.js";
import { isReference, valuesOf, type Operand, type WengertList } from "../wengert.js";
import { numbersOf } from "./dice.js";
import { madeInput, mapOperands, mapPlain, pruned, substituted } from "./edit.js";

/** Programs of fewer lines, or of fewer inputs: the greatest cuts first. */
export function* shorter(list: WengertList): Generator<WengertList> {
  const n = list.inputs.length;
  if (list.outputs.length > 1)
    for (const output of list.outputs) yield pruned({ ...list, outputs: [output] });
  for (const k of list.lines.keys())
    if (n + k !== onlyOutput(list)) yield pruned({ ...list, outputs: [{ at: n + k }] });
  const values = valuesOf(list);
  const from = (at: number): Plain => values[at] ?? 0;
  for (let at = n + list.lines.length - 1; at >= n; at--) {
    if (at !== onlyOutput(list)) {
      yield substituted(list, at, from(at));
      yield madeInput(list, at, from(at));
    }
    for (const operand of list.lines[at - n]?.operands ?? [])
      if (sameShape(shapeOfOperand(operand, from), shapeOf(from(at)))) yield substituted(list, at, operand);
  }
  for (let at = n - 1; at >= 0; at--) yield substituted(list, at, from(at));
}

function onlyOutput({ outputs: [first, ...others] }: WengertList): number | undefined {
  return others.length === 0 && first !== undefined && isReference(first) ? first.at : undefined;
}

function shapeOfOperand(operand: Operand, from: (at: number) => Plain): Shape {
  return shapeOf(isReference(operand) ? from(operand.at) : operand);
}

/** Programs of smaller arrays: of fewer elements, then of one each, then of numbers in their place. */
export function* narrower(list: WengertList): Generator<WengertList> {
  const lengths = new Set(valuesOf(list).flatMap((value) => shapeOf(value)));
  for (const n of [...lengths].sort((a, b) => b - a)) {
    for (const kept of selections(n)) {
      const select = (value: Plain): Plain => selected(value, n, kept);
      yield withLengths(mapPlain(list, select), (length) => (length === n ? kept.length : length));
      yield mapPlain(list, select);
    }
  }
  for (let j = 0; j < Math.max(0, ...list.inputs.map(sizeOfPlain)); j++) {
    if (lengths.size > 1 || !lengths.has(1))
      yield withLengths(
        mapPlain(list, (x) => single(x, j)),
        () => 1,
      );
    yield* asScalars(list, j);
  }
}

/** Element j of an array, in as many axes. */
function single(value: Plain, j: number): Plain {
  if (typeof value === "number") return value;
  return new NDArray(
    Float64Array.of(elementOf(value, j)),
    value.shape.map(() => 1),
  );
}

/** Element j of a value, or its last. */
function elementOf(value: Plain, j: number): number {
  const numbers = numbersOf(value);
  return numbers[Math.min(j, numbers.length - 1)] ?? 0;
}

function sizeOfPlain(value: Plain): number {
  const shape = shapeOf(value);
  return shape.length === 0 ? 0 : sizeOf(shape);
}

/** Which indices of an axis to keep: each half of it, each alone, all but one. */
function selections(n: number): number[][] {
  const all = Array.from({ length: n }, (_, i) => i);
  if (n < 2) return [];
  const halves = n > 3 ? [all.slice(0, n >> 1), all.slice(n >> 1)] : [];
  if (n > 8) return halves;
  return [...all.map((i) => [i]), ...halves, ...(n > 2 ? all.map((i) => all.filter((k) => k !== i)) : [])];
}

/** The elements whose indices along every axis of length n are among `kept`. */
function selected(value: Plain, n: number, kept: readonly number[]): Plain {
  if (typeof value === "number") return value;
  const shape = value.shape.map((length) => (length === n ? kept.length : length));
  return new NDArray(
    Float64Array.from({ length: sizeOf(shape) }, (_, k) => value.data[placeIn(value.shape, shape, k)] ?? NaN),
    shape,
  );

  function placeIn(whole: Shape, part: Shape, k: number): number {
    let [rest, place, stride] = [k, 0, 1];
    for (let axis = part.length - 1; axis >= 0; axis--) {
      const [m, length] = [part[axis] ?? 1, whole[axis] ?? 1];
      const index = rest % m;
      place += stride * (length === n ? (kept[index] ?? 0) : index);
      [rest, stride] = [Math.floor(rest / m), stride * length];
    }
    return place;
  }
}

/** The list with the shapes changed that its ops have for parameters. */
function withLengths(list: WengertList, change: (length: number) => number): WengertList {
  const lines = list.lines.map((line) => {
    if (typeof line.params !== "object" || line.params === null) return line;
    const params = Object.entries(line.params).map(([key, value]: [string, unknown]) => {
      const isShape = (key === "shape" || key === "of") && Array.isArray(value);
      return [key, isShape ? (value as number[]).map(change) : value];
    });
    return { ...line, params: Object.fromEntries(params) as unknown };
  });
  return { ...list, lines };
}

/** Element j of every array alone; an op that then passes its operand on is left out. */
function* asScalars(list: WengertList, j: number): Generator<WengertList> {
  const element = (value: Plain): Plain => elementOf(value, j);
  yield mapPlain(list, element);
  let rest = list;
  for (let at = list.inputs.length + list.lines.length - 1; at >= list.inputs.length; at--) {
    const operands = rest.lines[at - list.inputs.length]?.operands ?? [];
    const [only] = operands;
    if (operands.length !== 1 || only === undefined || rest.lines[at - list.inputs.length]?.op.scalar)
      continue;
    rest = mapOperands(rest, (v) => (isReference(v) && v.at === at ? only : v));
  }
  yield mapPlain(pruned(rest), element);
}
