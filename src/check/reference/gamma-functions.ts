// The gamma function and its relatives, over any number system that has its own exponential and logarithm.

import type { Field, FunctionOf } from "./field.js";
import { incompleteBeta } from "./incomplete-beta.js";

type Arithmetic<T> = Omit<Field<T>, "functions">;
type Parts<T> = Readonly<Record<"exp" | "log" | "log1p", (x: T) => T>> & { readonly pi: T };

/** By Stirling's series at x + `terms`, of as many terms, and the recurrences back to x > 0 (DLMF 5.11). */
export function gammaFunctions<T>(
  field: Arithmetic<T>,
  { exp, log, log1p, pi }: Parts<T>,
  terms: number,
  isShort: boolean,
): Record<string, FunctionOf<T>> {
  const { add, sub, mul, div, neg, compare, fromNumber } = field;
  const [zero, one, half] = [0, 1, 0.5].map(fromNumber) as [T, T, T];
  const halfLogTwoPi = mul(half, log(add(pi, pi)));
  const bernoulli = bernoulliNumbers(field, terms);
  /** Σ cₖ x⁻²ᵏ, k from 0 on. */
  const inSquares = (c: readonly T[], x: T): T => {
    const u = div(one, mul(x, x));
    return c.reduceRight((sum, ck) => add(mul(sum, u), ck), zero);
  };
  const ofStirling = bernoulli.map((b, k) => div(b, fromNumber((2 * k + 2) * (2 * k + 1))));
  const tailOf = (x: T): T => div(inSquares(ofStirling, x), x);
  const stirling = (x: T): T => add(sub(add(mul(sub(x, half), log(x)), halfLogTwoPi), x), tailOf(x));
  /** x (x + 1) … (x + terms − 1) */
  const rising = (x: T): T => steps(terms).reduce((y, k) => mul(y, add(x, fromNumber(k))), one);
  const nearLeast = isShort
    ? aboutLeast(field, (k, x) => hurwitzZeta(field, k, x, bernoulli))
    : () => undefined;
  const absolute = (x: T): T => (compare(x, zero) < 0 ? neg(x) : x);
  const lgamma = (x: T): T =>
    nearLeast(x) ?? sub(stirling(add(x, fromNumber(terms))), log(absolute(rising(x))));
  const gamma = (x: T): T => {
    const near = nearLeast(x);
    return near ? exp(near) : div(exp(stirling(add(x, fromNumber(terms)))), rising(x));
  };
  // Of short numbers further out, where what Stirling's series leaves to cancel is smaller.
  const beyond = isShort ? 60 : 30;
  /** ln Γ(a + b) − ln Γ(b), in terms that keep their digits for a small a. */
  const rise = (a: T, b: T): T => {
    const far = add(b, fromNumber(beyond));
    const log1 = (at: T): T => log1p(div(a, at));
    const stirlings = add(mul(sub(far, half), log1(far)), mul(a, sub(log(add(far, a)), one)));
    return steps(beyond).reduce(
      (sum, k) => sub(sum, log1(add(b, fromNumber(k)))),
      add(stirlings, sub(tailOf(add(far, a)), tailOf(far))),
    );
  };
  const betaln = (a: T, b: T): T =>
    compare(a, b) > 0 ? sub(lgamma(b), rise(b, a)) : sub(lgamma(a), rise(a, b));
  const ofDigamma = bernoulli.map((b, k) => div(b, fromNumber(2 * k + 2)));
  const digamma = (x: T): T => {
    const far = add(x, fromNumber(terms));
    const tail = div(inSquares(ofDigamma, far), mul(far, far));
    const asymptotic = sub(sub(log(far), div(half, far)), tail);
    return steps(terms).reduce((sum, k) => sub(sum, div(one, add(x, fromNumber(k)))), asymptotic);
  };
  /** (−1)ⁿ⁺¹ n! ζ(n + 1, x), n ≥ 1; for x > 0, where the series begin. */
  const polygamma = (order: T, x: T): T => {
    const n = field.toNumber(order);
    if (!(compare(x, zero) > 0)) return fromNumber(NaN);
    if (n === 0) return digamma(x);
    const size = mul(factorial(field, n), hurwitzZeta(field, n + 1, x, bernoulli));
    return n % 2 === 0 ? neg(size) : size;
  };
  /** Whether a term is nothing beside a sum; that of many very small numbers is a sum still to come. */
  const isNothing = (term: T, sum: T): boolean => {
    const all = field.size(sum);
    return all > 0 ? field.size(term) <= 1e-75 * all : Number.isNaN(all);
  };
  /** xᵃ e⁻ˣ Σ xᵏ / Γ(a + k + 1); a short number has lost too many digits for a large x. */
  const gammainc = (a: T, x: T): T => {
    // The terms grow up to the one of number x; for a larger a the op gives no value.
    if (!(compare(a, zero) > 0 && field.toNumber(a) <= 1e6 && field.toNumber(x) < 3000))
      return fromNumber(NaN);
    if (isShort && !(field.toNumber(x) < 3.2 && field.toNumber(a) < 12)) return fromNumber(NaN);
    let term = div(exp(sub(mul(a, log(x)), x)), gamma(add(a, one)));
    // x ∂/∂x: where the function hardly changes, what its terms leave of that has lost its digits in short numbers.
    const change = mul(a, term);
    let sum = term;
    for (let k = 1; k < 5000 && !isNothing(term, sum); k++) {
      term = div(mul(term, x), add(a, fromNumber(k)));
      sum = add(sum, term);
    }
    return isShort && !(field.size(change) > 1e-3 * field.size(sum)) ? fromNumber(NaN) : sum;
  };
  return {
    betainc: incompleteBeta(field, { exp, log, log1p }, betaln, isShort),
    gammainc,
    gammaincc: (a, x) => {
      const rest = sub(one, gammainc(a, x));
      // Far right the difference has lost its digits.
      return isShort || field.size(rest) > 1e-40 ? rest : fromNumber(NaN);
    },
    lgamma,
    gamma,
    digamma,
    polygamma,
    beta: (a, b) => exp(betaln(a, b)),
    betaln,
  };
}

