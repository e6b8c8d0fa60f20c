// The Cholesky factorization of symmetric positive definite matrices.
import { mapMatrices } from "./batch.js";
import { dotRange } from "./gemm.js";
import type { Plain } from "./ndarray.js";

/**
 * The lower triangular L with positive diagonal and L·Lᵀ = (a + aᵀ)/2, of every matrix of a. Where that is
 * not positive definite, the triangle is filled with NaN.
 */
export function cholesky(a: Plain): Plain {
  return mapMatrices("cholesky", a, (matrix, n) => {
    const l = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const symmetric = matrix[i * n + j]! / 2 + matrix[j * n + i]! / 2;
        const rest = symmetric - dotRange(l, i * n, l, j * n, j);
        l[i * n + j] = i === j ? Math.sqrt(rest) : rest / l[j * n + j]!;
      }
      if (!(l[i * n + i]! > 0)) return filledBelow(n, NaN);
    }
    return l;
  });
}

function filledBelow(n: number, fill: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, k) => (k % n <= Math.floor(k / n) ? fill : 0));
}
