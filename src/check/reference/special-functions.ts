// Special functions of other families, over any number system that has its own exponential and logarithm.

import { rootOf } from "./error-functions.js";
import type { Field, FunctionOf } from "./field.js";
import { bernoulliNumbers } from "./gamma-functions.js";

type Arithmetic<T> = Omit<Field<T>, "functions">;
type Parts<T> = Readonly<Record<"exp" | "log" | "sqrt", (x: T) => T>> & { readonly pi: T; readonly euler: T };

/** What is left over, by Newton's method, power series and means. Where a short number loses digits, NaN. */
export function specialFunctions<T>(
  field: Arithmetic<T>,
  parts: Parts<T>,
  isShort: boolean,
): Record<string, FunctionOf<T>> {
  const { add, mul, fromNumber, toNumber } = field;
  const { exp } = parts;
  const one = fromNumber(1);
  const nan = fromNumber(NaN);
  const product = rootOf(
    field,
    (w) => mul(w, exp(w)),
    (w) => mul(add(w, one), exp(w)),
    nearLambert,
  );
  const zeta = zetaOf(field, parts, isShort ? 12 : 30);
  const elliptic = ellipticIntegrals(field, parts);
  return {
    // At the branch point its slope is infinite, and at 1 that of the second kind.
    lambertw: (x) => (isShort && toNumber(x) < -0.3 ? nan : product(x)),
    // At 1 the means do not meet.
    ellipk: (m) => (toNumber(m) < 1 ? elliptic(m).k : nan),
    ellipe: (m) => (toNumber(m) < (isShort ? 0.9 : 1) ? elliptic(m).e : nan),
    ...exponentialIntegrals(field, parts),
    // Near its pole the slope in q is lost beside 1 / (s − 1).
    zeta: (s, q) => (toNumber(s) > (isShort ? 1.1 : 1) ? zeta(s, q) : nan),
  };
}

/** W(x) roughly: by its expansion at the branch point, between that and its asymptotic one (Corless et al. 1996). */
function nearLambert(x: number): number {
  if (x > 3) return Math.log(x) - Math.log(Math.log(x));
  if (x > 0) return Math.log1p(x);
  const p = Math.sqrt(2 * (1 + Math.E * x));
  return -1 + p - (p * p) / 3 + (11 / 72) * p ** 3;
}

/** Ei and E₁ by power series, and E₁ from 1 on by its continued fraction (DLMF 6.6, 6.9). */
function exponentialIntegrals<T>(
  { add, sub, mul, div, neg, compare, fromNumber, toNumber, size }: Arithmetic<T>,
  { exp, log, euler }: Parts<T>,
): Record<string, FunctionOf<T>> {
  const [zero, one] = [fromNumber(0), fromNumber(1)];
  const series = (x: T, logarithm: T): T => {
    let [term, sum] = [one, add(euler, logarithm)];
    for (let k = 1; k < 3 || size(term) > 1e-75 * size(sum); k++) {
      term = div(mul(term, x), fromNumber(k));
      sum = add(sum, div(term, fromNumber(k)));
    }
    return sum;
  };
  const exp1 = (x: T): T => {
    if (compare(x, one) < 0) return neg(series(neg(x), log(x)));
    let rest = zero;
    for (let k = Math.ceil(20 + 500 / toNumber(x)); k >= 1; k--)
      rest = div(fromNumber(k * k), sub(add(x, fromNumber(2 * k + 1)), rest));
    return div(exp(neg(x)), sub(add(x, one), rest));
  };
  return { exp1, expi: (x) => (compare(x, zero) < 0 ? neg(exp1(neg(x))) : series(x, log(x))) };
}

/** K and E by the arithmetic and geometric mean (DLMF 19.8). */
function ellipticIntegrals<T>(
  { add, sub, mul, div, fromNumber, size }: Arithmetic<T>,
  { sqrt, pi }: Parts<T>,
): (m: T) => { readonly k: T; readonly e: T } {
  const [one, two] = [fromNumber(1), fromNumber(2)];
  return (m) => {
    let [a, g, c, weight, sum] = [one, sqrt(sub(one, m)), m, 0.5, div(m, two)];
    for (let j = 0; j < 20 && !(size(c) <= 1e-80); j++) {
      const half = div(sub(a, g), two);
      [a, g] = [div(add(a, g), two), sqrt(mul(a, g))];
      c = mul(half, half);
      weight *= 2;
      sum = add(sum, mul(fromNumber(weight), c));
    }
    const k = div(pi, mul(two, a));
    return { k, e: mul(k, sub(one, sum)) };
  };
}

/** Σ (q + k)⁻ˢ by Euler's and Maclaurin's formula (DLMF 25.11.28). */
function zetaOf<T>(field: Arithmetic<T>, { exp, log }: Parts<T>, terms: number): (s: T, q: T) => T {
  const { add, sub, mul, div, neg, fromNumber, toNumber } = field;
  const one = fromNumber(1);
  const bernoulli = bernoulliNumbers(field, terms);
  return (s, q) => {
    const power = (t: T): T => exp(neg(mul(s, log(t))));
    const steps = terms + Math.ceil(Math.min(Math.abs(toNumber(s)), 2000));
    const far = add(q, fromNumber(steps));
    const first = power(far);
    let sum = add(div(first, fromNumber(2)), div(mul(first, far), sub(s, one)));
    let rising = div(mul(first, s), mul(fromNumber(2), far));
    for (const [k, b] of bernoulli.entries()) {
      sum = add(sum, mul(b, rising));
      const m = 2 * k + 2;
      const next = mul(add(s, fromNumber(m - 1)), add(s, fromNumber(m)));
      rising = div(mul(rising, next), mul(fromNumber((m + 1) * (m + 2)), mul(far, far)));
    }
    for (let k = steps - 1; k >= 0; k--) sum = add(sum, power(add(q, fromNumber(k))));
    return sum;
  };
}
