// Elements read at lists of places, and elements written or added there.

import * as nd from "../ndarray/index.js";
import { badArgument, tooManyIndices } from "../core/errors.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { everyone, materialize, real, zeroOf } from "../core/space.js";
import { known } from "../ndarray/options.js";
import { add } from "./arithmetic.js";
import { linear } from "./family.js";
import { indexArray, ints, updatesFor } from "./indices.js";
import { lift, type Like } from "./lift.js";
import { publish } from "./publish.js";

/** Places in the row-major data of an array, in the shape of what is read there; -1 is nowhere. */
export interface Places {
  readonly places: nd.NDArray;
}

export const gatherOp: Op<readonly [Value], Places> = /* @__PURE__ */ linear<Places>({
  name: "gather",
  doc: "the elements or slices of x at tuples of indices, which may repeat",
  eval: (x, { places }) => nd.gather(x, places),
  shape: (_x, { places }) => places.shape,
  transpose: (dy, of, { places }) => bind(gatherTransposeOp, [dy], { places, of }),
  transposeInto: (sum, dy, { places }) => nd.addAt(sum, dy, places),
  along: ({ places }, n, x) => ({ places: placesOfEach(places, n, nd.sizeOf(x)) }),
  examples: [
    { shapes: [[4]], params: { places: ints([2, 0, 2]) } },
    { shapes: [[2, 3]], params: { places: ints([5, 1, 0, 5], [2, 2]) } },
    { shapes: [[3]], params: { places: ints([1, nd.nowhere]) } },
  ],
});

/** The same places in each of n arrays of `size` elements that lie one after the other. */
function placesOfEach({ data, shape }: nd.NDArray, n: number, size: number): nd.NDArray {
  const all = new Int32Array(n * data.length);
  for (let i = 0; i < n; i++)
    data.forEach((place, k) => (all[i * data.length + k] = place === nd.nowhere ? place : i * size + place));
  return new nd.NDArray(all, [n, ...shape]);
}

/** Places, and the shape of the array that has them. */
interface PlacesOf extends Places {
  readonly of: nd.Shape;
}

/** The transpose of `gather`: x added into zeros at given places. */
export const gatherTransposeOp: Op<readonly [Value], PlacesOf> = /* @__PURE__ */ linear<PlacesOf>({
  name: "gatherTranspose",
  doc: "the transpose of gather: x added into zeros at given places",
  eval: (x, { places, of }) => nd.gatherTranspose(x, of, places),
  shape: (_x, { of }) => of,
  transpose: (dy, _x, { places }) => bind(gatherOp, [dy], { places }),
  along: ({ places, of }, n) => ({ places: placesOfEach(places, n, nd.sizeOf(of)), of: [n, ...of] }),
  examples: [
    { shapes: [[3]], params: { places: ints([2, 0, 2]), of: [4] } },
    { shapes: [[2]], params: { places: ints([5, nd.nowhere]), of: [2, 3] } },
  ],
});

export const scatterOp: Op<readonly [Value, Value], Places> = {
  name: "scatter",
  doc: "x with its elements at given places replaced by those of u; of several for one place the last counts",
  eval: ([x, u], { places }) => nd.scatter(x, u, places),
  shape: ([x]) => x,
  jvp: (i, dx, _y, [x, u], params) =>
    bind(scatterOp, i === 0 ? [materialize(dx, x), zeroOf(u)] : [zeroOf(x), materialize(dx, u)], params),
  jvpAll: ([dx = 0, du = 0], _y, [x, u], params) =>
    bind(scatterOp, [materialize(dx, x), materialize(du, u)], params),
  vjp: (i, dy, _y, [, u], params) =>
    i === 0 ? bind(scatterOp, [dy, zeroOf(u)], params) : bind(gatherOp, [dy], params),
  batch: (inputs, batched, n, { places }) => {
    const [x, u] = everyone(inputs, batched, n);
    return bind(scatterOp, [x, u], { places: placesOfEach(places, n, nd.sizeOf(shapeOf(x).slice(1))) });
  },
  linearity: "linear",
  domain: [real, real],
  examples: [
    { shapes: [[4], [2]], params: { places: ints([2, 0]) } },
    { shapes: [[2, 3], [3]], params: { places: ints([nd.nowhere, 1, 5]) } },
  ],
};

