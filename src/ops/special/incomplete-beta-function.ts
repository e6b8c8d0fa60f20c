// The primal algorithms of the incomplete beta function, and of its derivatives of any order in a and b (DLMF 8.17).

import { betaFunction, logBeta, polygammaRise } from "./beta-function.js";
import { factorial, gammaRise, polygammaFunction, stirlingTail } from "./gamma-function.js";
import { logOfRatio } from "./incomplete-gamma-function.js";
import {
  exponentialOfTwo,
  linearJet,
  productOfTwo,
  quotientOfTwo,
  sumOfTwo,
  type JetOfTwo,
} from "./jet-of-two.js";

/** The largest a and b: the terms of the fraction grow in number as their roots. */
const largest = 1e6;

/** Where the function is asked for: x, and y = 1 − x. */
interface Place {
  readonly a: number;
  readonly b: number;
  readonly x: number;
  readonly y: number;
}

/** ln x, where x may be near 1 and 1 − x is known. */
function logOf(x: number, y: number): number {
  return x < 0.5 ? Math.log(x) : Math.log1p(-y);
}

/** xᵃ yᵇ / B(a, b), to as many ulp as its logarithm is large. */
function leadingTerm({ a, b, x, y }: Place): number {
  if (a < 10 && b < 10) return (x ** a * Math.exp(b * logOf(y, x))) / betaFunction(a, b);
  if (a < 10 || b < 10) return Math.exp(a * logOf(x, y) + b * logOf(y, x) - logBeta(a, b));
  // About the place of the largest power, a / (a + b), with Stirling's formula for B.
  const sum = a + b;
  const apart = x < y ? x * sum - a : b - y * sum;
  const grown = a * logOfRatio(apart / a, (x * sum) / a) + b * logOfRatio(-apart / b, (y * sum) / b);
  const tails = stirlingTail(sum) - stirlingTail(a) - stirlingTail(b);
  return Math.sqrt((a * (b / sum)) / (2 * Math.PI)) * Math.exp(grown + tails);
}

/** (−1)ᵏ⁺¹ |ψ⁽ᵏ⁾(a + b) − ψ⁽ᵏ⁾(a)|: for k = 0 the difference is positive. */
function riseOf(k: number, a: number, b: number): number {
  return (k % 2 === 0 ? 1 : -1) * polygammaRise(k, a, b);
}

/** The Taylor series in a and b of the leading term. */
function leadingJet(m: number, n: number, place: Place): JetOfTwo {
  const { a, b, x, y } = place;
  const c: number[] = [];
  for (let i = 0; i <= m; i++)
    for (let j = 0; j <= n; j++) {
      const k = i + j - 1;
      const own =
        k < 0 ? 0 : j === 0 ? riseOf(k, a, b) : i === 0 ? riseOf(k, b, a) : polygammaFunction(k, a + b);
      const log = k !== 0 ? 0 : i === 1 ? logOf(x, y) : logOf(y, x);
      c.push((own + log) / (factorial(i) * factorial(j)));
    }
  return exponentialOfTwo(leadingTerm(place), { first: m, second: n, c });
}

/** Σ (a + b) … (a + b + k − 1) / (a … (a + k)) xᵏ, of positive terms (DLMF 8.17.8). */
function seriesJet(m: number, n: number, { a, b, x }: Place): JetOfTwo {
  const linear = (value: number, ofA: number, ofB: number): JetOfTwo => linearJet(m, n, value, [ofA, ofB]);
  let term = quotientOfTwo(linear(1, 0, 0), linear(a, 1, 0));
  let sum = term;
  const matters = (c: number, k: number): boolean => Math.abs(c) > 1e-18 * Math.abs(sum.c[k] ?? 0);
  for (let k = 1; term.c.some(matters); k++) {
    const factor = linear((a + b + k - 1) * x, x, x);
    term = quotientOfTwo(productOfTwo(term, factor), linear(a + k, 1, 0));
    sum = sumOfTwo(sum, term);
  }
  return sum;
}

/** The a below which Iₓ is so near to 1 that it is its distance from 1 that has the digits. */
const small = 0.2;

/**
 * Iₓ = xᵃ / (a B) (1 + a Σ (1 − b) … (k − b) / (k! (a + k)) xᵏ) for a small a (DLMF 8.17.7), in which nothing is as large
 * as 1 but 1 itself; without that 1 if only what it is short of 1 is asked for.
 */
function nearOne(m: number, n: number, { a, b, x, y }: Place, isRest: boolean): number {
  const linear = (value: number, ofA: number, ofB: number): JetOfTwo => linearJet(m, n, value, [ofA, ofB]);
  let [term, sum] = [linear(1, 0, 0), linear(0, 0, 0)];
  const matters = (c: number, k: number): boolean => Math.abs(c) > 1e-18 * Math.abs(sum.c[k] ?? 0);
  for (let k = 1; term.c.some(matters); k++) {
    term = productOfTwo(term, linear(((k - b) * x) / k, 0, -x / k));
    sum = sumOfTwo(sum, quotientOfTwo(term, linear(a + k, 1, 0)));
  }
  const more = productOfTwo(linear(a, 1, 0), sum);
  const exponent = a * logOf(x, y) - Math.log1p(a / b) + gammaRise(1 + b, a) - gammaRise(1, a);
  if (m + n === 0) {
    const apart = Math.expm1(exponent) + Math.exp(exponent) * (more.c[0] ?? 0);
    return isRest ? -apart : 1 + apart;
  }
  const power = exponentialOfTwo(Math.exp(exponent), {
    first: m,
    second: n,
    c: logPower(m, n, { a, b, x, y }),
  });
  const value = productOfTwo(power, sumOfTwo(linear(1, 0, 0), more)).c.at(-1) ?? NaN;
  return (isRest ? -1 : 1) * factorial(m) * factorial(n) * value;
}

