// The QR factorization, and least squares by it.

import * as nd from "../ndarray/index.js";
import { outOfRange } from "../core/errors.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { plus, real } from "../core/space.js";
import { sub } from "./arithmetic.js";
import { graded, gradedAndTurned } from "./graded.js";
import { triangularSolve } from "./linalg.js";
import type { Like } from "./lift.js";
import { matrixProduct, swapped } from "./multiplying.js";
import { pack, unpack } from "./packing.js";
import { publish } from "./publish.js";
import { concatenate } from "./shape.js";
import { slice } from "./indexing.js";
import { matricesOf, strictLower, upper } from "./triangles.js";

/** What `qr` answers with: a = q · r. */
export interface QR {
  /** With orthonormal columns, [..., m, min(m, n)]. */
  readonly q: Value;
  /** Upper triangular, [..., min(m, n), n], with no negative number on its diagonal. */
  readonly r: Value;
}

// Walter & Lehmann, "Algorithmic differentiation of linear algebra functions with application in optimum
// experimental design" (2010). With X = ȧ r⁻¹ and C = qᵀ X:  ṙ = Ψ r,  q̇ = X − q Ψ, where Ψ = upper C + (lower C)ᵀ.
const qrOp: Op<readonly [Value], null> = {
  name: "qr",
  doc: "a = q r, of orthonormal columns and an upper triangle with a positive diagonal (Walter & Lehmann 2010)",
  eval: ([a]) => {
    tall(nd.shapeOf(a));
    return nd.qr(a);
  },
  shape: ([a]) => {
    const { m, n } = tall(a);
    return [...a.slice(0, -2), m * n + n * n];
  },
  jvp(_i, dx, y, [a]) {
    const { q, r } = partsOf(y, a);
    const x = swapped(triangularSolve(r, swapped(dx), { lower: false, transpose: true }));
    const c = matrixProduct(swapped(q), x);
    const psi = plus(upper(c), swapped(strictLower(c)));
    return pack([sub(x, matrixProduct(q, psi)), matrixProduct(psi, r)], shapeOf(a).slice(0, -2));
  },
  // ā = (q̄ + q (lower M + (strictly lower M)ᵀ)) r⁻ᵀ of M = r r̄ᵀ − q̄ᵀ q
  vjp(_i, dy, y, [a]) {
    const [{ q, r }, back] = [partsOf(y, a), partsOf(dy, a)];
    const m = sub(matrixProduct(r, swapped(back.r)), matrixProduct(swapped(back.q), q));
    const mirrored = plus(swapped(upper(swapped(m))), swapped(strictLower(m)));
    const side = plus(back.q, matrixProduct(q, mirrored));
    return swapped(triangularSolve(r, swapped(side), { lower: false, transpose: false }));
  },
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[3, 2]], params: null, arrange: graded },
    { shapes: [[2, 3, 3]], params: null, arrange: gradedAndTurned },
  ],
};

function tall(shape: nd.Shape): { m: number; n: number } {
  const [m = 0, n = 0] = shape.slice(-2);
  if (m < n) throw outOfRange("qr", "its input", "of at least as many rows as columns", shape);
  return { m, n };
}

function partsOf(packed: Value, a: Value): QR {
  const [m = 0, n = 0] = shapeOf(a).slice(-2);
  const [q = 0, r = 0] = unpack(packed, [
    [m, n],
    [n, n],
  ]);
  return { q, r };
}

/**
 * The reduced QR factorization of a matrix [..., m, n] by Householder reflections: a = q r with orthonormal
 * columns in q and an upper triangular r. No number on the diagonal of r is negative, so that there is one
 * factorization only. Of a wide matrix, m < n, the first m columns determine q.
 *
 * Where those columns are linearly dependent, r has a zero on its diagonal, and the factors have no derivative:
 * it comes out infinite or NaN.
 *
 * @example
 * qr([[3, 1], [4, 2]]).r; // [[5, 2.2], [0, 0.39…]]
 */
export const qr = /* @__PURE__ */ publish(qrOp, (a: Like): QR => {
  const x = matricesOf("qr", a);
  const [m = 0, n = 0] = shapeOf(x).slice(-2);
  if (m >= n) return partsOf(bind(qrOp, [x], null), x);
  const [left, right] = [slice(x, ...columns(x, 0, m)), slice(x, ...columns(x, m, n))];
  const { q, r } = partsOf(bind(qrOp, [left], null), left);
  return { q, r: concatenate([r, matrixProduct(swapped(q), right)], { axis: -1 }) };
});

/** Some columns of matrices, as `slice` takes them. */
function columns(x: Value, from: number, to: number): nd.RangeSpec[] {
  return shapeOf(x).map((_, axis, { length }) => (axis === length - 1 ? [from, to] : null));
}
