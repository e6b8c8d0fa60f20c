// The primal algorithms of the beta function and its logarithm, without the cancellation of Γ(b) against Γ(a + b).

import {
  digammaFunction,
  factorial,
  gammaFunction,
  logGamma,
  polygammaFunction,
  stirlingTail,
} from "./gamma-function.js";
import { bernoulli } from "./gamma-tables.js";

const halfLogTwoPi = 0.9189385332046728;

/** ln B(a, b) for a ≥ 0 and b ≥ 0, without the cancellation of ln Γ(b) against ln Γ(a + b). */
export function logBeta(a: number, b: number): number {
  if (a > b) return logBeta(b, a);
  if (!(a >= 0)) return NaN;
  if (a === 0) return b < Infinity ? Infinity : NaN;
  if (b === Infinity) return -Infinity;
  if (!(b >= 10)) {
    const lost = lostIn(a, b);
    const sum = logGamma(a) + logGamma(b) - logGamma(a + b);
    return lost === 0 ? sum : sum - lost * digammaFunction(a + b);
  }
  if (a < 10) {
    const grown = (b - 0.5) * Math.log1p(a / b) + a * (Math.log(a + b) - 1);
    return logGamma(a) - grown + (stirlingTail(b) - stirlingTail(a + b));
  }
  const tails = stirlingTail(a) + stirlingTail(b) - stirlingTail(a + b);
  return (0.5 - a) * Math.log1p(b / a) - b * Math.log1p(a / b) - 0.5 * Math.log(b) + halfLogTwoPi + tails;
}

/** What the rounding of a + b takes off (Møller 1965). */
function lostIn(a: number, b: number): number {
  const sum = a + b;
  const low = sum - a;
  const lost = a - (sum - low) + (b - low);
  return Number.isFinite(lost) ? lost : 0;
}

/** Γ(a) Γ(b) / Γ(a + b) */
export function betaFunction(a: number, b: number): number {
  if (!(a >= 0 && b >= 0)) return NaN;
  if (Math.min(a, b) === 0 || Math.max(a, b) >= 80) return Math.exp(logBeta(a, b));
  if (Math.max(a, b) < 1e-20) return 1 / a + 1 / b;
  const product = (gammaFunction(a) / gammaFunction(a + b)) * gammaFunction(b);
  const lost = lostIn(a, b);
  return lost === 0 ? product : product * (1 - lost * digammaFunction(a + b));
}

/**
 * (−1)ⁿ (ψ⁽ⁿ⁾(a + b) − ψ⁽ⁿ⁾(a)), which is positive for positive a and b, for these term by term, so that it keeps its digits for a small b: the difference of
 * two powers is x⁻ˢ (1 − (1 + b / x)⁻ˢ).
 */
export function polygammaRise(n: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && b < Infinity))
    return (-1) ** n * (polygammaFunction(n, a + b) - polygammaFunction(n, a));
  const s = n + 1;
  let sum = 0;
  let from = a;
  for (; from < 10 + s; from += 1) sum += fall(s, from, Math.log1p(b / from));
  return factorial(n) * (sum + farRise(s, from, Math.log1p(b / from)));
}

/** x⁻ˢ − (x + b)⁻ˢ, of log = ln(1 + b / x). */
function fall(s: number, x: number, log: number): number {
  return -(x ** -s) * Math.expm1(-s * log);
}

/** Euler's and Maclaurin's formula for the rest of the sum: as `hurwitzZeta` has it, term by term. */
function farRise(s: number, a: number, log: number): number {
  let [factor, tail] = [s / 2, 0];
  for (const [k, b] of bernoulli.entries()) {
    const m = 2 * k + 2;
    tail += factor * b * fall(s + m - 1, a, log);
    factor *= ((s + m - 1) / (m + 1)) * ((s + m) / (m + 2));
  }
  return tail + 0.5 * fall(s, a, log) + (s === 1 ? log : fall(s - 1, a, log) / (s - 1));
}