/**
 * The elements of `x` at tuples of indices of its leading axes, which lie along the last axis of `indices`: for
 * each tuple an element, or a slice where the tuple is shorter than the shape of `x`. Indices may repeat, and
 * negative ones count from the end. As TensorFlow's gather_nd.
 *
 * @example
 * gather([[1, 2], [3, 4]], [[0, 1], [-1, 0]]); // [2, 3]
 * gather([[1, 2], [3, 4]], [[1]]); // [[3, 4]]
 */
export const gather = /* @__PURE__ */ publish(gatherOp, (x: Like, indices: Like): Value => {
  const v = lift("gather", x);
  return bind(gatherOp, [v], { places: tuplePlaces("gather", shapeOf(v), indices) });
});

/**
 * `x` with its elements at tuples of indices, as `gather` would read them, replaced by those of `updates`, which are
 * broadcast to them. Where an element is named several times the last update wins, and the others have derivative 0.
 *
 * @example
 * scatter([1, 2, 3], [[0], [-1]], [10, 30]); // [10, 2, 30]
 * scatter([1, 2, 3], [[0], [0]], [10, 30]); // [30, 2, 3]
 */
export const scatter = /* @__PURE__ */ publish(scatterOp, (x: Like, indices: Like, updates: Like): Value => {
  const v = lift("scatter", x);
  const places = tuplePlaces("scatter", shapeOf(v), indices);
  const u = updatesFor("scatter", v, lift("scatter", updates, "updates"), places.shape);
  return bind(scatterOp, [v, u], { places: nd.lastOfEach(places) });
});

/**
 * `x` with `updates` added to its elements at tuples of indices, as `gather` would read them; all that are for one
 * element are added up.
 *
 * @example
 * scatterAdd([1, 2, 3], [[0], [0]], [10, 30]); // [41, 2, 3]
 */
export function scatterAdd(x: Like, indices: Like, updates: Like): Value {
  const v = lift("scatterAdd", x);
  const places = tuplePlaces("scatterAdd", shapeOf(v), indices);
  return addAt(v, updatesFor("scatterAdd", v, lift("scatterAdd", updates, "updates"), places.shape), places);
}

/** `x` with the elements of `u` added to its own at `places`. */
export function addAt(x: Value, u: Value, places: nd.NDArray): Value {
  return add(x, bind(gatherTransposeOp, [u], { places, of: shapeOf(x) }));
}

/** The places of the elements that tuples of indices name. */
function tuplePlaces(name: string, shape: nd.Shape, indices: Like): nd.NDArray {
  const { data, shape: own } = indexArray(name, indices);
  const [lead, length = 0] = [own.slice(0, -1), own.at(-1)];
  if (length === 0)
    throw badArgument(name, "indices", "tuples of one index or more, along a last axis", indices);
  if (length > shape.length) throw tooManyIndices(name, length, shape);
  const rest = shape.slice(length);
  const of = [...lead, ...rest.map(() => 1)];
  const component = (k: number): nd.NDArray =>
    new nd.NDArray(
      data.filter((_, i) => i % length === k),
      of,
    );
  const rank = lead.length + rest.length;
  return nd.placesAt(
    name,
    shape,
    shape.map((n, k) => (k < length ? component(k) : nd.indicesAlong(lead.length + k - length, n, rank))),
  );
}

/**
 * The elements of `x` at `indices` along an axis, the last by default, one list for each of the others:
 * `indices` has the rank of `x`, and the two are broadcast along the other axes. As NumPy's take_along_axis.
 *
 * @example
 * takeAlongAxis([[1, 2, 3], [4, 5, 6]], [[2], [0]], { axis: 1 }); // [[3], [4]]
 */
export function takeAlongAxis(x: Like, indices: Like, options: { axis?: number } = {}): Value {
  const { axis = -1 } = known("takeAlongAxis", options, ["axis"]);
  const v = lift("takeAlongAxis", x);
  const [shape, along] = [shapeOf(v), indexArray("takeAlongAxis", indices)];
  const rank = shape.length;
  const at = nd.normalizeAxis("takeAlongAxis", axis, rank);
  if (along.rank !== rank)
    throw badArgument(
      "takeAlongAxis",
      "indices",
      `of rank ${String(rank)}, that of its first input`,
      indices,
    );
  const places = nd.placesAt(
    "takeAlongAxis",
    shape,
    shape.map((n, k) => (k === at ? along : nd.indicesAlong(k, n, rank))),
  );
  return bind(gatherOp, [v], { places });
}
