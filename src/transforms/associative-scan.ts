// Running results of an associative operation, by halves instead of one by one.

import { badOption, outOfRange } from "../core/errors.js";
import { shapeOf, type Value } from "../core/op.js";
import { flatten, leavesLike } from "../core/tree.js";
import { normalizeAxis } from "../ndarray/index.js";
import { known } from "../ndarray/options.js";
import { flip } from "../ops/arranging.js";
import { stretch } from "../ops/axes.js";
import { concatenate, reshape, stack } from "../ops/shape.js";
import { checkFunction } from "./options.js";

type Values = readonly Value[];
type Combine = (a: Values, b: Values) => Values;

/** The options of `associativeScan`. */
export interface AssociativeScanOptions {
  /** Along which the elements lie; 0 by default. */
  readonly axis?: number;
  /** Whether the last element is the first; false by default. */
  readonly reverse?: boolean;
}

/**
 * What an associative operation ∘ makes of the first 1, 2, … elements of `xs`, a tree of arrays with the elements along
 * an axis: x₀, x₀ ∘ x₁, x₀ ∘ x₁ ∘ x₂ … Its function `combine` is given many elements at once, two trees of arrays as long
 * as each other, and combines each with each. It is called about 2 log₂ n times, on 2 n elements in all (Blelloch,
 * "Prefix sums and their applications", 1990).
 *
 * @example
 * associativeScan((a: Value, b: Value) => mul(a, b), array([1, 2, 3, 4]) as Value); // [1, 2, 6, 24]
 */
export function associativeScan<X>(
  combine: (a: X, b: X) => X,
  xs: X,
  options: AssociativeScanOptions = {},
): X {
  checkFunction("associativeScan", combine);
  const { axis = 0, reverse = false } = known("associativeScan", options, ["axis", "reverse"]);
  if (typeof reverse !== "boolean") throw badOption("associativeScan", "reverse", "true or false", reverse);
  const { leaves, fill } = flatten("associativeScan", xs, "the elements");
  const at = axisOf(leaves, axis);
  const each: Combine = (a, b) => {
    const like = fill(a);
    return leavesLike("associativeScan", "what combine returns", combine(like as X, fill(b) as X), like);
  };
  const turned = (all: Values): Values => (reverse ? all.map((x) => flip(x, { axis: at })) : all);
  return fill(turned(prefixes(each, turned(leaves), at))) as X;
}

/** The axis of the elements, of which all leaves have the same number. */
function axisOf(leaves: Values, axis: number): number {
  const ranks = leaves.map((x) => shapeOf(x).length);
  const at = normalizeAxis("associativeScan", axis, Math.min(...ranks));
  const lengths = new Set(leaves.map((x) => shapeOf(x)[at]));
  if (lengths.size !== 1)
    throw outOfRange(
      "associativeScan",
      "the elements",
      "arrays of one length along the axis",
      [...lengths].join(" and "),
    );
  return at;
}

/** Those at odd places are the prefixes of neighbours combined; those at even ones have one element more. */
function prefixes(combine: Combine, xs: Values, axis: number): Values {
  const n = shapeOf(xs[0] ?? 0)[axis] ?? 0;
  if (n < 2) return xs;
  const cut = (all: Values, start: number, stop: number, step = 1): Values =>
    all.map((x) => stretch(x, axis, start, stop, step));
  const half = n >> 1;
  const odd = prefixes(combine, combine(cut(xs, 0, 2 * half, 2), cut(xs, 1, n, 2)), axis);
  const first = cut(xs, 0, 1);
  if (n === 2) return joined(first, odd, axis);
  const even = combine(cut(odd, 0, (n - 1) >> 1), cut(xs, 2, n, 2));
  return interleaved(joined(first, even, axis), odd, axis);
}

function joined(a: Values, b: Values, axis: number): Values {
  return a.map((x, i) => concatenate([x, b[i] ?? 0], { axis }));
}

/** Elements of two in turn, the first of which may have one more. */
function interleaved(even: Values, odd: Values, axis: number): Values {
  return even.map((a, i) => {
    const b = odd[i] ?? 0;
    const shape = shapeOf(b);
    const [n = 0, m = 0] = [shapeOf(a)[axis], shape[axis]];
    const pairs = stack([stretch(a, axis, 0, m), b], { axis: axis + 1 });
    const flat = reshape(
      pairs,
      shape.map((length, k) => (k === axis ? 2 * length : length)),
    );
    return n === m ? flat : concatenate([flat, stretch(a, axis, m, n)], { axis });
  });
}
