// The complete elliptic integrals of the first and second kind (DLMF 19).

import type { Value } from "../../core/op.js";
import { unary, type Unary } from "../publish.js";
import { firstKind, secondKind } from "./elliptic-function.js";
import { family, member, type FamilyOp } from "./order.js";

const belowOne = { low: -Infinity, high: 1 };

/** dⁿK/dmⁿ */
export const slopesOfK: FamilyOp = /* @__PURE__ */ family({
  name: "ellipkSlope",
  doc: "the n-th derivative of K in the parameter m",
  f: firstKind,
  d: (n, _y, m): Value => member(slopesOfK, n + 1, m),
  domain: belowOne,
  orders: [1, 2],
});

/** dⁿE/dmⁿ */
export const slopesOfE: FamilyOp = /* @__PURE__ */ family({
  name: "ellipeSlope",
  doc: "the n-th derivative of E in the parameter m",
  f: secondKind,
  d: (n, _y, m): Value => member(slopesOfE, n + 1, m),
  domain: belowOne,
  orders: [1, 2],
});

export const ellipk: Unary = /* @__PURE__ */ unary({
  name: "ellipk",
  doc: "K(m) = ∫ dθ / √(1 − m sin² θ) from 0 to π/2, m < 1 the parameter k²; ∞ at 1 (DLMF 19.2.8)",
  f: (m) => firstKind(0, m),
  d: (_y, m): Value => member(slopesOfK, 1, m),
  domain: [belowOne],
  conventions: [{ at: [1], value: Infinity }],
});

export const ellipe: Unary = /* @__PURE__ */ unary({
  name: "ellipe",
  doc: "E(m) = ∫ √(1 − m sin² θ) dθ from 0 to π/2, m ≤ 1 the parameter k²; derivative −∞ at 1 (DLMF 19.2.8)",
  f: (m) => secondKind(0, m),
  d: (_y, m): Value => member(slopesOfE, 1, m),
  domain: [belowOne],
  conventions: [{ at: [1], value: 1 }],
});
