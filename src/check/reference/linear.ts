// Linear and bilinear ops over any number system, by nothing but their evaluation on real numbers.
//
// Where a number has few real coordinates, the op is applied to each of them. Else its matrix is read off: what
// it makes of each unit vector.

import type { Inputs, Op } from "../../core/op.js";
import { numbersOf, plainOf, type Cells } from "./cells.js";
import type { Field, Plane } from "./field.js";

/** The call of an op: with its parameters, on inputs of known shapes. */
export interface Call<T> {
  readonly op: Op<Inputs, unknown>;
  readonly params: unknown;
  readonly inputs: readonly Cells<T>[];
}

/** The most numbers that are computed to read a matrix off: more would take seconds. */
const largest = 4e6;

/** The result of a linear op, or undefined if it is too large. */
export function linearly<T>(field: Field<T>, call: Call<T>): readonly T[] | undefined {
  const x = call.inputs.flatMap(({ cells }) => cells);
  const run = (numbers: readonly number[]): readonly number[] => evaluated(call, numbers);
  return field.plane === undefined ? byMatrix(field, run, x) : onPlane(field.plane, run, x);
}

/** The result of a bilinear op, or undefined if it is too large: a linear one for each part of its first input. */
export function bilinearly<T>(field: Field<T>, call: Call<T>): readonly T[] | undefined {
  const [a, b] = call.inputs as readonly [Cells<T>, Cells<T>];
  const from =
    (first: readonly number[]) =>
    (second: readonly number[]): readonly number[] =>
      evaluated(call, [...first, ...second]);
  const terms = partsOf(field, a.cells).map(({ unit, numbers }) => {
    const y = field.plane === undefined ? byMatrix(field, from(numbers), b.cells, a.cells.length) : undefined;
    const part = field.plane === undefined ? y : onPlane(field.plane, from(numbers), b.cells);
    return part?.map((cell) => field.mul(unit, cell));
  });
  if (terms.length === 0) return evaluated(call, numbersIn(field, b.cells)).map(field.fromNumber);
  return terms.reduce((sum, term) =>
    term === undefined ? undefined : sum?.map((cell, i) => field.add(cell, term[i] as T)),
  );
}

/** x = Σ unit · numbers, with real numbers: in the basis of the plane, or element by element. */
function partsOf<T>({ plane, fromNumber }: Field<T>, x: readonly T[]) {
  if (plane === undefined) return x.map((unit, k) => ({ unit, numbers: x.map((_, i) => (i === k ? 1 : 0)) }));
  const dimension = plane.coordinates(fromNumber(0)).length;
  return Array.from({ length: dimension }, (_, k) => ({
    unit: plane.compose(Array.from({ length: dimension }, (_, i) => (i === k ? 1 : 0))),
    numbers: x.map((cell) => plane.coordinates(cell)[k] ?? 0),
  }));
}

function numbersIn<T>({ toNumber }: Field<T>, x: readonly T[]): readonly number[] {
  return x.map(toNumber);
}

/** The op on real numbers, all of its inputs in one list. */
function evaluated<T>({ op, params, inputs }: Call<T>, x: readonly number[]): readonly number[] {
  let from = 0;
  const plain = inputs.map(({ shape, cells }) => plainOf(x.slice(from, (from += cells.length)), shape));
  return numbersOf((op.eval as (x: unknown, params: unknown) => number)(plain, params));
}

type Map = (x: readonly number[]) => readonly number[];

function onPlane<T>({ coordinates, compose }: Plane<T>, map: Map, x: readonly T[]): readonly T[] {
  const points = x.map(coordinates);
  const dimension = coordinates(compose([])).length;
  const images = Array.from({ length: dimension }, (_, k) => map(points.map((point) => point[k] ?? 0)));
  return (images[0] ?? []).map((_, i) => compose(images.map((image) => image[i] ?? 0)));
}

/** Σⱼ xⱼ map(eⱼ) */
function byMatrix<T>(field: Field<T>, map: Map, x: readonly T[], times = 1): readonly T[] | undefined {
  const y = map(x.map(() => 0)).map((zero) => field.fromNumber(zero));
  if (times * x.length * Math.max(x.length, y.length) > largest) return undefined;
  for (const [j, cell] of x.entries()) {
    for (const [i, entry] of map(x.map((_, k) => (k === j ? 1 : 0))).entries())
      if (entry !== 0) y[i] = field.add(y[i] as T, field.mul(field.fromNumber(entry), cell));
  }
  return y;
}
