// Trees of parameters: nested plain arrays and objects whose leaves are the inputs of a derivative.

import { NDArray, array, full, sameShape, type Shape } from "../ndarray/index.js";
import { badArgument, notFloat, notLeaf, wrongShape, wrongStructure } from "./errors.js";
import { Box, ScalarBox, dtypeOf, shapeOf, type Trace, type Value } from "./op.js";
import { cast, isFloat } from "./space.js";

/** A number, an array, or a typed vector: what a tree may hold besides boxes. */
export type Leaf = Value | Float64Array | Float32Array;

/** A tree taken apart: its leaves in order, and how to put others in their places. */
export interface Flat {
  readonly leaves: readonly Value[];
  /** A tree of the same structure, each leaf of the kind of the one that it replaces. */
  readonly restore: (leaves: readonly Value[]) => unknown;
  /** The same, with the leaves as they are: what a function under differentiation gets to see. */
  readonly fill: (leaves: readonly Value[]) => unknown;
}

/** The name under which an object that is no plain one says what of it is a part of trees. */
export const compound: unique symbol = Symbol("compound");

/** An object that is a part of trees by some of what it holds. */
export interface Compound {
  readonly [compound]: Parts;
}

/** What of an object is a part of trees, and how one like it is made around others. */
export interface Parts {
  readonly parts: readonly unknown[];
  readonly around: (parts: readonly unknown[]) => unknown;
}

/** What of `x` is a part of trees, if it is an object that says so. */
export function partsOf(x: unknown): Parts | undefined {
  return typeof x === "object" && x !== null && compound in x ? (x as Compound)[compound] : undefined;
}

const deepest = 1000;

/** The error for what is no leaf. */
export type Complaint = (name: string, where: string, got: unknown) => Error;

/** Takes `tree` apart. `where` names it in messages, "argument 0"; `complain` says what a leaf must be. */
export function flatten(name: string, tree: unknown, where: string, complain: Complaint = notLeaf): Flat {
  if (typeof tree === "number" || tree instanceof Box) return single(tree);
  if (tree === undefined) return nothing;
  if (isNumbers(tree)) return numbersOnly(tree);
  const leaves: Value[] = [];
  const node = take(tree, where, 0);
  return {
    leaves,
    restore: (values) => put(node, values, true),
    fill: (values) => put(node, values, false),
  };

  function take(x: unknown, at: string, depth: number): Node {
    if (depth > deepest)
      throw badArgument(name, where, "a tree without cycles, at most 1000 levels deep", tree);
    if (x === undefined) return { kind: "absent" };
    const leaf = leafOf(x);
    if (leaf !== undefined) {
      const dtype = x instanceof NDArray ? x.dtype : dtypeOf(leaf.value);
      if (complain === notLeaf && !isFloat(dtype)) throw notFloat(name, at, dtype);
      leaves.push(leaf.value);
      return { kind: "leaf", at: leaves.length - 1, back: leaf.back };
    }
    if (Array.isArray(x)) {
      if (isNumbers(x)) return numbers(x);
      return {
        kind: "list",
        items: Array.from(x, (item, i) => take(item, `${at}[${String(i)}]`, depth + 1)),
      };
    }
    const own = partsOf(x);
    if (own !== undefined)
      return {
        kind: "compound",
        items: own.parts.map((item) => take(item, at, depth + 1)),
        around: own.around,
      };
    if (!isRecord(x)) throw complain(name, at, x);
    return {
      kind: "record",
      items: Object.entries(x).map(([k, v]) => [k, take(v, `${at}.${k}`, depth + 1)]),
    };
  }

  /** A list of nothing but numbers, which is common and may be long, is one node. */
  function numbers(x: readonly number[]): Node {
    const from = leaves.length;
    for (const item of x) leaves.push(item);
    return { kind: "numbers", from, to: leaves.length };
  }
}

/** True of a list of nothing but numbers; a hole in it is none. */
export function isNumbers(x: unknown): x is readonly number[] {
  if (!Array.isArray(x)) return false;
  for (let i = 0; i < x.length; i++) if (typeof x[i] !== "number") return false;
  return true;
}

/** A tree that is a list of numbers. */
function numbersOnly(x: readonly number[]): Flat {
  return { leaves: x.slice(), restore: copied, fill: copied };
}

function copied(leaves: readonly Value[]): readonly Value[] {
  return leaves.slice();
}

/** A tree without leaves: nothing at all. */
const nothing: Flat = { leaves: [], restore: () => undefined, fill: () => undefined };

/** The tree with nothing in the places of its leaves, as text. */
export function structureOf({ leaves, fill }: Flat): string {
  return JSON.stringify(fill(leaves.map(() => 0)));
}

/** A tree that is one value. */
function single(x: number | Box): Flat {
  if (typeof x === "number") return { leaves: [x], restore: first, fill: first };
  return { leaves: [x], restore: (leaves) => x.like(leaves[0] as Value), fill: first };
}

function first(leaves: readonly Value[]): Value {
  return leaves[0] as Value;
}

type Node =
  | { readonly kind: "absent" }
  | { readonly kind: "leaf"; readonly at: number; readonly back: (x: Value) => unknown }
  | { readonly kind: "numbers"; readonly from: number; readonly to: number }
  | { readonly kind: "list"; readonly items: readonly Node[] }
  | { readonly kind: "record"; readonly items: readonly (readonly [string, Node])[] }
  | ({ readonly kind: "compound"; readonly items: readonly Node[] } & Pick<Parts, "around">);

