// Reductions and scans: sums, means, products, extrema, norms.

import * as nd from "../ndarray/index.js";
import { badOption } from "../core/errors.js";
import { bind, dtypeOf, shapeOf, type Op, type Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { cast, chain, real } from "../core/space.js";
import { abs, add, div, mul, square, sub } from "./arithmetic.js";
import { exp, log, pow, sqrt } from "./exponential.js";
import { constant, linear } from "./family.js";
import { lift, type Like } from "./lift.js";
import { ratio } from "./ratio.js";
import { publish, step, type Published, type Unary } from "./publish.js";
import { stopGradient } from "./identity.js";
import { equal, isFinite, where } from "./select.js";
import { broadcastTo, concatenate, reshape } from "./shape.js";
import { sliceOp } from "./slicing.js";

/** Over which axes to reduce (all by default), and whether they stay as axes of length 1. */
export interface ReduceOptions {
  readonly axis?: number | readonly number[];
  readonly keepDims?: boolean;
}

/** The parameters of a reduction, ready for its kernel. */
interface Reduced {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

function reduced(name: string, x: Value, options: ReduceOptions): Reduced {
  const { axis, keepDims = false } = known(name, options, ["axis", "keepDims"]);
  return { axes: nd.normalizeAxes(name, axis, shapeOf(x).length), keepDims };
}

/** `y`, a reduction of an `x` of the given shape, stretched back over the axes that were reduced. */
function stretched(y: Value, shape: nd.Shape, { axes }: Reduced): Value {
  return y === 0 ? 0 : broadcastTo(reshape(y, nd.reducedShape(shape, axes, true)), shape);
}

const examples = [
  { shapes: [[4]], params: { axes: [0], keepDims: false } },
  { shapes: [[2, 3]], params: { axes: [1], keepDims: false } },
  { shapes: [[2, 3, 2]], params: { axes: [0, 2], keepDims: true } },
];

const sumOp = /* @__PURE__ */ linear<Reduced>({
  name: "sum",
  doc: "Σ x, summed pairwise",
  eval: (x, { axes, keepDims }) => nd.sum(x, axes, keepDims),
  shape: (x, { axes, keepDims }) => nd.reducedShape(x, axes, keepDims),
  transpose: stretched,
  examples,
});

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

function count(shape: nd.Shape, axes: readonly number[]): number {
  return axes.reduce((n, axis) => n * (shape[axis] ?? 1), 1);
}

/** The op of the largest or of the smallest element; among k equal ones each has the share 1/k. */
function extremum(name: "max" | "min", kernel: typeof nd.max): Op<readonly [Value], Reduced> {
  const share = (y: Value, x: Value, params: Reduced): Value => {
    const mask = lift(name, equal(x, stretched(y, shapeOf(x), params)));
    const hit = cast(mask, dtypeOf(x) === "float32" ? "float32" : "float64");
    return div(hit, stretched(sum(hit, { axis: params.axes }), shapeOf(x), params));
  };
  return {
    name,
    doc: `the ${name === "max" ? "largest" : "smallest"} element; 1/k to each of k tied ones`,
    eval: ([x], { axes, keepDims }) => kernel(x, axes, keepDims),
    shape: ([x], { axes, keepDims }) => nd.reducedShape(x, axes, keepDims),
    jvp: (_i, dx, y, [x], params) => bind(sumOp, [chain(share(y, x, params), dx)], params),
    vjp: (_i, dy, y, [x], params) => chain(share(y, x, params), stretched(dy, shapeOf(x), params)),
    domain: [real],
    examples,
  };
}

function reduction(name: string, op: Op<readonly [Value], Reduced>): Reduction & Published {
  return publish(op, (x: Like, options: ReduceOptions = {}): Value => {
    const v = lift(name, x);
    const params = reduced(name, v, options);
    return typeof v === "number" ? v : bind(op, [v], params);
  }) as Reduction & Published;
}

/** The largest element over some axes, by default over all; NaN if there is one. */
export const max = /* @__PURE__ */ reduction("max", extremum("max", nd.max));

/** The smallest element over some axes, by default over all; NaN if there is one. */
export const min = /* @__PURE__ */ reduction("min", extremum("min", nd.min));

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

/** The indices from `start` to `stop` of one axis. */
function stretch(x: Value, axis: number, start: number, stop: number): Value {
  const shape = shapeOf(x);
  const ranges = shape.map((n, k) =>
    k === axis ? { start, stop, step: 1 } : { start: 0, stop: n, step: 1 },
  );
  return bind(sliceOp, [x], { ranges, shape: shape.map((n, k) => (k === axis ? stop - start : n)) });
}

/**
 * The element that a stable sum is shifted by: the largest, if it is finite, and 0 otherwise; it has no
 * derivative.
 */
function shiftOf(x: Value, axes: readonly number[]): Value {
  const largest = stopGradient(max(x, { axis: axes, keepDims: true }));
  return where(isFinite(largest), largest, 0);
}

/** ln Σ eˣ over some axes, by default over all, without overflow. */
export const logsumexp = ((x: Like, options: ReduceOptions = {}): Value => {
  const v = lift("logsumexp", x);
  const { axes, keepDims } = reduced("logsumexp", v, options);
  if (typeof v === "number") return v;
  if (count(shapeOf(v), axes) === 0)
    return reshape(log(sum(v, options)), nd.reducedShape(shapeOf(v), axes, keepDims));
  const shift = shiftOf(v, axes);
  const total = sum(exp(sub(v, shift)), { axis: axes, keepDims: true });
  return reshape(add(log(total), shift), nd.reducedShape(shapeOf(v), axes, keepDims));
}) as Reduction;

/** A power of two of about the size of x, by which a sum of squares is scaled without rounding. */
const binade: Unary = /* @__PURE__ */ step({
  name: "binade",
  doc: "the largest power of two ≤ |x|; 1 for 0, ∞ and NaN",
  f: (x) => {
    const power = 2 ** Math.floor(Math.log2(Math.abs(x)));
    return power > 0 && power < Infinity ? power : 1;
  },
});

/** The op of the Euclidean norm, whose partial x / ‖x‖ is at most 1 whatever the size of x. */
const normOp: Op<readonly [Value], Reduced> = {
  name: "norm",
  doc: "√(Σ x²), without overflow; derivative 0 at 0",
  eval: ([x], params) => powerNorm(x, params, 2) as nd.Plain,
  shape: ([x], { axes, keepDims }) => nd.reducedShape(x, axes, keepDims),
  jvp: (_i, dx, y, [x], params) => bind(sumOp, [chain(towards(y, x, params), dx)], params),
  vjp: (_i, dy, y, [x], params) => chain(towards(y, x, params), stretched(dy, shapeOf(x), params)),
  domain: [real],
  examples,
};

/** x / ‖x‖, and 0 at 0. */
function towards(y: Value, x: Value, params: Reduced): Value {
  return ratio(x, stretched(y, shapeOf(x), params));
}

/** (Σ |x|ᵖ)^(1/p), where the largest element is finite computed from numbers of moderate size. */
function powerNorm(x: Value, { axes, keepDims }: Reduced, p: number): Value {
  const scale = binade(max(abs(x), { axis: axes, keepDims: true }));
  const scaled = div(x, scale);
  const powers = p === 2 ? square(scaled) : pow(abs(scaled), p);
  const total = sum(powers, { axis: axes, keepDims: true });
  const y = mul(scale, p === 2 ? sqrt(total) : pow(total, 1 / p));
  return reshape(y, nd.reducedShape(shapeOf(x), axes, keepDims));
}

/** The options of `norm`. */
export interface NormOptions extends ReduceOptions {
  /** 2 by default, which of a matrix is the Frobenius norm; any p ≥ 1, or Infinity. */
  readonly ord?: number;
}

/**
 * (Σ |x|ᵖ)^(1/p) over some axes, by default over all: the vector norm; its derivative at 0 is 0.
 *
 * @example
 * norm([3, 4]); // 5
 * norm([3, 4], { ord: 1 }); // 7
 */
export const norm = /* @__PURE__ */ publish(normOp, (x: Like, given: NormOptions = {}): Value => {
  const { ord = 2, ...options } = known("norm", given, ["axis", "keepDims", "ord"]);
  if (!(typeof ord === "number" && ord >= 1)) throw badOption("norm", "ord", "a number ≥ 1 or Infinity", ord);
  const v = lift("norm", x);
  const params = reduced("norm", v, options);
  if (shapeOf(v).length === 0) return abs(v);
  if (ord === 1 || count(shapeOf(v), params.axes) === 0) return sum(abs(v), options);
  if (ord === Infinity) return max(abs(v), options);
  return ord === 2 ? bind(normOp, [v], params) : powerNorm(v, params, ord);
}) as { (x: number | nd.NDArray | nd.Data): number; (x: Like, options?: NormOptions): Value } & Published;

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

function argument(name: "argmax" | "argmin", kernel: typeof nd.argmax) {
  const op = constant<readonly [Value], Arg>({
    name,
    doc: `the index of the first ${name === "argmax" ? "largest" : "smallest"} element; derivative 0`,
    eval: ([x], { axis }) => kernel(x, axis),
    shape: ([x], { axis }) => (axis === undefined ? [] : nd.reducedShape(x, [axis], false)),
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
export const argmax = /* @__PURE__ */ argument("argmax", nd.argmax);

/** The index of the first smallest element. */
export const argmin = /* @__PURE__ */ argument("argmin", nd.argmin);
