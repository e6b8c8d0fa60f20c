// Exponentials, logarithms, powers and roots.

import { chain } from "../core/space.js";
import { add, div, mul, reciprocal, square, sub } from "./arithmetic.js";
import { positive } from "./family.js";
import { binary, unary, type Binary, type Unary } from "./publish.js";
import { ratio } from "./ratio.js";

export const exp: Unary = /* @__PURE__ */ unary({
  name: "exp",
  doc: "eˣ",
  f: Math.exp,
  d: (y) => y,
});

export const exp2: Unary = /* @__PURE__ */ unary({
  name: "exp2",
  doc: "2ˣ",
  f: (x) => 2 ** x,
  d: (y) => mul(y, Math.LN2),
});

export const expm1: Unary = /* @__PURE__ */ unary({
  name: "expm1",
  doc: "eˣ − 1, exact near 0",
  f: Math.expm1,
  d: (_y, x) => exp(x),
});

export const log: Unary = /* @__PURE__ */ unary({
  name: "log",
  doc: "ln x; NaN for x < 0",
  f: Math.log,
  d: (_y, x) => reciprocal(x),
  domain: [positive],
});

export const log2: Unary = /* @__PURE__ */ unary({
  name: "log2",
  doc: "log₂ x",
  f: Math.log2,
  d: (_y, x) => div(Math.LOG2E, x),
  domain: [positive],
});

export const log10: Unary = /* @__PURE__ */ unary({
  name: "log10",
  doc: "log₁₀ x",
  f: Math.log10,
  d: (_y, x) => div(Math.LOG10E, x),
  domain: [positive],
});

export const log1p: Unary = /* @__PURE__ */ unary({
  name: "log1p",
  doc: "ln(1 + x), exact near 0",
  f: Math.log1p,
  d: (_y, x) => reciprocal(add(1, x)),
  domain: [{ low: -1, high: Infinity }],
});

export const pow: Binary = /* @__PURE__ */ binary({
  name: "pow",
  doc: "aᵇ; exact at a = 0; ∂/∂b is 0 at a = 0 < b, and NaN for a < 0; ∂/∂a to |ln a| ulp where b − 1 is rounded",
  // ECMAScript gives 1^∞ and 1^NaN as NaN; IEEE 754 and NumPy give 1.
  f: (a, b) => (a === 1 ? 1 : a ** b),
  d: [(_y, a, b) => chain(b, pow(a, sub(b, 1))), (y, a) => chain(y, log(a))],
  domain: [positive, { low: -Infinity, high: Infinity }],
  conventions: [
    { at: [1, -Infinity], value: 1 },
    { at: [1, Infinity], value: 1 },
    { at: [1, NaN], value: 1 },
  ],
});

export const sqrt: Unary = /* @__PURE__ */ unary({
  name: "sqrt",
  doc: "√x; derivative +∞ at 0",
  f: Math.sqrt,
  d: (y) => div(0.5, y),
  domain: [positive],
});

export const rsqrt: Unary = /* @__PURE__ */ unary({
  name: "rsqrt",
  doc: "1 / √x",
  f: (x) => 1 / Math.sqrt(x),
  d: (y, x) => div(mul(-0.5, y), x),
  domain: [positive],
});

export const cbrt: Unary = /* @__PURE__ */ unary({
  name: "cbrt",
  doc: "∛x; derivative +∞ at 0",
  f: Math.cbrt,
  d: (y) => div(1 / 3, square(y)),
  domain: [{ low: -Infinity, high: Infinity, kinks: [0] }],
});

export const hypot: Binary = /* @__PURE__ */ binary({
  name: "hypot",
  doc: "√(a² + b²) without overflow; derivative 0 at the origin",
  f: (a, b) => Math.hypot(a, b),
  d: [(y, a) => ratio(a, y), (y, _a, b) => ratio(b, y)],
});
