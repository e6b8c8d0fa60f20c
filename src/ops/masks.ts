// Steps that partials are made of: masks and shares. They are no ops that anyone calls, so no family lists
// them.

import { step, type Binary, type Ternary, type Unary } from "./publish.js";

/** 1 where x is true (not 0), else 0. */
export const isTrue: Unary = /* @__PURE__ */ step({
  name: "isTrue",
  doc: "1 where x ≠ 0",
  f: (x) => (x !== 0 ? 1 : 0),
});

/** 1 where x > 0, else 0: the derivative of relu. */
export const isPositive: Unary = /* @__PURE__ */ step({
  name: "isPositive",
  doc: "1 where x > 0",
  f: (x) => (x > 0 ? 1 : x <= 0 ? 0 : NaN),
});

/** 1 where x is false (0), else 0. */
export const isFalse: Unary = /* @__PURE__ */ step({
  name: "isFalse",
  doc: "1 where x = 0",
  f: (x) => (x === 0 ? 1 : 0),
});

/** The share of a in max(a, b): 1, ½ at a tie, or 0. */
export const winner: Binary = /* @__PURE__ */ step<Binary>({
  name: "winner",
  doc: "1 where a > b, ½ where a = b, 0 where a < b",
  f: (a, b) => (a > b ? 1 : a < b ? 0 : a === b ? 0.5 : NaN),
});

/** 1 where lo ≤ x ≤ hi: the closed interval passes, unless it is a point, where x moves nothing. */
export const within: Ternary = /* @__PURE__ */ step<Ternary>({
  name: "within",
  doc: "1 where lo ≤ x ≤ hi and lo < hi",
  f: (x, lo, hi) => (x >= lo && x <= hi && lo < hi ? 1 : 0),
});

/** 1 where it is lo that clip answers with. */
export const below: Ternary = /* @__PURE__ */ step<Ternary>({
  name: "below",
  doc: "1 where x < lo ≤ hi",
  f: (x, lo, hi) => (x < lo && lo <= hi ? 1 : 0),
});

/** 1 where it is hi that clip answers with. */
export const above: Ternary = /* @__PURE__ */ step<Ternary>({
  name: "above",
  doc: "1 where max(x, lo) > hi, or x ≥ lo = hi",
  f: (x, lo, hi) => (x > hi || lo > hi || (lo === hi && x >= hi) ? 1 : 0),
});
