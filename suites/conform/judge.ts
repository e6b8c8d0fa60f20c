// Judging numbers by what was expected of them, in units in the last place of the engine's precision.

import type { Expected, Numeral } from "./format.js";
import { distance, distanceToHull } from "./hull.js";
import { numberOf, sizeOf } from "./numerals.js";

/** How far a number may be off. */
export interface Tolerance {
  /** The relative error of one unit in the last place, times by how much the program magnifies errors. */
  readonly unit: number;
  readonly ulps: number;
  /** What the units are relative to, if it is larger than the numbers. */
  readonly scale: number;
  /** The least normal number: below it, precision is lost, and some engines have zeros. */
  readonly least: number;
}

/** What is wrong with numbers, in words, and whether they are NaN where they must not be; undefined if nothing is. */
export interface Complaint {
  readonly status: "wrong" | "nan";
  readonly reason: string;
}

/** What is wrong with `got`, all elements of one thing, if anything is. */
export function complaint(got: readonly number[], want: Expected, how: Tolerance): Complaint | undefined {
  const reason = objection(got, want, how);
  if (reason === undefined) return undefined;
  return { status: got.some(Number.isNaN) ? "nan" : "wrong", reason };
}

/** How far numbers may be off that are to be `size` or less. */
export function room(size: number, { unit, ulps, scale, least }: Tolerance): number {
  return ulps * unit * Math.max(size, scale) + least;
}

/** The largest size of finite numbers. */
export function largest(x: readonly number[]): number {
  return x.reduce((size, xi) => (Number.isFinite(xi) ? Math.max(size, Math.abs(xi)) : size), 0);
}

function objection(got: readonly number[], want: Expected, how: Tolerance): string | undefined {
  switch (want.kind) {
    case "exact":
      return notExact(got, want, how);
    case "interval":
      return outside(got, want.low.map(numberOf), want.high.map(numberOf), how);
    case "hull": {
      const vertices = want.vertices.map((vertex) => vertex.map(numberOf));
      const off = distanceToHull(got, vertices);
      return off <= room(largest(vertices.flat()), how)
        ? undefined
        : `${show(got)} is ${off} outside of the hull`;
    }
    case "ball": {
      const off = distance(got, want.center.map(numberOf)) - want.radius;
      return off <= room(want.radius, how) ? undefined : `${show(got)} is ${off} outside of the ball`;
    }
    case "any-of": {
      const objections = want.of.map((one) => objection(got, one, how));
      return objections.includes(undefined) ? undefined : objections.join("; nor: ");
    }
    case "agree":
      return undefined;
  }
}

type Exact = Extract<Expected, { readonly kind: "exact" }>;

function notExact(got: readonly number[], { data }: Exact, how: Tolerance): string | undefined {
  if (got.length !== data.length) return `${got.length} elements instead of ${data.length}`;
  const allowed = room(largest(data.map(numberOf)), how);
  const wrong = data.findIndex((want, i) => !isNumber(got[i] ?? NaN, want, allowed));
  if (wrong === -1) return undefined;
  const [is, want] = [got[wrong] ?? NaN, numberOf(data[wrong] ?? NaN)];
  const off = Math.abs(is - want);
  const far = Number.isFinite(off) && off > 0 ? `, off by ${off} where ${allowed} is allowed` : "";
  return `${place(got, wrong)}${show([is])} instead of ${show([want])}${far}`;
}

function isNumber(got: number, numeral: Numeral, allowed: number): boolean {
  if (numeral === "-0") return Object.is(got, -0);
  const want = numberOf(numeral);
  if (Number.isNaN(want)) return Number.isNaN(got);
  return Number.isFinite(want) ? Math.abs(got - want) <= allowed : got === want;
}

function outside(
  got: readonly number[],
  low: readonly number[],
  high: readonly number[],
  how: Tolerance,
): string | undefined {
  if (got.length !== low.length) return `${got.length} elements instead of ${low.length}`;
  const allowed = room(largest([...low, ...high]), how);
  const within = (x: number, i: number): boolean =>
    x >= (low[i] ?? NaN) - allowed && x <= (high[i] ?? NaN) + allowed;
  const wrong = got.findIndex((x, i) => !within(x, i));
  if (wrong === -1) return undefined;
  return `${place(got, wrong)}${show([got[wrong] ?? NaN])} is not within ${show([low[wrong] ?? NaN])} … ${show([high[wrong] ?? NaN])}`;
}

const place = (got: readonly number[], i: number): string => (got.length > 1 ? `element ${i} is ` : "");

/** A number or several, for a reader. */
export function show(x: readonly number[]): string {
  const shown = x.slice(0, 12).map((xi) => (Object.is(xi, -0) ? "-0" : String(xi)));
  const all = x.length > 12 ? [...shown, "…"] : shown;
  return x.length === 1 ? all.join("") : `[${all.join(", ")}]`;
}

/** What was expected, for a reader. */
export function describe(want: Expected): string {
  const numbers = (x: readonly Numeral[]): string => show(x.map(numberOf));
  switch (want.kind) {
    case "exact":
      return numbers(want.data);
    case "interval":
      return want.low.map((low, i) => `${numbers([low])} … ${numbers(want.high.slice(i, i + 1))}`).join(", ");
    case "hull":
      return `a convex combination of ${want.vertices.map(numbers).join(" and ")}`;
    case "ball":
      return `within ${want.radius} of ${numbers(want.center)}`;
    case "any-of":
      return want.of.map(describe).join(" or ");
    case "agree":
      return "the same in every mode";
  }
}

/** Where two answers of different modes differ, if they do: in what is NaN or infinite, or by more than they may. */
export function difference(a: readonly number[], b: readonly number[], how: Tolerance): string | undefined {
  const allowed = room(Math.max(largest(a), largest(b)), how);
  const same = (x: number, y: number): boolean =>
    Object.is(x, y) || x === y || Math.abs(x - y) <= 2 * allowed;
  const wrong = a.findIndex((x, i) => !same(x, b[i] ?? NaN));
  if (wrong === -1) return a.length === b.length ? undefined : "the lengths differ";
  return `${show([a[wrong] ?? NaN])} and ${show([b[wrong] ?? NaN])}`;
}

/** Whether a shape is the one expected. */
export function misshapen(
  shape: readonly number[],
  want: readonly number[],
  data: readonly unknown[],
): string | undefined {
  if (shape.join() === want.join() && data.length === sizeOf(shape)) return undefined;
  return `shape [${shape.join(", ")}] instead of [${want.join(", ")}]`;
}
