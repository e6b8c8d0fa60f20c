// The primal algorithms of Bessel functions of whole order: power series near 0, Hankel's expansions from 25 on
// (DLMF 10.2, 10.8, 10.17, 10.25, 10.40).

import { eulerGamma, exactProduct, productOf, quotientOf, sumOf, type Twofold } from "./twofold.js";

/** Where the expansions for a large argument have all digits. */
const far = 25;

/** Iₙ(x) e^(−|x|) */
export function scaledBesselI(n: number, x: number): number {
  const size = Math.abs(x);
  if (size >= far) return (signOf(n, x) * hankelSum(n, size, -1)) / Math.sqrt(2 * Math.PI * size);
  return weightedSeries(n, x, 1, one)[0] * Math.exp(-size);
}

/** Iₙ(x) */
export function besselI(n: number, x: number): number {
  const size = Math.abs(x);
  if (!(size >= far)) return weightedSeries(n, x, 1, one)[0];
  if (size === Infinity) return signOf(n, x) * size;
  if (size < 709) return scaledBesselI(n, x) * Math.exp(size);
  // In two halves, since e^x overflows before the product does.
  const half = Math.exp(size / 2);
  return half * (scaledBesselI(n, x) * half);
}

function signOf(n: number, x: number): number {
  return x < 0 && n % 2 !== 0 ? -1 : 1;
}

/** Σ (±1)ᵏ aₖ(n) / xᵏ with aₖ = Π (4 n² − (2 j − 1)²) / (8 j), up to the smallest term. */
function hankelSum(n: number, x: number, sign: 1 | -1): number {
  // The small terms are added to each other first.
  let [term, rest] = [1, 0];
  for (let k = 1; Math.abs(term) > 1e-18; k++) {
    const factor = (sign * (4 * n * n - (2 * k - 1) ** 2)) / (8 * k * x);
    if (Math.abs(factor) >= 1 && k > n) break;
    term *= factor;
    rest += term;
  }
  return 1 + rest;
}

/** (−d/dx)ᵏ e⁻ˣ I₀(x) = 2ᵏ (½)ₖ / k! M(k + ½, k + 1, −2 x), x ≥ 0: a sum of positive terms on either side (DLMF 13.2, 13.7). */
export function scaledBesselSlope(k: number, x: number): number {
  if (x < 0) return NaN;
  let first = 1;
  for (let j = 0; j < k; j++) first *= (2 * j + 1) / (j + 1);
  if (!(x >= far)) return first * Math.exp(-2 * x) * kummer(0.5, k + 1, 2 * x);
  // From (k + ½)ⱼ (½)ⱼ / (j! (2 x)ʲ).
  let [term, rest, start] = [1, 0, 1 / Math.sqrt(2 * Math.PI * x)];
  for (let j = 0; j < k; j++) start *= (j + 0.5) / x;
  for (let j = 0; term > 1e-18; j++) {
    const factor = ((k + 0.5 + j) * (0.5 + j)) / ((j + 1) * 2 * x);
    if (factor >= 1) break;
    term *= factor;
    rest += term;
  }
  return start + start * rest;
}

/** Kummer's M(a, b, z) for positive a, b and z, with twice the digits: Σ (a)ⱼ zʲ / ((b)ⱼ j!). */
function kummer(a: number, b: number, z: number): number {
  let [term, sum] = [one(), one()];
  for (let j = 0; term[0] > 1e-18 * sum[0]; j++) {
    term = quotientOf(productOf(term, exactProduct(a + j, z)), (b + j) * (j + 1));
    sum = sumOf(sum, term);
  }
  return sum[0];
}

/** The weight of a plain series. */
function one(): Twofold {
  return [1, 0];
}

/** Jₙ(x) */
export function besselJ(n: number, x: number): number {
  const size = Math.abs(x);
  if (!(size >= far)) return weightedSeries(n, x, -1, one)[0];
  if (size === Infinity) return 0;
  if (n < 2) return signOf(n, x) * hankel(n === 0 ? 0 : 1, size)[0];
  let [before, at] = [besselJ(0, size), besselJ(1, size)];
  for (let k = 1; k < n; k++) [before, at] = [at, ((2 * k) / size) * at - before];
  return signOf(n, x) * at;
}

