// The gamma function, its logarithm, the derivatives of that (DLMF 5).

import { badOption } from "../../core/errors.js";
import type { Value } from "../../core/op.js";
import { mul } from "../arithmetic.js";
import { positive } from "../family.js";
import { lift, type Like } from "../lift.js";
import { publish, unary, type Published, type Unary } from "../publish.js";
import * as primal from "./gamma-function.js";
import { family, member, type FamilyOp } from "./order.js";

export const lgamma: Unary = /* @__PURE__ */ unary({
  name: "lgamma",
  doc: "ln |Γ(x)|, ∞ at the poles 0, −1, −2, …; for x < 0 exact in units of the larger of 1 and itself (DLMF 5.2)",
  f: primal.logGamma,
  d: (_y, x) => digamma(x),
  domain: [{ ...positive, seams: [0.5, 1, 1.5, 2, 2.5, 4, 6.5, 10] }],
  conventions: [
    { at: [0], value: Infinity },
    { at: [-1], value: Infinity },
    { at: [-2], value: Infinity },
    { at: [Infinity], value: Infinity },
    { at: [-Infinity], value: Infinity },
    { at: [1], value: 0 },
    { at: [2], value: 0 },
  ],
});

export const gamma: Unary = /* @__PURE__ */ unary({
  name: "gamma",
  doc: "Γ(x) = ∫₀^∞ t^(x − 1) e⁻ᵗ dt, continued to x < 0; NaN at −1, −2, … (DLMF 5.2.1)",
  f: primal.gammaFunction,
  d: (y, x) => mul(y, digamma(x)),
  domain: [{ ...positive, seams: [1, 1.5, 2, 12, 24, 171.7] }],
  conventions: [
    { at: [0], value: Infinity },
    { at: [-0], value: -Infinity },
    { at: [Infinity], value: Infinity },
    { at: [-1], value: NaN },
    { at: [-2], value: NaN },
    { at: [-Infinity], value: NaN },
  ],
});

export const digamma: Unary = /* @__PURE__ */ unary({
  name: "digamma",
  doc: "ψ(x) = Γ′(x) / Γ(x); NaN at −1, −2, … (DLMF 5.2.2)",
  f: primal.digammaFunction,
  d: (_y, x) => polygamma(1, x),
  domain: [{ ...positive, seams: [1, 1.5, 2, 3, 5, 10] }],
  conventions: [
    { at: [0], value: -Infinity },
    { at: [-0], value: Infinity },
    { at: [Infinity], value: Infinity },
    { at: [-1], value: NaN },
    { at: [-2], value: NaN },
    { at: [-Infinity], value: NaN },
  ],
});

const polygammaOp: FamilyOp = /* @__PURE__ */ family({
  name: "polygamma",
  doc: "ψ⁽ⁿ⁾(x), the n-th derivative of digamma for a whole number n ≥ 0 (DLMF 5.15)",
  f: primal.polygammaFunction,
  d: (n, _y, x) => member(polygammaOp, n + 1, x),
  domain: { ...positive, seams: [2, 10, 13] },
  orders: [0, 1, 2],
});

/** The function of `polygamma`. */
export interface Polygamma extends Published {
  (n: number, x: number): number;
  (n: number, x: Like): Value;
}

/**
 * ψ⁽ⁿ⁾(x), the n-th derivative of `digamma`: n is a whole number from 0 to 170, and is not differentiated in.
 *
 * @example
 * polygamma(1, 1); // 1.644934066848226…
 */
export const polygamma: Polygamma = /* @__PURE__ */ publish(polygammaOp, (n: number, x: Like): Value => {
  if (!Number.isInteger(n) || n < 0 || n > 170)
    throw badOption("polygamma", "n", "a whole number from 0 to 170", n);
  return member(polygammaOp, n, lift("polygamma", x, "its second input"));
}) as Polygamma;

/**
 * ψ′(x), the second derivative of `lgamma`: `polygamma` of order 1.
 *
 * @example
 * trigamma(1); // 1.644934066848226…
 */
export function trigamma(x: number): number;
export function trigamma(x: Like): Value;
export function trigamma(x: Like): Value {
  return member(polygammaOp, 1, lift("trigamma", x));
}
