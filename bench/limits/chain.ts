// By hand: long chains y ← f(y) of one number, backwards with the values saved, and forwards.

/** d/dy of n steps y ← sin(1.0001 y). */
export function waves(y: number, n: number): number {
  const saved = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    saved[i] = 1.0001 * y;
    y = Math.sin(saved[i]!);
  }
  let bar = 1;
  for (let i = n - 1; i >= 0; i--) bar *= 1.0001 * Math.cos(saved[i]!);
  return bar;
}

/** n steps y ← sin(1.0001 y), and their derivative. */
export function wavesForward(y: number, n: number): { value: number; tangent: number } {
  let tangent = 1;
  for (let i = 0; i < n; i++) {
    const u = 1.0001 * y;
    y = Math.sin(u);
    tangent *= 1.0001 * Math.cos(u);
  }
  return { value: y, tangent };
}

/** d/dy of n steps y ← 1.0000001 y + 10⁻⁷: a product, which needs nothing saved. */
export function lines(_y: number, n: number): number {
  let bar = 1;
  for (let i = 0; i < n; i++) bar *= 1.0000001;
  return bar;
}

/** n steps y ← 1.0000001 y + 10⁻⁷, and their derivative. */
export function linesForward(y: number, n: number): { value: number; tangent: number } {
  let tangent = 1;
  for (let i = 0; i < n; i++) {
    tangent *= 1.0000001;
    y = 1.0000001 * y + 1e-7;
  }
  return { value: y, tangent };
}
