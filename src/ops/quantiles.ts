// Order statistics: what a given share of the elements lies below.

import * as nd from "../ndarray/index.js";
import { outOfRange } from "../core/errors.js";
import { ask, dtypeOf, shapeOf, value, type Value } from "../core/op.js";
import { cast, chain } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { add, mul, sub } from "./arithmetic.js";
import { take } from "./indexing.js";
import { lift, type Like } from "./lift.js";
import { reduced, type ReduceOptions } from "./reducing.js";
import { isNaN, where } from "./select.js";
import { reshape, transpose } from "./shape.js";
import { sort } from "./sorting.js";

/**
 * The number that a share `q` of the elements lies below, over some axes, by default over all: of n elements in
 * order that at q (n − 1), on the straight line between two where this is no whole number. For an array `q` its axes
 * come first. Elements that are equal keep their order, and the derivative goes to the one or two that were read; it
 * is taken in `q` too. NaN if an element is, and of nothing; a RangeError unless 0 ≤ q ≤ 1. Right to 4 ulp of
 * the larger of the two.
 *
 * @example
 * quantile([4, 1, 3, 2], 0.5); // 2.5
 * quantile([[1, 2], [5, 9]], [0, 0.25], { axis: 0 }); // [[1, 2], [2, 3.75]]
 */
export function quantile(x: Like, q: Like, options: ReduceOptions = {}): Value {
  const [v, share] = [lift("quantile", x), lift("quantile", q, "q")];
  const { axes, keepDims } = reduced("quantile", v, known("quantile", options, ["axis", "keepDims"]));
  const wrong = ask(share, outOfUnit);
  if (wrong !== undefined) throw outOfRange("quantile", "q", "from 0 to 1", wrong);
  const y = quantilesOf(v, reshape(share, [-1, 1]), axes);
  return reshape(y, [...shapeOf(share), ...nd.reducedShape(shapeOf(v), axes, keepDims)]);
}

function outOfUnit(shares: nd.Data): number | undefined {
  return shares.find((p) => !(p >= 0 && p <= 1));
}

/**
 * The element in the middle, or the mean of the two there, over some axes, by default over all: the quantile at ½.
 * NaN if an element is, and of nothing.
 *
 * @example
 * median([5, 1, 2]); // 2
 */
export function median(x: Like, options: ReduceOptions = {}): Value {
  const v = lift("median", x);
  const { axes, keepDims } = reduced("median", v, options);
  return reshape(quantilesOf(v, nd.full([1, 1], 0.5), axes), nd.reducedShape(shapeOf(v), axes, keepDims));
}

/** A row for each share in the column `q`, an element for each lane of `v` along `axes`. */
function quantilesOf(v: Value, q: Value, axes: readonly number[]): Value {
  const shape = shapeOf(v);
  const kept = shape.flatMap((_, k) => (axes.includes(k) ? [] : [k]));
  const n = nd.sizeOf(axes.map((k) => shape[k] ?? 1));
  const lanes = nd.sizeOf(kept.map((k) => shape[k] ?? 1));
  const at = mul(q, n - 1);
  const shares = nd.dataOf(value(at));
  if (n === 0 || lanes === 0) return nd.full([shares.length, lanes], NaN);
  const inOrder = sort(reshape(transpose(v, [...axes, ...kept]), [n, lanes]), { axis: 0 });
  const below = Int32Array.from(shares, (h) => Math.max(0, Math.min(Math.floor(h), n - 2)));
  const above = sub(at, new nd.NDArray(Float64Array.from(below), [below.length, 1]));
  const nth = (step: number): Value =>
    take(
      inOrder,
      below.map((k) => Math.min(k + step, n - 1)),
    );
  // Not a + t (b − a): between two infinities, or next to one, that is NaN.
  const y = add(chain(sub(1, above), nth(0)), chain(above, nth(1)));
  // NaN is the last in order.
  const last = take(inOrder, [n - 1]);
  return cast(where(isNaN.mask(last), last, y), nd.floatTypeOf([{ dtype: dtypeOf(v) }]));
}
