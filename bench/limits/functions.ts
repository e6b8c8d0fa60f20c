// By hand: small functions and lines over arrays, value and gradient in one go.

/** A value and its gradient. */
export type Flow = Readonly<Record<"value", number> & Record<"gradient", Float64Array>>;

/** The derivative of x sin x. */
export function sinTimesX(x: number): number {
  return Math.cos(x) * x + Math.sin(x);
}

/** 2 xᵀx. */
export function quadratic(x: Float64Array): Flow {
  const gradient = new Float64Array(x.length);
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const u = x[i]!;
    sum += u * u;
    gradient[i] = 4 * u;
  }
  return { value: 2 * sum, gradient };
}

/** Σ exp(−x²) sin x / (1 + x²). */
export function elementwise(x: Float64Array): Flow {
  const gradient = new Float64Array(x.length);
  let value = 0;
  for (let i = 0; i < x.length; i++) {
    const u = x[i]!;
    const e = Math.exp(-u * u);
    const s = Math.sin(u);
    const w = 1 / (1 + u * u);
    value += e * s * w;
    gradient[i] = e * w * (Math.cos(u) - 2 * u * s * (1 + w));
  }
  return { value, gradient };
}

/** The chapter's control flow at one number: doubled until it is large, and a hundredfold if negative. */
export function controlFlow(a: number): { value: number; gradient: number } {
  let scale = 2;
  while (Math.abs(scale * a) < 1000) scale *= 2;
  if (a <= 0) scale *= 100;
  return { value: scale * a, gradient: scale };
}

/** The sum of the squares of the chapter's control flow, of a vector. */
export function controlFlowSquared(a: Float64Array): Flow {
  let square = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    square += a[i]! * a[i]!;
    sum += a[i]!;
  }
  const norm = Math.sqrt(square);
  let scale = 2;
  while (scale * norm < 1000) scale *= 2;
  if (sum <= 0) scale *= 100;
  const gradient = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) gradient[i] = 2 * scale * scale * a[i]!;
  return { value: scale * scale * square, gradient };
}