function put(node: Node, values: readonly Value[], back: boolean): unknown {
  switch (node.kind) {
    case "absent":
      return undefined;
    case "leaf": {
      const x = values[node.at] as Value;
      return back ? node.back(x) : x;
    }
    case "numbers":
      return values.slice(node.from, node.to);
    case "list":
      return node.items.map((item) => put(item, values, back));
    case "record":
      return Object.fromEntries(node.items.map(([key, item]) => [key, put(item, values, back)]));
    case "compound":
      return node.around(node.items.map((item) => put(item, values, back)));
  }
}

/** A leaf as a value, and the way back to the kind that it was. */
function leafOf(x: unknown): { value: Value; back: (x: Value) => unknown } | undefined {
  if (typeof x === "number") return { value: x, back: same };
  if (x instanceof Box) return { value: x, back: (g) => x.like(g) };
  if (x instanceof NDArray) {
    if (x.shape.length > 0) return { value: x, back: same };
    return { value: x.item(), back: (g) => (typeof g === "number" ? full([], g, { dtype: x.dtype }) : g) };
  }
  if (x instanceof Float64Array || x instanceof Float32Array) {
    return { value: new NDArray(x, [x.length]), back: (g) => (g instanceof NDArray ? g.data : g) };
  }
  return undefined;
}

function same(x: Value): Value {
  return x;
}

/** Whether `x` is a plain object. */
export function isRecord(x: unknown): x is Record<string, unknown> {
  if (typeof x !== "object" || x === null) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
}

/** `tree` as it is outside `trace`: the boxes in its plain arrays and objects opened, all else as it was. */
export function outside(name: string, trace: Trace, tree: unknown): unknown {
  return mapBoxes(name, "aux", tree, (box) => (box.trace === trace ? box.value : box));
}

/** `tree` with `f` of the boxes in its plain arrays and objects, all else as it was. `where` names it in messages. */
export function mapBoxes(
  name: string,
  where: string,
  tree: unknown,
  f: (box: Box) => unknown,
  depth = 0,
): unknown {
  if (tree instanceof Box) return f(tree);
  if (depth > deepest)
    throw badArgument(name, where, "a tree without cycles, at most 1000 levels deep", tree);
  const inner = (item: unknown): unknown => mapBoxes(name, where, item, f, depth + 1);
  if (Array.isArray(tree)) return tree.map(inner);
  if (!isRecord(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, inner(item)]));
}

/**
 * The leaves of `tree`, a tangent or cotangent of `like`: of the same structure, shapes and element types.
 * For an array leaf a nested plain array will do.
 */
export function leavesLike(name: string, what: string, tree: unknown, like: unknown): readonly Value[] {
  if (isScalar(like) && isScalar(tree)) return [tree];
  const numbers = listOfNumbers(tree, like);
  if (numbers !== undefined) return numbers;
  const parts: (readonly Value[])[] = [];
  pair(like, tree, what);
  return parts.length === 1 ? (parts[0] as readonly Value[]) : parts.flat();

  function pair(want: unknown, got: unknown, at: string): void {
    const leaf = leafOf(want);
    if (leaf !== undefined) parts.push([leafLike(name, at, got, leaf.value)]);
    else if (Array.isArray(want)) {
      if (!Array.isArray(got) || got.length !== want.length) throw wrongStructure(name, at, want, got);
      if (isNumbers(want) && isNumbers(got)) parts.push(got);
      else for (const [i, item] of want.entries()) pair(item, got[i], `${at}[${String(i)}]`);
    } else if (isRecord(want)) {
      if (!isRecord(got) || !sameKeys(want, got)) throw wrongStructure(name, at, want, got);
      for (const [key, item] of Object.entries(want)) pair(item, got[key], `${at}.${key}`);
    } else if (got !== undefined) throw wrongStructure(name, at, want, got);
  }
}

/** The numbers of a tree [[…]] of nothing else, like another such one: the tangents of one argument, which may be long. */
function listOfNumbers(tree: unknown, like: unknown): readonly number[] | undefined {
  if (!Array.isArray(like) || !Array.isArray(tree) || like.length !== 1 || tree.length !== 1)
    return undefined;
  const [want, got] = [like[0] as unknown, tree[0] as unknown];
  return isNumbers(got) && isNumbers(want) && got.length === want.length ? got : undefined;
}

/** A number, watched or not. */
function isScalar(x: unknown): x is Value {
  return typeof x === "number" || x instanceof ScalarBox;
}

function leafLike(name: string, at: string, got: unknown, like: Value): Value {
  const leaf = leafOf(shapeOf(like).length > 0 && isNested(got) ? array(got) : got);
  if (leaf === undefined) throw wrongStructure(name, at, like, got);
  checkShape(name, at, shapeOf(like), shapeOf(leaf.value));
  return dtypeOf(leaf.value) === dtypeOf(like) ? leaf.value : cast(leaf.value, dtypeOf(like));
}

/** Whether `x` is a plain array, nested perhaps, of numbers and arrays; `array` says where it is ragged. */
function isNested(x: unknown, depth = 0): x is number[] {
  if (!Array.isArray(x) || depth > 64) return false;
  for (const item of x) if (!isElement(item) && !isNested(item, depth + 1)) return false;
  return true;
}

function isElement(x: unknown): boolean {
  return (
    typeof x === "number" || x instanceof NDArray || x instanceof Float64Array || x instanceof Float32Array
  );
}

function sameKeys(a: object, b: object): boolean {
  const [mine, yours] = [Object.keys(a), Object.keys(b)];
  return mine.length === yours.length && mine.every((key) => Object.hasOwn(b, key));
}

/** Throws unless `got` is the shape wanted. */
export function checkShape(name: string, what: string, want: Shape, got: Shape): void {
  if (!sameShape(want, got)) throw wrongShape(name, what, want, got);
}
