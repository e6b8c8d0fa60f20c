// What the elements of an op's result depend on. What is not known of an op depends on all of its inputs.

import { NDArray, arange, broadcastTo, reducedShape, sizeOf, type Shape } from "../ndarray/index.js";
import { shapeOf, type Op, type Value } from "../core/op.js";
import { dotOp, matmulOp, matrixProductOp } from "../ops/multiplying.js";
import { norm } from "../ops/norm.js";
import { max, min } from "../ops/reductions.js";
import { cummax, cummin } from "../ops/scans.js";
import { sort } from "../ops/sorting.js";
import { sparsemax } from "../ops/sparsemax.js";
import type { Reduced } from "../ops/reducing.js";
import { linearStructure } from "./linear.js";
import { joined, none, union, type Row, type Rows } from "./rows.js";

/** An op as it ran: its inputs and its result, and of the inputs that depend on something, on what. */
export interface Made {
  readonly op: Op;
  readonly x: readonly Value[];
  readonly y: Value;
  readonly params: unknown;
  readonly rows: readonly (Rows | undefined)[];
}

/** What one element depends on, for each of the result. */
export function structureOf(made: Made): Rows {
  const { op } = made;
  const structure = byOp.get(op);
  if (structure !== undefined) return structure(made);
  if (op.core?.every((axes) => axes === 0) === true) return elementByElement(made);
  if (op.linearity !== undefined) return linearStructure(made) ?? onAll(made);
  return op.core === undefined ? onAll(made) : blockByBlock(made, op.core);
}

function lengthOf(x: Value): number {
  return sizeOf(shapeOf(x));
}

/** Every element on every input. */
function onAll({ y, rows }: Made): Rows {
  return new Array<Row>(lengthOf(y)).fill(union(rows.flatMap((some) => some ?? [])));
}

/** Each on one element of each input, which is broadcast. */
function elementByElement({ x, y, rows }: Made): Rows {
  const shape = shapeOf(y);
  let all: Rows | undefined;
  for (const [i, some] of rows.entries()) {
    if (some === undefined) continue;
    const part = spread(some, shapeOf(x[i] ?? 0), shape);
    all = all === undefined ? part : all.map((row, k) => joined(row, part[k] ?? none));
  }
  return all ?? [];
}

/** What is there for each element of one shape, where that is broadcast to another. */
function spread<T>(items: readonly T[], from: Shape, to: Shape): readonly T[] {
  if (sizeOf(from) === sizeOf(to)) return items;
  return chosen(items, broadcastTo(numbered(from), to));
}

/** The places of the elements of an array of this shape. */
function numbered(shape: Shape): NDArray {
  return new NDArray(arange(sizeOf(shape)).data, shape);
}

function chosen<T>(items: readonly T[], places: NDArray | number): readonly T[] {
  const data = typeof places === "number" ? [places] : places.data;
  return Array.from(data, (place) => items[place] as T);
}

/** All of a block, the last axes, on all of the same block of each input; the axes before it are broadcast. */
function blockByBlock({ x, y, rows }: Made, core: readonly number[]): Rows {
  const leads = x.map((v, i) => shapeOf(v).slice(0, shapeOf(v).length - (core[i] ?? 0)));
  const rank = Math.max(...leads.map((lead) => lead.length));
  const lead = shapeOf(y).slice(0, rank);
  const parts = rows.flatMap((some, i) =>
    some === undefined ? [] : [spread(blocks(some, sizeOf(leads[i] ?? [])), leads[i] ?? [], lead)],
  );
  const size = lengthOf(y) / sizeOf(lead);
  return Array.from({ length: sizeOf(lead) }, (_, k) => union(parts.map((part) => part[k] ?? none))).flatMap(
    (row) => new Array<Row>(size).fill(row),
  );
}

/** What all elements of a block depend on, for each of `count` blocks. */
function blocks(rows: Rows, count: number): Rows {
  const size = rows.length / count;
  return Array.from({ length: count }, (_, k) => union(rows.slice(k * size, (k + 1) * size)));
}

/** Each on those that it is reduced from. */
function overAxes({ x: [x = 0], y, rows: [rows = []], params }: Made): Rows {
  return gathered(rows, shapeOf(x), (params as Reduced).axes, lengthOf(y));
}

/** All along an axis on all that are there. */
function alongAxis({ x: [x = 0], rows: [rows = []], params }: Made): Rows {
  const { axis } = params as { readonly axis: number };
  const shape = shapeOf(x);
  const kept = reducedShape(shape, [axis], true);
  return spread(gathered(rows, shape, [axis], sizeOf(kept)), kept, shape);
}

/** The unions over some axes. */
function gathered(rows: Rows, shape: Shape, axes: readonly number[], count: number): Rows {
  const places = broadcastTo(numbered(reducedShape(shape, axes, true)), shape) as NDArray;
  const parts = Array.from({ length: count }, (): Row[] => []);
  rows.forEach((row, i) => parts[places.data[i] ?? 0]?.push(row));
  return parts.map(union);
}

/** Each on a row of the first matrix and a column of the second, without what a constant 0 multiplies. */
function ofProduct(made: Made): Rows {
  const [a = [], b = []] = made.x.map(shapeOf);
  if (a.length !== 2 || b.length !== 2) return blockByBlock(made, [2, 2]);
  const [m = 0, k = 0, n = 0] = [...a, b[1]];
  const [left = [], right = []] = made.rows;
  const places = Array.from({ length: k }, (_, l) => l);
  const ofLeft = summed(made.x[1], m, (i, j) => places.map((l) => [left[i * k + l] ?? none, l * n + j]));
  const ofRight = summed(made.x[0], n, (j, i) => places.map((l) => [right[l * n + j] ?? none, i * k + l]));
  return Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return joined(ofLeft(i, j), ofRight(j, i));
  });
}

/**
 * Of the elements of a line, the union; without those whose factors are zeros, if the `factors` are constants. Where
 * they are not, it is the same for all lines of the other matrix.
 */
function summed(
  factors: Value | undefined,
  lines: number,
  pairs: (line: number, other: number) => readonly (readonly [Row, number])[],
): (line: number, other: number) => Row {
  if (factors instanceof NDArray) {
    const { data } = factors;
    return (line, other) => union(pairs(line, other).map(([row, at]) => (data[at] === 0 ? none : row)));
  }
  const whole = Array.from({ length: lines }, (_, line) => union(pairs(line, 0).map(([row]) => row)));
  return (line) => whole[line] ?? none;
}

/** The ops of which more is known than what they are elsewhere. */
const byOp: ReadonlyMap<unknown, (made: Made) => Rows> = new Map([
  ...[max.op, min.op, norm.op].map((op) => [op, overAxes] as const),
  ...[cummax.op, cummin.op, sort.op, sparsemax.op].map((op) => [op, alongAxis] as const),
  [dotOp, onAll] as const,
  ...[matmulOp, matrixProductOp].map((op) => [op, ofProduct] as const),
]);
