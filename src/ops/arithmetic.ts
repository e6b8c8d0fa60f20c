// Arithmetic: sums, products, quotients, and the functions that are piecewise linear in one input.

import type { Value } from "../core/op.js";
import * as nd from "../ndarray/index.js";
import { addOp, mulOp } from "../core/space.js";
import { nonzero } from "./family.js";
import type { Like } from "./lift.js";
import {
  binary,
  publishBinary,
  step,
  ternary,
  unary,
  type Binary,
  type Ternary,
  type Unary,
} from "./publish.js";

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
  conventions: [
    { at: [0], partials: [0] },
    { at: [NaN], partials: [NaN] },
  ],
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
  conventions: [
    { at: [0.5], value: 0 },
    { at: [2.5], value: 2 },
    { at: [-1.5], value: -2 },
  ],
});

export const remainder: Binary = /* @__PURE__ */ binary({
  name: "remainder",
  doc: "a − b ⌊a / b⌋, with the sign of b; ∂/∂b = −⌊a / b⌋",
  f: (a, b) => {
    const r = a % b;
    if (r === 0) return 0 * Math.sign(b);
    return Math.sign(r) === Math.sign(b) ? r : r + b;
  },
  conventions: [
    { at: [2, 1], value: 0 },
    { at: [2, -1], value: -0 },
  ],
  // ⌊a / b⌋ from the result, for the quotient may be rounded up to the next integer.
  d: [() => 1, (y, a, b) => neg(round(div(sub(a, y), b)))],
  domain: [{ low: -Infinity, high: Infinity }, nonzero],
});

export const fmod: Binary = /* @__PURE__ */ binary({
  name: "fmod",
  doc: "a − b trunc(a / b), with the sign of a, as C; ∂/∂b = −trunc(a / b)",
  f: (a, b) => a % b,
  d: [() => 1, (y, a, b) => neg(round(div(sub(a, y), b)))],
  domain: [{ low: -Infinity, high: Infinity }, nonzero],
});

/**
 * ⌊a / b⌋ of the exact quotient, as NumPy's floor_divide; derivative 0.
 *
 * @example
 * floorDivide(-7, 2); // -4
 */
export function floorDivide(a: Like, b: Like): Value {
  // The quotient may be rounded up to an integer; what is left without the remainder is near one.
  return round(div(sub(a, remainder(a, b)), b));
}

export const copysign: Binary = /* @__PURE__ */ binary({
  name: "copysign",
  doc: "|a| with the sign of b, −0 included; ∂/∂a = 0 at a = 0",
  f: (a, b) => (isNegative(a) === isNegative(b) ? a : -a),
  d: [(_y, a, b) => mul(sign(a), copysign(1, b)), () => 0],
  domain: [nonzero, nonzero],
  conventions: [{ at: [0, -2], partials: [0, 0] }],
});

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

export const fma: Ternary = /* @__PURE__ */ ternary({
  name: "fma",
  doc: "a b + c, where the product is not rounded before the sum (Dekker 1971)",
  ulps: 0,
  f: (a, b, c) => {
    if (Math.abs(c) === Infinity && Number.isFinite(a) && Number.isFinite(b)) return c;
    const p = a * b;
    const s = p + c;
    // Of what the two operations round off, nothing is lost but on overflow.
    const [pOff, v] = [offProduct(a, b, p), s - p];
    const rest = pOff + (p - (s - v) + (c - v));
    return Number.isFinite(rest) ? s + rest : s;
  },
  d: [(_y, _a, b) => b, (_y, a) => a, () => 1],
  examples: [{ shapes: [[4], [4], [4]], params: undefined, arrange: cancelling }],
});

/** A sum of which nothing is left but what is rounded off its product. */
function cancelling([a, b]: readonly nd.Plain[]): readonly nd.Plain[] {
  return [a ?? 0, b ?? 0, nd.map2("fma", (u, v) => -(u * v))(a ?? 0, b ?? 0)];
}

/** a b − p, exactly, where p is the rounded product (Veltkamp's splitting). */
function offProduct(a: number, b: number, p: number): number {
  const [aHigh, bHigh] = [half(a), half(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** The upper 26 bits of x. */
function half(x: number): number {
  const t = 134217729 * x;
  return t - (t - x);
}

/**
 * x without its whole part, with the sign of x; derivative 1.
 *
 * @example
 * frac(-2.25); // -0.25
 */
export function frac(x: Like): Value {
  return fmod(x, 1);
}
