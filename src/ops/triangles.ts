// Parts of square matrices, as the rules of decompositions need them.

import * as nd from "../ndarray/index.js";
import { badArgument } from "../core/errors.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { chain, plus } from "../core/space.js";
import { mul } from "./arithmetic.js";
import { lift, type Like } from "./lift.js";
import { swapped } from "./multiplying.js";
import { sum } from "./reductions.js";
import { expandDims } from "./shape.js";

/** A number for each entry of the n × n matrices `x`, of their element type. */
export function weights(x: Value, n: number, f: (row: number, column: number) => number): nd.Plain {
  const data = Float64Array.from({ length: n * n }, (_, k) => f(Math.floor(k / n), k % n));
  return nd.floatResult(data, [n, n], nd.floatTypeOf([x]));
}

function masked(x: Value, keeps: (row: number, column: number) => boolean): Value {
  return chain(
    weights(x, shapeOf(x).at(-1) ?? 0, (i, j) => (keeps(i, j) ? 1 : 0)),
    x,
  );
}

/** What lies below the diagonal. */
export function strictLower(x: Value): Value {
  return masked(x, (i, j) => i > j);
}

/** What lies on and above the diagonal. */
export function upper(x: Value): Value {
  return masked(x, (i, j) => i <= j);
}

/** The diagonal, [..., n]. */
export function diagonalOf(x: Value): Value {
  return sum(
    masked(x, (i, j) => i === j),
    { axis: -1 },
  );
}

/** The diagonal matrices of vectors [..., n]. */
export function diagonalMatrix(x: Value): Value {
  return chain(
    weights(x, shapeOf(x).at(-1) ?? 0, (i, j) => (i === j ? 1 : 0)),
    expandDims(x, -1),
  );
}

/** (x + xᵀ) / 2 */
export function symmetric(x: Value): Value {
  return mul(0.5, plus(x, swapped(x)));
}

/** Matrices [..., m, n], for the function `name`. */
export function matricesOf(name: string, a: Like): Value {
  const x = lift(name, a);
  if (shapeOf(x).length > 1) return x;
  throw badArgument(name, "its input", "a matrix, or a batch [..., m, n] of them", value(x));
}
