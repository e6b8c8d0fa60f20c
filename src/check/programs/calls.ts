// Calls to sample: an example of the op, or for an elementwise op any shapes that broadcast.

import { shapeOf, type Example, type Inputs, type Op } from "../../core/op.js";
import * as nd from "../../ndarray/index.js";
import type { Dice } from "./dice.js";

/** A call whose operands are to be chosen. */
export interface Sampled extends Omit<Example, "held"> {
  readonly held: readonly number[];
  /** Where operands may have any shape that broadcasts to this one. */
  readonly loose?: nd.Shape;
}

/** A random call of an op; one that is elementwise takes after the shape of `near`. */
export function callOf(op: Op<Inputs, unknown>, dice: Dice, near: nd.Plain = 0): Sampled {
  const example = dice.pick(op.examples);
  const elementwise = op.scalar !== undefined || example === undefined;
  if (!elementwise) return { ...example, held: example.held ?? [] };
  const loose = dice.chance(0.7) ? shapeOf(near) : randomShape(dice);
  const shapes = op.domain.map((_, i) => (i === 0 ? loose : narrowed(loose, dice)));
  return { params: undefined, ...example, shapes, held: example?.held ?? [], loose };
}

function randomShape(dice: Dice): nd.Shape {
  return Array.from({ length: dice.from(0, 2) }, () => dice.from(1, 3));
}

/** A shape that broadcasts to the given one, and is often that. */
function narrowed(shape: nd.Shape, dice: Dice): nd.Shape {
  if (dice.chance(0.5)) return shape;
  return shape.slice(dice.from(0, shape.length)).map((n) => (dice.chance(0.3) ? 1 : n));
}

/** What gives a value the shape that is asked for: nothing, or an op. */
export type Change = "none" | "reshape" | "broadcastTo";

/** "none" for a value that broadcasts to the shape. */
export function fitsInto(value: nd.Plain, shape: nd.Shape): Change | undefined {
  return broadcasts(shapeOf(value), shape) ? "none" : undefined;
}

/** What gives a value exactly the shape; undefined if nothing does. */
export function shapedAs(value: nd.Plain, shape: nd.Shape): Change | undefined {
  const own = shapeOf(value);
  if (nd.sameShape(own, shape)) return "none";
  if (nd.sizeOf(own) === nd.sizeOf(shape)) return "reshape";
  return broadcasts(own, shape) ? "broadcastTo" : undefined;
}

function broadcasts(own: nd.Shape, shape: nd.Shape): boolean {
  const more = shape.length - own.length;
  return more >= 0 && own.every((n, k) => n === 1 || n === shape[more + k]);
}
