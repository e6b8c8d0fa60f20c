// Norms and condition numbers of matrices, and least squares.

import * as nd from "../ndarray/index.js";
import { badOption, outOfRange } from "../core/errors.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { abs, div, mul } from "./arithmetic.js";
import { lift, type Like } from "./lift.js";
import { inv, triangularSolve } from "./linalg.js";
import { swapped } from "./multiplying.js";
import { norm } from "./norm.js";
import { matmul } from "./products.js";
import { qr } from "./qr.js";
import { max, min, sum } from "./reductions.js";
import { expandDims, squeeze } from "./shape.js";
import { svd } from "./svd.js";
import { matricesOf } from "./triangles.js";

/**
 * Which norm of a matrix: "fro" √Σ aᵢⱼ², "nuc" the sum of its singular values, 2 the largest of them, 1 the largest
 * column sum of |aᵢⱼ|, Infinity the largest row sum.
 */
export type MatrixNormOrd = "fro" | "nuc" | number;

/**
 * A norm of a matrix [..., m, n], of those that `MatrixNormOrd` names; of an empty one, 0. Largest values that are
 * tied share the derivative; at singular values 0 that of the nuclear norm is one of its subgradients.
 *
 * @example
 * matrixNorm([[3, 0], [4, 0]]); // 5
 * matrixNorm([[3, 0], [4, 0]], 1); // 7
 */
export function matrixNorm(a: Like, ord: MatrixNormOrd = "fro"): Value {
  const x = matricesOf("matrixNorm", a);
  const isEmpty = shapeOf(x).slice(-2).includes(0);
  if (ord === "fro") return norm(x, { axis: [-2, -1] });
  if (ord === "nuc") return sum(svd(x).s, { axis: -1 });
  if (ord !== 1 && ord !== 2 && ord !== Infinity)
    throw badOption("matrixNorm", "ord", '"fro", "nuc", 1, 2 or Infinity', ord);
  if (isEmpty) return sum(x, { axis: [-2, -1] });
  if (ord === 2) return max(svd(x).s, { axis: -1 });
  return max(sum(abs(x), { axis: ord === 1 ? -2 : -1 }), { axis: -1 });
}

/**
 * The condition number of a matrix: ‖a‖ ‖a⁻¹‖, by default in the norm 2, which is the largest singular value over
 * the smallest, of a matrix [..., m, n]; in other norms that of `inv`, of [..., n, n].
 *
 * @example
 * matrixCond([[4, 0], [0, 2]]); // 2
 */
export function matrixCond(a: Like, ord: MatrixNormOrd = 2): Value {
  const x = matricesOf("matrixCond", a);
  if (shapeOf(x).slice(-2).includes(0))
    throw outOfRange("matrixCond", "its input", "of at least one row and one column", value(x));
  if (ord === 2) {
    const { s } = svd(x);
    return div(max(s, { axis: -1 }), min(s, { axis: -1 }));
  }
  nd.squareLength("matrixCond", shapeOf(x));
  return mul(matrixNorm(x, ord), matrixNorm(inv(x), ord));
}

/**
 * The x for which the length of a x − b is least, and of several the shortest, by the QR factorization of `a` or
 * of its transpose: for `a` a matrix [..., m, n] of full rank, `b` a vector [m] or matrices [..., m, k]. Of less
 * than full rank it gives infinities and NaN, where `matmul(pinv(a), b)` has the answer.
 *
 * @example
 * lstsq([[1, 0], [0, 2], [0, 0]], [3, 4, 5]); // [3, 2]
 */
export function lstsq(a: Like, b: Like): Value {
  const x = matricesOf("lstsq", a);
  const y = lift("lstsq", b, "its second input");
  const [m = 0, n = 0] = shapeOf(x).slice(-2);
  if (shapeOf(y).at(shapeOf(y).length > 1 ? -2 : -1) !== m)
    throw outOfRange(
      "lstsq",
      "its second input",
      `of shape [${String(m)}] or [..., ${String(m)}, k]`,
      value(y),
    );
  if (shapeOf(y).length === 1) return squeeze(lstsq(x, expandDims(y, 1)), { axis: -1 });
  if (m >= n) {
    const { q, r } = qr(x);
    return triangularSolve(r, matmul(swapped(q), y), { lower: false });
  }
  const { q, r } = qr(swapped(x));
  return matmul(q, triangularSolve(r, y, { lower: false, transpose: true }));
}
