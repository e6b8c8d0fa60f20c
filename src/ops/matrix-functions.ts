// Powers and the exponential of matrices, made of products and solutions.

import * as nd from "../ndarray/index.js";
import { badArgument } from "../core/errors.js";
import { ask, shapeOf, type Value } from "../core/op.js";
import { add, mul, sub } from "./arithmetic.js";
import { stopGradient } from "./identity.js";
import { lift, type Like } from "./lift.js";
import { inv, solve } from "./linalg.js";
import { matrixNorm } from "./matrix-norms.js";
import { matmul } from "./products.js";
import { weights } from "./triangles.js";

/**
 * The product of n copies of a matrix [..., k, k], by repeated squaring; of `inv(a)`, if n is negative. The power 0
 * is the identity, with derivative 0.
 *
 * @example
 * matrixPower([[1, 1], [0, 1]], 5); // [[1, 5], [0, 1]]
 */
export function matrixPower(a: Like, n: number): Value {
  const x = squareOf("matrixPower", a);
  if (!Number.isSafeInteger(n)) throw badArgument("matrixPower", "n", "a whole number", n);
  if (n === 0) return nd.broadcastTo(identityFor(x), shapeOf(x));
  let square = n < 0 ? inv(x) : x;
  let result: Value | undefined;
  for (let left = Math.abs(n); ; square = matmul(square, square)) {
    if (left % 2 === 1) result = result === undefined ? square : matmul(result, square);
    left = Math.floor(left / 2);
    if (left === 0) return result ?? square;
  }
}

function squareOf(name: string, a: Like): Value {
  const x = lift(name, a);
  nd.squareLength(name, shapeOf(x));
  return x;
}

/** The identity, of the size and the element type of the matrices x. */
function identityFor(x: Value): nd.Plain {
  return weights(x, shapeOf(x).at(-1) ?? 0, (i, j) => (i === j ? 1 : 0));
}

/** The coefficients of the numerator of the Padé approximant [13 / 13] of the exponential, divided by the first. */
const pade = /* @__PURE__ */ coefficients(13);

function coefficients(degree: number): readonly number[] {
  const all = [1];
  for (let k = 1; k <= degree; k++)
    all.push(((all[k - 1] ?? 0) * (degree - k + 1)) / (k * (2 * degree - k + 1)));
  return all;
}

/** The largest norm for which the approximant has all the digits of a double (Higham 2005). */
const reach = 5.371920351148152;

/**
 * The exponential of a matrix [..., n, n], Σ aᵏ / k!, by scaling and squaring with a Padé approximant (Higham, "The
 * scaling and squaring method for the matrix exponential revisited", 2005). Its derivative is that of the
 * approximation, which is as good as the approximation itself.
 *
 * @example
 * expm([[0, 1], [0, 0]]); // [[1, 1], [0, 1]]
 */
export function expm(a: Like): Value {
  const x = squareOf("expm", a);
  if (nd.sizeOf(shapeOf(x)) === 0) return x;
  const squarings = squaringsFor(stopGradient(x));
  let result = approximated(mul(x, 2 ** -squarings));
  for (let k = 0; k < squarings; k++) result = matmul(result, result);
  return result;
}

/** How often to halve the largest of the matrices until it is within reach. */
function squaringsFor(x: Value): number {
  return ask(matrixNorm(x, 1), halvings);
}

function halvings(norms: nd.Data): number {
  const largest = Math.max(...norms);
  return largest > reach && largest < Infinity ? Math.ceil(Math.log2(largest / reach)) : 0;
}

/** (v − u)⁻¹ (v + u), of u the odd and v the even terms of the numerator. */
function approximated(x: Value): Value {
  const one = identityFor(x);
  const x2 = matmul(x, x);
  const x4 = matmul(x2, x2);
  const powers = [one, x2, x4, matmul(x4, x2)];
  const terms = (first: number, count: number): Value =>
    powers
      .slice(0, count)
      .map((power, k) => mul(power, pade[first + 2 * k] ?? 0))
      .reduce(add);
  const half = (first: number): Value => {
    const high = powers.slice(1).map((power, k) => mul(power, pade[first + 8 + 2 * k] ?? 0));
    return add(matmul(powers[3] ?? one, high.reduce(add)), terms(first, 4));
  };
  const [u, v] = [matmul(x, half(1)), half(0)];
  return solve(sub(v, u), add(v, u));
}
