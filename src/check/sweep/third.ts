// Third derivatives of elementwise ops: the eight nestings of the two modes are one number, and it is the slope of
// the second derivative.

import { push } from "../../forward/index.js";
import { record } from "../../reverse/index.js";
import { slope } from "../differences.js";
import { lineThrough, type Program } from "../points.js";
import { alike, underflow, type Law } from "./laws.js";
import { flat, oneHot, spread, type Subject } from "./subject.js";

export const thirdNestings: Law = {
  name: "the eight nestings agree",
  kinds: ["interior"],
  modes: ["forward", "reverse"],
  check(subject) {
    const { point, sizes, y } = subject;
    if (![...point.x, y].every((each) => typeof each === "number")) return undefined;
    for (const j of sizes.keys()) {
      const complaint = complaintOf(subject, j);
      if (complaint !== undefined) return { argument: j, says: complaint };
    }
    return undefined;
  },
};

/** What is wrong with the third derivative in number `j` alone. */
function complaintOf(subject: Subject, j: number): string | undefined {
  const v = oneHot(subject.sizes.length, j);
  const answers = thirdDerivatives(subject, v);
  const [first = NaN, ...others] = answers.values();
  const slack =
    underflow + 1e-11 * Math.max(Math.abs(first), ...others.map(Math.abs)) + 1e-15 * sizeOf(subject, j);
  const agree = (most: number): boolean => others.every((a) => alike(a, first, most));
  if (!agree(slack) && !agree(slack + 8 * wander(subject, j, answers))) {
    const says = Array.from(answers, ([how, a]) => `${how} ${String(a)}`);
    return `the third derivative is ${says.join(", ")}`;
  }
  const { value, error } = secondSlope(subject, v);
  if (subject.point.held.includes(j) || !isOutside(first, value, error)) return undefined;
  return `the third derivative is ${String(first)}, and the slope of the second ${String(value)} ± ${error.toPrecision(1)}`;
}

/** How far an answer goes when the input moves by a few units in its last place: what rounding does to it. */
function wander(subject: Subject, j: number, answers: ReadonlyMap<string, number>): number {
  const { point, sizes } = subject;
  const moved = [-3, -2, 2, 3].flatMap((n) => {
    const x = point.x.map((v, k) => (k === j ? (v as number) * (1 + n * Number.EPSILON) : v));
    const others = thirdDerivatives({ ...subject, point: { ...point, x } }, oneHot(sizes.length, j));
    return Array.from(answers, ([how, a]) => Math.abs((others.get(how) ?? NaN) - a));
  });
  return Math.max(0, ...moved.filter(Number.isFinite));
}

/** |y / x³|: the terms of a third derivative are as large, and may cancel. */
function sizeOf({ point, y }: Subject, j: number): number {
  const size = Math.abs((y as number) / (point.x[j] as number) ** 3);
  return Number.isFinite(size) ? size : 0;
}

/** Whether an answer is outside of an error bar that is sharp enough to tell. */
function isOutside(answer: number, reference: number, error: number): boolean {
  return error <= 1e-3 * Math.abs(reference) && Math.abs(answer - reference) > 5 * error + underflow;
}

/** f‴ along `v`, a number, by every order of the modes, the inner one named last. */
function thirdDerivatives({ f, point }: Subject, v: Float64Array): ReadonlyMap<string, number> {
  const along = { forward: ahead, reverse: back };
  const modes = ["forward", "reverse"] as const;
  const all = modes.flatMap((outer) =>
    modes.flatMap((middle) =>
      modes.map((first) => {
        const third = along[outer](along[middle](along[first](f, v), v), v);
        return [`${outer} over ${middle} over ${first}`, flat(third(point.x))[0] ?? NaN] as const;
      }),
    ),
  );
  return new Map(all);
}

function secondSlope({ f, point }: Subject, v: Float64Array): { value: number; error: number } {
  const second = ahead(ahead(f, v), v);
  const { value, error } = slope(lineThrough(second, point.x, flat(point.x), v));
  return { value: value[0] ?? NaN, error: error[0] ?? Infinity };
}

/** x ↦ the derivative of a number along `v`, by forward mode. */
function ahead(f: Program, v: Float64Array): Program {
  return (x) => push(f, x, spread(v, x)).dy;
}

/** The same by reverse mode; `v` is a unit vector of numbers. */
function back(f: Program, v: Float64Array): Program {
  return (x) => {
    const recording = record(f, x, false);
    try {
      return recording.pull([1]).filter((_, i) => v[i] === 1);
    } finally {
      recording.release();
    }
  };
}
