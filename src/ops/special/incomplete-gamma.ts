// The regularized incomplete gamma functions (DLMF 8.2).

import type { Convention, Value } from "../../core/op.js";
import { add, div, mul, neg, sub } from "../arithmetic.js";
import { positive } from "../family.js";
import { binary, type Binary } from "../publish.js";
import { gammaDensity, incompleteGamma } from "./incomplete-gamma-function.js";

const domain = [
  { ...positive, seams: [0.2, 1, 10] },
  { ...positive, seams: [0.2, 1.2, 10] },
];
const slopes: Binary[] = [];
const densities: Binary[] = [];

/** ∂ⁿP/∂aⁿ, n ≥ 1: the series and the fraction differentiated term by term. */
export function slopeInA(n: number): Binary {
  return (slopes[n] ??= binary({
    name: `gammaincSlope ${String(n)}`,
    doc: "the n-th derivative of P(a, x) in a",
    f: (a, x) => incompleteGamma(n, a, x, false),
    d: [(_y, a, x): Value => slopeInA(n + 1)(a, x), (_y, a, x): Value => density(n)(a, x)],
    domain,
  }));
}

/** The n-th derivative in a of xᵃ⁻¹ e⁻ˣ / Γ(a). */
export function density(n: number): Binary {
  return (densities[n] ??= binary({
    name: `gammaDensity ${String(n)}`,
    doc: "the n-th derivative of x^(a − 1) e⁻ˣ / Γ(a) in a",
    f: (a, x) => gammaDensity(n, a, x),
    d: [(_y, a, x): Value => density(n + 1)(a, x), (y, a, x): Value => densityInX(n, y, a, x)],
    domain,
  }));
}

/** ((a − 1) / x − 1) Gₙ + n Gₙ₋₁ / x */
function densityInX(n: number, y: Value, a: Value, x: Value): Value {
  const own = mul(y, sub(div(sub(a, 1), x), 1));
  return n === 0 ? own : add(own, mul(n, div(density(n - 1)(a, x), x)));
}

/** What P(a, x) is at the ends and outside of the domain, and there its derivatives. */
const ends: readonly Convention[] = [
  { at: [0.5, 0], value: 0, partials: [0, Infinity] },
  { at: [1, 0], value: 0, partials: [0, 1] },
  { at: [2, 0], value: 0, partials: [0, 0] },
  { at: [1, Infinity], value: 1, partials: [0, 0] },
  { at: [Infinity, 1], value: 0, partials: [0, 0] },
  { at: [0, 1], value: 1 },
  { at: [0, 0], value: NaN },
  { at: [Infinity, Infinity], value: NaN },
  { at: [2e6, 0], value: 0 },
  { at: [2e6, Infinity], value: 1 },
  { at: [2e6, 1], value: NaN },
  { at: [-1, 1], value: NaN },
  { at: [1, -1], value: NaN },
];

/** The same of Q(a, x) = 1 − P(a, x). */
const otherEnds = /* @__PURE__ */ ends.map(({ at, value = NaN, partials }): Convention => ({
  at,
  value: 1 - value,
  ...(partials && { partials: partials.map((slope) => -slope) }),
}));

export const gammainc: Binary = /* @__PURE__ */ binary({
  name: "gammainc",
  doc: "P(a, x) = ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt / Γ(a), 0 < a ≤ 10⁶, x ≥ 0, to as many ulp as ln(xᵃ e⁻ˣ / Γ(a)) is large (DLMF 8.2.4)",
  ulps: 64,
  ulpsPerLogarithm: 2,
  f: (a, x) => incompleteGamma(0, a, x, false),
  d: [(_y, a, x) => slopeInA(1)(a, x), (_y, a, x) => density(0)(a, x)],
  domain,
  conventions: ends,
});

export const gammaincc: Binary = /* @__PURE__ */ binary({
  name: "gammaincc",
  doc: "Q(a, x) = 1 − P(a, x), a ≤ 10⁶, exact far right and for a small a; else, for x < a + 1, in units of 1 (DLMF 8.2.4)",
  ulps: 64,
  ulpsPerLogarithm: 2,
  f: (a, x) => incompleteGamma(0, a, x, true),
  d: [(_y, a, x) => neg(slopeInA(1)(a, x)), (_y, a, x) => neg(density(0)(a, x))],
  domain,
  conventions: otherEnds,
});
