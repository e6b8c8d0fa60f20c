// Order statistics: what a given share of the elements lies below.

import * as nd from "../ndarray/index.js";
import { outOfRange } from "../core/errors.js";
import { dtypeOf, shapeOf, value, type Value } from "../core/op.js";
import { cast, chain } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { add, mul, sub } from "./arithmetic.js";
import { take } from "./indexing.js";
import { lift, type Like } from "./lift.js";
import { reduced, type ReduceOptions } from "./reducing.js";
import { reshape, transpose } from "./shape.js";

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
  const wrong = numbersOf(share).find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw outOfRange("quantile", "q", "from 0 to 1", wrong);
  const y = quantilesOf(v, reshape(share, [-1, 1]), axes);
  return reshape(y, [...shapeOf(share), ...nd.reducedShape(shapeOf(v), axes, keepDims)]);
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
  const rows = numbersOf(q).length;
  const lanes = nd.sizeOf(kept.map((k) => shape[k] ?? 1));
  if (n === 0 || lanes === 0) return nd.full([rows, lanes], NaN);
  const flat = reshape(transpose(v, [...kept, ...axes]), [-1]);
  const order = orderOf(numbersOf(flat), n);
  const at = mul(q, n - 1);
  const below = Float64Array.from(numbersOf(at), (h) => Math.max(0, Math.min(Math.floor(h), n - 2)));
  const nth = (step: number): Value => take(flat, placesOf(order, below, n, step));
  const above = sub(at, new nd.NDArray(below, [rows, 1]));
  // Not a + t (b − a): between two infinities, or next to one, that is NaN.
  const y = add(chain(sub(1, above), nth(0)), chain(above, nth(1)));
  return cast(y, nd.floatTypeOf([{ dtype: dtypeOf(v) }]));
}

/** The plain elements of a value. */
function numbersOf(v: Value): nd.Data {
  const plain = value(v);
  return typeof plain === "number" ? Float64Array.of(plain) : plain.data;
}

/**
 * The places of the elements in order within each lane of `n`; if there is a NaN, that of a NaN for all.
 * Equal ones keep theirs, since sorting is stable.
 */
function orderOf(x: nd.Data, n: number): Int32Array {
  const order = Int32Array.from(x, (_, i) => i);
  const before = (i: number, j: number): number => {
    const [a, b] = [x[i] ?? 0, x[j] ?? 0];
    return a < b ? -1 : a > b ? 1 : 0;
  };
  for (let start = 0; start < order.length; start += n) {
    const lane = order.subarray(start, start + n);
    const missing = lane.find((i) => Number.isNaN(x[i]));
    if (missing === undefined) lane.sort(before);
    else lane.fill(missing);
  }
  return order;
}

/** For each row and each lane, where the element `step` after the one `below` is. */
function placesOf(order: Int32Array, below: Float64Array, n: number, step: number): nd.NDArray {
  const lanes = order.length / n;
  const places = new Int32Array(below.length * lanes);
  below.forEach((k, row) => {
    const nth = Math.min(k + step, n - 1);
    for (let lane = 0; lane < lanes; lane++) places[row * lanes + lane] = order[lane * n + nth] ?? 0;
  });
  return new nd.NDArray(places, [below.length, lanes]);
}
