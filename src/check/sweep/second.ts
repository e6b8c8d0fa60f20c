// Second derivatives: forward over forward, forward over reverse, reverse over forward and reverse over reverse
// are one number, and it is the slope of the first derivative.

import type { Value } from "../../core/op.js";
import { push } from "../../forward/index.js";
import { record } from "../../reverse/index.js";
import { slope } from "../differences.js";
import { gaussian, lineThrough, type Program } from "../points.js";
import { alike, underflow, type Law } from "./laws.js";
import { argumentOf, flat, inner, oneHot, spread, type Nesting, type Subject } from "./subject.js";

/** The nestings, the inner mode named last. */
const names: Readonly<Record<Nesting, string>> = {
  ff: "forward over forward",
  fr: "forward over reverse",
  rf: "reverse over forward",
  rr: "reverse over reverse",
};
const nestingNames = Object.keys(names) as readonly Nesting[];

export const nestings: Law = {
  name: "the four nestings agree",
  kinds: ["interior", "near", "kink", "edge", "shape"],
  modes: ["forward", "reverse"],
  check(subject) {
    const asked = probesOf(subject).map(([u, v, w, argument]) => ({
      argument,
      ...secondDerivatives(subject, u, v, w),
    }));
    const all = asked
      .flatMap(({ answers, size }) => [...Object.values(answers), size])
      .filter(Number.isFinite);
    const slack = Math.max(underflow, 1e-12 * Math.max(0, ...all.map(Math.abs)));
    for (const { argument, answers } of asked) {
      const [first = 0, ...others] = Object.values(answers);
      if (others.every((a) => alike(a, first, slack))) {
        if (!Number.isFinite(first)) continue;
        for (const i of subject.sizes.keys())
          if (asked.length === 1 || i === argument) subject.judged?.(i, ...nestingNames);
        continue;
      }
      if (overflows(subject, [first, ...others])) continue;
      const says = nestingNames.map((how) => `${names[how]} ${String(answers[how])}`);
      return { argument, says: `the second derivative is ${says.join(", ")}` };
    }
    return undefined;
  },
};

/** Whether a second derivative is too large for a double because an input is that small or large. */
function overflows({ point }: Subject, answers: readonly number[]): boolean {
  const extreme = flat(point.x).some((x) => x !== 0 && Math.abs(Math.log10(Math.abs(x))) > 100);
  return extreme && answers.some((a) => Math.abs(a) === Infinity);
}

type Vector = Float64Array;

/** Directions u and v and a weight w: unit vectors for numbers, Gaussian ones for arrays. */
function probesOf(subject: Subject): (readonly [Vector, Vector, Vector, number])[] {
  const { sizes, size, seed, kind } = subject;
  const n = sizes.reduce((a, b) => a + b, 0);
  if (n === 0 || size === 0) return [];
  const arity = sizes.length;
  if (n === arity && size === 1)
    return sizes.flatMap((_, i) =>
      sizes.map((_, j) => [oneHot(n, i), oneHot(n, j), oneHot(1, 0), i] as const),
    );
  if (kind === "edge") return [];
  const random = (k: number, length: number): Vector => gaussian(seed + k, length);
  return [[random(31, n), random(32, n), random(33, size), argumentOf(subject, 0)]];
}

/** √Σ xᵢ² */
function norm(x: Vector): number {
  return Math.sqrt(inner(x, x));
}

/** wᵀ f″(x) u v. */
interface Second {
  /** In the four nestings. */
  readonly answers: Record<Nesting, number>;
  /** The size of what is added up for it, of which little may be left. */
  readonly size: number;
}

function secondDerivatives({ f, point, y }: Subject, u: Vector, v: Vector, w: Vector): Second {
  const { x } = point;
  const [du, dv, dw] = [spread(u, x), spread(v, x), spread(w, [y])];
  const ahead: Program = (xs) => push(f, xs, dv).dy;
  const back: Program = (xs) => pullOnce(f, xs, dw);
  const [ofOutputs, ofInputs] = [flat(push(ahead, x, du).dy), flat(push(back, x, du).dy)];
  const answers = {
    ff: inner(w, ofOutputs),
    fr: inner(v, ofInputs),
    rf: inner(u, flat(pullOnce(ahead, x, dw))),
    rr: inner(u, flat(pullOnce(back, x, dv))),
  };
  const sizes = [
    inner(w.map(Math.abs), ofOutputs.map(Math.abs)),
    inner(v.map(Math.abs), ofInputs.map(Math.abs)),
    // Of one that is 0 an op on arrays may leave some units in the last place of |y| / |x|².
    typeof y === "object" || x.some((v) => typeof v === "object")
      ? (1e-3 * norm(flat([y])) * norm(u) * norm(v) * norm(w)) / norm(flat(x)) ** 2
      : 0,
  ];
  return { answers, size: Math.max(0, ...sizes.filter(Number.isFinite)) };
}

function pullOnce(f: Program, x: readonly Value[], dy: readonly Value[]): readonly Value[] {
  const recording = record(f, x, false);
  try {
    return recording.pull(dy);
  } finally {
    recording.release();
  }
}

export const curvature: Law = {
  name: "the second derivative is the slope of the first",
  kinds: ["interior"],
  modes: [],
  check(subject) {
    const { point, sizes, size, seed } = subject;
    const n = sizes.reduce((a, b) => a + b, 0);
    if (size === 0) return undefined;
    const isFree = (j: number): boolean => !point.held.includes(argumentOf(subject, j));
    const v = gaussian(seed + 41, n).map((g, j) => (isFree(j) ? g : 0));
    const w = gaussian(seed + 42, size);
    for (const argument of sizes.keys()) {
      const u = gaussian(seed + 43, n).map((g, j) => (argumentOf(subject, j) === argument ? g : 0));
      if (point.held.includes(argument) || u.every((g) => g === 0)) continue;
      const { answers } = secondDerivatives(subject, u, v, w);
      const reference = slopeOfFirst(subject, u, v, w);
      for (const how of nestingNames) {
        const verdict = judge(answers[how], reference);
        if (verdict === "right") subject.judged?.(argument, how);
        if (verdict !== "wrong") continue;
        const { value, error } = reference;
        const says = `the second derivative by ${names[how]} is ${String(answers[how])}, and the slope of the first ${String(value)} ± ${error.toPrecision(1)}`;
        return { argument, expected: value, says };
      }
    }
    return undefined;
  },
};

/** A slope, how far off it may be, and the size of the numbers whose slope it is. */
interface Reference {
  readonly value: number;
  readonly error: number;
  readonly size: number;
}

/** The slope of wᵀ f′(x + t u) v in t at 0. */
function slopeOfFirst({ f, point }: Subject, u: Vector, v: Vector, w: Vector): Reference {
  const { x } = point;
  const first: Program = (xs) => [inner(w, flat(push(f, xs, spread(v, xs)).dy))];
  const { value, error } = slope(lineThrough(first, x, flat(x), u));
  return { value: value[0] ?? NaN, error: error[0] ?? Infinity, size: Math.abs(Number(first(x)[0])) };
}

/** What a reference says of an answer, if its error bar is sharp enough to tell. */
function judge(answer: number, { value, error, size }: Reference): "right" | "wrong" | "open" {
  const largest = Math.max(Math.abs(answer), Math.abs(value));
  const rounding = underflow + 1e-12 * Math.max(largest, size);
  if (!Number.isFinite(answer) || !(error <= 1e-3 * largest + rounding)) return "open";
  return Math.abs(answer - value) <= 5 * error + rounding ? "right" : "wrong";
}
