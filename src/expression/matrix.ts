// The operators that mean matrix algebra between arrays, as in mathjs, and arithmetic between scalars.

import { eye, formatShape, type NDArray } from "../ndarray/index.js";
import { shapeOf, type Value } from "../core/op.js";
import { div, dot, lift, matmul, mul, pow, type Like } from "../ops/index.js";

/** a * b: the matrix product, of two vectors the inner product; a scalar multiplies every element. */
export function multiply(a: Like, b: Like): Value {
  if (typeof a === "number" || typeof b === "number") return mul(a, b);
  const [x, y] = [lift("*", a), lift("*", b)];
  const [rankX, rankY] = [shapeOf(x).length, shapeOf(y).length];
  if (rankX === 0 || rankY === 0) return mul(x, y);
  return rankX === 1 && rankY === 1 ? dot(x, y) : matmul(x, y);
}

/** a / b, b a scalar. */
export function divide(a: Like, b: Like): Value {
  if (typeof b === "number") return div(a, b);
  const y = lift("/", b);
  if (shapeOf(y).length === 0) return div(a, y);
  const instead = `write ./ to go by elements${shapeOf(y).length > 1 ? ", or * inv(...) of a matrix" : ""}`;
  throw new TypeError(`/: the divisor must be a scalar, not ${arrayOf(y)}; ${instead}`);
}

/** a ^ b of two scalars, or of a square matrix and a whole number ≥ 0. */
export function power(a: Like, b: Like): Value {
  if (typeof a === "number" && typeof b === "number") return pow(a, b);
  const [x, y] = [lift("^", a), lift("^", b)];
  const [shape, rankY] = [shapeOf(x), shapeOf(y).length];
  if (shape.length === 0 && rankY === 0) return pow(x, y);
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows !== columns || typeof y !== "number" || !Number.isInteger(y) || y < 0) {
    const what = rankY > 0 ? `an exponent that is ${arrayOf(y)}` : `${arrayOf(x)} to the power ${String(y)}`;
    const meant = "of arrays, only a square matrix has powers, with a constant whole number >= 0 as exponent";
    throw new TypeError(`^: ${what}; ${meant}; write .^ to go by elements`);
  }
  return matrixPower(x, y, eye(rows ?? 0));
}

/** xⁿ by repeated squaring. */
function matrixPower(x: Value, n: number, one: NDArray): Value {
  if (n === 0) return one;
  if (n === 1) return x;
  const half = matrixPower(x, Math.floor(n / 2), one);
  const even = matmul(half, half);
  return n % 2 === 0 ? even : matmul(even, x);
}

function arrayOf(x: Value): string {
  return `an array of shape ${formatShape(shapeOf(x))}`;
}
