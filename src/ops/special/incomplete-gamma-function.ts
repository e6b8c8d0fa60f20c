// The primal algorithms of the incomplete gamma functions, and of their derivatives of any order in a (DLMF 8).

import { factorial, gammaFunction, gammaRise, polygammaFunction, stirlingTail } from "./gamma-function.js";
import { exponential, over, times, type Jet } from "./jet.js";

/** The largest a: the terms of the series grow in number as √a. */
const largest = 1e6;

/** xᵃ e⁻ˣ / Γ(a + 1) for a finite x > 0, to as many ulp as its logarithm is large. */
function leadingTerm(a: number, x: number): number {
  if (a < 10) return x > 2000 ? 0 : (x ** a * Math.exp(-x)) / gammaFunction(a + 1);
  return Math.exp(a * logOfRatio((x - a) / a, x / a) - stirlingTail(a)) / Math.sqrt(2 * Math.PI * a);
}

/** ln(1 + u) − u, without cancellation for a small u; `ratio` is 1 + u. */
export function logOfRatio(u: number, ratio: number): number {
  if (!(Math.abs(u) < 0.4)) return Math.log(ratio) - u;
  const r = u / (2 + u);
  let [power, sum] = [r, 0];
  for (let k = 3; k < 41; k += 2) {
    power *= r * r;
    sum += power / k;
  }
  return 2 * sum - r * u;
}

/** The Taylor series in a of the leading term, up to order n. */
function leadingJet(n: number, a: number, x: number): Jet {
  const log = Array.from({ length: n + 1 }, (_, k) =>
    k < 2 ? Math.log(x) - polygammaFunction(0, a + 1) : -polygammaFunction(k - 1, a + 1) / factorial(k),
  );
  return exponential(leadingTerm(a, x), log);
}

function added(a: Jet, b: Jet): Jet {
  return a.map((c, j) => c + (b[j] ?? 0));
}

/** Σ xᵏ / ((a + 1) … (a + k)) (DLMF 8.7.1) */
function seriesJet(n: number, a: number, x: number): Jet {
  let term: Jet = Array.from({ length: n + 1 }, (_, k) => (k === 0 ? 1 : 0));
  let sum = term;
  const matters = (c: number, j: number): boolean => Math.abs(c) > 1e-18 * Math.abs(sum[j] ?? 0);
  for (let k = 1; term.some(matters); k++) {
    term = over(term, [(a + k) / x, 1 / x]);
    sum = added(sum, term);
  }
  return sum;
}

/** 1 / (x + 1 − a − (1 − a) / (x + 3 − a − 2 (2 − a) / (x + 5 − a − …))) (DLMF 8.9.2) */
function fractionJet(n: number, a: number, x: number): Jet {
  const jet = (value: number, slope: number): Jet =>
    Array.from({ length: n + 1 }, (_, k) => (k === 0 ? value : k === 1 ? slope : 0));
  let rest: Jet = jet(0, 0);
  const below = (k: number): Jet => jet(x + 2 * k + 1 - a, -1).map((c, j) => c - (rest[j] ?? 0));
  for (let k = Math.ceil(40 + 110 / x + 12 * Math.sqrt(a)); k >= 1; k--)
    rest = over(jet(k * (k - a), -k), below(k));
  return over(jet(1, 0), below(0));
}

/** Below this a, and so below x = 1.2, P is near 1. */
const small = 0.2;

/** Q = 1 − xᵃ / Γ(a + 1) (1 + a Σ (−x)ᵏ / (k! (a + k))), in which nothing is as large as 1 for a small a (DLMF 8.7.1). */
function restOfOne(a: number, x: number): number {
  let [term, sum] = [1, 0];
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= -x / k;
    sum += term / (a + k);
  }
  const log = a * Math.log(x) - gammaRise(1, a);
  return -(Math.expm1(log) + Math.exp(log) * a * sum);
}

/** The n-th derivative in a of P(a, x), or of Q(a, x) = 1 − P(a, x). */
export function incompleteGamma(n: number, a: number, x: number, ofQ: boolean): number {
  if (!isInside(a, x)) return NaN;
  const sign = ofQ ? -1 : 1;
  const atEnd = endOf(a, x);
  if (atEnd !== undefined) return n > 0 ? 0 : ofQ ? 1 - atEnd : atEnd;
  const isLeft = x < a + 1;
  if (n === 0 && ofQ && isLeft && a < small) return restOfOne(a, x);
  const leading = leadingJet(n, a, x);
  const part = isLeft
    ? times(leading, seriesJet(n, a, x))
    : times(times(leading, [a, 1]), fractionJet(n, a, x));
  const value = part[n] ?? NaN;
  if (n === 0) return isLeft === ofQ ? 1 - value : value;
  return factorial(n) * (isLeft ? sign : -sign) * value;
}

function isInside(a: number, x: number): boolean {
  return a >= 0 && x >= 0 && (a <= largest || a === Infinity || x === 0 || x === Infinity);
}

/** P(a, x) at the ends of the domain: 0 at x = 0, 1 at x = ∞ and, for x > 0, at a = 0. */
function endOf(a: number, x: number): number | undefined {
  if (a === 0 && x === 0) return NaN;
  if (a === Infinity) return x === Infinity ? NaN : 0;
  if (x === 0) return 0;
  return x === Infinity || a === 0 ? 1 : undefined;
}

/** The n-th derivative in a of xᵃ⁻¹ e⁻ˣ / Γ(a), the derivative of P(a, x) in x. */
export function gammaDensity(n: number, a: number, x: number): number {
  if (!isInside(a, x)) return NaN;
  if (x === 0) return n === 0 ? (a < 1 ? Infinity : a === 1 ? 1 : 0) : 0;
  if (x === Infinity || a === Infinity) return 0;
  return (factorial(n) * (times(leadingJet(n, a, x), [a, 1])[n] ?? NaN)) / x;
}
