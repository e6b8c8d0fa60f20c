// What an op computes over any number system, by its name or by what it is marked as.

import type { Inputs, Op } from "../../core/op.js";
import * as nd from "../../ndarray/index.js";
import { reducedPlaces, spread } from "./cells.js";
import type { Field, FunctionOf } from "./field.js";
import { bilinearly, linearly, type Call } from "./linear.js";
import { matrixRules, type Matrix, type MatrixRule } from "./matrices.js";

/** How a call is computed; undefined for one that is too large. */
export type Evaluation<T> = (call: Call<T>) => readonly T[] | undefined;

/** How an op is computed over `field`, or undefined if that is not known. */
export function evaluationOf<T>(field: Field<T>, op: Op<Inputs, unknown>): Evaluation<T> | undefined {
  if (op.scalar !== undefined || op.constant === true) {
    const f = field.functions[op.name];
    return f && ((call) => elementwise(call, f));
  }
  const byHand = reductions(field)[op.name];
  if (byHand !== undefined) return byHand;
  const ofMatrices = matrixRules(field)[op.name];
  const isQuick = op.linearity === "bilinear" && field.plane !== undefined;
  if (ofMatrices !== undefined && !isQuick) return (call) => batched(call, ofMatrices);
  if (op.linearity === undefined) return undefined;
  return (call) => (op.linearity === "linear" ? linearly(field, call) : bilinearly(field, call));
}

function elementwise<T>({ inputs }: Call<T>, f: (...x: T[]) => T): readonly T[] {
  const shape = nd.broadcastShapes("reference", ...inputs.map((x) => x.shape));
  const places = inputs.map((x) => spread(x.shape, shape));
  return (places[0] ?? []).map((_, k) => f(...inputs.map((x, i) => x.cells[places[i]?.[k] ?? 0] as T)));
}

/** The ops that go through all elements of one input. */
function reductions<T>(field: Field<T>): Readonly<Record<string, Evaluation<T>>> {
  const only = ({ inputs }: Call<T>): readonly T[] => inputs[0]?.cells ?? [];
  const root = field.functions["sqrt"] as FunctionOf<T>;
  return {
    cast: only,
    polygamma: (call) => ofOrder(field, call, field.functions["polygamma"] as FunctionOf<T>),
    max: (call) => extremes(field, call, 1),
    min: (call) => extremes(field, call, -1),
    cummax: (call) => runningExtremes(field, call, 1),
    cummin: (call) => runningExtremes(field, call, -1),
    sort: (call) => inOrder(field, call),
    sparsemax: (call) => projected(field, call),
    sumOfSquares: (call) => [sumOfSquares(field, only(call))],
    norm: (call) => reducedGroups(call).map((group) => root(sumOfSquares(field, group))),
  };
}

/** A function of an order, which is a parameter, and of each element. */
function ofOrder<T>({ fromNumber }: Field<T>, { inputs, params }: Call<T>, f: FunctionOf<T>): readonly T[] {
  const n = fromNumber((params as { n: number }).n);
  return (inputs[0]?.cells ?? []).map((x) => f(n, x));
}

function extremes<T>(field: Field<T>, call: Call<T>, sign: 1 | -1): readonly T[] {
  return reducedGroups(call).map((group) => extremeOf(field, group, sign));
}

/** The largest element, times `sign`; of tied ones, the mean, since what is beside the real part may differ. */
function extremeOf<T>(field: Field<T>, group: readonly T[], sign: 1 | -1): T {
  if (group.some((x) => Number.isNaN(field.toNumber(x)))) return field.fromNumber(NaN);
  const best = group.reduce((a, b) => (sign * field.compare(b, a) > 0 ? b : a));
  const tied = group.filter((x) => field.compare(x, best) === 0);
  return field.div(tied.reduce(field.add), field.fromNumber(tied.length));
}

/** Of each element, the extreme one of its lane up to it. */
function runningExtremes<T>(field: Field<T>, { inputs, params }: Call<T>, sign: 1 | -1): readonly T[] {
  const { shape, cells } = inputs[0] as { shape: nd.Shape; cells: readonly T[] };
  const lanes: T[][] = [];
  return reducedPlaces(shape, [(params as { axis: number }).axis]).map((place, k) => {
    const lane = (lanes[place] ??= []);
    lane.push(cells[k] as T);
    return extremeOf(field, lane, sign);
  });
}

