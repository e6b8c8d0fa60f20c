// What a compiled program is compiled for: the structure of its arguments, and the shapes and types of their leaves.

import {
  NDArray,
  array,
  full,
  sameShape,
  stamp,
  type DType,
  type Plain,
  type Shape,
} from "../ndarray/index.js";
import { badArgument } from "../core/errors.js";
import { Box, type Value } from "../core/op.js";
import { isNumbers, isRecord } from "../core/tree.js";
import { sameData } from "../transforms/loops/body.js";
import { leavesOfFew, type Leaves } from "./leaves.js";
import { snapshot } from "./snapshot.js";

/** One argument, or one part of it. */
export type Pattern =
  | { readonly kind: "number" }
  | { readonly kind: "numbers"; readonly length: number; readonly fits: AreNumbers }
  | { readonly kind: "array" | "box"; readonly shape: Shape; readonly dtype: DType }
  | { readonly kind: "vector"; readonly dtype: DType; readonly length: number }
  | { readonly kind: "list"; readonly items: readonly Pattern[] }
  | { readonly kind: "record"; readonly items: readonly (readonly [string, Pattern])[] }
  /** What is no value is a part of the program, which is compiled for it alone, and for what it held. */
  | { readonly kind: "static"; readonly is: unknown; readonly held: unknown };

type AreNumbers = (x: unknown, length: number) => x is readonly number[];

/**
 * Of what kind an argument's leaf was, so that its derivative may be given in kind. A vector is a JavaScript array, to which
 * the caller may write: what the program or the caller has elsewhere too is given as a copy.
 */
export type Kind = "value" | "vector" | "copied vector" | "rank 0" | "rank 0, float32";

const deepest = 1000;

/** The structure of one call's arguments. */
export class Signature {
  private readonly patterns: readonly Pattern[];
  private readonly leavesOfFew: Leaves | undefined;
  /** Whether a derivative or a batch is under way around the call. */
  readonly isBoxed: boolean;

  constructor(name: string, args: readonly unknown[], isStatic: (place: number) => boolean) {
    this.patterns = args.map((arg, place) => (isStatic(place) ? held(arg) : patternOf(name, arg, place, 0)));
    this.leavesOfFew = leavesOfFew(this.patterns);
    this.isBoxed = (this.leavesOf(args) ?? []).some((x) => x instanceof Box);
  }

  /** The leaves of arguments of this structure; undefined of others. */
  leavesOf(args: readonly unknown[]): readonly Value[] | undefined {
    const { patterns, leavesOfFew: ofFew } = this;
    if (ofFew !== undefined) return ofFew(args);
    if (args.length !== patterns.length) return undefined;
    // One list of numbers, which may be long, is its own list of leaves.
    const [first] = patterns;
    if (args.length === 1 && first!.kind === "numbers")
      return first!.fits(args[0], first!.length) ? args[0] : undefined;
    const leaves: Value[] = [];
    for (let i = 0; i < args.length; i++) if (!matches(patterns[i]!, args[i], leaves)) return undefined;
    return leaves;
  }

  /** Arguments of this structure, made of `leaf(of what kind)` in the order of the leaves. */
  filled(leaf: (kind: Kind) => Value): unknown[] {
    return this.patterns.map((pattern) => filled(pattern, leaf));
  }
}

function patternOf(name: string, x: unknown, place: number, depth: number): Pattern {
  if (depth > deepest)
    throw badArgument(
      name,
      `argument ${String(place)}`,
      "a tree without cycles, at most 1000 levels deep",
      x,
    );
  if (typeof x === "number") return { kind: "number" };
  if (x instanceof Box) return { kind: "box", shape: x.shape, dtype: x.dtype };
  if (x instanceof NDArray) return { kind: "array", shape: x.shape, dtype: x.dtype };
  if (x instanceof Float64Array) return { kind: "vector", dtype: "float64", length: x.length };
  if (x instanceof Float32Array) return { kind: "vector", dtype: "float32", length: x.length };
  if (Array.isArray(x)) {
    if (isNumbers(x)) return { kind: "numbers", length: x.length, fits: areNumbers(x.length) };
    const items = Array.from(x, (item) => patternOf(name, item, place, depth + 1));
    return { kind: "list", items };
  }
  if (!isRecord(x)) return held(x);
  const items = Object.entries(x).map(
    ([key, item]) => [key, patternOf(name, item, place, depth + 1)] as const,
  );
  return { kind: "record", items };
}

