// The primal algorithms of the gamma function, its logarithm and the derivatives of that (DLMF 5).

import * as table from "./gamma-tables.js";
import { inPieces } from "./polynomial.js";

const halfLogTwoPi = 0.9189385332046728;
const rootTwoPi = Math.sqrt(2 * Math.PI);

/** The tail of Stirling's series, Σ B₂ₖ / (2 k (2 k − 1) x^(2 k − 1)), x ≥ 10 (DLMF 5.11.1). */
export function stirlingTail(x: number): number {
  const u = 1 / (x * x);
  let sum = 0;
  for (let k = 9; k >= 1; k--) sum = sum * u + (table.bernoulli[k - 1] ?? 0) / (2 * k * (2 * k - 1));
  return sum / x;
}

/** The distance of x from the nearest whole number, and whether that one is odd. */
function apartFromWhole(x: number): readonly [rest: number, isOdd: boolean] {
  const whole = Math.round(x);
  return [x - whole, whole % 2 !== 0];
}

/** sin π x, by an exact reduction. */
export function sinOfPi(x: number): number {
  const [rest, isOdd] = apartFromWhole(x);
  const sine = Math.sin(Math.PI * rest);
  return isOdd ? -sine : sine;
}

/** π cot π x */
function cotangent(x: number): number {
  const [rest] = apartFromWhole(x);
  return (Math.PI * Math.cos(Math.PI * rest)) / Math.sin(Math.PI * rest);
}

function isPole(x: number): boolean {
  return x <= 0 && Number.isInteger(x);
}

/** Γ(x): a polynomial on [1, 2] and its recurrence, Stirling's series from 12 or, of whole numbers, 24 on, and reflection left of 0. */
export function gammaFunction(x: number): number {
  if (x > 171.7 || x === 0) return x === 0 ? 1 / x : Infinity;
  if (isPole(x)) return NaN;
  if (x < 0) return -Math.PI / (x * sinOfPi(x) * gammaFunction(-x));
  if (x < 1) return inPieces(table.gammaPieces, 1 + x) / x;
  if (x >= (Number.isInteger(x) ? 24 : 12)) return gammaByStirling(x);
  let product = 1;
  let y = x;
  while (y > 2) product *= --y;
  return product * inPieces(table.gammaPieces, y);
}

/** √(2π) x^(x − ½) e⁻ˣ e^tail; the power in two halves, since it may overflow where Γ does not. */
function gammaByStirling(x: number): number {
  const half = x ** (0.5 * x - 0.25);
  const tail = stirlingTail(x);
  const rest = rootTwoPi * Math.exp(-x) * half;
  return half * (rest + rest * Math.expm1(tail));
}

/** ln |Γ(x)|: by (x − 1)(…) and (x − 2)(…) about its zeros, Stirling's series from 10 on, and reflection left of 0. */
export function logGamma(x: number): number {
  if (x >= 10) return (x - 0.5) * (Math.log(x) - 1) + (halfLogTwoPi - 0.5 + stirlingTail(x));
  if (x > 1.5) return (x - 2) * inPieces(table.aboveOne, x);
  if (x >= 0.5) return (x - 1) * inPieces(table.nearOne, x) + 0;
  if (x > 0) return x * inPieces(table.nearOne, 1 + x) - Math.log(x);
  if (!(x > -Infinity)) return -x;
  if (isPole(x)) return Infinity;
  return Math.log(Math.PI / Math.abs(x * sinOfPi(x))) - logGamma(-x);
}

/** ψ(x) = Γ′(x) / Γ(x), by a polynomial about its zero x₀. */
export function digammaFunction(x: number): number {
  if (x >= 10) return Math.log(x) - 0.5 / x - digammaTail(x);
  if (x >= 1) {
    const [high, low] = table.digammaZero;
    return (x - high - low) * inPieces(table.digammaPieces, x);
  }
  if (x > 0) return digammaFunction(1 + x) - 1 / x;
  if (x === 0) return -1 / x;
  if (isPole(x) || !(x > -Infinity)) return NaN;
  return digammaFunction(-x) - 1 / x - cotangent(x);
}

