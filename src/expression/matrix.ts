// The operators that mean matrix algebra between arrays, as in mathjs, and arithmetic between scalars.

import { eye, formatShape } from "../ndarray/index.js";
import { shapeOf, type Value } from "../core/op.js";
import { div, dot, inv, lift, matmul, mul, pow, type Like } from "../ops/index.js";

/** a * b: the matrix product, of two vectors the inner product; a scalar multiplies every element. */
export function multiply(a: Like, b: Like): Value {
  if (typeof a === "number" || typeof b === "number") return mul(a, b);
  const [x, y] = [lift("*", a), lift("*", b)];
  const [rankX, rankY] = [shapeOf(x).length, shapeOf(y).length];
  if (rankX === 0 || rankY === 0) return mul(x, y);
  return rankX === 1 && rankY === 1 ? dot(x, y) : matmul(x, y);
}

/** a / b: elements divided by a scalar, or the product with the inverse of a matrix. */
export function divide(a: Like, b: Like): Value {
  if (typeof b === "number") return div(a, b);
  const y = lift("/", b);
  const rank = shapeOf(y).length;
  if (rank === 0) return div(a, y);
  if (rank === 2) return multiply(a, inv(y));
  const meant = "the divisor must be a scalar or a square matrix";
  throw new TypeError(`/: ${meant}, not ${arrayOf(y)}; write ./ to go element by element`);
}

/** a ^ b of two scalars, or of a square matrix and a whole number. */
export function power(a: Like, b: Like): Value {
  if (typeof a === "number" && typeof b === "number") return pow(a, b);
  const [x, y] = [lift("^", a), lift("^", b)];
  const [shape, rankY] = [shapeOf(x), shapeOf(y).length];
  if (shape.length === 0 && rankY === 0) return pow(x, y);
  const [rows = 0, columns = 0] = shape;
  if (shape.length === 2 && rows === columns && Number.isInteger(y)) return wholePower(x, y as number, rows);
  const what = rankY > 0 ? `an exponent that is ${arrayOf(y)}` : `${arrayOf(x)} to the power ${String(y)}`;
  const meant = "of arrays only square matrices have powers, to constant whole numbers";
  throw new TypeError(`^: ${what}; ${meant}; write .^ to go element by element`);
}

function wholePower(x: Value, n: number, rows: number): Value {
  return n < 0 ? positivePower(inv(x), -n, rows) : positivePower(x, n, rows);
}

/** xⁿ by repeated squaring. */
function positivePower(x: Value, n: number, rows: number): Value {
  if (n < 2) return n === 0 ? eye(rows) : x;
  const half = positivePower(x, Math.floor(n / 2), rows);
  const even = matmul(half, half);
  return n % 2 === 0 ? even : matmul(even, x);
}

function arrayOf(x: Value): string {
  return `an array of shape ${formatShape(shapeOf(x))}`;
}
