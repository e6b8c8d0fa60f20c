// The principal branch of Lambert's function, the inverse of w eʷ (DLMF 4.13).

import type { Value } from "../../core/op.js";
import { add, mul, reciprocal } from "../arithmetic.js";
import { exp } from "../exponential.js";
import { unary, type Unary } from "../publish.js";
import { greater, where } from "../select.js";
import { inPieces, type Piece } from "./polynomial.js";
import { exactProduct } from "./twofold.js";

/** (W + 1) / p, with p = √(2 (e x + 1)), on 0 ≤ p ≤ 0.8: Chebyshev interpolants at 48 nodes, computed with 80 digits, in powers */
const aboveBranch: readonly Piece[] = [
  {
    upTo: 0.4,
    center: 0.2,
    halfWidth: 0.2,
    c: [
      0.9388711872538292, -0.05610706607140417, 0.004556866905423514, -0.0004189442844759833,
      4.120551089291885e-5, -4.228868467799772e-6, 4.468987093741383e-7, -4.824879582443258e-8,
      5.2948790046362745e-9, -5.88586633515326e-10, 6.605466529326124e-11, -7.482148765790118e-12,
      8.954840337679083e-13, -1.0320690700717758e-13,
    ],
  },
  {
    upTo: 0.8,
    center: 0.6000000000000001,
    halfWidth: 0.2,
    c: [
      0.8420804678443768, -0.04185813712865783, 0.002776028762101284, -0.0002068731509239639,
      1.643150659813616e-5, -1.3589010656980508e-6, 1.1556492719055016e-7, -1.0031409562913057e-8,
      8.845204960633313e-10, -7.894251092407693e-11, 7.118289526345174e-12, -6.655452767748111e-13,
      6.109083583120531e-14,
    ],
  },
];

const lowOfE = 1.4456468917292502e-16;

/** e x + 1, exact near the branch point. */
function aboveBranchPoint(x: number): number {
  const [high, low] = exactProduct(Math.E, x);
  return high + 1 + (low + lowOfE * x);
}

/** W(x) + 1 for x < −¼ by a series in p, which is 0 at the branch point; the double nearest to −1/e counts for it. */
function onePlusNearBranch(x: number): number {
  const rest = aboveBranchPoint(x);
  if (rest < -1e-16) return NaN;
  const p = Math.sqrt(2 * Math.max(rest, 0));
  return p * inPieces(aboveBranch, p);
}

/** W(x): a formula of two digits and an iteration (Iacono and Boyd 2017). */
function principal(x: number): number {
  if (x < -0.25) return onePlusNearBranch(x) - 1;
  if (x === 0 || !(x < Infinity)) return x;
  const log = Math.log1p(x);
  let w = log * (1 - Math.log1p(log) / (2 + log));
  for (let k = 0; k < 4; k++) w *= (1 + Math.log(x / w)) / (1 + w);
  return w;
}

/** W(x) + 1, which keeps its digits near the branch point. */
export const onePlusW: Unary = /* @__PURE__ */ unary({
  name: "onePlusW",
  doc: "W(x) + 1",
  f: (x) => (x < -0.25 ? onePlusNearBranch(x) : 1 + principal(x)),
  d: (_y, x) => slope(lambertw(x), x),
  domain: [{ low: -1 / Math.E, high: Infinity, seams: [-0.25, 3, 30] }],
  conventions: [{ at: [-1 / Math.E], partials: [Infinity] }],
});

export const lambertw: Unary = /* @__PURE__ */ unary({
  name: "lambertw",
  doc: "the w ≥ −1 with w eʷ = x, x ≥ −1/e: the principal branch W₀; derivative ∞ at −1/e (DLMF 4.13)",
  f: principal,
  d: (y, x) => slope(y, x),
  domain: [{ low: -1 / Math.E, high: Infinity, seams: [-0.25, 3, 30] }],
  conventions: [
    { at: [-1 / Math.E], value: -1, partials: [Infinity] },
    { at: [Infinity], value: Infinity },
  ],
});

/** 1 / (x + eʷ); for a large x by 1 / (x (1 + 1/w)), since eʷ would make the rounding of w larger. */
function slope(w: Value, x: Value): Value {
  const far = reciprocal(mul(x, add(1, reciprocal(w))));
  return where(greater.mask(x, 1), far, reciprocal(mul(onePlusW(x), exp(w))));
}
