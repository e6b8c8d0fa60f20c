// A loop whose body is told the number of its round, as one whose body is not: what differs by rounds is of sequences.

import type { Value } from "../../core/op.js";
import { replayed } from "./body.js";
import { areKeepable, noting } from "./keep.js";
import { writtenDown, type Writable } from "./written.js";

type Values = readonly Value[];

/** A round of a loop, and the sequences of which it has items. */
export interface Unnumbered {
  readonly sequences: Values;
  readonly step: (carry: Values, items: Values) => readonly [carry: Values, results: Values];
}

/**
 * The loop number `number` of a program as one that needs no numbers of rounds, or undefined if the program keeps none of such
 * values. All its rounds are run.
 *
 * @throws Unkept where they do not do the same.
 */
export function unnumbered(
  number: number,
  loop: Omit<Writable, "isCounted" | "sequences" | "condition">,
): Unnumbered | undefined {
  if (!areKeepable(loop.init)) return undefined;
  const { run, moving, shared, items, results, allOf } = noting({ number }, () =>
    writtenDown({ ...loop, sequences: [], isCounted: true }),
  );
  const step = (carry: Values, x: Values): readonly [Values, Values] => {
    const of = replayed(
      run,
      moving.map((k) => carry[k] ?? 0),
      x,
      shared,
    );
    const next = carry.slice();
    for (const [at, k] of moving.entries()) next[k] = of(run.next[at] ?? { kind: "carry", at });
    return [allOf(next), results.map(of)];
  };
  return { sequences: items, step };
}
