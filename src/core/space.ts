// The vector space that engines and rules compute in: sums, multiples, and moving between the shapes of a
// broadcast.

import * as nd from "../ndarray/index.js";
import type { Convention, Example, Inputs, Interval, Op, PartialDerivative, Scalar, Value } from "./op.js";
import { bind, dtypeOf, shapeOf } from "./op.js";

/** The whole line. */
export const real: Interval = { low: -Infinity, high: Infinity };

/** What determines an elementwise op: its function of numbers, and one partial for each input. */
export interface Elementwise {
  readonly name: string;
  readonly doc: string;
  readonly f: Scalar;
  readonly d: readonly PartialDerivative[];
  readonly domain?: readonly Interval[];
  readonly ulps?: number;
  readonly ulpsPerLogarithm?: number;
  readonly nearZeros?: (x: number) => number;
  readonly conventions?: readonly Convention[];
  /** Where the domain does not say which inputs go together. */
  readonly examples?: readonly Example<undefined>[];
}

/** An op that works element by element with broadcasting: its partials fill both slots. */
export function elementwise(spec: Elementwise): Op<Inputs, undefined> {
  const { name, doc, f, d, domain, examples, ulps, ulpsPerLogarithm, nearZeros, conventions } = spec;
  const arity = d.length;
  const run = kernel(name, f, arity);
  const partial = (i: number, y: Value, x: Inputs): Value =>
    (d[i] as PartialDerivative)(y, x[0] ?? 0, x[1] ?? 0, x[2] ?? 0);
  return {
    name,
    doc,
    eval: run,
    shape: (shapes) => nd.broadcastShapes(name, ...shapes),
    jvp: (i, dx, y, x) => broadcastTo(chain(partial(i, y, x), dx), shapeOf(y)),
    vjp: (i, dy, y, x) => sumTo(chain(partial(i, y, x), dy), shapeOf(x[i] ?? 0)),
    scalar: { f, partials: d },
    core: d.map(() => 0),
    domain: domain ?? d.map(() => real),
    examples: examples ?? [],
    ...(ulps === undefined ? {} : { ulps }),
    ...(ulpsPerLogarithm === undefined ? {} : { ulpsPerLogarithm }),
    ...(nearZeros === undefined ? {} : { nearZeros }),
    ...(conventions === undefined ? {} : { conventions }),
  };
}

/** The array kernel of a function of numbers. */
function kernel(name: string, f: Scalar, arity: number): (x: readonly nd.Plain[]) => nd.Plain {
  const at = (x: readonly nd.Plain[], i: number): nd.Plain => x[i] as nd.Plain;
  if (arity === 1) {
    const run = nd.map1(name, f as (a: number) => number);
    return (x) => run(at(x, 0));
  }
  if (arity === 2) {
    const run = nd.map2(name, f as (a: number, b: number) => number);
    return (x) => run(at(x, 0), at(x, 1));
  }
  const run = nd.map3(name, f);
  return (x) => run(at(x, 0), at(x, 1), at(x, 2));
}

export const addOp = elementwise({
  name: "add",
  doc: "a + b",
  f: (a, b) => a + b,
  d: [() => 1, () => 1],
});

export const mulOp = elementwise({
  name: "mul",
  doc: "a b",
  f: (a, b) => a * b,
  d: [(_y, _a, b) => b, (_y, a) => a],
});

/** The product of the chain rule, in which zero is strong: 0 · ∞ = 0 · NaN = 0. */
export const timesOp = elementwise({
  name: "times",
  doc: "p · ẋ, where 0 · ∞ = 0 · NaN = 0: what is not there cannot make NaN of what is",
  f: (p, dx) => strong(p, dx),
  d: [(_y, _p, dx) => dx, (_y, p) => p],
});

/** p · dx, and 0 where either is 0. */
export function strong(p: number, dx: number): number {
  const product = p * dx;
  return product === product ? product : indefinite(p, dx);
}

/** p · dx where that is NaN; apart, because V8 inlines `strong` everywhere as long as it is this short. */
function indefinite(p: number, dx: number): number {
  return p === 0 || dx === 0 ? 0 : NaN;
}

/** p · dx, the chain rule's product, with a strong zero. */
export function chain(p: Value, dx: Value): Value {
  if (p === 0 || dx === 0) return 0;
  if (p === 1) return dx;
  if (typeof p === "number" && typeof dx === "number") return p * dx;
  // A factor that is neither 0 nor ∞ needs no care, and the plain product is the faster loop.
  return bind(Number.isFinite(p) || Number.isFinite(dx) ? mulOp : timesOp, [p, dx], undefined);
}

/** The sum of two tangents or cotangents; the number 0 is the zero of every space. */
export function plus(a: Value, b: Value): Value {
  if (a === 0) return b;
  if (b === 0) return a;
  if (typeof a === "number" && typeof b === "number") return a + b;
  return bind(addOp, [a, b], undefined);
}

/** The parameter of an op whose result has a shape that its inputs do not determine. */
export interface ToShape {
  readonly shape: nd.Shape;
}

/**
 * Inputs of which only some are `batched`, along an axis of length n before their own, as if all were.
 */
export function everyone<X extends Inputs>(x: X, batched: readonly boolean[], n: number): X {
  const repeated = (v: Value): Value => bind(broadcastToOp, [v], { shape: [n, ...shapeOf(v)] });
  const all = x.map((v, i) => (batched[i] === true ? v : repeated(v)));
  return all as Inputs as X;
}

