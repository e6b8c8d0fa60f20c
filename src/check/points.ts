// A function under test as a map between vectors: names for its entries, points on lines through its inputs.

import * as nd from "../ndarray/index.js";
import { shapeOf, value, type Value } from "../core/op.js";
import type { Line } from "./differences.js";

type Leaves = readonly Value[];

/** A function of flat leaves, as the transforms see it. */
export type Program = (x: Leaves) => Leaves;

/** The elements of leaves, one after the other. */
export function flat(leaves: Leaves): Float64Array {
  const parts = leaves.map((leaf) => {
    const plain = value(leaf);
    return typeof plain === "number" ? [plain] : Array.from(plain.data);
  });
  return Float64Array.from(parts.flat());
}

/**
 * Leaves of float64 with the shapes of `like` and the elements of `x`; differences are never taken in
 * float32.
 */
export function unflat(x: Float64Array, like: Leaves): Leaves {
  let from = 0;
  return like.map((leaf) => {
    const shape = shapeOf(leaf);
    if (shape.length === 0) return x[from++] ?? 0;
    const to = from + nd.sizeOf(shape);
    const part = new nd.NDArray(x.slice(from, to), shape);
    from = to;
    return part;
  });
}

/** t ↦ f(x + t v) */
export function lineThrough(f: Program, like: Leaves, x: Float64Array, v: Float64Array): Line {
  const along = v.reduce((n, d) => n + (d === 0 ? 0 : 1), 0) === 1 ? v.findIndex((d) => d !== 0) : undefined;
  const reach = along === undefined ? 0.25 : 0.25 * Math.max(1, Math.abs(x[along] ?? 0));
  return {
    at: (t) =>
      flat(
        f(
          unflat(
            x.map((xi, i) => xi + t * (v[i] ?? 0)),
            like,
          ),
        ),
      ),
    reach,
    ...(along === undefined ? {} : { width: (t) => (x[along] ?? 0) + t - ((x[along] ?? 0) - t) }),
  };
}

/** A name for each element of a tree's leaves: x.w[0, 1]. */
export function labels(name: string, tree: unknown): string[] {
  if (tree instanceof nd.NDArray) return indices(tree.shape).map((index) => `${name}[${index.join(", ")}]`);
  if (ArrayBuffer.isView(tree)) return Array.from(tree as Float64Array, (_, i) => `${name}[${String(i)}]`);
  if (Array.isArray(tree)) return tree.flatMap((item, i) => labels(`${name}[${String(i)}]`, item));
  if (typeof tree === "object" && tree !== null)
    return Object.entries(tree).flatMap(([key, item]) => labels(`${name}.${key}`, item));
  return tree === undefined ? [] : [name];
}

/** Every index of an array of the given shape, in order. */
function indices(shape: nd.Shape): number[][] {
  return shape.reduce<number[][]>(
    (all, n) => all.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  );
}

/** Independent standard normal numbers. */
export function gaussian(seed: number, n: number): Float64Array {
  return flat([nd.random.normal(nd.random.key(seed), [n])]);
}
