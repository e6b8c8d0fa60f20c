// Singular value decompositions.

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { chain, plus, real } from "../core/space.js";
import { add, reciprocal, sub } from "./arithmetic.js";
import { gaps } from "./eigh.js";
import { graded } from "./graded.js";
import type { Like } from "./lift.js";
import { matrixProduct, swapped } from "./multiplying.js";
import { pack, unpack } from "./packing.js";
import { publish } from "./publish.js";
import { where } from "./select.js";
import { expandDims } from "./shape.js";
import { diagonalMatrix, diagonalOf, matricesOf, weights } from "./triangles.js";

/** What `svd` answers with: a = u · diag(s) · vt. Here k = min(m, n). */
export interface Singular {
  /** The left singular vectors, in columns, [..., m, k]. */
  readonly u: Value;
  /** The singular values, descending, [..., k]. */
  readonly s: Value;
  /** The right singular vectors, in rows, [..., k, n]. */
  readonly vt: Value;
}

/** 1 / (xᵢ + xⱼ) for all pairs of the elements of vectors, 0 on the diagonal. */
function sums(x: Value): Value {
  const pairs = add(expandDims(x, -2), expandDims(x, -1));
  const diagonal = weights(x, shapeOf(x).at(-1) ?? 0, (i, j) => (i === j ? 1 : 0));
  return reciprocal(where(diagonal, Infinity, pairs));
}

// Townsend, "Differentiating the singular value decomposition" (2016). With P = uᵀ ȧ v:  ṡ = diag P,
//   uᵀ u̇ = ½ (E ∘ (P + Pᵀ) + G ∘ (P − Pᵀ)),  vᵀ v̇ = ½ (E ∘ (P + Pᵀ) − G ∘ (P − Pᵀ)),
// in which E = 1 / (sⱼ − sᵢ) and G = 1 / (sᵢ + sⱼ) stand for 1 / (sⱼ² − sᵢ²), which has lost digits. What of u̇ is
// at right angles to u, (1 − u uᵀ) ȧ v / s, is there if u is not square, and so with v.
const svdOp: Op<readonly [Value], null> = {
  name: "svd",
  doc: "a = u diag(s) vᵀ (Townsend 2016); vectors of equal singular values have no derivative",
  eval: ([a]) => nd.svd(a),
  shape: ([a]) => {
    const { m, n, k } = lengths(a);
    return [...a.slice(0, -2), k * (m + 1 + n)];
  },
  jvp(_i, dx, y, [a]) {
    const { u, s, vt } = partsOf(y, a);
    const { m, n, k } = lengths(shapeOf(a));
    const [ut, v] = [swapped(u), swapped(vt)];
    const [left, right] = [matrixProduct(dx, v), matrixProduct(ut, dx)];
    const p = matrixProduct(ut, left);
    const even = chain(gaps(s), plus(p, swapped(p)));
    const odd = chain(sums(s), sub(p, swapped(p)));
    const inU = matrixProduct(u, chain(0.5, plus(even, odd)));
    const inV = matrixProduct(swapped(chain(0.5, sub(even, odd))), vt);
    const du = m > k ? plus(inU, chain(inverse(s, -2), sub(left, matrixProduct(u, p)))) : inU;
    const dvt = n > k ? plus(inV, chain(inverse(s, -1), sub(right, matrixProduct(p, vt)))) : inV;
    return pack([du, diagonalOf(p), dvt], shapeOf(a).slice(0, -2));
  },
  // ā = u (diag s̄ + X + Xᵀ + Y − Yᵀ) vᵀ, X = ½ E ∘ (uᵀ ū + vᵀ v̄), Y = ½ G ∘ (uᵀ ū − vᵀ v̄), and the rest of ū, v̄
  vjp(_i, dy, y, [a]) {
    const [{ u, s, vt }, back] = [partsOf(y, a), partsOf(dy, a)];
    const { m, n, k } = lengths(shapeOf(a));
    const [byU, byV] = [matrixProduct(swapped(u), back.u), matrixProduct(vt, swapped(back.vt))];
    const even = chain(gaps(s), chain(0.5, plus(byU, byV)));
    const odd = chain(sums(s), chain(0.5, sub(byU, byV)));
    const turning = plus(plus(even, swapped(even)), sub(odd, swapped(odd)));
    const inside = matrixProduct(matrixProduct(u, plus(diagonalMatrix(back.s), turning)), vt);
    const restU = m > k ? matrixProduct(outside(u, chain(inverse(s, -2), back.u)), vt) : 0;
    const restV =
      n > k ? matrixProduct(u, swapped(outside(swapped(vt), swapped(chain(inverse(s, -1), back.vt))))) : 0;
    return plus(inside, plus(restU, restV));
  },
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[3, 2]], params: null, arrange: graded },
    { shapes: [[2, 2, 3]], params: null, arrange: graded },
    { shapes: [[2, 2]], params: null, arrange: graded },
  ],
};

function lengths(shape: nd.Shape): { m: number; n: number; k: number } {
  const [m = 0, n = 0] = shape.slice(-2);
  return { m, n, k: Math.min(m, n) };
}

function partsOf(packed: Value, a: Value): Singular {
  const { m, n, k } = lengths(shapeOf(a));
  const [u = 0, s = 0, vt = 0] = unpack(packed, [[m, k], [k], [k, n]]);
  return { u, s, vt };
}

/** 1 / s for the columns of a matrix, axis −2, or for its rows, axis −1. */
function inverse(s: Value, axis: number): Value {
  return expandDims(reciprocal(s), axis);
}

/** What of x is at right angles to the orthonormal columns of u. */
function outside(u: Value, x: Value): Value {
  return sub(x, matrixProduct(u, matrixProduct(swapped(u), x)));
}

/**
 * The thin singular value decomposition of a matrix [..., m, n], a = u diag(s) vt, by one-sided Jacobi rotations.
 * Of each left singular vector the largest component is positive, the first of several that are equally large.
 * NaN if an entry is not finite.
 *
 * Where singular values are equal, vectors of theirs have no derivative: it comes out infinite or NaN, as do those
 * of a singular value 0. What is made of the values alone has one, to first order.
 *
 * @example
 * svd([[0, 2], [3, 0]]).s; // [3, 2]
 */
export const svd = /* @__PURE__ */ publish(svdOp, (a: Like): Singular => {
  const x = matricesOf("svd", a);
  return partsOf(bind(svdOp, [x], null), x);
});
