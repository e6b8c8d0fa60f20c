// Choosing between values: comparisons, masks, extrema of two, clipping.

import { bind, shapeOf, value, type Op, type Value } from "../core/op.js";
import { real } from "../core/space.js";
import * as nd from "../ndarray/index.js";
import { constant } from "./family.js";
import { lift, type Like } from "./lift.js";
import { above, below, isFalse, isPositive, isTrue, winner, within } from "./masks.js";
import { binary, publish, ternary, type Binary, type Published, type Ternary } from "./publish.js";

/** A comparison: of numbers a truth value, so that `if` and `while` work; of arrays a mask. */
export interface Comparison extends Published {
  (a: number, b: number): boolean;
  (a: Like, b: Like): boolean | Value;
  /** The same as a mask, 1 or 0, of numbers too: what `where` chooses by without asking which it is. */
  readonly mask: (a: Like, b: Like) => Value;
}

function comparison(name: string, doc: string, f: (a: number, b: number) => boolean): Comparison {
  const number = (a: number, b: number): number => (f(a, b) ? 1 : 0);
  const op = masking(name, doc, number, f);
  const mask = (a: Like, b: Like): Value =>
    bind(op, [lift(name, a, "its first input"), lift(name, b, "its second input")], undefined);
  const call = (a: Like, b: Like): boolean | Value =>
    typeof a === "number" && typeof b === "number" ? f(a, b) : truth(mask(a, b));
  return Object.assign(publish(op, call), { mask }) as Comparison;
}

/** A truth value of what is one number, which in a batch has to be the same for all inputs; else the mask. */
function truth(mask: Value): boolean | Value {
  return shapeOf(mask).length === 0 ? value(mask) !== 0 : mask;
}

/** A locally constant op of two inputs with truth values for results. */
function masking(
  name: string,
  doc: string,
  f: (a: number, b: number) => number,
  predicate: (a: number, b: number) => boolean,
): Op<readonly [Value, Value], undefined> {
  const run = nd.map2(name, f, "bool");
  return constant({
    name,
    doc,
    predicate,
    eval: ([a, b]) => run(a, b),
    shape: (shapes) => nd.broadcastShapes(name, ...shapes),
    core: [0, 0],
    domain: [real, real],
  });
}

export const less: Comparison = /* @__PURE__ */ comparison("less", "a < b", (a, b) => a < b);
export const lessEqual: Comparison = /* @__PURE__ */ comparison("lessEqual", "a ≤ b", (a, b) => a <= b);
export const greater: Comparison = /* @__PURE__ */ comparison("greater", "a > b", (a, b) => a > b);
export const greaterEqual: Comparison = /* @__PURE__ */ comparison("greaterEqual", "a ≥ b", (a, b) => a >= b);
export const equal: Comparison = /* @__PURE__ */ comparison("equal", "a = b", (a, b) => a === b);
export const notEqual: Comparison = /* @__PURE__ */ comparison("notEqual", "a ≠ b", (a, b) => a !== b);
export const logicalAnd: Comparison = /* @__PURE__ */ comparison(
  "logicalAnd",
  "a and b",
  (a, b) => a !== 0 && b !== 0,
);
export const logicalOr: Comparison = /* @__PURE__ */ comparison(
  "logicalOr",
  "a or b",
  (a, b) => a !== 0 || b !== 0,
);

export const where: Ternary = /* @__PURE__ */ ternary({
  name: "where",
  doc: "a where c is true, b elsewhere; what was not chosen gets no derivative, whatever its partial",
  f: (c, a, b) => (c !== 0 ? a : b),
  d: [() => 0, (_y, c) => isTrue(c), (_y, c) => isFalse(c)],
  examples: [
    { shapes: [[4], [4], [4]], params: undefined, arrange: mask, held: [0] },
    { shapes: [[2, 1], [3], []], params: undefined, arrange: mask, held: [0] },
  ],
});

/** The first input as a mask. */
function mask([c, ...rest]: readonly nd.Plain[]): readonly nd.Plain[] {
  return [isPositive(c as nd.NDArray), ...rest];
}

export const maximum: Binary = /* @__PURE__ */ binary({
  name: "maximum",
  doc: "the larger of a and b, NaN if either is; at a tie ½ to each side",
  f: (a, b) => Math.max(a, b),
  d: [(_y, a, b) => winner(a, b), (_y, a, b) => winner(b, a)],
  conventions: [
    { at: [1, 1], partials: [0.5, 0.5] },
    { at: [NaN, 1], partials: [NaN, NaN] },
  ],
});

export const minimum: Binary = /* @__PURE__ */ binary({
  name: "minimum",
  doc: "the smaller of a and b, NaN if either is; at a tie ½ to each side",
  f: (a, b) => Math.min(a, b),
  d: [(_y, a, b) => winner(b, a), (_y, a, b) => winner(a, b)],
  conventions: [{ at: [1, 1], partials: [0.5, 0.5] }],
});

export const clip: Ternary = /* @__PURE__ */ ternary({
  name: "clip",
  doc: "x kept within lo ≤ x ≤ hi; derivative 1 on the closed interval",
  f: (x, lo, hi) => Math.min(Math.max(x, lo), hi),
  d: [
    (_y, x, lo, hi) => within(x, lo, hi),
    (_y, x, lo, hi) => below(x, lo, hi),
    (_y, x, lo, hi) => above(x, lo, hi),
  ],
  conventions: [{ at: [1, 1, 2], partials: [1, 0, 0] }],
});

/** A test of one value: of a number a truth value, of an array a mask. */
export interface Test extends Published {
  (x: number): boolean;
  (x: Like): boolean | Value;
  /** The same as a mask, 1 or 0, of a number too. */
  readonly mask: (x: Like) => Value;
}

function test(name: string, doc: string, f: (x: number) => boolean): Test {
  const run = nd.map1(name, (x) => (f(x) ? 1 : 0), "bool");
  const op: Op<readonly [Value], undefined> = constant({
    name,
    doc,
    predicate: f,
    eval: ([x]) => run(x),
    shape: ([x]) => x,
    core: [0],
    domain: [real],
  });
  const mask = (x: Like): Value => bind(op, [lift(name, x)], undefined);
  const call = (x: Like): boolean | Value => truth(mask(x));
  return Object.assign(publish(op, call), { mask }) as Test;
}

export const isFinite: Test = /* @__PURE__ */ test("isFinite", "neither infinite nor NaN", Number.isFinite);
export const isInf: Test = /* @__PURE__ */ test("isInf", "+∞ or −∞", (x) => Math.abs(x) === Infinity);
export const isNaN: Test = /* @__PURE__ */ test("isNaN", "not a number", Number.isNaN);
export const logicalNot: Test = /* @__PURE__ */ test("logicalNot", "not x", (x) => x === 0);
