// By hand: gradient, directional derivative, Hessian of Rosenbrock's Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)².

/** The gradient of Rosenbrock's function. */
export function gradient(x: readonly number[]): Float64Array {
  const bar = new Float64Array(x.length);
  for (let i = 0; i + 1 < x.length; i++) {
    const u = x[i]!;
    const a = x[i + 1]! - u * u;
    bar[i]! += -400 * a * u - 2 * (1 - u);
    bar[i + 1] = 200 * a;
  }
  return bar;
}

/** Rosenbrock's function and its derivative along `dx`. */
export function derivative(x: readonly number[], dx: readonly number[]): { value: number; tangent: number } {
  let value = 0;
  let tangent = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const u = x[i]!;
    const du = dx[i]!;
    const a = x[i + 1]! - u * u;
    const da = dx[i + 1]! - 2 * u * du;
    value += 100 * a * a + (1 - u) * (1 - u);
    tangent += 200 * a * da - 2 * (1 - u) * du;
  }
  return { value, tangent };
}

/** The Hessian of Rosenbrock's function, row by row. */
export function hessian(x: readonly number[]): Float64Array {
  const n = x.length;
  const h = new Float64Array(n * n);
  for (let i = 0; i + 1 < n; i++) {
    const u = x[i]!;
    h[i * n + i]! += 1200 * u * u - 400 * x[i + 1]! + 2;
    h[(i + 1) * n + i + 1]! += 200;
    h[i * n + i + 1] = h[(i + 1) * n + i] = -400 * u;
  }
  return h;
}

/** The entries of the Hessian of Rosenbrock's function, row by row: below, on and above the diagonal. */
export function sparseHessian(x: readonly number[]): Float64Array {
  const n = x.length;
  const entries = new Float64Array(Math.max(0, 3 * n - 2));
  for (let i = 0, k = 0; i < n; i++) {
    const u = x[i]!;
    if (i > 0) entries[k++] = -400 * x[i - 1]!;
    entries[k++] = (i > 0 ? 200 : 0) + (i + 1 < n ? 1200 * u * u - 400 * x[i + 1]! + 2 : 0);
    if (i + 1 < n) entries[k++] = -400 * u;
  }
  return entries;
}