/** The Taylor series of ln(xᵃ / (a B)) = a ln x + ln Γ(a + b) − ln Γ(b) − ln Γ(a + 1). */
function logPower(m: number, n: number, { a, b, x, y }: Place): readonly number[] {
  const c: number[] = [];
  for (let i = 0; i <= m; i++)
    for (let j = 0; j <= n; j++) {
      const k = i + j - 1;
      let own = 0;
      if (i > 0) own = polygammaFunction(k, a + b) - (j === 0 ? polygammaFunction(k, a + 1) : 0);
      else if (j > 0) own = riseOf(k, b, a);
      c.push((own + (i === 1 && j === 0 ? logOf(x, y) : 0)) / (factorial(i) * factorial(j)));
    }
  return c;
}

/** The even part of the fraction DLMF 8.17.22, as Didonato and Morris have it (1992). */
function fractionJet(m: number, n: number, { a, b, x, y }: Place): JetOfTwo {
  const linear = (value: number, ofA: number, ofB: number): JetOfTwo => linearJet(m, n, value, [ofA, ofB]);
  const number = (value: number): JetOfTwo => linear(value, 0, 0);
  /** k (b − k) x / (a + 2 k − 1) */
  const turn = (k: number): JetOfTwo =>
    quotientOfTwo(linear(k * (b - k) * x, 0, k * x), linear(a + 2 * k - 1, 1, 0));
  const above = (k: number): JetOfTwo => {
    const rising = productOfTwo(linear(a + k - 1, 1, 0), linear((a + b + k - 1) * x, x, x));
    return productOfTwo(turn(k), quotientOfTwo(rising, linear(a + 2 * k - 1, 1, 0)));
  };
  const below = (k: number): JetOfTwo => {
    const falling = linear(a * y - b * x + 1 + k * (1 + y), y, -x);
    const last = quotientOfTwo(productOfTwo(linear(a + k, 1, 0), falling), linear(a + 2 * k + 1, 1, 0));
    return sumOfTwo(number(k), k === 0 ? last : sumOfTwo(turn(k), last));
  };
  const count = Math.ceil(40 + 8 * Math.sqrt(Math.min(a + b, 1 / y)) + 4 * (a + b) ** 0.5);
  let rest = below(count);
  for (let k = count; k >= 1; k--) rest = sumOfTwo(below(k - 1), quotientOfTwo(above(k), rest));
  return quotientOfTwo(number(1), rest);
}

/** ∂ᵐ⁺ⁿ/∂aᵐ∂bⁿ of Iₓ(a, b). */
export function incompleteBeta(m: number, n: number, a: number, b: number, x: number): number {
  if (!isInside(a, b, x)) return NaN;
  const atEnd = endOf(a, b, x);
  if (atEnd !== undefined) return m + n > 0 ? 0 : atEnd;
  const y = 1 - x;
  // On the other side of the mean the rest of 1 is the smaller part.
  if (x * (a + b + 2) <= a + 1) return part(m, n, { a, b, x, y }, false);
  return part(n, m, { a: b, b: a, x: y, y: x }, true);
}

function isInside(a: number, b: number, x: number): boolean {
  if (!(a >= 0 && b >= 0 && x >= 0 && x <= 1)) return false;
  return x === 0 || x === 1 || Math.max(a, b) <= largest || a === Infinity || b === Infinity;
}

/** Iₓ, or 1 − Iₓ, and the derivatives, at most as far to the right as the mean. */
function part(m: number, n: number, place: Place, isRest: boolean): number {
  if (place.a < small) return nearOne(m, n, place, isRest);
  const factor = place.x < 0.9 ? seriesJet(m, n, place) : fractionJet(m, n, place);
  const value = factorial(m) * factorial(n) * (productOfTwo(leadingJet(m, n, place), factor).c.at(-1) ?? NaN);
  if (!isRest) return value;
  return m + n === 0 ? 1 - value : -value;
}

/** What Iₓ(a, b) is at the ends of the domain: 0 at x = 0 and for a beyond all b, 1 at x = 1 and for b beyond all a. */
function endOf(a: number, b: number, x: number): number | undefined {
  const [early, late] = [b === 0 || a === Infinity || x === 0, a === 0 || b === Infinity || x === 1];
  if (!early && !late) return undefined;
  if (x === 0 && a > 0) return 0;
  if (x === 1 && b > 0) return 1;
  return early && late ? NaN : early ? 0 : 1;
}

/** ∂ᵐ⁺ⁿ/∂aᵐ∂bⁿ of xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b), the derivative of Iₓ(a, b) in x. */
export function betaDensity(m: number, n: number, a: number, b: number, x: number): number {
  if (!isInside(a, b, x)) return NaN;
  if (a === Infinity || b === Infinity || a === 0 || b === 0) return 0;
  if (x === 0) return m + n > 0 ? 0 : a < 1 ? Infinity : a === 1 ? b : 0;
  if (x === 1) return m + n > 0 ? 0 : b < 1 ? Infinity : b === 1 ? a : 0;
  const y = 1 - x;
  const value = leadingJet(m, n, { a, b, x, y }).c.at(-1) ?? NaN;
  return (factorial(m) * factorial(n) * value) / x / y;
}
