// Cofactor matrices, exact for singular matrices too, through a factorization that reveals the rank.
import { float64Of, mapMatrices, squareLength } from "./batch.js";
import { shapesDiffer } from "./errors.js";
import { fromFactors, intoFactors, ldr } from "./ldr.js";
import { type Plain, shapeOf } from "./ndarray.js";
import { sameShape } from "./shape.js";

/**
 * The matrix of cofactors of every matrix of a: the gradient of its determinant, det(a)·a⁻ᵀ where a has an
 * inverse. With rows and columns exchanged so that a = L·D·R, L and R of unit diagonal, and cof being
 * multiplicative, cof(a) = L⁻ᵀ·cof(D)·R⁻ᵀ, where cof(D) takes products of the diagonal and no quotients.
 */
export function cofactor(a: Plain): Plain {
  return mapMatrices("cofactor", a, (matrix, n) => {
    const factors = ldr(matrix, n);
    const x = new Float64Array(n * n);
    productsWithoutEach(factors.diagonal).forEach((product, i) => (x[i * n + i] = product));
    return fromFactors(factors, n, x);
  });
}

/**
 * The derivative of `cofactor` at a along e: the second derivative of the determinant, and as such its own
 * transpose. To first order in t, cof(D + t·m) has −mⱼᵢ·Π dₖ (k ≠ i, j) off its diagonal.
 */
export function cofactorDerivative(a: Plain, e: Plain): Plain {
  const shape = shapeOf(e);
  if (!sameShape(shapeOf(a), shape)) throw shapesDiffer("cofactorDerivative", shapeOf(a), shape);
  const n = squareLength("cofactorDerivative", shape);
  const directions = float64Of(e);
  return mapMatrices("cofactorDerivative", a, (matrix, _, start) => {
    const factors = ldr(matrix, n);
    const m = intoFactors(factors, n, directions.subarray(start, start + n * n));
    return fromFactors(factors, n, derivativeOfDiagonal(factors.diagonal, m, n));
  });
}

function derivativeOfDiagonal(diagonal: Float64Array, m: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const others = productsWithoutEach(diagonal.with(i, 1));
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      result[i * n + j] = -m[j * n + i]! * others[j]!;
      result[i * n + i]! += m[j * n + j]! * others[j]!;
    }
  }
  return result;
}

/** For each entry of d, the product of all others. */
function productsWithoutEach(d: Float64Array): Float64Array {
  const result = new Float64Array(d.length).fill(1);
  for (let i = 1, before = 1; i < d.length; i++) result[i] = before *= d[i - 1]!;
  for (let i = d.length - 2, after = 1; i >= 0; i--) result[i]! *= after *= d[i + 1]!;
  return result;
}
