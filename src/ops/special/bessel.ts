// Bessel functions of order 0 and 1, and the modified ones, plain and scaled (DLMF 10).

import type { Value } from "../../core/op.js";
import { abs, add, div, mul, neg, sign, sub } from "../arithmetic.js";
import { positive } from "../family.js";
import { unary, type Unary } from "../publish.js";
import * as primal from "./bessel-function.js";
import { family, member, type FamilyOp } from "./order.js";

/** From the second on, the larger ones are computed by Hankel's expansions. */
const real = { low: -Infinity, high: Infinity, seams: [1, 25] };

/** √(2 / πx), as large as which J and Y become far out; nearer by, 1. */
function amplitude(x: number): number {
  return Math.min(1, Math.sqrt(2 / (Math.PI * Math.abs(x))));
}

/** The amplitude of J where it is not exact in its own units. */
function farAmplitude(x: number): number {
  return Math.abs(x) > 25 ? amplitude(x) : 0;
}

/** Iₙ; Iₙ′ = (Iₙ₋₁ + Iₙ₊₁) / 2, which needs no division at 0. */
export const besselI: FamilyOp = /* @__PURE__ */ family({
  name: "besselI",
  doc: "Iₙ(x), the modified Bessel function of the first kind",
  f: primal.besselI,
  d: (n, _y, x) =>
    n === 0 ? member(besselI, 1, x) : mul(0.5, add(member(besselI, n - 1, x), member(besselI, n + 1, x))),
  domain: real,
  orders: [0, 1, 2],
});

/** Jₙ; Jₙ′ = (Jₙ₋₁ − Jₙ₊₁) / 2. */
export const besselJ: FamilyOp = /* @__PURE__ */ family({
  name: "besselJ",
  doc: "Jₙ(x), the Bessel function of the first kind",
  f: primal.besselJ,
  d: (n, _y, x) =>
    n === 0
      ? neg(member(besselJ, 1, x))
      : mul(0.5, sub(member(besselJ, n - 1, x), member(besselJ, n + 1, x))),
  domain: real,
  orders: [0, 1, 2],
});

/** (−d/dx)ᵏ e⁻ˣ I₀(x) for x ≥ 0: positive, and each much smaller than the one before where x is large. */
export const scaledSlopes: FamilyOp = /* @__PURE__ */ family({
  name: "besselDecay",
  doc: "(−d/dx)ᵏ e⁻ˣ I₀(x), x ≥ 0",
  f: primal.scaledBesselSlope,
  d: (k, _y, x) => neg(member(scaledSlopes, k + 1, x)),
  domain: { ...positive, seams: [1, 25] },
  orders: [0, 1, 2],
});

export const i0: Unary = /* @__PURE__ */ unary({
  name: "i0",
  doc: "I₀(x), the modified Bessel function of order 0 (DLMF 10.25.2)",
  f: (x) => primal.besselI(0, x),
  d: (_y, x) => member(besselI, 1, x),
  domain: [{ ...real, seams: [-25, 25, 709] }],
});

export const i0e: Unary = /* @__PURE__ */ unary({
  name: "i0e",
  doc: "e^(−|x|) I₀(x), which does not overflow; derivative 0 at 0",
  f: (x) => primal.scaledBesselI(0, x),
  d: (_y, x) => neg(mul(sign(x), member(scaledSlopes, 1, abs(x)))),
  domain: [{ ...real, kinks: [0], seams: [-25, 25] }],
  conventions: [{ at: [0], partials: [0] }],
});

export const i1: Unary = /* @__PURE__ */ unary({
  name: "i1",
  doc: "I₁(x), the modified Bessel function of order 1 (DLMF 10.25.2)",
  f: (x) => primal.besselI(1, x),
  d: (_y, x) => mul(0.5, add(member(besselI, 0, x), member(besselI, 2, x))),
  domain: [{ ...real, seams: [-25, 25, 709] }],
});

export const i1e: Unary = /* @__PURE__ */ unary({
  name: "i1e",
  doc: "e^(−|x|) I₁(x), which does not overflow; second derivative 0 at 0; derivative near its zeros exact in units of 1",
  f: (x) => primal.scaledBesselI(1, x),
  d: (_y, x): Value => sub(member(scaledSlopes, 2, abs(x)), member(scaledSlopes, 1, abs(x))),
  domain: [{ ...real, kinks: [0], seams: [-25, 25] }],
});

export const j0: Unary = /* @__PURE__ */ unary({
  name: "j0",
  doc: "J₀(x), the Bessel function of order 0; beyond 25 exact in units of its amplitude (DLMF 10.2.2)",
  f: (x) => primal.besselJ(0, x),
  nearZeros: farAmplitude,
  d: (_y, x) => neg(member(besselJ, 1, x)),
  domain: [{ ...real, seams: [-25, 25] }],
});

export const j1: Unary = /* @__PURE__ */ unary({
  name: "j1",
  doc: "J₁(x), the Bessel function of order 1; beyond 25 exact in units of its amplitude (DLMF 10.2.2)",
  f: (x) => primal.besselJ(1, x),
  nearZeros: farAmplitude,
  d: (_y, x) => mul(0.5, sub(member(besselJ, 0, x), member(besselJ, 2, x))),
  domain: [{ ...real, seams: [-25, 25] }],
});

export const y0: Unary = /* @__PURE__ */ unary({
  name: "y0",
  doc: "Y₀(x), the Bessel function of the second kind, x > 0, exact in units of its amplitude; −∞ at 0 (DLMF 10.8)",
  f: (x) => primal.besselY(0, x),
  nearZeros: amplitude,
  d: (_y, x) => neg(y1(x)),
  domain: [{ ...positive, seams: [1e-300, 1, 25] }],
});

export const y1: Unary = /* @__PURE__ */ unary({
  name: "y1",
  doc: "Y₁(x), the Bessel function of the second kind, x > 0, exact in units of its amplitude; −∞ at 0 (DLMF 10.8)",
  f: (x) => primal.besselY(1, x),
  nearZeros: amplitude,
  d: (y, x) => sub(y0(x), div(y, x)),
  domain: [{ ...positive, seams: [1e-300, 1, 25] }],
});
