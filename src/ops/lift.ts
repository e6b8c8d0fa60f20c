// What an op accepts, and how a plain array of values becomes one value.

import * as nd from "../ndarray/index.js";
import { Box, bind, shapeOf, type Op, type Value } from "../core/op.js";
import { everyone, materialize, real } from "../core/space.js";
import { badArgument, notValue, unequalShapes } from "../core/errors.js";
import { itemBlock } from "./items.js";
import { sliceOp } from "./slicing.js";

/**
 * What an op accepts: a value, a truth value, a typed vector, or a nested plain array of these, which it
 * stacks.
 */
export type Like = Value | boolean | nd.Data | readonly Like[];

/** The input that `x` stands for. `where` names the argument in messages. */
export function lift(name: string, x: Like, where = "its input"): Value {
  if (typeof x === "number" || x instanceof Box) return x;
  if (x instanceof nd.NDArray) return x.shape.length === 0 ? x.item() : x;
  if (typeof x === "boolean") return x ? 1 : 0;
  if (x instanceof Float64Array || x instanceof Float32Array || x instanceof Int32Array)
    return new nd.NDArray(x, [x.length]);
  if (nd.isTypedVector(x)) return nd.array(x);
  if (!Array.isArray(x)) throw notValue(name, where, x);
  return holdsBox(name, x, where)
    ? stackAll(
        name,
        x.map((item: Like) => lift(name, item, where)),
        0,
      )
    : nd.array(x as readonly nd.Nested[]);
}

const deepest = 64;

/** Whether there is a box in a nested plain array, all of whose items must be such as an op accepts. */
function holdsBox(name: string, x: readonly unknown[], where: string, depth = 1): boolean {
  if (depth > deepest) throw badArgument(name, where, `nested at most ${String(deepest)} levels deep`, x);
  let found = false;
  for (const item of x) {
    if (item instanceof Box) found = true;
    else if (Array.isArray(item)) found = holdsBox(name, item, where, depth + 1) || found;
    else if (!isPlain(item)) throw notValue(name, where, item);
  }
  return found;
}

function isPlain(x: unknown): boolean {
  return typeof x === "number" || typeof x === "boolean" || x instanceof nd.NDArray || nd.isTypedVector(x);
}

/** The parameter of `stack`: the axis of the result along which the inputs lie. */
export interface Along {
  readonly axis: number;
}

export const stackOp: Op<readonly Value[], Along> = {
  name: "stack",
  doc: "the inputs side by side along a new axis",
  eval: (xs, { axis }) => nd.stack(xs, axis),
  shape: (shapes, { axis }) => withAxis(shapes[0] ?? [], axis, shapes.length),
  jvp: (i, dx, _y, xs, { axis }) =>
    joined(
      xs.map((_, k) => (k === i ? dx : 0)),
      xs,
      axis,
    ),
  jvpAll: (dxs, _y, xs, { axis }) => joined(dxs, xs, axis),
  vjp: (i, dy, _y, _xs, { axis }) => bind(sliceOp, [dy], itemBlock(shapeOf(dy), axis, i)),
  batch: (xs, batched, n, { axis }) => bind(stackOp, everyone(xs, batched, n), { axis: axis + 1 }),
  linearity: "linear",
  domain: [real],
  examples: [
    { shapes: [[], [], []], params: { axis: 0 } },
    {
      shapes: [
        [2, 3],
        [2, 3],
      ],
      params: { axis: 1 },
    },
  ],
};

function joined(dxs: readonly Value[], xs: readonly Value[], axis: number): Value {
  return bind(
    stackOp,
    dxs.map((dx, i) => materialize(dx, xs[i] ?? 0)),
    { axis },
  );
}

function withAxis(shape: nd.Shape, axis: number, n: number): nd.Shape {
  return [...shape.slice(0, axis), n, ...shape.slice(axis)];
}

/** Stacks values of one shape along a new axis, which may count from the end. */
export function stackAll(name: string, xs: readonly Value[], axis: number): Value {
  const shape = shapeOf(xs[0] ?? 0);
  for (const x of xs) if (!nd.sameShape(shapeOf(x), shape)) throw unequalShapes(name, shape, shapeOf(x));
  return bind(stackOp, xs, { axis: nd.normalizeAxis(name, axis, shape.length + 1) });
}
