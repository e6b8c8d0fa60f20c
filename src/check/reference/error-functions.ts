// The error function and what is made of it, over any number system that has its own exponential and logarithm.

import type { Field, FunctionOf } from "./field.js";

type Arithmetic<T> = Omit<Field<T>, "functions">;
type Parts<T> = Readonly<Record<"exp" | "log" | "log1p" | "sqrt", (x: T) => T>> & { readonly pi: T };

/** By Kummer's series, whose terms are positive, and by the continued fraction where 1 − erf x cancels (DLMF 7). */
export function errorFunctions<T>(field: Arithmetic<T>, parts: Parts<T>): Record<string, FunctionOf<T>> {
  const { sub, mul, div, neg, compare, fromNumber } = field;
  const { exp, log, log1p, sqrt, pi } = parts;
  const [zero, one, two, half] = [0, 1, 2, 0.5].map(fromNumber) as [T, T, T, T];
  const [rootTwo, rootPi] = [sqrt(two), sqrt(pi)];
  const square = (x: T): T => mul(x, x);
  const series = (x: T): T =>
    div(mul(mul(two, mul(x, exp(neg(square(x))))), kummer(field, square(x))), rootPi);
  const erfcx = (x: T): T => {
    if (compare(x, zero) < 0) return sub(mul(two, exp(square(x))), erfcx(neg(x)));
    return compare(x, one) < 0 ? mul(exp(square(x)), sub(one, series(x))) : div(fraction(field, x), rootPi);
  };
  const erfc = (x: T): T => {
    if (compare(x, zero) < 0) return sub(two, erfc(neg(x)));
    return compare(x, one) < 0 ? sub(one, series(x)) : mul(exp(neg(square(x))), erfcx(x));
  };
  const erf = (x: T): T => {
    if (compare(x, zero) < 0) return neg(erf(neg(x)));
    return compare(x, one) < 0 ? series(x) : sub(one, erfc(x));
  };
  const below = (x: T): T => mul(half, mul(exp(neg(mul(half, square(x)))), erfcx(neg(div(x, rootTwo)))));
  const ndtr = (x: T): T => (compare(x, zero) < 0 ? below(x) : sub(one, below(neg(x))));
  const normal = (x: T): T => div(exp(neg(mul(half, square(x)))), mul(rootTwo, rootPi));
  return {
    erf,
    erfc,
    erfcx,
    erfinv: rootOf(field, erf, (y) => div(mul(two, exp(neg(square(y)))), rootPi), nearErfinv),
    ndtr,
    logNdtr: (x) =>
      compare(x, zero) < 0
        ? sub(log(mul(half, erfcx(neg(div(x, rootTwo))))), mul(half, square(x)))
        : log1p(neg(below(neg(x)))),
    ndtri: rootOf(field, ndtr, normal, nearQuantile),
  };
}

/** Σ (2 s)ᵏ / (1 · 3 · … · (2 k + 1)) */
function kummer<T>({ add, mul, div, fromNumber, size }: Arithmetic<T>, s: T): T {
  let [term, sum] = [fromNumber(1), fromNumber(1)];
  const twice = mul(fromNumber(2), s);
  for (let k = 1; k < 5000 && size(term) > 1e-75 * size(sum); k++) {
    term = div(mul(term, twice), fromNumber(2 * k + 1));
    sum = add(sum, term);
  }
  return sum;
}

/** 1 / (x + ½ / (x + 1 / (x + 3/2 / (x + …)))) */
function fraction<T>({ add, div, fromNumber, toNumber }: Arithmetic<T>, x: T): T {
  let tail = x;
  // The error falls as e^(−2 x √(2 k)).
  for (let k = Math.ceil(20 + 700 / toNumber(x) ** 2); k > 0; k--)
    tail = add(x, div(fromNumber(k / 2), tail));
  return div(fromNumber(1), tail);
}

/** Φ⁻¹(p) to three digits behind the point (Abramowitz and Stegun 26.2.23). */
function nearQuantile(p: number): number {
  return p < 0.5 ? -nearTail(p) : nearTail(1 - p);
}

/** The x above which the normal distribution has so small a part. */
function nearTail(part: number): number {
  const t = Math.sqrt(-2 * Math.log(part));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  return t - above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

function nearErfinv(y: number): number {
  return Math.sign(y) * Math.SQRT1_2 * nearTail((1 - Math.abs(y)) / 2);
}

/** The inverse of `f`, from two digits of it or more: each step of Newton's method doubles them. */
export function rootOf<T>(
  { sub, div, fromNumber, toNumber }: Arithmetic<T>,
  f: (y: T) => T,
  slope: (y: T) => T,
  start: (x: number) => number,
): (x: T) => T {
  return (x) => {
    let y = fromNumber(start(toNumber(x)));
    for (let k = 0; k < 8; k++) y = sub(y, div(sub(f(y), x), slope(y)));
    return y;
  };
}
