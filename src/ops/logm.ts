// The logarithm of matrices, made of square roots and solutions.

import * as nd from "../ndarray/index.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { add, mul, sub } from "./arithmetic.js";
import { lift, type Like } from "./lift.js";
import { solve } from "./linalg.js";
import { matrixNorm } from "./matrix-norms.js";
import { sqrtm } from "./sylvester.js";
import { weights } from "./triangles.js";

/** How many nodes: with them the Padé approximant [16 / 16] has the digits of a double for a norm up to `reach`. */
const count = 16;

/** (Higham, Functions of Matrices, 2008, table 11.1) */
const reach = 0.749;

/** After so many roots no double is still far from 1. */
const mostRoots = 64;

/** A node of Gauss and Legendre's rule on [0, 1], and its weight. */
interface Node {
  readonly at: number;
  readonly weight: number;
}

/** The rule of n nodes, each by Newton's method on Legendre's polynomial. */
function gaussLegendre(n: number): readonly Node[] {
  return Array.from({ length: n }, (_, k) => {
    let x = Math.cos((Math.PI * (k + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step++) {
      let [before, p] = [1, x];
      for (let j = 2; j <= n; j++) [before, p] = [p, ((2 * j - 1) * x * p - (j - 1) * before) / j];
      slope = (n * (before - x * p)) / (1 - x * x);
      x -= p / slope;
    }
    return { at: (1 + x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });
}

/**
 * The principal logarithm of a matrix [..., n, n], x with exp x = a whose eigenvalues have imaginary parts within ±π, by
 * inverse scaling and squaring: square roots until the matrix is near 1, and there ∫₀¹ x (1 + t x)⁻¹ dt as a sum,
 * which is a Padé approximant (Higham, Functions of Matrices, 2008, §11). A matrix that has an eigenvalue 0 or below
 * has none that is found: NaN. Each root may cost a bit of the part of `a` that is small beside 1. Its derivative is
 * that of the approximation, which is as good as the approximation itself.
 *
 * @example
 * logm([[1, 1], [0, 1]]); // [[0, 1.00…], [0, 0]]
 */
export function logm(a: Like): Value {
  const x = lift("logm", a);
  const n = nd.squareLength("logm", shapeOf(x));
  if (nd.sizeOf(shapeOf(x)) === 0) return x;
  const one = weights(x, n, (i, j) => (i === j ? 1 : 0));
  let root = x;
  let roots = 0;
  while (largestOf(sub(root, one)) > reach && roots < mostRoots) {
    root = sqrtm(root);
    roots += 1;
  }
  return mul(2 ** roots, nearOne(sub(root, one), one));
}

/** The largest norm of plain matrices, NaN if one is not finite; NaN is beyond no bound. */
function largestOf(x: Value): number {
  const norms = value(matrixNorm(value(x), 1));
  return typeof norms === "number" ? norms : Math.max(...norms.data);
}

/** ln(1 + x) of a matrix within reach. */
function nearOne(x: Value, one: nd.Plain): Value {
  return gaussLegendre(count)
    .map(({ at, weight }) => mul(weight, solve(add(one, mul(at, x)), x)))
    .reduce(add);
}
