// The zeta function of Riemann and Hurwitz, and its derivatives (DLMF 25).

import { add, mul, neg, sub } from "../arithmetic.js";
import type { Convention, Inputs, Op, Value } from "../../core/op.js";
import { chain } from "../../core/space.js";
import { positive } from "../family.js";
import type { Like } from "../lift.js";
import { binary, publish, type Binary, type Published } from "../publish.js";
import { bernoulli } from "./gamma-tables.js";
import { hurwitzZeta } from "./gamma-function.js";

/** Σ lnⁿ(q + k) (q + k)⁻ˢ, (−1)ⁿ times the n-th derivative of ζ(s, q) in s; s > 1, q > 0 (DLMF 25.11.28). */
function weightedZeta(n: number, s: number, q: number): number {
  if (!(s > 1 && q >= 0)) return s === 1 && q > 0 ? Infinity : NaN;
  if (q === 0) return n % 2 === 0 ? Infinity : -Infinity;
  if (s === Infinity || q === Infinity) return q === 1 && n === 0 ? 1 : q < 1 ? Infinity : 0;
  if (q > 1 && q ** (1 - s) === 0) return 0;
  if (n === 0 && s < 60) return hurwitzZeta(s, q);
  const last = lastTerm(s, q);
  const steps = Math.max(0, Math.min(Math.ceil(10 + s - q), last));
  let sum = steps < last ? logarithmicTail(n, s, q + steps) : 0;
  for (let k = steps - 1; k >= 0; k--) sum += Math.log(q + k) ** n * (q + k) ** -s;
  return sum;
}

/** The number of terms beyond which nothing is left, for a large s. */
export function lastTerm(s: number, q: number): number {
  return Math.ceil((q + 1) * Math.expm1(45 / s)) + 1;
}

/** Euler's and Maclaurin's formula for f(t) = lnⁿ t t⁻ˢ from a on. */
function logarithmicTail(n: number, s: number, a: number): number {
  const log = Math.log(a);
  let [integral, part] = [0, 1 / (s - 1)];
  for (let j = 0; j <= n; j++) {
    integral += part * log ** (n - j);
    part *= (n - j) / (s - 1);
  }
  // f⁽ʲ⁾(a) = p(ln a) a^(−s − j), p a polynomial.
  let p: readonly number[] = Array.from({ length: n + 1 }, (_, k) => (k === n ? 1 : 0));
  let [scale, tail, factorial] = [a ** -s, 0, 1];
  for (let j = 0; j < 2 * bernoulli.length; j++) {
    const value = scale * p.reduceRight((sum, c) => sum * log + c, 0);
    if (j === 0) tail += 0.5 * value;
    else if (j % 2 === 1) tail -= ((bernoulli[(j - 1) / 2] ?? 0) * value) / factorial;
    const before = p;
    p = before.map((c, k) => (k + 1) * (before[k + 1] ?? 0) - (s + j) * c);
    scale /= a;
    factorial *= j + 2;
  }
  return integral * a ** (1 - s) + tail;
}

const domain = [
  { low: 1, high: Infinity },
  { ...positive, seams: [10] },
];

/** What ζ(s, q) is at the ends of the domain. */
const conventions: readonly Convention[] = [
  { at: [1, 1], value: Infinity },
  { at: [2, 0], value: Infinity },
  { at: [1, 0], value: NaN },
  { at: [0.5, 1], value: NaN },
  { at: [2, -1], value: NaN },
  { at: [2, Infinity], value: 0 },
  { at: [Infinity, 1], value: 1 },
  { at: [Infinity, 0.5], value: Infinity },
  { at: [Infinity, 2], value: 0 },
];

const members: Binary[] = [];

/** The n-th of the functions above, of s and q. */
export function zetaOf(n: number): Binary {
  return (members[n] ??= binary({
    name: n === 0 ? "zeta" : `zeta ${String(n)}`,
    doc: "ζ(s, q) = Σ (q + k)⁻ˢ, k from 0 on, s > 1, q > 0; Riemann's for q = 1; ∂/∂q to |ln q| ulp (DLMF 25.11.1)",
    f: (s, q) => weightedZeta(n, s, q),
    d: [(_y, s, q): Value => neg(zetaOf(n + 1)(s, q)), (_y, s, q): Value => inShift(n, s, q)],
    domain,
    ...(n === 0 && { conventions }),
  }));
}

/** ∂/∂q: n Σ lnⁿ⁻¹ t t^(−s − 1) − s Σ lnⁿ t t^(−s − 1). */
function inShift(n: number, s: Value, q: Value): Value {
  const t = add(s, 1);
  const power = chain(s, zetaOf(n)(t, q));
  return n === 0 ? neg(power) : sub(mul(n, zetaOf(n - 1)(t, q)), power);
}

const zetaFunction = /* @__PURE__ */ zetaOf(0);

/** The function of `zeta`. */
export interface Zeta extends Published {
  (s: number, q?: number): number;
  (s: Like, q?: Like): Value;
}

/**
 * ζ(s, q) = Σ (q + k)⁻ˢ, k from 0 on, for s > 1 and q > 0; q = 1 by default, which is Riemann's zeta function.
 *
 * @example
 * zeta(2); // 1.644934066848226…
 */
export const zeta: Zeta = /* @__PURE__ */ publish(
  zetaFunction.op as unknown as Op<Inputs, undefined>,
  (s: Like, q: Like = 1): Value => zetaFunction(s, q),
) as unknown as Zeta;
