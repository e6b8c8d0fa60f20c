// Logarithms of sums, differences and products of exponentials, which overflow or cancel when they are spelt out.

import type { Value } from "../core/op.js";
import { chain } from "../core/space.js";
import { add, mul, neg, reciprocal, sub } from "./arithmetic.js";
import { sigmoid } from "./activation.js";
import { sigmoidRest } from "./complements.js";
import { expm1, log, log1p } from "./exponential.js";
import { positive } from "./family.js";
import type { Like } from "./lift.js";
import { binary, unary, type Binary, type Unary } from "./publish.js";
import { equal, isFinite, logicalAnd, logicalNot, where } from "./select.js";

export const logaddexp: Binary = /* @__PURE__ */ binary({
  name: "logaddexp",
  doc: "ln(eᵃ + eᵇ), without overflow; ½ to each side where both are the same infinity; derivatives to |a − b| ulp",
  f: (a, b) => (a === b ? a + Math.LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))),
  d: [
    (_y, a, b) => orHalf(a, b, sigmoid(sub(a, b))),
    // 1 less the share of a, so that the derivatives of the shares cancel exactly.
    (_y, a, b) => orHalf(a, b, sigmoidRest(sigmoid(sub(a, b)), sub(a, b))),
  ],
});

/** A share of eᵃ + eᵇ: ½ where a and b are the same infinity. */
function orHalf(a: Value, b: Value, share: Value): Value {
  const noDifference = logicalAnd.mask(equal.mask(a, b), logicalNot.mask(isFinite.mask(a)));
  return where(noDifference, 0.5, share);
}

export const log1mexp: Unary = /* @__PURE__ */ unary({
  name: "log1mexp",
  doc: "ln(1 − e⁻ˣ), x ≥ 0, exact near 0 and far out (Mächler 2012)",
  f: (x) => (x < Math.LN2 ? Math.log(-Math.expm1(-x)) : Math.log1p(-Math.exp(-x))),
  d: (_y, x) => reciprocal(expm1(x)),
  domain: [positive],
});

/**
 * ln(eᵃ − eᵇ) for a ≥ b, without overflow; −∞ where they are equal, NaN where a < b.
 *
 * @example
 * logsubexp(1000, 999); // 999.541324854612…
 */
export function logsubexp(a: Like, b: Like): Value {
  return add(a, log1mexp(sub(a, b)));
}

export const xlogy: Binary = /* @__PURE__ */ binary({
  name: "xlogy",
  doc: "a ln b, and 0 where a = 0; ∂/∂b = a / b is 0 there",
  f: (a, b) => (a === 0 && !Number.isNaN(b) ? 0 : a * Math.log(b)),
  d: [(_y, _a, b) => log(b), (_y, a, b) => chain(a, reciprocal(b))],
  domain: [{ low: -Infinity, high: Infinity }, positive],
});

export const xlog1py: Binary = /* @__PURE__ */ binary({
  name: "xlog1py",
  doc: "a ln(1 + b), exact near b = 0, and 0 where a = 0; ∂/∂b = a / (1 + b) is 0 there",
  f: (a, b) => (a === 0 && !Number.isNaN(b) ? 0 : a * Math.log1p(b)),
  d: [(_y, _a, b) => log1p(b), (_y, a, b) => chain(a, reciprocal(add(1, b)))],
  domain: [
    { low: -Infinity, high: Infinity },
    { low: -1, high: Infinity },
  ],
});

export const entr: Unary = /* @__PURE__ */ unary({
  name: "entr",
  doc: "−x ln x, the entropy of a probability: 0 at 0, −∞ for x < 0; derivative near its zero 1 / e exact in units of 1",
  f: (x) => (x === 0 ? 0 : x < 0 ? -Infinity : -x * Math.log(x)),
  d: (_y, x) => neg(add(1, log(x))),
  domain: [positive],
});

export const logit: Unary = /* @__PURE__ */ unary({
  name: "logit",
  doc: "ln(x / (1 − x)), the inverse of sigmoid, exact near ½",
  // 2x − 1 is exact where the quotient is near 1 and its logarithm would cancel.
  f: (x) => (x > 0.3 && x < 0.65 ? 2 * Math.atanh(2 * x - 1) : Math.log(x / (1 - x))),
  d: (_y, x) => reciprocal(mul(x, sub(1, x))),
  domain: [{ low: 0, high: 1 }],
});