/** Σ B₂ₖ / (2 k x²ᵏ), x ≥ 10 (DLMF 5.11.2). */
function digammaTail(x: number): number {
  const u = 1 / (x * x);
  let sum = 0;
  for (let k = 9; k >= 1; k--) sum = sum * u + (table.bernoulli[k - 1] ?? 0) / (2 * k);
  return sum * u;
}

/** ζ(s, q) = Σ (q + k)⁻ˢ, s > 1, q > 0, by Euler's and Maclaurin's formula from q + k ≥ 10 + s on (DLMF 25.11.28). */
export function hurwitzZeta(s: number, q: number): number {
  const steps = Math.max(0, Math.ceil(10 + s - q));
  const end = q + steps;
  let sum = eulerMaclaurin(s, end);
  for (let k = steps - 1; k >= 0; k--) sum += (q + k) ** -s;
  return sum;
}

/** Σ (a + k)⁻ˢ for a large a: the integral, half the first term, and corrections. */
function eulerMaclaurin(s: number, a: number): number {
  const first = a ** -s;
  let [term, tail] = [(first * s) / a / 2, 0];
  for (const [k, b] of table.bernoulli.entries()) {
    tail += term * b;
    // The next of s (s + 1) … / (2 k)! a^(−s − 2 k + 1).
    const m = 2 * k + 2;
    term *= (((s + m - 1) / (m + 1)) * ((s + m) / (m + 2))) / (a * a);
  }
  return tail + 0.5 * first + a ** (1 - s) / (s - 1);
}

/** ψ⁽ⁿ⁾(x), the n-th derivative of ψ: (−1)ⁿ⁺¹ n! ζ(n + 1, x), and reflection left of 0. */
export function polygammaFunction(n: number, x: number): number {
  if (n === 0) return digammaFunction(x);
  if (x > 0) return signOf(n + 1) * factorial(n) * hurwitzZeta(n + 1, x);
  if (x === 0) return n % 2 === 1 ? Infinity : -1 / x;
  if (isPole(x)) return n % 2 === 1 ? Infinity : NaN;
  if (!(x > -Infinity)) return NaN;
  return signOf(n) * polygammaFunction(n, 1 - x) - cotangentDerivative(n, x);
}

function signOf(n: number): number {
  return n % 2 === 0 ? 1 : -1;
}

/** n! */
export function factorial(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}

/** dⁿ/dxⁿ π cot π x, a polynomial in c = π cot π x by c′ = −(π² + c²). */
function cotangentDerivative(n: number, x: number): number {
  let p: readonly number[] = [0, 1];
  for (let k = 0; k < n; k++) p = differentiated(p);
  const c = cotangent(x);
  return p.reduceRight((sum, coefficient) => sum * c + coefficient, 0);
}

/** −(π² + c²) p′(c) */
function differentiated(p: readonly number[]): readonly number[] {
  const y = new Array<number>(p.length + 1).fill(0);
  for (let k = 1; k < p.length; k++) {
    const slope = k * (p[k] ?? 0);
    y[k - 1] = (y[k - 1] ?? 0) - Math.PI * Math.PI * slope;
    y[k + 1] = (y[k + 1] ?? 0) - slope;
  }
  return y;
}

/** ln Γ(c + a) − ln Γ(c) for a small a, to its last digits: Σ ψ⁽ᵏ⁾(c) aᵏ⁺¹ / (k + 1)! */
export function gammaRise(c: number, a: number): number {
  let [sum, power, term] = [0, a, a];
  for (let k = 0; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term = polygammaFunction(k, c) * power;
    sum += term;
    power *= a / (k + 2);
  }
  return sum;
}
