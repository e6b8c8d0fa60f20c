// Eigenvalues and eigenvectors of symmetric matrices.

import * as nd from "../ndarray/index.js";
import { bind, shapeOf, type Op, type Value } from "../core/op.js";
import { chain, plus, real } from "../core/space.js";
import { reciprocal, sub } from "./arithmetic.js";
import { graded } from "./graded.js";
import { lift, type Like } from "./lift.js";
import { matrixProduct, swapped } from "./multiplying.js";
import { pack, unpack } from "./packing.js";
import { publish } from "./publish.js";
import { where } from "./select.js";
import { expandDims } from "./shape.js";
import { diagonalMatrix, diagonalOf, symmetric, weights } from "./triangles.js";

/** What `eigh` answers with: a · vectors = vectors · diag(values). */
export interface Eigen {
  /** Ascending, [..., n]. */
  readonly values: Value;
  /** In columns, [..., n, n]. */
  readonly vectors: Value;
}

/** 1 / (xⱼ − xᵢ) for all pairs of the elements of vectors, 0 on the diagonal; of equal ones ∞. */
export function gaps(x: Value): Value {
  const differences = sub(expandDims(x, -2), expandDims(x, -1));
  const diagonal = weights(x, shapeOf(x).at(-1) ?? 0, (i, j) => (i === j ? 1 : 0));
  return reciprocal(where(diagonal, Infinity, differences));
}

// Giles 2008, 3.1. With F = gaps(λ) and M = vᵀ ȧ v:  λ̇ = diag M,  v̇ = v (F ∘ M).
const eighOp: Op<readonly [Value], null> = {
  name: "eigh",
  doc: "the eigenvalues and eigenvectors of (a + aᵀ) / 2 (Giles 2008); those of equal values have no derivative",
  eval: ([a]) => nd.eigh(a),
  shape: ([a]) => [...a.slice(0, -2), (a.at(-1) ?? 0) * ((a.at(-1) ?? 0) + 1)],
  jvp(_i, dx, y, [a]) {
    const { values, vectors } = partsOf(y, a);
    const inner = matrixProduct(swapped(vectors), matrixProduct(symmetric(dx), vectors));
    const turned = matrixProduct(vectors, chain(gaps(values), inner));
    return pack([diagonalOf(inner), turned], shapeOf(a).slice(0, -2));
  },
  // ā = v (diag λ̄ + F ∘ vᵀ v̄) vᵀ, of which the symmetric part
  vjp(_i, dy, y, [a]) {
    const { values, vectors } = partsOf(y, a);
    const back = partsOf(dy, a);
    const turning = chain(gaps(values), matrixProduct(swapped(vectors), back.vectors));
    const inner = symmetric(plus(diagonalMatrix(back.values), turning));
    return matrixProduct(vectors, matrixProduct(inner, swapped(vectors)));
  },
  core: [2],
  domain: [real],
  examples: [
    { shapes: [[3, 3]], params: null, arrange: graded },
    { shapes: [[2, 2, 2]], params: null, arrange: graded },
  ],
};

function partsOf(packed: Value, a: Value): Eigen {
  const n = shapeOf(a).at(-1) ?? 0;
  const [values = 0, vectors = 0] = unpack(packed, [[n], [n, n]]);
  return { values, vectors };
}

/**
 * The eigenvalues, ascending, and the eigenvectors, in columns, of a symmetric matrix [..., n, n]; of another,
 * those of (a + aᵀ) / 2. Each vector has length 1, and of its components the largest is positive, the first of
 * several that are equally large. By cyclic Jacobi rotations; NaN if an entry is not finite.
 *
 * Where values are equal, no function of the vectors has a derivative that could be had from theirs: it comes out
 * infinite or NaN. What is made of the values alone has one, to first order.
 *
 * @example
 * eigh([[2, 1], [1, 2]]).values; // [1, 3]
 */
export const eigh = /* @__PURE__ */ publish(eighOp, (a: Like): Eigen => {
  const x = lift("eigh", a);
  nd.squareLength("eigh", shapeOf(x));
  return partsOf(bind(eighOp, [x], null), x);
});

/**
 * The eigenvalues, ascending, of a symmetric matrix [..., n, n]; of another, those of (a + aᵀ) / 2.
 *
 * @example
 * eigvalsh([[2, 1], [1, 2]]); // [1, 3]
 */
export function eigvalsh(a: Like): Value {
  const x = lift("eigvalsh", a);
  nd.squareLength("eigvalsh", shapeOf(x));
  return eigh(x).values;
}
