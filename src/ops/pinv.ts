// The Moore–Penrose inverse.

import * as nd from "../ndarray/index.js";
import { ask, bind, shapeOf, type Op, type Value } from "../core/op.js";
import { chain, plus, real } from "../core/space.js";
import { neg, sub } from "./arithmetic.js";
import { graded } from "./graded.js";
import { stopGradient } from "./identity.js";
import type { Like } from "./lift.js";
import { matrixProduct, swapped } from "./multiplying.js";
import { publish } from "./publish.js";
import { sum } from "./reductions.js";
import { matricesOf } from "./triangles.js";

// Golub & Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems whose variables
// separate" (1973). With P the inverse:  Ṗ = −P ȧ P + P Pᵀ ȧᵀ (1 − a P) + (1 − P a) ȧᵀ Pᵀ P.
const pinvOp: Op<readonly [Value], undefined> = {
  name: "pinv",
  doc: "the Moore–Penrose inverse; its derivative is that among matrices of the same rank (Golub & Pereyra 1973)",
  eval: ([a]) => nd.pinv(a),
  shape: ([a]) => [...a.slice(0, -2), a.at(-1) ?? 0, a.at(-2) ?? 0],
  jvp(_i, dx, y, [a]) {
    const [yt, dxt] = [swapped(y), swapped(dx)];
    const through = matrixProduct(y, matrixProduct(dx, y));
    const fromLeft = besides(swapped(matrixProduct(y, matrixProduct(yt, dxt))), y, a);
    const fromRight = besides(matrixProduct(dxt, matrixProduct(yt, y)), a, y);
    return plus(plus(flipped(fromLeft), neg(through)), fromRight);
  },
  // ā = −Pᵀ P̄ Pᵀ + (1 − a P) P̄ᵀ P Pᵀ + Pᵀ P P̄ᵀ (1 − P a)
  vjp(_i, dy, y, [a]) {
    const [yt, dyt] = [swapped(y), swapped(dy)];
    const through = matrixProduct(yt, matrixProduct(dy, yt));
    const fromLeft = besides(matrixProduct(dyt, matrixProduct(y, yt)), y, a);
    const fromRight = besides(swapped(matrixProduct(yt, matrixProduct(y, dyt))), a, y);
    return plus(plus(fromLeft, neg(through)), flipped(fromRight));
  },
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[3, 2]], params: undefined, arrange: graded },
    { shapes: [[2, 2, 3]], params: undefined, arrange: graded },
  ],
};

function flipped(x: Value): Value {
  return x === 0 ? 0 : swapped(x);
}

/** (1 − p q) x of the projection p q; of one onto all there is, 0, which rounding would make something of. */
function besides(x: Value, q: Value, p: Value): Value {
  return isWhole(q, p) ? 0 : sub(x, matrixProduct(p, matrixProduct(q, x)));
}

/** Whether the projections p q are all 1: their traces are their ranks. */
function isWhole(q: Value, p: Value): boolean {
  const traces = sum(chain(stopGradient(p), swapped(stopGradient(q))), { axis: [-2, -1] });
  const full = shapeOf(p).at(-2) ?? 0;
  return ask(traces, (elements) => elements.every((trace) => Math.abs(trace - full) < 0.5));
}

/**
 * The Moore–Penrose inverse of a matrix [..., m, n], an array [..., n, m]: of x with a x = b it gives the one
 * nearest to fit, and of several the shortest. Singular values less than max(m, n) · 2⁻⁵² times the largest count
 * as 0. Its derivative is right of full rank, and along changes that keep the rank; it jumps where that changes.
 *
 * @example
 * pinv([[1, 0], [0, 2], [0, 0]]); // [[1, 0, 0], [0, 0.5, 0]]
 */
export const pinv = /* @__PURE__ */ publish(pinvOp, (a: Like): Value => {
  return bind(pinvOp, [matricesOf("pinv", a)], undefined);
});
