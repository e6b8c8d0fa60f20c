// Elements in order: sorting, the largest few, and places among sorted numbers.

import * as nd from "../ndarray/index.js";
import { badArgument, badOption, outOfRange } from "../core/errors.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { everyone, real } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { stretch } from "./axes.js";
import { constant } from "./family.js";
import { lift, type Like } from "./lift.js";
import { countBefore, placesInOrder, type Order } from "./order.js";
import { publish } from "./publish.js";

/** Of `sort` and `argsort`. */
export interface SortOptions {
  /** The last by default. */
  readonly axis?: number;
  /** Whether the largest come first; false by default. */
  readonly descending?: boolean;
}

type Arranging = Op<readonly [Value, Value], Order>;

/** Linear in its first input, whose elements it moves as those of the second have to be to get into order, or back. */
function arranging(name: string, back: boolean, transpose: () => Arranging): Arranging {
  const apply = (op: Arranging, dx: Value, x: Value, order: Order): Value =>
    dx === 0 ? 0 : bind(op, [dx, x], order);
  const op: Arranging = {
    name,
    doc: "the derivative of sort, or its transpose",
    eval: ([dx, x], order) => moved(dx as nd.NDArray, placesInOrder(x as nd.NDArray, order), back),
    shape: ([dx]) => dx,
    jvp: (i, d, _y, [, x], order) => (i === 0 ? apply(op, d, x, order) : 0),
    vjp: (i, d, _y, [, x], order) => (i === 0 ? apply(transpose(), d, x, order) : 0),
    batch(x, batched, n, order) {
      const [dx, of] = everyone(x, batched, n);
      return bind(op, [dx, of], { ...order, axis: order.axis + 1 });
    },
    domain: [real, real],
    examples: [],
  };
  return op;
}

const inOrderOp = /* @__PURE__ */ arranging("inOrder", false, () => outOfOrderOp);
const outOfOrderOp = /* @__PURE__ */ arranging("outOfOrder", true, () => inOrderOp);

/** Each element from its place, or back to it. */
function moved({ data, dtype, shape }: nd.NDArray, places: Int32Array, back: boolean): nd.NDArray {
  const y = nd.allocate(dtype, data.length);
  places.forEach((place, k) => {
    if (back) y[place] = data[k] ?? 0;
    else y[k] = data[place] ?? 0;
  });
  return new nd.NDArray(y, shape);
}

const sortOp: Op<readonly [Value], Order> = {
  name: "sort",
  doc: "the elements along an axis in order; equal ones keep theirs, and NaN counts as the largest",
  eval: ([x], order) => moved(x as nd.NDArray, placesInOrder(x as nd.NDArray, order), false),
  shape: ([x]) => x,
  jvp: (_i, dx, _y, [x], order) => bind(inOrderOp, [dx, x], order),
  vjp: (_i, dy, _y, [x], order) => bind(outOfOrderOp, [dy, x], order),
  batch: ([x], _batched, _n, order) => bind(sortOp, [x], { ...order, axis: order.axis + 1 }),
  domain: [real],
  examples: [
    { shapes: [[5]], params: { axis: 0, descending: false }, arrange: apart },
    { shapes: [[2, 3]], params: { axis: 0, descending: true }, arrange: apart },
    { shapes: [[2, 3]], params: { axis: 1, descending: false }, arrange: apart },
  ],
};

/**
 * Without equal elements. Of three of them that are moved each for itself the middle result stays where it is, and moved
 * together they move it: no matrix says both.
 */
function apart([x]: readonly nd.Plain[]): readonly nd.Plain[] {
  const { data, shape } = x as nd.NDArray;
  const places = placesInOrder(new nd.NDArray(data, [data.length]), { axis: 0, descending: false });
  const distinct = Float64Array.from(data);
  let least = -Infinity;
  for (const place of places) {
    const v = Math.max(distinct[place] ?? 0, least);
    distinct[place] = v;
    if (Number.isFinite(v)) least = v + 0.01 * Math.max(1, Math.abs(v));
  }
  return [new nd.NDArray(distinct, shape)];
}

/** The options of a call, ready for the kernels. */
function orderOf(name: string, x: Value, options: SortOptions): Order {
  const { axis = -1, descending = false } = known(name, options, ["axis", "descending"]);
  if (typeof descending !== "boolean") throw badOption(name, "descending", "true or false", descending);
  return { axis: nd.normalizeAxis(name, axis, shapeOf(x).length), descending };
}

/**
 * The elements of `x` in ascending order along an axis, the last by default. Equal elements keep the order that they
 * have, and each takes its derivative along; NaN counts as the largest.
 *
 * @example
 * sort([3, 1, 2]); // [1, 2, 3]
 */
export const sort = /* @__PURE__ */ publish(sortOp, (x: Like, options: SortOptions = {}): Value => {
  const v = lift("sort", x);
  return bind(sortOp, [v], orderOf("sort", v, options));
});

