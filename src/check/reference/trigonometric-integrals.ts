// The sine and cosine integrals, over any number system that has its own exponential, logarithm, sine and cosine.

import type { Field, FunctionOf } from "./field.js";

type Arithmetic<T> = Omit<Field<T>, "functions">;
type Parts<T> = Readonly<Record<"log" | "sin" | "cos", (x: T) => T>> & { readonly pi: T; readonly euler: T };

/** By power series up to 4, and further out by the continued fraction of E₁(i x) (DLMF 6.6, 6.9). */
export function trigonometricIntegrals<T>(
  field: Arithmetic<T>,
  { log, sin, cos, pi, euler }: Parts<T>,
): Record<string, FunctionOf<T>> {
  const { add, sub, mul, div, neg, fromNumber, toNumber } = field;
  const half = div(pi, fromNumber(2));
  const nan = fromNumber(NaN);
  const si = (x: T): T => {
    const at = toNumber(x);
    if (at < 0) return neg(si(neg(x)));
    if (at < 4) return series(field, x, 1);
    if (!(at < Infinity)) return nan;
    const { f, g } = auxiliary(field, x);
    return sub(half, add(mul(f, cos(x)), mul(g, sin(x))));
  };
  const ci = (x: T): T => {
    const at = toNumber(x);
    if (!(at > 0 && at < Infinity)) return nan;
    if (at < 4) return add(add(euler, log(x)), series(field, x, 2));
    const { f, g } = auxiliary(field, x);
    return sub(mul(f, sin(x)), mul(g, cos(x)));
  };
  return { si, ci };
}

/** Σ ± xᵐ / (m m!), of every other m. */
function series<T>({ add, mul, div, neg, fromNumber, size }: Arithmetic<T>, x: T, first: 1 | 2): T {
  const square = neg(mul(x, x));
  let term = first === 1 ? x : div(square, fromNumber(2));
  let sum = div(term, fromNumber(first));
  for (let m = first + 2; m < 200 && size(term) > 1e-75 * size(sum); m += 2) {
    term = div(mul(term, square), fromNumber(m * (m - 1)));
    sum = add(sum, div(term, fromNumber(m)));
  }
  return sum;
}

/** 1 / (1 + i x − 1 / (3 + i x − 4 / (5 + i x − …))) = g − i f */
function auxiliary<T>(field: Arithmetic<T>, x: T): { readonly f: T; readonly g: T } {
  const { add, sub, mul, div, neg, fromNumber, toNumber } = field;
  let [re, im] = [fromNumber(0), fromNumber(0)];
  for (let k = Math.ceil(40 + 4000 / toNumber(x)); k >= 0; k--) {
    const [u, v] = [sub(fromNumber(2 * k + 1), re), sub(x, im)];
    const scale = div(fromNumber(k === 0 ? 1 : k * k), add(mul(u, u), mul(v, v)));
    [re, im] = [mul(scale, u), neg(mul(scale, v))];
  }
  return { f: neg(im), g: re };
}
