// Derivatives along groups of unit directions, each group in one sweep.

import * as nd from "../ndarray/index.js";
import { repeated, runMany } from "../batch/index.js";
import { dtypeOf, shapeOf, type Value } from "../core/op.js";
import { cast, materialize } from "../core/space.js";
import { lanes, push, pushMany } from "../forward/index.js";
import { take } from "../ops/indexing.js";
import { stackAll } from "../ops/lift.js";
import { concatenate, reshape } from "../ops/shape.js";
import { record, type Recording } from "../reverse/index.js";
import { sizeOfLeaves, type Call } from "./call.js";

type Leaves = readonly Value[];

/** What the sweeps give: the elements of all leaves, for each sweep; one after the other, or number by number. */
export type Swept =
  { readonly table: Value; readonly width: number } | { readonly sweeps: readonly Leaves[] };

/** The derivatives of a call along `count` groups of its directions, of which each is in the group of its colour. */
export type Sweeps = (call: Call, colors: Int32Array, count: number) => Swept;

/** For each entry, in which sweep it is, and where. */
export interface Places {
  readonly sweep: Int32Array;
  readonly place: Int32Array;
}

/** Groups of inputs, forwards. */
export const pushedTogether: Sweeps = ({ program, x }, colors, count) => {
  if (count === 0) return { sweeps: [] };
  if (areArrays(x)) return inBatches(x, colors, count, (dx) => push(program, x, dx).dy);
  const sweeps: Leaves[] = [];
  for (let from = 0; from < count; from += lanes) {
    const length = Math.min(lanes, count - from);
    const chunk = Array.from({ length }, (_, k) => groupOf(x, colors, from + k));
    const idle = new Array<Leaves>(lanes - chunk.length).fill(x.map(() => 0));
    sweeps.push(...pushMany(program, x, [...chunk, ...idle]).dys.slice(0, chunk.length));
  }
  return listed(sweeps);
};

/** Groups of outputs, backwards. */
export const pulledTogether: Sweeps = ({ program, x }, colors, count) => {
  if (count === 0) return { sweeps: [] };
  const recording = record(program, x, false);
  try {
    return pulled(recording, colors, count);
  } finally {
    recording.release();
  }
};

function pulled(recording: Recording, colors: Int32Array, count: number): Swept {
  const { y } = recording;
  const pull = (ybar: Leaves): Leaves => recording.pull(ybar);
  if (areArrays(y) && !recording.isOfNumbers) return inBatches(y, colors, count, pull);
  return listed(Array.from({ length: count }, (_, k) => pull(groupOf(y, colors, k))));
}

function areArrays(x: Leaves): boolean {
  return x.length > 0 && x.every((leaf) => shapeOf(leaf).length > 0);
}

/** Leaves like these that are 1 in a colour, and 0 elsewhere. */
function groupOf(like: Leaves, colors: Int32Array, color: number): Leaves {
  let next = 0;
  return like.map((leaf) => {
    const shape = shapeOf(leaf);
    const from = next;
    next += nd.sizeOf(shape);
    if (shape.length === 0) return colors[from] === color ? 1 : 0;
    const dtype = dtypeOf(leaf) === "float32" ? "float32" : "float64";
    const data = nd.allocate(dtype, next - from);
    for (let i = from; i < next; i++) data[i - from] = colors[i] === color ? 1 : 0;
    return new nd.NDArray(data, shape);
  });
}

/** How many numbers a value of all groups may hold before they are divided. */
const mostNumbers = 2 ** 20;

/** Groups as a batch, as many at once as there is room for. */
function inBatches(like: Leaves, colors: Int32Array, count: number, map: (dx: Leaves) => Leaves): Swept {
  const most = Math.max(1, Math.floor(mostNumbers / Math.max(1, sizeOfLeaves(like))));
  const parts: Value[] = [];
  for (let from = 0; from < count; from += most) {
    const n = Math.min(most, count - from);
    const groups = Array.from({ length: n }, (_, k) => groupOf(like, colors, from + k));
    const seeds = like.map((leaf, i) => stackAll("jacobian", of(groups, i, leaf), 0));
    const { y, batched } = runMany(map, seeds, n);
    parts.push(
      side(
        y.map((v, i) => (batched[i] === true ? v : repeated(v, n))),
        n,
      ),
    );
  }
  return tableOf(parts.length === 1 ? (parts[0] ?? 0) : concatenate(parts));
}

/** Leaf i of each group. */
function of(groups: readonly Leaves[], i: number, like: Value): Leaves {
  return groups.map((group) => materialize(group[i] ?? 0, like));
}

/** Leaves with n rows side by side, as a matrix. */
function side(leaves: Leaves, n: number): Value {
  const flat = leaves.map((leaf) => reshape(leaf, [n, nd.sizeOf(shapeOf(leaf).slice(1))]));
  return flat.length === 1 ? (flat[0] ?? 0) : concatenate(flat, { axis: 1 });
}

function tableOf(rows: Value): Swept {
  return { table: reshape(rows, [-1]), width: shapeOf(rows)[1] ?? 0 };
}

/** Sweeps one by one: those of numbers as they are, for a number is read without an array. */
function listed(sweeps: readonly Leaves[]): Swept {
  const [first = []] = sweeps;
  if (first.every((leaf) => shapeOf(leaf).length === 0)) return { sweeps };
  const ofEach = first.map((leaf, i) => stackAll("jacobian", of(sweeps, i, leaf), 0));
  return tableOf(side(ofEach, sweeps.length));
}

/** The entries, in a vector or, if each was a number of its own, in a list. */
export function gathered(
  swept: Swept,
  { sweep, place }: Places,
  dtype: "float32" | "float64",
): Value | readonly Value[] {
  if (sweep.length === 0) return nd.zeros([0], { dtype });
  if ("table" in swept) {
    const at = sweep.map((k, entry) => k * swept.width + (place[entry] ?? 0));
    return cast(take(swept.table, new nd.NDArray(at, [at.length])), dtype);
  }
  return Array.from(sweep, (k, entry) => swept.sweeps[k]?.[place[entry] ?? 0] ?? 0);
}
