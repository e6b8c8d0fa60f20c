// Directions to push, and the blocks that their answers are put together to.

import * as nd from "../ndarray/index.js";
import { dtypeOf, shapeOf, type Value } from "../core/op.js";
import { cast } from "../core/space.js";
import { lanes, push, pushMany, type Program, type PushedMany } from "../forward/index.js";
import { stackAll } from "../ops/lift.js";
import { reshape } from "../ops/shape.js";
import { sizeOfLeaves } from "./call.js";

type Leaves = readonly Value[];

/** The unit vectors of the space of the leaves: one leaf holds a single 1, the others are zero. */
export function* unitVectors(leaves: Leaves): Generator<Leaves, undefined> {
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

/** The one direction in which a number can move. */
const one: Leaves = [1];

/** y = f(x), and ẏ for every unit vector ẋ: the columns of the Jacobian, a few to each run of `f`. */
export function pushBasis(f: Program, x: Leaves): PushedMany {
  if (x.length === 1 && shapeOf(x[0] ?? 0).length === 0) {
    const { y, dy } = push(f, x, one);
    return { y, dys: [dy] };
  }
  const directions = unitVectors(x);
  const dys: Leaves[] = [];
  for (;;) {
    const chunk = takeSome(directions, lanes);
    const idle = lanes - chunk.length;
    const pushed = pushMany(f, x, [...chunk, ...new Array<Leaves>(idle).fill(x.map(() => 0))]);
    dys.push(...pushed.dys.slice(0, chunk.length));
    if (dys.length === sizeOfLeaves(x)) return { y: pushed.y, dys };
  }
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

/** One value for each element of `x`, as leaves like those of `x`. */
export function regrouped(slopes: readonly Value[], x: Leaves): Leaves {
  if (x.length === 1 && typeof x[0] === "number") return slopes;
  let from = 0;
  return x.map((leaf) => {
    const part = slopes.slice(from, from + nd.sizeOf(shapeOf(leaf)));
    from += part.length;
    return cast(block(part, shapeOf(leaf), 0), dtypeOf(leaf));
  });
}

/** Equal pieces side by side along `axis`, as one array of the given shape. */
export function block(pieces: readonly Value[], shape: nd.Shape, axis: 0 | -1): Value {
  return pieces.length === 0 ? nd.zeros(shape) : reshape(stackAll("jacobian", pieces, axis), shape);
}
