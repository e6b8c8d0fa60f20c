// That where a function has no derivative its op has the one that its entry names.

import type { Convention } from "../../core/op.js";
import type { Plain } from "../../ndarray/index.js";
import type { Complaint, Law } from "./laws.js";
import type { AnyOp } from "./points.js";
import { areApart, slopesOn } from "./slopes.js";
import { flat, type Subject } from "./subject.js";

/** What the entry of an op says of these inputs, if it names them: what it says of 0 holds for −0 too, unless it names both. */
export function conventionAt(
  { conventions }: Pick<AnyOp, "conventions">,
  x: readonly Plain[],
): Convention | undefined {
  const named = (isIt: (v: number, x: Plain | undefined) => boolean): Convention | undefined =>
    conventions?.find(({ at }) => at.every((v, i) => isIt(v, x[i])));
  return named(Object.is) ?? named((v, own) => v === own);
}

export const conventions: Law = {
  name: "at a kink the derivative is that of the entry",
  kinds: ["kink"],
  modes: ["forward", "reverse"],
  check(subject) {
    const { op, point, y } = subject;
    if (typeof y !== "number" || op.scalar === undefined) return undefined;
    const named = conventionAt(op, point.x)?.partials;
    if (named === undefined) return unnamed(subject);
    if (named.length !== point.x.length)
      return {
        argument: named.length,
        says: "the entry names a partial for each input here, and not for this",
      };
    for (const [argument, expected] of named.entries()) {
      const [forward = NaN] = subject.forward()[argument] ?? [];
      const [reverse = NaN] = subject.reverse()[argument] ?? [];
      if ([forward, reverse].every((d) => d === expected || Object.is(d, expected))) continue;
      const says = `by its entry the derivative here is ${String(expected)}`;
      return { argument, forward, reverse, expected, says };
    }
    return undefined;
  },
};

/** What is wrong with an op that has two slopes here, of which its entry names none: of several inputs, none anywhere. */
function unnamed({ op, f, point }: Subject): Complaint | undefined {
  if (point.x.length > 1 && (op.conventions ?? []).length > 0) return undefined;
  const at = flat(point.x);
  for (const argument of at.keys()) {
    const along = (t: number): Float64Array => flat(f([...at.with(argument, (at[argument] ?? NaN) + t)]));
    const [[left = []], [right = []]] = [slopesOn(along, -1), slopesOn(along, 1)];
    if (!point.held.includes(argument) && areApart(left, right))
      return { argument, says: "there are two slopes here, and the entry does not say which counts" };
  }
  return undefined;
}
