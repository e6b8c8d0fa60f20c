// Trees of which each part has an axis along which many inputs lie, or none.

import { badOption, notOutput } from "../core/errors.js";
import { Box, shapeOf, type Value } from "../core/op.js";
import { flatten, isRecord, type Complaint } from "../core/tree.js";
import { lift, type Like } from "../ops/lift.js";

type Values = readonly Value[];
type Axis = number | null;

/** Along which axis of an array the inputs lie, null where they have all of it in common; or a tree of these. */
export type Axes = Axis | readonly Axes[] | { readonly [name: string]: Axes };

/** A tree taken apart: its leaves, the axis of each, and how to put others in their places. */
export interface Part {
  readonly leaves: Values;
  readonly axes: readonly Axis[];
  readonly fill: (leaves: Values) => unknown;
}

/** Takes apart what has one axis for all of it. */
export type Opener = (tree: unknown, axis: Axis, where: string) => Part;

/** Takes `tree` apart where `axes` does. `option` is what the caller knows the axes as. */
export function partOf(option: string, axes: unknown, tree: unknown, where: string, open: Opener): Part {
  if (axes === null || typeof axes === "number") return open(tree, axes, where);
  const misfit = (): TypeError =>
    badOption("vmap", option, `an axis, null, or a tree of these with the structure of ${where}`, axes);
  if (Array.isArray(axes)) {
    if (!Array.isArray(tree) || tree.length !== axes.length) throw misfit();
    const items: readonly unknown[] = tree;
    const parts = items.map((item, i) => partOf(option, axes[i], item, `${where}[${String(i)}]`, open));
    return together(parts, (filled) => filled);
  }
  if (!isRecord(axes) || !isRecord(tree)) throw misfit();
  const keys = Object.keys(tree);
  if (keys.length !== Object.keys(axes).length || !keys.every((key) => Object.hasOwn(axes, key)))
    throw misfit();
  const parts = keys.map((key) => partOf(option, axes[key], tree[key], `${where}.${key}`, open));
  return together(parts, (filled) => Object.fromEntries(filled.map((part, k) => [keys[k], part])));
}

function together(parts: readonly Part[], whole: (filled: readonly unknown[]) => unknown): Part {
  return {
    leaves: parts.flatMap(({ leaves }) => leaves),
    axes: parts.flatMap(({ axes }) => axes),
    fill(leaves) {
      let from = 0;
      return whole(parts.map((part) => part.fill(leaves.slice(from, (from += part.leaves.length)))));
    },
  };
}

/** What inputs are given in: arrays, and lists of numbers for arrays. What has no axis is passed on as it is. */
export const openInput: Opener = (tree, axis, where) => {
  if (axis === null) return { leaves: [], axes: [], fill: () => tree };
  const { leaves, fill } = flatten("vmap", withArrays(tree), where, notMapped);
  return { leaves, axes: leaves.map(() => axis), fill };
};

const notMapped: Complaint = (name, where, got) =>
  badOption(name, where, "an array with an axis for the inputs, or have null for its axis in inAxes", got);

/** The tree with its lists of numbers, watched or not, and lists of these, as arrays. */
function withArrays(x: unknown): unknown {
  if (isNumeric(x)) return lift("vmap", x, "an argument");
  if (Array.isArray(x)) return x.map(withArrays);
  return isRecord(x)
    ? Object.fromEntries(Object.entries(x).map(([key, item]) => [key, withArrays(item)]))
    : x;
}

function isNumeric(x: unknown): x is readonly Like[] {
  return Array.isArray(x) && x.every((item) => isNumber(item) || isNumeric(item));
}

function isNumber(x: unknown): boolean {
  return typeof x === "number" || (x instanceof Box && shapeOf(x).length === 0);
}

/** What a function has answered with. */
export const openOutput: Opener = (tree, axis, where) => {
  const { leaves, fill } = flatten("vmap", tree, where, notOutput);
  return { leaves, axes: leaves.map(() => axis), fill };
};
