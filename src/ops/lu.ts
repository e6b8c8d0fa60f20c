// The LU factorization.

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { plus, real, zeroOf } from "../core/space.js";
import { graded, gradedAndTurned } from "./graded.js";
import { lift, type Like } from "./lift.js";
import { triangularSolve } from "./linalg.js";
import { matrixProduct, swapped } from "./multiplying.js";
import { pack, unpack } from "./packing.js";
import { publish } from "./publish.js";
import { strictLower, upper } from "./triangles.js";

/** What `lu` answers with: a = p · l · u. */
export interface LU {
  /** A permutation matrix, of derivative 0. */
  readonly p: Value;
  /** Lower triangular, with ones on the diagonal. */
  readonly l: Value;
  /** Upper triangular. */
  readonly u: Value;
}

// De Hoog, Anderssen & Lukas, "Differentiation of matrix functionals using triangular factorization" (2011).
// With X = l⁻¹ pᵀ ȧ u⁻¹:  l̇ = l (strictly lower X),  u̇ = (upper X) u.
const luOp: Op<readonly [Value], null> = {
  name: "lu",
  doc: "a = p l u, by elimination with row exchanges p, which have derivative 0 (de Hoog et al. 2011)",
  eval: ([a]) => nd.luFactors(a),
  shape: ([a]) => [...a.slice(0, -2), 3 * (a.at(-1) ?? 0) ** 2],
  jvp(_i, dx, y, [a]) {
    const { p, l, u } = partsOf(y, a);
    const left = triangularSolve(l, matrixProduct(swapped(p), dx), unit);
    const inner = swapped(triangularSolve(u, swapped(left), { lower: false, transpose: true }));
    const dl = matrixProduct(l, strictLower(inner));
    return pack([zeroOf(p), dl, matrixProduct(upper(inner), u)], shapeOf(a).slice(0, -2));
  },
  // ā = p l⁻ᵀ (strictly lower lᵀ l̄ + upper ū uᵀ) u⁻ᵀ
  vjp(_i, dy, y, [a]) {
    const [{ p, l, u }, back] = [partsOf(y, a), partsOf(dy, a)];
    const inL = strictLower(matrixProduct(swapped(l), back.l));
    const inner = plus(inL, upper(matrixProduct(back.u, swapped(u))));
    const left = triangularSolve(l, inner, { ...unit, transpose: true });
    return matrixProduct(p, swapped(triangularSolve(u, swapped(left), { lower: false })));
  },
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[3, 3]], params: null, arrange: graded },
    { shapes: [[2, 2, 2]], params: null, arrange: gradedAndTurned },
  ],
};

const unit = { lower: true, unitDiagonal: true };

function partsOf(packed: Value, a: Value): LU {
  const n = shapeOf(a).at(-1) ?? 0;
  const [p = 0, l = 0, u = 0] = unpack(packed, [
    [n, n],
    [n, n],
    [n, n],
  ]);
  return { p, l, u };
}

/**
 * The factors of a matrix [..., n, n], a = p l u, by elimination with row exchanges: p is a permutation matrix, l
 * lower triangular with ones on its diagonal and no larger number below it, u upper triangular. The permutation
 * has derivative 0; the triangles of a singular matrix have none, and it comes out infinite or NaN.
 *
 * @example
 * lu([[1, 2], [2, 2]]); // { p: [[0, 1], [1, 0]], l: [[1, 0], [0.5, 1]], u: [[2, 2], [0, 1]] }
 */
export const lu = /* @__PURE__ */ publish(luOp, (a: Like): LU => {
  const x = lift("lu", a);
  nd.squareLength("lu", shapeOf(x));
  return partsOf(bind(luOp, [x], null), x);
});
