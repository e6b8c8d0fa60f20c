// Elements put into another order: compositions of slices, takes and transposes.

import * as nd from "../ndarray/index.js";
import { badArgument, outOfRange } from "../core/errors.js";
import { bind, shapeOf, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { axesInOrder, axisPair, integer, integers, modulo, stretch, wholeAxis } from "./axes.js";
import { lift, type Like } from "./lift.js";
import { concatenate, reshape, transpose } from "./shape.js";
import { sliceOp } from "./slicing.js";

/**
 * `x` with axes `a` and `b` exchanged; negative ones count from the end.
 *
 * @example
 * shapeOf(swapAxes(ones([2, 3, 4]), 0, -1)); // [4, 3, 2]
 */
export function swapAxes(x: Like, a: number, b: number): Value {
  const v = lift("swapAxes", x);
  const rank = shapeOf(v).length;
  const [p, q] = [nd.normalizeAxis("swapAxes", a, rank), nd.normalizeAxis("swapAxes", b, rank)];
  return transpose(
    v,
    shapeOf(v).map((_, k) => (k === p ? q : k === q ? p : k)),
  );
}

/**
 * `x` with the axes `source` at the places `destination`, the others in their order; each is an axis or a list
 * of as many, and negative ones count from the end.
 *
 * @example
 * shapeOf(moveAxis(ones([2, 3, 4]), 0, -1)); // [3, 4, 2]
 */
export function moveAxis(
  x: Like,
  source: number | readonly number[],
  destination: number | readonly number[],
): Value {
  const v = lift("moveAxis", x);
  const rank = shapeOf(v).length;
  const [from, to] = [
    axesInOrder("moveAxis", "source", source, rank),
    axesInOrder("moveAxis", "destination", destination, rank),
  ];
  if (from.length !== to.length)
    throw badArgument(
      "moveAxis",
      "destination",
      `${String(from.length)} axes, as many as source`,
      destination,
    );
  const order = shapeOf(v).flatMap((_, k) => (from.includes(k) ? [] : [k]));
  const moves = to.map((at, i) => [at, from[i] ?? 0] as const).sort(([a], [b]) => a - b);
  for (const [at, axis] of moves) order.splice(at, 0, axis);
  return transpose(v, order);
}

/**
 * `x` read backwards along some axes, by default along all.
 *
 * @example
 * flip([[1, 2], [3, 4]], { axis: 1 }); // [[2, 1], [4, 3]]
 */
export function flip(x: Like, options: { axis?: number | readonly number[] } = {}): Value {
  const { axis } = known("flip", options, ["axis"]);
  return flipped("flip", lift("flip", x), axis);
}

function flipped(name: string, v: Value, axis: number | readonly number[] | undefined): Value {
  const shape = shapeOf(v);
  const axes = nd.normalizeAxes(name, axis, shape.length);
  if (axes.length === 0) return v;
  const ranges = shape.map((n, k) =>
    axes.includes(k) ? { start: n - 1, stop: -1, step: -1 } : wholeAxis(n),
  );
  return bind(sliceOp, [v], { ranges, shape });
}

/** Along which axes `roll` moves; without one, along the flattened array. */
export interface RollOptions {
  readonly axis?: number | readonly number[];
}

/**
 * `x` with its elements `shift` places further along an axis, those that leave it at its end coming back at its
 * start; without an axis the flattened array is rolled. Lists of shifts and axes go together, a single one with
 * all of the other.
 *
 * @example
 * roll([1, 2, 3, 4], 1); // [4, 1, 2, 3]
 * roll([[1, 2], [3, 4]], -1, { axis: 1 }); // [[2, 1], [4, 3]]
 */
export function roll(x: Like, shift: number | readonly number[], options: RollOptions = {}): Value {
  const { axis } = known("roll", options, ["axis"]);
  const v = lift("roll", x);
  const shape = shapeOf(v);
  const shifts = integers("roll", "shift", shift);
  if (axis === undefined) return reshape(rolled(reshape(v, [-1]), shifts, [0]), shape);
  const axes = integers("roll", "axis", axis).map((k) => nd.normalizeAxis("roll", k, shape.length));
  return rolled(v, shifts, axes);
}

/** Rolled by shifts and along axes that go together: as many of both, or one of either. */
function rolled(v: Value, shifts: readonly number[], axes: readonly number[]): Value {
  const moves = Math.max(shifts.length, axes.length);
  if (![shifts, axes].every((list) => list.length === moves || list.length === 1))
    throw badArgument("roll", "shift", `one number, or ${String(axes.length)}, one for each axis`, shifts);
  const shape = shapeOf(v);
  const places = shape.map(() => 0);
  for (let i = 0; i < moves; i++) {
    const axis = (axes.length === 1 ? axes[0] : axes[i]) ?? 0;
    const by = (shifts.length === 1 ? shifts[0] : shifts[i]) ?? 0;
    places[axis] = (places[axis] ?? 0) + by;
  }
  return places.reduce<Value>((y, by, axis) => turned(y, axis, by), v);
}

/** The last `by` elements of an axis before the others; `by` counts modulo the length. */
function turned(v: Value, axis: number, by: number): Value {
  const n = shapeOf(v)[axis] ?? 0;
  const places = n === 0 ? 0 : modulo(by, n);
  if (places === 0) return v;
  return concatenate([stretch(v, axis, n - places, n), stretch(v, axis, 0, n - places)], { axis });
}

/** How often `rot90` turns, 1 by default, and in the plane of which two axes, [0, 1] by default. */
export interface Rot90Options {
  readonly k?: number;
  readonly axes?: readonly [number, number];
}

/**
 * `x` turned by `k` quarters, from the first of two axes towards the second.
 *
 * @example
 * rot90([[1, 2], [3, 4]]); // [[2, 4], [1, 3]]
 */
export function rot90(x: Like, options: Rot90Options = {}): Value {
  const { k = 1, axes = [0, 1] } = known("rot90", options, ["k", "axes"]);
  const v = lift("rot90", x);
  const [p, q] = axisPair("rot90", axes, shapeOf(v).length);
  const quarters = modulo(integer("rot90", "k", k), 4);
  if (quarters === 0) return v;
  if (quarters === 2) return flipped("rot90", v, [p, q]);
  return quarters === 1 ? swapAxes(flipped("rot90", v, q), p, q) : flipped("rot90", swapAxes(v, p, q), q);
}

/**
 * The parts of `x` along an axis: of a number, as many parts of equal length; of a list of places, the parts
 * between these (`[2, 3]` gives 0 to 2, 2 to 3, and the rest), which count as the bounds of a slice do.
 *
 * @example
 * concatenate(split([1, 2, 3, 4], 2).reverse()); // [3, 4, 1, 2]
 * split([1, 2, 3, 4], [1])[1]; // [2, 3, 4]
 */
export function split(
  x: Like,
  sections: number | readonly number[],
  options: { axis?: number } = {},
): Value[] {
  const { axis = 0 } = known("split", options, ["axis"]);
  const v = lift("split", x);
  const at = nd.normalizeAxis("split", axis, shapeOf(v).length);
  const n = shapeOf(v)[at] ?? 0;
  const places = typeof sections === "number" ? equalPlaces(sections, n) : placesWithin(sections, n);
  return [...places, n].map((stop, i) => stretch(v, at, places[i - 1] ?? 0, stop));
}

/** Where the second and each later one of `count` equal parts of `n` begins. */
function equalPlaces(count: number, n: number): readonly number[] {
  integer("split", "sections", count);
  if (count < 1 || n % count !== 0)
    throw outOfRange(
      "split",
      "sections",
      `a divisor of ${String(n)}, the length of the axis, or a list of places`,
      count,
    );
  return Array.from({ length: count - 1 }, (_, i) => ((i + 1) * n) / count);
}

/** Places counted from the end if they are negative, and kept within 0 and `n`. */
function placesWithin(sections: readonly number[], n: number): readonly number[] {
  return integers("split", "sections", sections).map((place) => {
    const from = place < 0 ? place + n : place;
    return Math.min(Math.max(from, 0), n);
  });
}
