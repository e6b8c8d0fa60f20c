// Wrong formulas: faults that make a derivative wrong at every point, or at every array.

import { shapeOf, type Value } from "../../core/op.js";
import { chain, plus } from "../../core/space.js";
import { ones, sizeOf } from "../../ndarray/index.js";
import * as nd from "../../ndarray/index.js";
import { mul } from "../../ops/arithmetic.js";
import { take } from "../../ops/indexing.js";
import { matrixTranspose } from "../../ops/products.js";
import { reshape } from "../../ops/shape.js";
import type { Spoil } from "./fault.js";

/** The derivative times a factor. */
export function times(factor: number): Spoil {
  return ({ rule }) =>
    (...given) =>
      chain(factor, rule(...given));
}

/** Two inputs of one shape taken for each other. */
export const swapped: Spoil = ({ rule, op }) =>
  op.domain.length === 1
    ? undefined
    : (i, dx, y, x, params) => {
        const [a, b, ...rest] = x;
        if (a === undefined || b === undefined) return rule(i, dx, y, x, params);
        const alike = nd.sameShape(shapeOf(a), shapeOf(b));
        return rule(i, dx, y, alike ? [b, a, ...rest] : x, params);
      };

/** The last input has no derivative; of a single input, its first element. */
export const dropped: Spoil =
  ({ rule, transposed }) =>
  (i, dx, y, x, params) => {
    if (x.length > 1) return i === x.length - 1 ? 0 : rule(i, dx, y, x, params);
    const without = withoutFirst(shapeOf(x[i] ?? 0));
    return transposed
      ? product(without, rule(i, dx, y, x, params))
      : rule(i, product(without, dx), y, x, params);
  };

function withoutFirst(shape: nd.Shape): Value {
  return shape.length === 0
    ? 1
    : new nd.NDArray(
        Float64Array.from({ length: sizeOf(shape) }, (_, k) => (k === 0 ? 0 : 1)),
        shape,
      );
}

/** a ∘ b, where 0 is the zero of every space. */
export function product(a: Value, b: Value): Value {
  return a === 0 || b === 0 ? 0 : mul(a, b);
}

/** What comes in is taken for ones. */
export const ignorant: Spoil =
  ({ rule }) =>
  (i, dx, y, x, params) => {
    const shape = shapeOf(dx);
    return rule(i, shape.length === 0 ? 1 : ones(shape), y, x, params);
  };

/** A contribution is added twice. */
export const twice: Spoil =
  ({ rule }) =>
  (...given) => {
    const once = rule(...given);
    return plus(once, once);
  };

/** The matrix is transposed, and its numbers are read in the shape that was asked for. */
export const transposed: Spoil =
  ({ rule }) =>
  (...given) => {
    const right = rule(...given);
    const shape = shapeOf(right);
    return shape.length < 2 ? right : reshape(matrixTranspose(right), shape);
  };

/** What comes in is moved on by one element. */
export const rolled: Spoil =
  ({ rule }) =>
  (i, dx, y, x, params) => {
    const shape = shapeOf(dx);
    const n = sizeOf(shape);
    if (n < 2) return rule(i, dx, y, x, params);
    const indices = Array.from({ length: n }, (_, k) => (k + 1) % n);
    return rule(i, reshape(take(reshape(dx, [-1]), indices), shape), y, x, params);
  };

/** An axis of length 1 too many. */
export const misshapen: Spoil =
  ({ rule }) =>
  (...given) => {
    const right = rule(...given);
    return right === 0 ? 0 : reshape(right, [1, ...shapeOf(right)]);
  };
