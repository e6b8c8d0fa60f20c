// Whether a program does the same twice: without that nothing can be said of its derivatives.

import type { Value } from "../core/op.js";
import { push } from "../forward/index.js";
import { record } from "../reverse/index.js";
import type { CheckMode } from "./compare.js";
import { flat, gaussian, unflat, type Program } from "./points.js";
import type { Comparison } from "./verdict.js";

/** What is run again. */
export interface Run {
  readonly f: Program;
  readonly x: readonly Value[];
  /** What `f` returned at `x`. */
  readonly y: readonly Value[];
  readonly modes: readonly CheckMode[];
}

/** The comparison of two runs that differ: of f itself, or of a derivative; undefined if none does. */
export function repeated({ f, x, y, modes }: Run): Comparison | undefined {
  const values = [y, f(x)].map(flat);
  const [dx, dy] = [x, y].map((leaves, k) => unflat(gaussian(k, flat(leaves).length), leaves));
  const derivative = {
    forward: () => flat(push(f, x, dx ?? []).dy),
    reverse: () => flat(record(f, x, true).pull(dy ?? [])),
  };
  return (
    difference("f(x), run twice", values) ??
    modes
      .map((mode) =>
        difference(`the derivative by ${mode}, run twice`, [derivative[mode](), derivative[mode]()]),
      )
      .find((found) => found !== undefined)
  );
}

function difference(
  entry: string,
  [first = noNumbers, second = noNumbers]: Float64Array[],
): Comparison | undefined {
  const at = first.length === second.length ? first.findIndex((v, i) => !Object.is(v, second[i])) : 0;
  if (at < 0) return undefined;
  const [reference, again] = [first[at] ?? NaN, second[at] ?? NaN];
  const reason = `${String(reference)} and then ${String(again)} at the same point: draw random numbers outside of f, or from a fixed key`;
  return { entry, reference, bound: Math.abs(again - reference), verdict: "nondeterministic", reason };
}

const noNumbers = new Float64Array(0);
