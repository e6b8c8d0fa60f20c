// Products of several: the vector product, bilinear forms, and chains of matrices.

import * as nd from "../ndarray/index.js";
import { badArgument, unfitShape } from "../core/errors.js";
import { shapeOf, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { moveAxis } from "./arranging.js";
import { mul, sub } from "./arithmetic.js";
import { einsum } from "./einsum.js";
import { take } from "./indexing.js";
import { lift, type Like } from "./lift.js";
import { matmul } from "./products.js";

/**
 * The vector product a × b of vectors of length 3 along an axis, the last by default; the other axes are broadcast.
 *
 * @example
 * cross([1, 0, 0], [0, 1, 0]); // [0, 0, 1]
 */
export function cross(a: Like, b: Like, options: { axis?: number } = {}): Value {
  const { axis = -1 } = known("cross", options, ["axis"]);
  const [x, y] = [vectors(a, axis, "its first input"), vectors(b, axis, "its second input")];
  const turned = (v: Value, by: number): Value => take(v, [by % 3, (by + 1) % 3, (by + 2) % 3], { axis: -1 });
  const z = sub(mul(turned(x, 1), turned(y, 2)), mul(turned(x, 2), turned(y, 1)));
  return axis === -1 ? z : moveAxis(z, -1, axis);
}

/** Vectors of length 3 along `axis`, which is made the last. */
function vectors(a: Like, axis: number, which: string): Value {
  const v = lift("cross", a, which);
  const at = nd.normalizeAxis("cross", axis, shapeOf(v).length);
  if (shapeOf(v)[at] !== 3) throw unfitShape("cross", which, "of length 3 along its axis", shapeOf(v));
  return moveAxis(v, at, -1);
}

/**
 * The bilinear forms xᵀ Wₖ y: of `x` [..., m], `w` [k, m, n] and `y` [..., n] an array [..., k]. As PyTorch's
 * functional bilinear.
 *
 * @example
 * bilinear([1, 2], [[[1, 0], [0, 1]], [[0, 1], [0, 0]]], [3, 4]); // [11, 4]
 */
export function bilinear(x: Like, w: Like, y: Like): Value {
  const weights = lift("bilinear", w, "its second input");
  if (shapeOf(weights).length !== 3)
    throw badArgument("bilinear", "its second input", "the weights [k, m, n] of k forms", weights);
  return einsum("...m,kmn,...n->...k", x, weights, y);
}

/**
 * The product of a chain of matrices, multiplied in the order that takes the fewest operations; the first and the last
 * may be vectors, a row and a column.
 *
 * @example
 * multiDot([[1, 2], [[1, 2], [3, 4]], [1, 1]]); // 17
 */
export function multiDot(chain: readonly Like[]): Value {
  if (!Array.isArray(chain) || chain.length === 0)
    throw badArgument("multiDot", "its argument", "a list of one matrix or more", chain);
  const factors = chain.map((x: Like, k) => lift("multiDot", x, `factor ${String(k)}`));
  for (const [k, x] of factors.entries()) {
    const rank = shapeOf(x).length;
    const isEnd = k === 0 || k === factors.length - 1;
    if (rank !== 2 && !(isEnd && rank === 1 && factors.length > 1))
      throw badArgument(
        "multiDot",
        `factor ${String(k)}`,
        isEnd ? "a matrix, or a vector at an end" : "a matrix",
        x,
      );
  }
  const splits = cheapest(lengthsOf(factors));
  const product = (i: number, j: number): Value => {
    if (i === j) return factors[i] ?? 0;
    const k = splits[i]?.[j] ?? i;
    return matmul(product(i, k), product(k + 1, j));
  };
  return product(0, factors.length - 1);
}

/** The rows of each factor, and the columns of the last. */
function lengthsOf(factors: readonly Value[]): readonly number[] {
  const last = shapeOf(factors.at(-1) ?? 0);
  const rows = factors.map((x, k) => (k === 0 && shapeOf(x).length === 1 ? 1 : (shapeOf(x)[0] ?? 1)));
  return [...rows, last.length === 1 ? 1 : (last[1] ?? 1)];
}

/** Behind which factor each stretch i … j of a chain is best cut (Cormen et al., Introduction to Algorithms, 14.2). */
function cheapest(lengths: readonly number[]): readonly (readonly number[])[] {
  const n = lengths.length - 1;
  const table = (): number[][] => Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const [costs, splits] = [table(), table()];
  const cost = (i: number, j: number, k: number): number =>
    (costs[i]?.[k] ?? 0) +
    (costs[k + 1]?.[j] ?? 0) +
    (lengths[i] ?? 1) * (lengths[k + 1] ?? 1) * (lengths[j + 1] ?? 1);
  for (let width = 1; width < n; width++)
    for (let i = 0; i + width < n; i++) {
      const j = i + width;
      const cuts = Array.from({ length: width }, (_, k) => cost(i, j, i + k));
      const least = Math.min(...cuts);
      (costs[i] as number[])[j] = least;
      (splits[i] as number[])[j] = i + cuts.indexOf(least);
    }
  return splits;
}
