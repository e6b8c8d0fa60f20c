// Derivatives in all unit directions: of the inputs forwards, of the outputs backwards.

import * as nd from "../ndarray/index.js";
import { repeated, runMany } from "../batch/index.js";
import { dtypeOf, shapeOf, type Value } from "../core/op.js";
import { lanes, push, pushMany, type Program } from "../forward/index.js";
import { stackAll } from "../ops/lift.js";
import { slice } from "../ops/indexing.js";
import { concatenate } from "../ops/shape.js";
import type { Recording } from "../reverse/index.js";
import { sizeOfLeaves } from "./call.js";

type Leaves = readonly Value[];

/** What a linear map makes of all unit directions, leaf by leaf. */
export interface Along {
  /** Of leaf k, what belongs to direction i. */
  readonly one: (k: number, i: number) => Value;
  /** Of leaf k, what belongs to the directions from `from` to `to`, one below the other along a first axis. */
  readonly some: (k: number, from: number, to: number) => Value;
}

/** The outputs of a program, and of each its derivatives along all unit directions of the inputs. */
export interface PushedBasis {
  readonly y: Leaves;
  readonly along: Along;
}

/** The one direction in which a number can move. */
export const one: Leaves = [1];

/** y = f(x), and ẏ for every unit vector ẋ: the columns of the Jacobian. */
export function pushBasis(f: Program, x: Leaves, together = areArrays(x)): PushedBasis {
  if (x.length === 1 && shapeOf(x[0] ?? 0).length === 0) {
    const { y, dy } = push(f, x, one);
    return { y, along: listed([dy], y) };
  }
  return together ? pushTogether(f, x) : pushSome(f, x);
}

/** Whether there are so many directions, of arrays alone, that they are best pushed through each op together. */
function areArrays(x: Leaves): boolean {
  return x.every((leaf) => shapeOf(leaf).length > 0) && sizeOfLeaves(x) > 2 * lanes;
}

/** A run of `f` for a few directions at once. */
function pushSome(f: Program, x: Leaves): PushedBasis {
  const directions = unitVectors(x);
  const dys: Leaves[] = [];
  for (;;) {
    const chunk = takeSome(directions, lanes);
    const idle = lanes - chunk.length;
    const pushed = pushMany(f, x, [...chunk, ...new Array<Leaves>(idle).fill(x.map(() => 0))]);
    dys.push(...pushed.dys.slice(0, chunk.length));
    if (dys.length === sizeOfLeaves(x)) return { y: pushed.y, along: listed(dys, pushed.y) };
  }
}

/** The same with the directions as a batch. */
function pushTogether(f: Program, x: Leaves): PushedBasis {
  let y: Leaves = [];
  const along = inChunks(x, (dx) => {
    const pushed = push(f, x, dx);
    ({ y } = pushed);
    return pushed.dy;
  });
  return { y, along };
}

/** x̄ for every unit vector ȳ of the outputs: the rows of the Jacobian. */
export function pullBasis(recording: Recording, x: Leaves): Along {
  const pull = (ybar: Leaves): Leaves => recording.pull(ybar);
  if (recording.isOfNumbers) return listed(Array.from(unitVectors(recording.y), pull), x);
  return inChunks(recording.y, pull, sizeOfLeaves(x));
}

/** What each direction has answered with: leaves like those of `like`. */
function listed(rows: readonly Leaves[], like: Leaves): Along {
  return {
    one: (k, i) => rows[i]?.[k] ?? 0,
    some(k, from, to) {
      if (from === to) return nd.zeros([0, ...shapeOf(like[k] ?? 0)]);
      const chosen = rows.slice(from, to).map((row) => row[k] ?? 0);
      return stackAll("jacobian", chosen, 0);
    },
  };
}

/** How many numbers a value of all directions may hold before they are divided. */
const mostNumbers = 2 ** 20;

/** A linear map of leaves at their unit vectors, as many at once as there is room for. */
function inChunks(leaves: Leaves, map: (dx: Leaves) => Leaves, size = 0): Along {
  const n = sizeOfLeaves(leaves);
  const most = Math.max(1, Math.floor(mostNumbers / Math.max(n, size)));
  const parts: Leaves[] = [];
  for (let from = 0; from < n || from === 0; from += most) {
    const count = Math.min(most, n - from);
    const seeds = seedsOf(leaves, from, count);
    const moved = seeds.flatMap((seed) => (seed === 0 ? [] : [seed]));
    const { y, batched } = runMany(
      (dx) => {
        let next = 0;
        return map(seeds.map((seed) => (seed === 0 ? 0 : (dx[next++] ?? 0))));
      },
      moved,
      count,
    );
    parts.push(y.map((v, i) => (batched[i] === true ? v : repeated(v, count))));
  }
  const [first = []] = parts;
  const whole =
    parts.length === 1 ? first : first.map((_, k) => concatenate(parts.map((part) => part[k] ?? 0)));
  const all = (k: number): Value => whole[k] ?? 0;
  return {
    one: (k, i) => slice(all(k), i),
    some: (k, from, to) => (from === 0 && to === n ? all(k) : slice(all(k), [from, to])),
  };
}

/** The unit vectors from number `from` on, one below the other; 0 for a leaf in which none of them lies. */
function seedsOf(leaves: Leaves, from: number, count: number): Leaves {
  let start = -from;
  return leaves.map((leaf) => {
    const shape = shapeOf(leaf);
    const [size, first] = [nd.sizeOf(shape), start];
    start += size;
    if (start <= 0 || first >= count) return 0;
    const data = nd.allocate(dtypeOf(leaf) === "float32" ? "float32" : "float64", count * size);
    for (let i = Math.max(0, first); i < Math.min(count, start); i++) data[i * size + (i - first)] = 1;
    return new nd.NDArray(data, [count, ...shape]);
  });
}

/** The unit vectors of the space of the leaves: one leaf holds a single 1, the others are zero. */
function* unitVectors(leaves: Leaves): Generator<Leaves, undefined> {
  for (const [k, leaf] of leaves.entries()) {
    const n = nd.sizeOf(shapeOf(leaf));
    for (let i = 0; i < n; i++) yield leaves.map((_, j) => (j === k ? unitVector(leaf, i) : 0));
  }
}

function unitVector(like: Value, i: number): Value {
  const shape = shapeOf(like);
  if (shape.length === 0) return 1;
  const data = nd.allocate(dtypeOf(like) === "float32" ? "float32" : "float64", nd.sizeOf(shape));
  data[i] = 1;
  return new nd.NDArray(data, shape);
}

function takeSome<T>(from: Generator<T, undefined>, most: number): T[] {
  const taken: T[] = [];
  while (taken.length < most) {
    const { value, done } = from.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

/** For each leaf the numbers of the directions that lie in it: [from, to]. */
export function sectionsOf(leaves: Leaves): readonly (readonly [from: number, to: number])[] {
  let from = 0;
  return leaves.map((leaf) => [from, (from += nd.sizeOf(shapeOf(leaf)))]);
}
