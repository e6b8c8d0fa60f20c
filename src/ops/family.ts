// Family constructors: each fills an Op from the least that determines it.

import type { NDArray, Plain, Shape } from "../ndarray/index.js";
import { bind, shapeOf, type Example, type Inputs, type Interval, type Op, type Value } from "../core/op.js";
import { real } from "../core/space.js";

/** The places in which the checks may sample, by name. */
export const positive: Interval = { low: 0, high: Infinity };
export const unit: Interval = { low: -1, high: 1 };
export const nonzero: Interval = { low: -Infinity, high: Infinity, kinks: [0] };

/** What determines a linear op of one input: itself, and its transpose, written separately. */
export interface Linear<P> extends Pick<Op<readonly [Value], P>, "core"> {
  readonly name: string;
  readonly doc: string;
  readonly eval: (x: Plain, params: P) => Plain;
  readonly shape: (x: Shape, params: P) => Shape;
  /** x̄ from ȳ; of the input only its shape is known, since a linear op does not need its values. */
  readonly transpose: (dy: Value, x: Shape, params: P) => Value;
  /** Adds the same to an array that is the engine's own, where that touches less than all of it. */
  readonly transposeInto?: (sum: NDArray, dy: Plain, params: P) => void;
  readonly examples: readonly Example<P>[];
  /** The parameters of the op on n inputs of shape `x` at once, which lie along an axis before their own. */
  readonly along?: (params: P, n: number, x: Shape) => P;
}

/** A linear op: its jvp is the op itself. */
export function linear<P>(spec: Linear<P>): Op<readonly [Value], P> {
  const { along, core, transposeInto } = spec;
  const op: Op<readonly [Value], P> = {
    name: spec.name,
    doc: spec.doc,
    eval: ([x], params) => spec.eval(x, params),
    shape: ([x], params) => spec.shape(x, params),
    jvp: (_i, dx, _y, _x, params) => bind(op, [dx], params),
    vjp: (_i, dy, _y, [x], params) => spec.transpose(dy, shapeOf(x), params),
    ...(core && { core }),
    ...(along && {
      batch: ([x], _batched, n, params) => bind(op, [x], along(params, n, shapeOf(x).slice(1))),
    }),
    linearity: "linear",
    domain: [real],
    examples: spec.examples,
    ...(transposeInto === undefined
      ? {}
      : { vjpInto: (_i, sum, dy, params) => transposeInto(sum, dy, params) }),
  };
  return op;
}

/**
 * What determines a bilinear op: itself, and for each input the transpose of the map that the other one
 * fixes.
 */
export interface Bilinear<P> extends Pick<Op<readonly [Value, Value], P>, "core" | "batch"> {
  readonly name: string;
  readonly doc: string;
  readonly eval: (a: Plain, b: Plain, params: P) => Plain;
  readonly shape: (a: Shape, b: Shape, params: P) => Shape;
  /** The same with a strong zero, 0 · ∞ = 0: what the op is to a tangent. */
  readonly product: (a: Value, b: Value, params: P) => Value;
  /** x̄ᵢ from ȳ, the other input, and the shape of xᵢ. */
  readonly transpose: readonly [
    (dy: Value, b: Value, a: Shape, params: P) => Value,
    (dy: Value, a: Value, b: Shape, params: P) => Value,
  ];
  readonly examples: readonly Example<P>[];
}

/** A bilinear op: its jvp with respect to one input is the op itself, the other input held. */
export function bilinear<P>(spec: Bilinear<P>): Op<readonly [Value, Value], P> {
  const op: Op<readonly [Value, Value], P> = {
    name: spec.name,
    doc: spec.doc,
    eval: ([a, b], params) => spec.eval(a, b, params),
    shape: ([a, b], params) => spec.shape(a, b, params),
    jvp: (i, dx, _y, [a, b], params) => (i === 0 ? spec.product(dx, b, params) : spec.product(a, dx, params)),
    vjp: (i, dy, _y, [a, b], params) =>
      i === 0 ? spec.transpose[0](dy, b, shapeOf(a), params) : spec.transpose[1](dy, a, shapeOf(b), params),
    ...(spec.core && { core: spec.core }),
    ...(spec.batch && { batch: spec.batch }),
    linearity: "bilinear",
    domain: [real, real],
    examples: spec.examples,
  };
  return op;
}

/** What determines an op whose derivative is zero wherever it exists. */
export interface Constant<X extends Inputs, P> extends Pick<
  Op<X, P>,
  "name" | "doc" | "eval" | "shape" | "core" | "batch" | "predicate"
> {
  readonly domain: readonly Interval[];
  readonly examples?: readonly Example<P>[];
}

/**
 * A locally constant op: registered with zero rules, so that a mask never throws, and recorded by no trace.
 */
export function constant<X extends Inputs, P>(spec: Constant<X, P>): Op<X, P> {
  return { examples: [], ...spec, jvp: zero, vjp: zero, constant: true };
}

function zero(): Value {
  return 0;
}