/** Yₙ(x), n = 0 or 1, for x > 0. */
export function besselY(n: 0 | 1, x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  if (x >= far) return x === Infinity ? 0 : hankel(n, x)[1];
  // There its half may be no double, and 1 / x none either.
  if (x < 1e-300)
    return n === 0 ? (2 / Math.PI) * (Math.log(x) - Math.LN2 + eulerGamma[0]) : -2 / Math.PI / x;
  return n === 0 ? seriesY0(x) : seriesY1(x);
}

/** Jₙ(x) and Yₙ(x), n = 0 or 1, by Hankel's expansions; the phase is split off by the addition theorem. */
function hankel(n: 0 | 1, x: number): readonly [j: number, y: number] {
  const [p, q] = hankelParts(n, x);
  const [sin, cos] = [Math.sin(x), Math.cos(x)];
  const [c, s] = n === 0 ? [cos + sin, sin - cos] : [sin - cos, -(sin + cos)];
  const amplitude = 1 / Math.sqrt(Math.PI * x);
  return [amplitude * (p * c - q * s), amplitude * (p * s + q * c)];
}

/** Σ (−1)ᵏ a₂ₖ / x²ᵏ and Σ (−1)ᵏ a₂ₖ₊₁ / x²ᵏ⁺¹ */
function hankelParts(n: number, x: number): readonly [p: number, q: number] {
  let [term, p, q] = [1, 0, 0];
  for (let k = 1; Math.abs(term) > 1e-18; k++) {
    const factor = (4 * n * n - (2 * k - 1) ** 2) / (8 * k * x);
    term *= k % 2 === 0 ? -factor : factor;
    if (k % 2 === 0) p += term;
    else q += term;
  }
  return [1 + p, q];
}

/** Σ weight(k) (x / 2)ⁿ (±x² / 4)ᵏ / (k! (n + k)!), with twice the digits, of which up to x = 25 ten are lost. */
function weightedSeries(n: number, x: number, sign: 1 | -1, weight: (k: number) => Twofold): Twofold {
  const half = x / 2;
  let term: Twofold = [1, 0];
  for (let k = 1; k <= n; k++) term = quotientOf(productOf(term, [half, 0]), k);
  const square = exactProduct(sign * half, half);
  let sum = productOf(term, weight(0));
  for (let k = 1; Math.abs(term[0]) > 1e-34 * Math.abs(sum[0]); k++) {
    term = quotientOf(productOf(term, square), k * (n + k));
    sum = sumOf(sum, productOf(term, weight(k)));
  }
  return sum;
}

/** The harmonic numbers H₀ = 0, H₁, … one after the other. */
function harmonic(): (k: number) => Twofold {
  let h: Twofold = [0, 0];
  return (k) => (k === 0 ? h : (h = sumOf(h, quotientOf([1, 0], k))));
}

/** 2/π ((ln(x / 2) + γ) J₀ − Σ Hₖ (−x² / 4)ᵏ / k!²) (DLMF 10.8.2) */
function seriesY0(x: number): number {
  const log = sumOf([Math.log(x / 2), 0], eulerGamma);
  const first = productOf(log, weightedSeries(0, x, -1, one));
  const [high, low] = weightedSeries(0, x, -1, harmonic());
  return (2 / Math.PI) * sumOf(first, [-high, -low])[0];
}

/** 2/π ((ln(x / 2) + γ) J₁ − 1 / x − ½ Σ (Hₖ + Hₖ₊₁) (x / 2) (−x² / 4)ᵏ / (k! (k + 1)!)) (DLMF 10.8.1) */
function seriesY1(x: number): number {
  const log = sumOf([Math.log(x / 2), 0], eulerGamma);
  const first = productOf(log, weightedSeries(1, x, -1, one));
  const next = harmonic();
  let h = next(0);
  const [high, low] = weightedSeries(1, x, -1, (k) => {
    const after = next(k + 1);
    const both = sumOf(h, after);
    h = after;
    return [both[0] / 2, both[1] / 2];
  });
  const pole = quotientOf([-1, 0], x);
  return (2 / Math.PI) * sumOf(sumOf(first, pole), [-high, -low])[0];
}
