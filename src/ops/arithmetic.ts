// Arithmetic: sums, products, quotients, and the functions that are piecewise linear in one input.

import { addOp, mulOp } from "../core/space.js";
import { nonzero } from "./family.js";
import { binary, publishBinary, step, unary, type Binary, type Unary } from "./publish.js";

export const add: Binary = /* @__PURE__ */ publishBinary(addOp);

export const sub: Binary = /* @__PURE__ */ binary({
  name: "sub",
  doc: "a − b",
  f: (a, b) => a - b,
  d: [() => 1, () => -1],
});

export const mul: Binary = /* @__PURE__ */ publishBinary(mulOp);

export const div: Binary = /* @__PURE__ */ binary({
  name: "div",
  doc: "a / b",
  f: (a, b) => a / b,
  d: [(_y, _a, b) => div(1, b), (y, _a, b) => neg(div(y, b))],
  domain: [{ low: -Infinity, high: Infinity }, nonzero],
});

export const neg: Unary = /* @__PURE__ */ unary({
  name: "neg",
  doc: "−x",
  f: (x) => -x,
  d: () => -1,
});

export const reciprocal: Unary = /* @__PURE__ */ unary({
  name: "reciprocal",
  doc: "1 / x",
  f: (x) => 1 / x,
  d: (y) => neg(mul(y, y)),
  domain: [nonzero],
});

export const square: Unary = /* @__PURE__ */ unary({
  name: "square",
  doc: "x²",
  f: (x) => x * x,
  d: (_y, x) => mul(2, x),
});

export const abs: Unary = /* @__PURE__ */ unary({
  name: "abs",
  doc: "|x|; derivative 0 at 0",
  f: Math.abs,
  d: (_y, x) => sign(x),
  domain: [nonzero],
});

export const sign: Unary = /* @__PURE__ */ step({
  name: "sign",
  doc: "−1, 0 or 1; derivative 0",
  f: Math.sign,
});

export const floor: Unary = /* @__PURE__ */ step({
  name: "floor",
  doc: "the largest integer ≤ x; derivative 0",
  f: Math.floor,
});

export const ceil: Unary = /* @__PURE__ */ step({
  name: "ceil",
  doc: "the smallest integer ≥ x; derivative 0",
  f: Math.ceil,
});

export const trunc: Unary = /* @__PURE__ */ step({
  name: "trunc",
  doc: "x without its fraction; derivative 0",
  f: Math.trunc,
});

export const round: Unary = /* @__PURE__ */ step({
  name: "round",
  doc: "the nearest integer, ties to even, as NumPy; derivative 0",
  f: (x) => {
    const r = Math.round(x);
    return Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r;
  },
});

export const remainder: Binary = /* @__PURE__ */ binary({
  name: "remainder",
  doc: "a − b ⌊a / b⌋, with the sign of b; ∂/∂b = −⌊a / b⌋",
  f: (a, b) => {
    const r = a % b;
    if (r === 0) return b < 0 ? -0 : 0;
    return r < 0 !== b < 0 ? r + b : r;
  },
  // ⌊a / b⌋ from the result, for the quotient may be rounded up to the next integer.
  d: [() => 1, (y, a, b) => neg(round(div(sub(a, y), b)))],
  domain: [{ low: -Infinity, high: Infinity }, nonzero],
});
