// The regularized incomplete beta function (DLMF 8.17).

import type { Interval, Value } from "../../core/op.js";
import { add, div, mul, sub } from "../arithmetic.js";
import { positive } from "../family.js";
import { ternary, type Ternary } from "../publish.js";
import { betaDensity, incompleteBeta } from "./incomplete-beta-function.js";

const fraction: Interval = { low: 0, high: 1, seams: [0.5, 0.9] };
const size: Interval = { ...positive, seams: [1, 10] };
const domain = [size, size, fraction];
const slopes = new Map<string, Ternary>();
const densities = new Map<string, Ternary>();

/** The member of a family of orders (m, n), made when it is first asked for. */
function member(family: Map<string, Ternary>, m: number, n: number, make: () => Ternary): Ternary {
  const key = `${String(m)} ${String(n)}`;
  const known = family.get(key) ?? make();
  family.set(key, known);
  return known;
}

/** ∂ᵐ⁺ⁿ/∂aᵐ∂bⁿ of Iₓ(a, b): the series and the fraction differentiated term by term. */
function slope(m: number, n: number): Ternary {
  return member(slopes, m, n, () =>
    ternary({
      name: `betaincSlope ${String(m)} ${String(n)}`,
      doc: "a derivative of the incomplete beta function in a and b",
      f: (a, b, x) => incompleteBeta(m, n, a, b, x),
      d: [
        (_y, a, b, x): Value => slope(m + 1, n)(a, b, x),
        (_y, a, b, x): Value => slope(m, n + 1)(a, b, x),
        (_y, a, b, x): Value => density(m, n)(a, b, x),
      ],
      domain,
    }),
  );
}

/** ∂ᵐ⁺ⁿ/∂aᵐ∂bⁿ of xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b). */
function density(m: number, n: number): Ternary {
  return member(densities, m, n, () =>
    ternary({
      name: `betaDensity ${String(m)} ${String(n)}`,
      doc: "a derivative in a and b of x^(a − 1) (1 − x)^(b − 1) / B(a, b)",
      f: (a, b, x) => betaDensity(m, n, a, b, x),
      d: [
        (_y, a, b, x): Value => density(m + 1, n)(a, b, x),
        (_y, a, b, x): Value => density(m, n + 1)(a, b, x),
        (y, a, b, x): Value => densityInX(m, n, y, [a, b, x]),
      ],
      domain,
    }),
  );
}

/** ((a − 1) / x − (b − 1) / (1 − x)) Dₘₙ + m Dₘ₋₁,ₙ / x − n Dₘ,ₙ₋₁ / (1 − x) */
function densityInX(m: number, n: number, y: Value, [a, b, x]: readonly [Value, Value, Value]): Value {
  const rest = sub(1, x);
  let sum = mul(y, sub(div(sub(a, 1), x), div(sub(b, 1), rest)));
  if (m > 0) sum = add(sum, mul(m, div(density(m - 1, n)(a, b, x), x)));
  return n > 0 ? sub(sum, mul(n, div(density(m, n - 1)(a, b, x), rest))) : sum;
}

export const betainc: Ternary = /* @__PURE__ */ ternary({
  name: "betainc",
  doc: "Iₓ(a, b) = ∫₀ˣ tᵃ⁻¹ (1 − t)ᵇ⁻¹ dt / B(a, b), 0 < a, b ≤ 10⁶, 0 ≤ x ≤ 1, to as many ulp as its logarithm is large (DLMF 8.17.2)",
  ulps: 128,
  ulpsPerLogarithm: 2,
  f: (a, b, x) => incompleteBeta(0, 0, a, b, x),
  d: [
    (_y, a, b, x) => slope(1, 0)(a, b, x),
    (_y, a, b, x) => slope(0, 1)(a, b, x),
    (_y, a, b, x) => density(0, 0)(a, b, x),
  ],
  domain,
  conventions: [
    { at: [0.5, 2, 0], value: 0, partials: [0, 0, Infinity] },
    { at: [1, 3, 0], value: 0, partials: [0, 0, 3] },
    { at: [2, 3, 0], value: 0, partials: [0, 0, 0] },
    { at: [2, 0.5, 1], value: 1, partials: [0, 0, Infinity] },
    { at: [3, 1, 1], value: 1, partials: [0, 0, 3] },
    { at: [3, 2, 1], value: 1, partials: [0, 0, 0] },
    { at: [Infinity, 2, 0.5], value: 0, partials: [0, 0, 0] },
    { at: [2, Infinity, 0.5], value: 1, partials: [0, 0, 0] },
    { at: [0, 2, 0.5], value: 1 },
    { at: [2, 0, 0.5], value: 0 },
    { at: [0, 0, 0.5], value: NaN },
    { at: [Infinity, Infinity, 0.5], value: NaN },
    { at: [0, 2, 0], value: NaN },
    { at: [2, 0, 1], value: NaN },
    { at: [2e6, 1, 0.5], value: NaN },
    { at: [1, 2e6, 0], value: 0 },
    { at: [1, 2e6, 1], value: 1 },
    { at: [-1, 1, 0.5], value: NaN },
    { at: [1, -1, 0.5], value: NaN },
    { at: [1, 1, -0.5], value: NaN },
    { at: [1, 1, 1.5], value: NaN },
  ],
});