export const reshapeOp: Op<readonly [Value], ToShape> = {
  name: "reshape",
  doc: "the same elements in another shape",
  eval: ([x], { shape }) => nd.reshape(x, shape),
  shape: (_x, { shape }) => shape,
  jvp: (_i, dx, _y, _x, { shape }) => reshaped(dx, shape),
  vjp: (_i, dy, _y, [x]) => reshaped(dy, shapeOf(x)),
  batch: ([x], _batched, n, { shape }) => reshaped(x, [n, ...shape]),
  linearity: "linear",
  domain: [real],
  examples: [
    { shapes: [[6]], params: { shape: [2, 3] } },
    { shapes: [[1, 1]], params: { shape: [] } },
    { shapes: [[]], params: { shape: [1] } },
  ],
};

/** `x` in another shape of the same size; zero stays the number 0. */
function reshaped(x: Value, shape: nd.Shape): Value {
  return x === 0 || nd.sameShape(shapeOf(x), shape) ? x : bind(reshapeOp, [x], { shape });
}

/** The shape [n, …] of n arrays of rank `rank` in which their own axes meet the last ones of `shape`. */
function aligned([n = 0, ...own]: nd.Shape, rank: number): nd.Shape {
  return [n, ...new Array<number>(Math.max(0, rank - own.length)).fill(1), ...own];
}

export const broadcastToOp: Op<readonly [Value], ToShape> = {
  name: "broadcastTo",
  doc: "x repeated along new axes and along axes of length 1",
  eval: ([x], { shape }) => nd.broadcastTo(x, shape),
  shape: (_x, { shape }) => shape,
  jvp: (_i, dx, _y, _x, { shape }) => broadcastTo(dx, shape),
  vjp: (_i, dy, _y, [x]) => sumTo(dy, shapeOf(x)),
  batch: ([x], _batched, n, { shape }) =>
    broadcastTo(reshaped(x, aligned(shapeOf(x), shape.length)), [n, ...shape]),
  linearity: "linear",
  domain: [real],
  examples: [
    { shapes: [[3]], params: { shape: [2, 3] } },
    { shapes: [[]], params: { shape: [2] } },
    { shapes: [[2, 1]], params: { shape: [3, 2, 4] } },
  ],
};

export const sumToOp: Op<readonly [Value], ToShape> = {
  name: "sumTo",
  doc: "the transpose of broadcastTo: x summed over the axes that a broadcast made",
  eval: ([x], { shape }) => nd.sumTo(x, shape),
  shape: (_x, { shape }) => shape,
  jvp: (_i, dx, _y, _x, { shape }) => sumTo(dx, shape),
  vjp: (_i, dy, _y, [x]) => broadcastTo(dy, shapeOf(x)),
  batch: ([x], _batched, n, { shape }) =>
    reshaped(sumTo(x, aligned([n, ...shape], shapeOf(x).length - 1)), [n, ...shape]),
  linearity: "linear",
  domain: [real],
  examples: [
    { shapes: [[2, 3]], params: { shape: [3] } },
    { shapes: [[3, 2, 4]], params: { shape: [2, 1] } },
  ],
};

/** `x` broadcast to `shape`; zero stays the number 0. */
export function broadcastTo(x: Value, shape: nd.Shape): Value {
  return x === 0 || nd.sameShape(shapeOf(x), shape) ? x : bind(broadcastToOp, [x], { shape });
}

/** `x` summed to `shape`; zero stays the number 0. */
export function sumTo(x: Value, shape: nd.Shape): Value {
  return x === 0 || nd.sameShape(shapeOf(x), shape) ? x : bind(sumToOp, [x], { shape });
}

/** The parameter of `cast`. */
export interface ToDType {
  readonly dtype: nd.DType;
}

export const castOp: Op<readonly [Value], ToDType> = {
  name: "cast",
  doc: "x with elements of another type; a number stays a number",
  eval: ([x], { dtype }) => nd.cast(x, dtype),
  shape: ([x]) => x,
  jvp: (_i, dx, _y, _x, { dtype }) => (isFloat(dtype) ? cast(dx, dtype) : 0),
  vjp: (_i, dy, _y, [x], { dtype }) => (isFloat(dtype) ? cast(dy, dtypeOf(x)) : 0),
  core: [0],
  domain: [real],
  examples: [{ shapes: [[3]], params: { dtype: "float64" } }],
};

/** True of the element types that have derivatives. */
export function isFloat(dtype: nd.DType): boolean {
  return dtype === "float64" || dtype === "float32";
}

/** `x` as `dtype`; from floating point to integers the derivative is zero. */
export function cast(x: Value, dtype: nd.DType): Value {
  if (x === 0 || dtypeOf(x) === dtype) return x;
  return bind(castOp, [x], { dtype });
}

/** The zero of the space of `x`. */
export function zeroOf(x: Value): nd.Plain {
  const shape = shapeOf(x);
  return shape.length === 0
    ? 0
    : nd.zeros(shape, { dtype: dtypeOf(x) === "float32" ? "float32" : "float64" });
}

/** A tangent or cotangent as a value of the space of `x`: the number 0 becomes its zeros. */
export function materialize(dx: Value, x: Value): Value {
  return dx === 0 ? zeroOf(x) : dx;
}
