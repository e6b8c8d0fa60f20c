// What ops that move elements share: axes and integers as callers give them, and stretches of one axis.

import * as nd from "../ndarray/index.js";
import { badArgument, notAnInteger } from "../core/errors.js";
import { bind, shapeOf, type Value } from "../core/op.js";
import { sliceOp } from "./slicing.js";

/** The axes in the order in which they were given, each of which must be there, and once. */
export function axesInOrder(name: string, what: string, axes: unknown, rank: number): readonly number[] {
  const list = integers(name, what, axes);
  nd.normalizeAxes(name, list, rank);
  return list.map((axis) => nd.normalizeAxis(name, axis, rank));
}

/** `n`, which must be an integer. */
export function integer(name: string, what: string, n: number): number {
  if (!Number.isInteger(n)) throw notAnInteger(name, what, n);
  return n;
}

/** One integer or several, as a list. */
export function integers(name: string, what: string, given: unknown): readonly number[] {
  if (typeof given === "number") return [integer(name, what, given)];
  if (!Array.isArray(given)) throw badArgument(name, what, "an integer, or a list of integers", given);
  return given.map((n: number) => integer(name, what, n));
}

/** Two axes that differ, as a caller gives them. */
export function axisPair(name: string, axes: unknown, rank: number): readonly [number, number] {
  if (!Array.isArray(axes) || axes.length !== 2) throw badArgument(name, "axes", "a list of two axes", axes);
  const [p = 0, q = 0] = axesInOrder(name, "axes", axes, rank);
  return [p, q];
}

/** The remainder of `a` by `n` > 0 that is not negative. */
export function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}

/** The range of a whole axis of length `n`. */
export function wholeAxis(n: number): nd.Range {
  return { start: 0, stop: n, step: 1 };
}

/** Every `step`-th element from `start` to `stop` of one axis. */
export function stretch(v: Value, axis: number, start: number, stop: number, step = 1): Value {
  const ranges = shapeOf(v).map((n, k) => (k === axis ? { start, stop, step } : wholeAxis(n)));
  return bind(sliceOp, [v], { ranges, shape: nd.shapeOfRanges(ranges) });
}
