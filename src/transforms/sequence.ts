// Arrays as sequences of what lies along their first axis.

import { badArgument, outOfRange } from "../core/errors.js";
import { Box, bind, shapeOf, type Value } from "../core/op.js";
import { flatten, type Flat } from "../core/tree.js";
import { stackAll } from "../ops/lift.js";
import { itemBlock } from "../ops/items.js";
import { sliceOp } from "../ops/slicing.js";

type Values = readonly Value[];

/** Trees of arrays whose items are along the first axis. */
export interface Sequence extends Flat {
  readonly length: number;
}

export function sequenceOf(xs: unknown, length: number | undefined): Sequence {
  const flat = flatten("scan", isList(xs) ? [...xs] : xs, "the sequence");
  const whole =
    Array.isArray(xs) && isList(xs) ? flatten("scan", stackAll("scan", flat.leaves, 0), "") : flat;
  const lengths = new Set(whole.leaves.map((leaf) => lengthOf(leaf)));
  if (length !== undefined) lengths.add(length);
  else if (Array.isArray(xs) && xs.length === 0) lengths.add(0);
  const [n, ...others] = lengths;
  if (n === undefined || others.length > 0 || !Number.isInteger(n) || n < 0)
    throw outOfRange("scan", "the sequence", "arrays of one length, which is that of the option length", [
      ...lengths,
    ]);
  return { ...whole, length: n };
}

/** A plain list of numbers stands for a vector. */
function isList(xs: unknown): xs is readonly Value[] {
  return (
    Array.isArray(xs) &&
    xs.length > 0 &&
    xs.every((x) => typeof x === "number" || (x instanceof Box && shapeOf(x).length === 0))
  );
}

function lengthOf(leaf: Value): number {
  const [n] = shapeOf(leaf);
  if (n === undefined)
    throw badArgument("scan", "the sequence", "a tree of arrays with items along the first axis", leaf);
  return n;
}

/** Row `at` of an array. */
export function itemOf(all: Value, at: number): Value {
  return all === 0 ? 0 : bind(sliceOp, [all], itemBlock(shapeOf(all), 0, at));
}

/** Some rows of an array. */
export function rowsOf(all: Value, start: number, stop: number): Value {
  const [, ...rest] = shapeOf(all);
  const ranges = [{ start, stop, step: 1 }, ...rest.map((n) => ({ start: 0, stop: n, step: 1 }))];
  return bind(sliceOp, [all], { ranges, shape: [stop - start, ...rest] });
}

/** The items of an array along its first axis. */
export type Items = (i: number) => Value;

/**
 * Those of a watched array are cut out in halves of halves: the cotangent of a cut is as large as what it was cut from,
 * so n single cuts would cost n² on the way back.
 */
export function itemsOf(x: Value): Items {
  const item = (v: Value, i: number): Value => bind(sliceOp, [v], itemBlock(shapeOf(v), 0, i));
  if (!(x instanceof Box)) return (i) => (x === 0 ? 0 : item(x, i));
  const all: Value[] = [];
  const cut = (v: Value): void => {
    const [n = 0, ...rest] = shapeOf(v);
    if (n === 1) all.push(item(v, 0));
    if (n < 2) return;
    const half = n >> 1;
    for (const [start, stop] of [
      [0, half],
      [half, n],
    ] as const) {
      const ranges = [
        { start, stop, step: 1 },
        ...rest.map((length) => ({ start: 0, stop: length, step: 1 })),
      ];
      cut(bind(sliceOp, [v], { ranges, shape: [stop - start, ...rest] }));
    }
  };
  cut(x);
  return (i) => all[i] as Value;
}

/** Leaf by leaf, the items one below the other. */
export function stacked(name: string, items: readonly Values[]): Values {
  const [first = []] = items;
  return first.map((_, k) =>
    stackAll(
      name,
      items.map((item) => item[k] as Value),
      0,
    ),
  );
}