/** The cells of each lane in order, equal ones in that which they have. */
function inOrder<T>({ compare, toNumber }: Field<T>, { inputs, params }: Call<T>): readonly T[] {
  const { shape, cells } = inputs[0] as { shape: nd.Shape; cells: readonly T[] };
  const { axis, descending } = params as { axis: number; descending: boolean };
  const lanes: number[][] = [];
  for (const [k, place] of reducedPlaces(shape, [axis]).entries()) (lanes[place] ??= []).push(k);
  const missing = (x: T): number => Number(Number.isNaN(toNumber(x)));
  const order = (a: T, b: T): number => missing(a) - missing(b) || compare(a, b);
  const sorted = new Array<T>(cells.length);
  for (const lane of lanes) {
    const ordered = lane.map((k) => cells[k] as T).sort((a, b) => (descending ? order(b, a) : order(a, b)));
    for (const [i, k] of lane.entries()) sorted[k] = ordered[i] as T;
  }
  return sorted;
}

/** max(x − τ, 0) of each lane, τ the largest of (Σ x − 1) / k over the k largest cells; all beside the largest of them. */
function projected<T>(
  { add, sub, div, compare, fromNumber }: Field<T>,
  { inputs, params }: Call<T>,
): readonly T[] {
  const { shape, cells } = inputs[0] as { shape: nd.Shape; cells: readonly T[] };
  const places = reducedPlaces(shape, [(params as { axis: number }).axis]);
  const lanes: T[][] = [];
  for (const [k, place] of places.entries()) (lanes[place] ??= []).push(cells[k] as T);
  const larger = (a: T, b: T): T => (compare(b, a) > 0 ? b : a);
  const thresholds = lanes.map((lane) => {
    const largest = lane.reduce(larger);
    let sum = fromNumber(-1);
    const means = lane
      .toSorted((a, b) => compare(b, a))
      .map((x, k) => div((sum = add(sum, sub(x, largest))), fromNumber(k + 1)));
    return { largest, mean: means.reduce(larger) };
  });
  return cells.map((x, k) => {
    const { largest, mean } = thresholds[places[k] ?? 0] as { largest: T; mean: T };
    return larger(fromNumber(0), sub(sub(x, largest), mean));
  });
}

/** The cells that come together in each place of the result. */
function reducedGroups<T>({ inputs, params }: Call<T>): readonly (readonly T[])[] {
  const { shape, cells } = inputs[0] as { shape: nd.Shape; cells: readonly T[] };
  const groups: T[][] = [];
  for (const [k, place] of reducedPlaces(shape, (params as { axes: readonly number[] }).axes).entries())
    (groups[place] ??= []).push(cells[k] as T);
  return groups;
}

function sumOfSquares<T>({ add, mul, fromNumber }: Field<T>, cells: readonly T[]): T {
  return cells.reduce((sum, x) => add(sum, mul(x, x)), fromNumber(0));
}

/** An op on matrices, for every one of a batch. */
function batched<T>({ inputs, params }: Call<T>, rule: MatrixRule<T>): readonly T[] {
  const batches = inputs.map(({ shape }) => shape.slice(0, -2));
  const batch = nd.broadcastShapes("reference", ...batches);
  const places = batches.map((own) => spread(own, batch));
  const results = Array.from({ length: nd.sizeOf(batch) }, (_, k) =>
    rule(
      inputs.map(({ shape, cells }, i) => matrixAt(cells, places[i]?.[k] ?? 0, shape.at(-2), shape.at(-1))),
      params,
    ),
  );
  return results.flatMap((rows) => rows.flatMap((row) => row));
}

function matrixAt<T>(cells: readonly T[], place: number, rows = 0, columns = 0): Matrix<T> {
  const start = place * rows * columns;
  return Array.from({ length: rows }, (_, i) => cells.slice(start + i * columns, start + (i + 1) * columns));
}
