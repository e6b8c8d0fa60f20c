// Trigonometric and hyperbolic functions and their inverses. Derivatives are in the form that keeps its
// digits.

import { add, div, mul, neg, reciprocal, square, sub } from "./arithmetic.js";
import { tanhRest } from "./complements.js";
import { hypot, rsqrt } from "./exponential.js";
import type { Value } from "../core/op.js";
import { nonzero, unit } from "./family.js";
import type { Like } from "./lift.js";
import { binary, unary, type Binary, type Unary } from "./publish.js";
import { ratio } from "./ratio.js";

export const sin: Unary = /* @__PURE__ */ unary({
  name: "sin",
  doc: "sin x, x in radians",
  f: Math.sin,
  d: (_y, x) => cos(x),
});

export const cos: Unary = /* @__PURE__ */ unary({
  name: "cos",
  doc: "cos x, x in radians",
  f: Math.cos,
  d: (_y, x) => neg(sin(x)),
});

export const tan: Unary = /* @__PURE__ */ unary({
  name: "tan",
  doc: "tan x, x in radians",
  f: Math.tan,
  d: (y) => add(1, square(y)),
  domain: [{ low: -Math.PI / 2, high: Math.PI / 2 }],
});

export const asin: Unary = /* @__PURE__ */ unary({
  name: "asin",
  doc: "the angle in [−π/2, π/2] whose sine is x",
  f: Math.asin,
  d: (_y, x) => rsqrt(mul(sub(1, x), add(1, x))),
  domain: [unit],
});

export const acos: Unary = /* @__PURE__ */ unary({
  name: "acos",
  doc: "the angle in [0, π] whose cosine is x",
  f: Math.acos,
  d: (_y, x) => neg(rsqrt(mul(sub(1, x), add(1, x)))),
  domain: [unit],
});

export const atan: Unary = /* @__PURE__ */ unary({
  name: "atan",
  doc: "the angle in (−π/2, π/2) whose tangent is x",
  f: Math.atan,
  d: (_y, x) => reciprocal(add(1, square(x))),
});

export const atan2: Binary = /* @__PURE__ */ binary({
  name: "atan2",
  doc: "the angle of the point (b, a), in [−π, π]; derivative 0 at the origin",
  f: Math.atan2,
  d: [
    (_y, a, b) => ratio(ratio(b, hypot(a, b)), hypot(a, b)),
    (_y, a, b) => neg(ratio(ratio(a, hypot(a, b)), hypot(a, b))),
  ],
});

export const sinh: Unary = /* @__PURE__ */ unary({
  name: "sinh",
  doc: "(eˣ − e⁻ˣ) / 2",
  f: Math.sinh,
  d: (_y, x) => cosh(x),
});

export const cosh: Unary = /* @__PURE__ */ unary({
  name: "cosh",
  doc: "(eˣ + e⁻ˣ) / 2",
  f: Math.cosh,
  d: (_y, x) => sinh(x),
});

export const tanh: Unary = /* @__PURE__ */ unary({
  name: "tanh",
  doc: "sinh x / cosh x; derivative 1 − y², which keeps its digits where y is near ±1",
  f: Math.tanh,
  d: (y, x) => tanhRest(y, x),
});

export const asinh: Unary = /* @__PURE__ */ unary({
  name: "asinh",
  doc: "ln(x + √(x² + 1))",
  f: Math.asinh,
  d: (_y, x) => reciprocal(hypot(x, 1)),
});

export const acosh: Unary = /* @__PURE__ */ unary({
  name: "acosh",
  doc: "ln(x + √(x² − 1)), x ≥ 1",
  f: Math.acosh,
  d: (_y, x) => mul(rsqrt(sub(x, 1)), rsqrt(add(x, 1))),
  domain: [{ low: 1, high: Infinity }],
});

export const atanh: Unary = /* @__PURE__ */ unary({
  name: "atanh",
  doc: "½ ln((1 + x) / (1 − x)), |x| < 1",
  f: Math.atanh,
  d: (_y, x) => div(1, mul(sub(1, x), add(1, x))),
  domain: [unit],
});

export const sech: Unary = /* @__PURE__ */ unary({
  name: "sech",
  doc: "1 / cosh x",
  // cosh x overflows where 1 / cosh x is still a number.
  f: (x) => (Math.abs(x) < 700 ? 1 / Math.cosh(x) : 2 * Math.exp(-Math.abs(x))),
  d: (y, x) => neg(mul(y, tanh(x))),
});

export const csch: Unary = /* @__PURE__ */ unary({
  name: "csch",
  doc: "1 / sinh x",
  f: (x) => (Math.abs(x) < 700 ? 1 / Math.sinh(x) : 2 * Math.sign(x) * Math.exp(-Math.abs(x))),
  d: (y, x) => neg(div(y, tanh(x))),
  domain: [nonzero],
});

/**
 * 1 / tanh x; its derivative is −1 / sinh² x.
 *
 * @example
 * coth(Infinity); // 1
 */
export function coth(x: Like): Value {
  return reciprocal(tanh(x));
}

/**
 * 1 / cos x, x in radians.
 *
 * @example
 * sec(0); // 1
 */
export function sec(x: Like): Value {
  return reciprocal(cos(x));
}

/**
 * 1 / sin x, x in radians.
 *
 * @example
 * csc(Math.PI / 2); // 1
 */
export function csc(x: Like): Value {
  return reciprocal(sin(x));
}

/**
 * cos x / sin x, x in radians.
 *
 * @example
 * cot(Math.PI / 2); // 6.123233995736766e-17
 */
export function cot(x: Like): Value {
  return reciprocal(tan(x));
}

/**
 * The angle of `x` degrees, in radians.
 *
 * @example
 * deg2rad(180); // 3.141592653589793
 */
export function deg2rad(x: Like): Value {
  return mul(x, Math.PI / 180);
}

/**
 * The angle of `x` radians, in degrees.
 *
 * @example
 * rad2deg(Math.PI); // 180
 */
export function rad2deg(x: Like): Value {
  return mul(x, 180 / Math.PI);
}