/** The pattern of an argument that is a part of the program. */
function held(x: unknown): Pattern {
  return { kind: "static", is: x, held: snapshot(x) };
}

function matches(pattern: Pattern, x: unknown, leaves: Value[]): boolean {
  switch (pattern.kind) {
    case "number":
      if (typeof x !== "number") return false;
      leaves.push(x);
      return true;
    case "box":
      if (!(x instanceof Box) || !looksLike(x, pattern)) return false;
      leaves.push(x);
      return true;
    case "numbers":
      if (!pattern.fits(x, pattern.length)) return false;
      for (let i = 0; i < x.length; i++) leaves.push(x[i]!);
      return true;
    case "array":
      if (!(x instanceof NDArray) || !looksLike(x, pattern)) return false;
      leaves.push(x.shape.length === 0 ? x.item() : x);
      return true;
    case "vector":
      if (!isVector(x, pattern.dtype) || x.length !== pattern.length) return false;
      leaves.push(new NDArray(x, [x.length]));
      return true;
    case "list":
      return (
        Array.isArray(x) &&
        x.length === pattern.items.length &&
        pattern.items.every((item, i) => matches(item, x[i], leaves))
      );
    case "record":
      return (
        isRecord(x) &&
        Object.keys(x).length === pattern.items.length &&
        pattern.items.every(([key, item]) => Object.hasOwn(x, key) && matches(item, x[key], leaves))
      );
    case "static":
      return Object.is(x, pattern.is) && sameData(pattern.held, x);
  }
}

function filled(pattern: Pattern, leaf: (kind: Kind) => Value): unknown {
  switch (pattern.kind) {
    case "number":
    case "box":
      return leaf("value");
    case "array":
      if (pattern.shape.length > 0) return leaf("value");
      return leaf(pattern.dtype === "float32" ? "rank 0, float32" : "rank 0");
    case "vector":
      return leaf("vector");
    case "numbers":
      return Array.from({ length: pattern.length }, () => leaf("value"));
    case "list":
      return pattern.items.map((item) => filled(item, leaf));
    case "record":
      return Object.fromEntries(pattern.items.map(([key, item]) => [key, filled(item, leaf)]));
    case "static":
      return pattern.is;
  }
}

/** A result that stands for a leaf of this kind, in kind. */
export function inKind(kind: Kind, x: Plain): unknown {
  if (kind === "vector") return x instanceof NDArray && x.shape.length === 1 ? x.data : x;
  if (kind === "copied vector") return inKind("vector", x instanceof NDArray ? array(x) : x);
  if (kind === "value" || typeof x !== "number") return x;
  return full([], x, { dtype: kind === "rank 0" ? "float64" : "float32" });
}

/** A test for a list of so many numbers, its own code: of lists of doubles alone it asks no element for its type. */
function areNumbers(length: number): AreNumbers {
  return stamp(`numbers ${String(length)}`, (x: unknown, length: number): x is readonly number[] => {
    if (!Array.isArray(x) || x.length !== length) return false;
    for (let i = 0; i < length; i++) if (typeof x[i] !== "number") return false;
    return true;
  });
}

function isVector(x: unknown, dtype: DType): x is Float64Array | Float32Array {
  return dtype === "float64" ? x instanceof Float64Array : x instanceof Float32Array;
}

interface Looks {
  readonly shape: Shape;
  readonly dtype: DType;
}

function looksLike(a: Looks, b: Looks): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}
