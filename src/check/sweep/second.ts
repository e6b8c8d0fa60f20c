// Second derivatives: forward over forward, forward over reverse, reverse over forward and reverse over reverse
// are one number.

import type { Value } from "../../core/op.js";
import { push } from "../../forward/index.js";
import { record } from "../../reverse/index.js";
import { gaussian, type Program } from "../points.js";
import { alike, type Law } from "./laws.js";
import { argumentOf, flat, inner, oneHot, spread, type Subject } from "./subject.js";

export const nestings: Law = {
  name: "the four nestings agree",
  kinds: ["interior", "near", "kink", "edge", "shape"],
  modes: ["forward", "reverse"],
  check(subject) {
    const asked = probesOf(subject).map(([u, v, w, argument]) => ({
      argument,
      answers: secondDerivatives(subject, u, v, w),
    }));
    const all = asked.flatMap(({ answers }) => Object.values(answers)).filter(Number.isFinite);
    const slack = Math.max(underflow, 1e-12 * Math.max(0, ...all.map(Math.abs)));
    for (const { argument, answers } of asked) {
      const [first = 0, ...others] = Object.values(answers);
      if (others.every((a) => alike(a, first, slack))) {
        if (!Number.isFinite(first)) continue;
        for (const i of subject.sizes.keys())
          if (asked.length === 1 || i === argument) subject.judged?.(i, "ff", "fr", "rf", "rr");
        continue;
      }
      if (overflows(subject, [first, ...others])) continue;
      const says = Object.entries(answers).map(([how, a]) => `${how} ${String(a)}`);
      return { argument, says: `the second derivative is ${says.join(", ")}` };
    }
    return undefined;
  },
};

/** What is smaller may be lost on the way, in a product of factors of which one is as small. */
const underflow = 1e-150;

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

/** wᵀ f″(x) u v in the four nestings, the inner mode named last. */
function secondDerivatives(
  { f, point, y }: Subject,
  u: Vector,
  v: Vector,
  w: Vector,
): Record<string, number> {
  const { x } = point;
  const [du, dv, dw] = [spread(u, x), spread(v, x), spread(w, [y])];
  const ahead: Program = (xs) => push(f, xs, dv).dy;
  const back: Program = (xs) => pullOnce(f, xs, dw);
  return {
    "forward over forward": inner(w, flat(push(ahead, x, du).dy)),
    "forward over reverse": inner(v, flat(push(back, x, du).dy)),
    "reverse over forward": inner(u, flat(pullOnce(ahead, x, dw))),
    "reverse over reverse": inner(u, flat(pullOnce(back, x, dv))),
  };
}

function pullOnce(f: Program, x: readonly Value[], dy: readonly Value[]): readonly Value[] {
  const recording = record(f, x, false);
  try {
    return recording.pull(dy);
  } finally {
    recording.release();
  }
}