/** The least point x₀ of Γ for x > 0, as the sum of two numbers, and ln Γ there. */
const [least, leastRest, logLeast] = [1.4616321449683622, 9.549995429965697e-17, -0.12148629053584961];

/** ln Γ near x₀ by Taylor's series: the numbers being short, its slope there would else be a difference. */
function aboutLeast<T>(
  { add, sub, mul, div, neg, fromNumber, toNumber }: Arithmetic<T>,
  zeta: (k: number, x: T) => T,
): (x: T) => T | undefined {
  const c = steps(40).map((k) => (k < 2 ? fromNumber(0) : div(zeta(k, fromNumber(least)), fromNumber(k))));
  return (x) => {
    if (Math.abs(toNumber(x) - least) > 0.35) return undefined;
    const d = neg(sub(sub(x, fromNumber(least)), fromNumber(leastRest)));
    return add(
      fromNumber(logLeast),
      c.reduceRight((sum, ck) => add(mul(sum, d), ck), fromNumber(0)),
    );
  };
}

function steps(n: number): readonly number[] {
  return Array.from({ length: n }, (_, k) => k);
}

function power<T>({ mul, fromNumber }: Arithmetic<T>, x: T, n: number): T {
  let y = fromNumber(1);
  for (let k = 0; k < n; k++) y = mul(y, x);
  return y;
}

function factorial<T>({ mul, fromNumber }: Arithmetic<T>, n: number): T {
  return steps(n).reduce((y, k) => mul(y, fromNumber(k + 1)), fromNumber(1));
}

/** Σ (x + k)⁻ˢ for a whole s > 1, by Euler's and Maclaurin's formula from k = `terms` on (DLMF 25.11.28). */
function hurwitzZeta<T>(field: Arithmetic<T>, s: number, x: T, bernoulli: readonly T[]): T {
  const { add, mul, div, fromNumber } = field;
  const [one, terms] = [fromNumber(1), bernoulli.length];
  const far = add(x, fromNumber(terms + s));
  const first = div(one, power(field, far, s));
  let sum = div(first, fromNumber(2));
  sum = add(sum, div(mul(first, far), fromNumber(s - 1)));
  let rising = div(mul(first, fromNumber(s)), mul(fromNumber(2), far));
  for (const [k, b] of bernoulli.entries()) {
    sum = add(sum, mul(b, rising));
    const m = 2 * k + 2;
    const next = div(fromNumber((s + m - 1) * (s + m)), fromNumber((m + 1) * (m + 2)));
    rising = div(mul(rising, next), mul(far, far));
  }
  return steps(terms + s).reduce(
    (total, k) => add(total, div(one, power(field, add(x, fromNumber(k)), s))),
    sum,
  );
}

/** B₂, B₄, …, from the tangent numbers, which are whole: B₂ₖ = (−1)ᵏ⁻¹ 2 k Tₖ / (4ᵏ (4ᵏ − 1)) (DLMF 24.15.4). */
export function bernoulliNumbers<T>(field: Arithmetic<T>, count: number): readonly T[] {
  return tangentNumbers(count).map((t, i) => {
    const k = i + 1;
    const four = 4n ** BigInt(k);
    const size = field.div(whole(field, 2n * BigInt(k) * t), whole(field, four * (four - 1n)));
    return k % 2 === 0 ? field.neg(size) : size;
  });
}

/** The tangent numbers 1, 2, 16, 272, … (Brent and Harvey 2011). */
function tangentNumbers(count: number): readonly bigint[] {
  const t = [1n];
  for (let k = 1; k < count; k++) t.push(BigInt(k) * (t[k - 1] ?? 0n));
  for (let k = 1; k < count; k++)
    for (let j = k; j < count; j++)
      t[j] = BigInt(j - k) * (t[j - 1] ?? 0n) + BigInt(j - k + 2) * (t[j] ?? 0n);
  return t;
}

/** A whole number of any length. */
function whole<T>({ add, mul, fromNumber }: Arithmetic<T>, n: bigint): T {
  const base = 2n ** 40n;
  if (n < base) return fromNumber(Number(n));
  const field = { add, mul, fromNumber } as Arithmetic<T>;
  return add(mul(whole(field, n / base), fromNumber(Number(base))), fromNumber(Number(n % base)));
}
