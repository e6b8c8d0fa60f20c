// Reductions and scans: sums, means, products, extrema.

import * as nd from "../ndarray/index.js";
import { bind, dtypeOf, shapeOf, type Op, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { cast, chain, real } from "../core/space.js";
import { add, div, mul, sub } from "./arithmetic.js";
import { stretch } from "./axes.js";
import { exp, log, log1p } from "./exponential.js";
import { constant, linear } from "./family.js";
import { lift, type Like } from "./lift.js";
import {
  count,
  examples,
  inner,
  reduced,
  stretched,
  sumOp,
  type Reduced,
  type ReduceOptions,
} from "./reducing.js";
import { publish, type Published } from "./publish.js";
import { stopGradient } from "./identity.js";
import { equal, isFinite, where } from "./select.js";
import { concatenate, reshape } from "./shape.js";

export type { ReduceOptions } from "./reducing.js";

/** A reduction over some axes or all. */
export interface Reduction {
  (x: number | nd.NDArray | nd.Data): number;
  (x: Like, options?: ReduceOptions): Value;
}

/** Over all axes. */
const whole: ReduceOptions = {};

/**
 * The sum over some axes, by default over all.
 *
 * @example
 * sum([[1, 2], [3, 4]], { axis: 0 }); // [4, 6]
 */
export const sum = /* @__PURE__ */ publish(sumOp, (x: Like, options: ReduceOptions = whole): Value => {
  if (typeof x === "number" && options === whole) return x;
  const v = lift("sum", x);
  const params = reduced("sum", v, options);
  return typeof v === "number" ? v : bind(sumOp, [v], params);
}) as Reduction & Published;

/** The mean over some axes, by default over all; NaN of nothing. */
export const mean = ((x: Like, options: ReduceOptions = {}): Value => {
  const v = lift("mean", x);
  const { axes } = reduced("mean", v, options);
  return div(sum(v, options), count(shapeOf(v), axes));
}) as Reduction;

/** The op of the largest or of the smallest element; among k equal ones each has the share 1/k. */
function extremum(name: string, which: string, kernel: typeof nd.max): Op<readonly [Value], Reduced> {
  const share = (y: Value, x: Value, params: Reduced): Value => {
    const mask = equal.mask(x, stretched(y, shapeOf(x), params));
    const hit = cast(mask, dtypeOf(x) === "float32" ? "float32" : "float64");
    return div(hit, sum(hit, { axis: params.axes, keepDims: true }));
  };
  const op: Op<readonly [Value], Reduced> = {
    name,
    doc: `the ${which} element; 1/k to each of k tied ones`,
    eval: ([x], { axes, keepDims }) => kernel(x, axes, keepDims),
    shape: ([x], { axes, keepDims }) => nd.reducedShape(x, axes, keepDims),
    jvp: (_i, dx, y, [x], params) => bind(sumOp, [chain(share(y, x, params), dx)], params),
    vjp: (_i, dy, y, [x], params) => chain(share(y, x, params), stretched(dy, shapeOf(x), params)),
    batch: ([x], _batched, _n, params) => bind(op, [x], inner(params)),
    domain: [real],
    examples,
  };
  return op;
}

function reduction(name: string, op: Op<readonly [Value], Reduced>): Reduction & Published {
  return publish(op, (x: Like, options: ReduceOptions = {}): Value => {
    const v = lift(name, x);
    const params = reduced(name, v, options);
    return typeof v === "number" ? v : bind(op, [v], params);
  }) as Reduction & Published;
}

/** The largest element over some axes, by default over all; NaN if there is one. */
export const max = /* @__PURE__ */ reduction("max", extremum("max", "largest", nd.max));

/** The smallest element over some axes, by default over all; NaN if there is one. */
export const min = /* @__PURE__ */ reduction("min", extremum("min", "smallest", nd.min));

/**
 * The product over some axes, by default over all. It is multiplied up in pairs, by `mul`, so that its
 * derivatives of every order are exact where factors are zero.
 */
export const prod = ((x: Like, options: ReduceOptions = {}): Value => {
  const v = lift("prod", x);
  const { axes, keepDims } = reduced("prod", v, options);
  const y = axes.reduce<Value>((product, axis) => pairwiseProduct(product, axis), v);
  return reshape(y, nd.reducedShape(shapeOf(v), axes, keepDims));
}) as Reduction;

/** The product along one axis, which stays with length 1. */
function pairwiseProduct(x: Value, axis: number): Value {
  const shape = shapeOf(x);
  const n = shape[axis] ?? 1;
  if (n === 1) return x;
  if (n === 0) return nd.ones(shape.map((length, k) => (k === axis ? 1 : length)));
  const half = n >> 1;
  const product = mul(stretch(x, axis, 0, half), stretch(x, axis, half, 2 * half));
  const odd = n % 2 === 1 ? concatenate([product, stretch(x, axis, n - 1, n)], { axis }) : product;
  return pairwiseProduct(odd, axis);
}

/**
 * ln Σ eˣ over some axes, by default over all, without overflow. The largest element is taken off first, and its 1 is
 * left out of the sum, so that the others count however small they are.
 *
 * @example
 * logsumexp([0, -40]); // 4.24835425529158…e-18
 */
export const logsumexp = ((x: Like, options: ReduceOptions = {}): Value => {
  const v = lift("logsumexp", x);
  const { axes, keepDims } = reduced("logsumexp", v, options);
  if (typeof v === "number") return v;
  if (count(shapeOf(v), axes) === 0)
    return reshape(log(sum(v, options)), nd.reducedShape(shapeOf(v), axes, keepDims));
  const all: ReduceOptions = { axis: axes, keepDims: true };
  const largest = stopGradient(max(v, all));
  const isShifted = isFinite.mask(largest);
  const shift = where(isShifted, largest, 0);
  const isLargest = equal.mask(v, largest);
  const share = where(isShifted, div(isLargest, sum(isLargest, all)), 0);
  const others = sub(sum(sub(exp(sub(v, shift)), share), all), sub(1, isShifted));
  return reshape(add(log1p(others), shift), nd.reducedShape(shapeOf(v), axes, keepDims));
}) as Reduction;

/** The parameters of a scan. */
interface Scan {
  readonly axis: number;
  readonly reverse: boolean;
}

const cumsumOp: Op<readonly [Value], Scan> = /* @__PURE__ */ linear<Scan>({
  name: "cumsum",
  doc: "the sums of the first 1, 2, … elements",
  eval: (x, { axis, reverse }) => nd.cumsum(x, axis, reverse),
  shape: (x) => x,
  transpose: (dy, _x, { axis, reverse }) => bind(cumsumOp, [dy], { axis, reverse: !reverse }),
  along: ({ axis, reverse }) => ({ axis: axis + 1, reverse }),
  examples: [
    { shapes: [[4]], params: { axis: 0, reverse: false } },
    { shapes: [[2, 3]], params: { axis: 1, reverse: true } },
  ],
});

/**
 * Cumulative sums along an axis; without one, of the flattened array.
 *
 * @example
 * cumsum([1, 2, 3]); // [1, 3, 6]
 */
export const cumsum = /* @__PURE__ */ publish(
  cumsumOp,
  (x: Like, options: { axis?: number; reverse?: boolean } = {}): Value => {
    const { axis, reverse = false } = known("cumsum", options, ["axis", "reverse"]);
    const flattened = axis === undefined;
    const v = flattened ? reshape(lift("cumsum", x), [-1]) : lift("cumsum", x);
    const at = nd.normalizeAxis("cumsum", flattened ? 0 : axis, shapeOf(v).length);
    return bind(cumsumOp, [v], { axis: at, reverse });
  },
);

/** The parameter of argmax and argmin; without an axis, of the flattened array. */
interface Arg {
  readonly axis: number | undefined;
}

function argument(name: string, which: string, kernel: typeof nd.argmax) {
  const op: Op<readonly [Value], Arg> = constant<readonly [Value], Arg>({
    name,
    doc: `the index of the first ${which} element; derivative 0`,
    eval: ([x], { axis }) => kernel(x, axis),
    shape: ([x], { axis }) => (axis === undefined ? [] : nd.reducedShape(x, [axis], false)),
    batch: ([x], _batched, n, { axis }) =>
      axis === undefined ? bind(op, [reshape(x, [n, -1])], { axis: 1 }) : bind(op, [x], { axis: axis + 1 }),
    domain: [real],
    examples: [
      { shapes: [[5]], params: { axis: undefined } },
      { shapes: [[2, 3]], params: { axis: 1 } },
    ],
  });
  return publish(op, (x: Like, options: { axis?: number } = {}): Value => {
    const { axis } = known(name, options, ["axis"]);
    const v = lift(name, x);
    return bind(op, [v], {
      axis: axis === undefined ? undefined : nd.normalizeAxis(name, axis, shapeOf(v).length),
    });
  });
}

/** The index of the first largest element. */
export const argmax = /* @__PURE__ */ argument("argmax", "largest", nd.argmax);

/** The index of the first smallest element. */
export const argmin = /* @__PURE__ */ argument("argmin", "smallest", nd.argmin);