const argsortOp: Op<readonly [Value], Order> = /* @__PURE__ */ constant<readonly [Value], Order>({
  name: "argsort",
  doc: "the indices along an axis of the elements in order; derivative 0",
  eval: ([x], order) => indicesInOrder(x as nd.NDArray, order),
  shape: ([x]) => x,
  batch: ([x], _batched, _n, order) => bind(argsortOp, [x], { ...order, axis: order.axis + 1 }),
  domain: [real],
  examples: [
    { shapes: [[5]], params: { axis: 0, descending: false } },
    { shapes: [[2, 3]], params: { axis: 1, descending: true } },
  ],
});

function indicesInOrder(x: nd.NDArray, order: Order): nd.NDArray {
  const step = nd.sizeOf(x.shape.slice(order.axis + 1));
  const length = x.shape[order.axis] ?? 1;
  const indices = placesInOrder(x, order).map((place) => Math.floor(place / step) % length);
  return new nd.NDArray(indices, x.shape);
}

/**
 * The indices that would put `x` into order along an axis, the last by default: what `takeAlongAxis` sorts with.
 *
 * @example
 * argsort([3, 1, 2]); // [1, 2, 0]
 */
export const argsort = /* @__PURE__ */ publish(argsortOp, (x: Like, options: SortOptions = {}): Value => {
  const v = lift("argsort", x);
  return bind(argsortOp, [v], orderOf("argsort", v, options));
});

/** Of `topK`. */
export interface TopKOptions {
  /** The last by default. */
  readonly axis?: number;
  /** Whether it is the largest or the smallest; true by default. */
  readonly largest?: boolean;
}

/** What `topK` answers with. */
export interface TopK {
  readonly values: Value;
  readonly indices: Value;
}

/**
 * The k largest elements along an axis, the last by default, in descending order, or the k smallest in ascending, and
 * their indices. Of equal ones those come first that stand first.
 *
 * @example
 * topK([3, 1, 4, 1, 5], 2); // { values: [5, 4], indices: [4, 2] }
 */
export function topK(x: Like, k: number, options: TopKOptions = {}): TopK {
  const { axis = -1, largest = true } = known("topK", options, ["axis", "largest"]);
  if (typeof largest !== "boolean") throw badOption("topK", "largest", "true or false", largest);
  const v = lift("topK", x);
  const order = orderOf("topK", v, { axis, descending: largest });
  const length = shapeOf(v)[order.axis] ?? 0;
  if (!Number.isInteger(k) || k < 0 || k > length)
    throw outOfRange("topK", "k", `a whole number from 0 to ${String(length)}, the length of the axis`, k);
  const first = (all: Value): Value => stretch(all, order.axis, 0, k);
  return { values: first(bind(sortOp, [v], order)), indices: first(bind(argsortOp, [v], order)) };
}

/** Whether equal elements stand before. */
interface Side {
  readonly right: boolean;
}

const searchsortedOp: Op<readonly [Value, Value], Side> = /* @__PURE__ */ constant<
  readonly [Value, Value],
  Side
>({
  name: "searchsorted",
  doc: "how many elements of an ascending vector are less than x, or at most x; derivative 0",
  eval: ([ascending, x], { right }) => {
    const { data } = ascending as nd.NDArray;
    if (typeof x === "number") return countBefore(data, x, right);
    return new nd.NDArray(
      Int32Array.from(x.data, (v) => countBefore(data, v, right)),
      x.shape,
    );
  },
  shape: ([, x]) => x,
  domain: [real, real],
  examples: [
    { shapes: [[4], [3]], params: { right: false }, arrange: ([a, x]) => [sort(a ?? []), x ?? 0] as never },
  ],
});

/**
 * Where the elements of `x` would stand in the ascending vector `sorted`: before those that are equal, or with
 * `side: "right"` behind them.
 *
 * @example
 * searchsorted([1, 2, 2, 5], [2, 9]); // [1, 4]
 * searchsorted([1, 2, 2, 5], 2, { side: "right" }); // 3
 */
export const searchsorted = /* @__PURE__ */ publish(
  searchsortedOp,
  (sorted: Like, x: Like, options: { side?: "left" | "right" } = {}): Value => {
    const { side = "left" } = known("searchsorted", options, ["side"]);
    const sides: readonly unknown[] = ["left", "right"];
    if (!sides.includes(side)) throw badOption("searchsorted", "side", '"left" or "right"', side);
    const ascending = lift("searchsorted", sorted, "its first input");
    if (shapeOf(ascending).length !== 1)
      throw badArgument("searchsorted", "its first input", "an ascending vector", sorted);
    return bind(searchsortedOp, [ascending, lift("searchsorted", x, "its second input")], {
      right: side === "right",
    });
  },
);
