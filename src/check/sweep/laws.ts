// What a law is, and the first of them: the two modes agree at every point.

import type { Plain } from "../../ndarray/index.js";
import { slope } from "../differences.js";
import { lineThrough } from "../points.js";
import { argumentOf, flat, oneHot, type Subject } from "./subject.js";
import type { Kind } from "./points.js";

/** What is wrong at a point. */
export interface Complaint {
  readonly argument: number;
  readonly cotangent?: string;
  readonly forward?: number;
  readonly reverse?: number;
  readonly expected?: number;
  /** The end of a sentence that begins with the op, the argument and the point. */
  readonly says: string;
}

/** A law, and the kinds of regions in which it holds. */
export interface Law {
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** The modes that the law speaks of. */
  readonly modes: readonly ("forward" | "reverse")[];
  readonly check: (subject: Subject) => Complaint | undefined;
}

export const everywhere: readonly Kind[] = ["interior", "near", "kink", "edge", "shape", "single"];
/** Where the derivative is finite, and computed from numbers of moderate size. */
export const moderate: readonly Kind[] = ["interior", "near", "shape", "kink"];

export const tiny = 8 * Number.MIN_VALUE;

/** A derivative of a higher order that is smaller may be lost on the way, in a product of factors of which one is as small. */
export const underflow = 1e-150;

/** How far rounding may move an entry of the Jacobian. */
function tolerance({ op, kind }: Subject, a: number, b: number, largest: number): number {
  if (kind === "single") return 1e-5 * Math.max(Math.abs(a), Math.abs(b), largest);
  const own = 1e-13 * Math.max(Math.abs(a), Math.abs(b));
  return (op.scalar === undefined ? Math.max(own, 1e-13 * largest) : own) + tiny;
}

/** The same number to rounding, or the same infinity, or NaN both. */
export function alike(a: number, b: number, slack: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= slack;
}

/** The largest finite size in a table. */
export function largestOf(table: readonly Float64Array[]): number {
  let most = 0;
  for (const row of table) for (const v of row) if (Number.isFinite(v)) most = Math.max(most, Math.abs(v));
  return most;
}

/** Whether a value is finite: an op that mixes elements has no derivative where its result is not. */
export function isFinite(y: Plain): boolean {
  return flat([y]).every(Number.isFinite);
}

export const agreement: Law = {
  name: "forward and reverse agree",
  kinds: everywhere,
  modes: ["forward", "reverse"],
  check(subject) {
    if (subject.op.scalar === undefined && !isFinite(subject.y)) return undefined;
    const [f, r] = [subject.forward(), subject.reverse()];
    const largest = Math.max(largestOf(f), largestOf(r));
    for (const [j, column] of f.entries()) {
      for (const [i, forward] of column.entries()) {
        const reverse = r[j]?.[i] ?? NaN;
        if (alike(forward, reverse, tolerance(subject, forward, reverse, largest))) continue;
        const says = whichIsWrong(subject, j, i, forward, reverse);
        const cotangent = `one-hot at ${String(i)}`;
        return { argument: argumentOf(subject, j), cotangent, forward, reverse, says };
      }
      if (column.every(Number.isFinite)) subject.judged?.(argumentOf(subject, j), "forward", "reverse");
    }
    return undefined;
  },
};

/** Which of two modes that differ is the wrong one, as far as finite differences can tell. */
function whichIsWrong({ f, point }: Subject, j: number, i: number, forward: number, reverse: number): string {
  const at = flat(point.x);
  const { value, error } = slope(lineThrough(f, point.x, at, oneHot(at.length, j)));
  const [reference, bar] = [value[i] ?? NaN, 5 * (error[i] ?? NaN)];
  const near = (x: number): boolean => Math.abs(x - reference) <= bar;
  const seen = `finite differences ${String(reference)} ± ${bar.toPrecision(1)}`;
  if (near(forward) && !near(reverse))
    return `the reverse rule gives ${String(reverse)}, forward ${String(forward)} and ${seen}`;
  if (near(reverse) && !near(forward))
    return `the forward rule gives ${String(forward)}, reverse ${String(reverse)} and ${seen}`;
  return `the forward rule gives ${String(forward)} and the reverse rule ${String(reverse)}`;
}
