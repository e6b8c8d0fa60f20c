// One round of a loop, pulled back.

import { dtypeOf, type Value } from "../../core/op.js";
import { isFloat, zeroOf } from "../../core/space.js";
import { fitted, record } from "../../reverse/index.js";
import { exampleIn, replayed, type Body, type Ref } from "./body.js";
import { fullRef, isZero, open } from "./pieces.js";
import { recorded } from "./recording.js";

type Values = readonly Value[];

/** A round pulled back. */
export interface Back {
  readonly body: Body;
  /** The cotangents of the items. */
  readonly items: readonly Ref[];
  /** Says which states and shared values have a cotangent though they were taken to have none. */
  readonly grow: (live: Live) => boolean;
}

export interface Live {
  readonly carry: boolean[];
  readonly shared: boolean[];
}

/**
 * A round pulled back, whose state is the cotangents of the state and of what is shared, as far as they are `live`. Its
 * items are the state before the round, the items of the round, and the cotangents of `seeds`.
 */
export function backBody(
  body: Body,
  seeds: readonly Ref[],
  live: Live,
  wants: { readonly shared: readonly (boolean | Value)[]; readonly item: readonly (boolean | Value)[] },
): Back {
  const [n, m] = [body.carries.length, body.items.length];
  const given = {
    carries: [
      ...body.carries.filter((_, k) => live.carry[k]),
      ...body.shared.filter((_, k) => live.shared[k]),
    ].map(zeroOf),
    items: [...body.carries, ...body.items, ...seeds.map((ref) => zeroOf(exampleIn(body, ref)))],
    shared: body.shared,
  };
  const watched = {
    carry: body.carries.map((x) => isFloat(dtypeOf(x))),
    item: body.items.map((x, k) => wants.item[k] === true && isFloat(dtypeOf(x))),
    shared: body.shared.map((x, k) => wants.shared[k] === true && isFloat(dtypeOf(x))),
  };
  const run = recorded(given, (bars, items, shared) => {
    const all = [...items.slice(0, n), ...items.slice(n, n + m), ...shared];
    const isWatched = [...watched.carry, ...watched.item, ...watched.shared];
    const next = bars.values();
    const barsOf = (is: readonly boolean[]): Values => is.map((has) => (has ? (next.next().value ?? 0) : 0));
    const seeded = [...items.slice(n + m), ...barsOf(live.carry), ...barsOf(live.shared)];
    const recording = record(
      (some) => {
        const values = some.values();
        const z = all.map((v, k) => (isWatched[k] === true ? (values.next().value ?? 0) : v));
        const [c, i, s] = [z.slice(0, n), z.slice(n, n + m), z.slice(n + m)];
        const of = replayed(body, c, i, s);
        return [...seeds.map(of), ...body.next.map(of), ...s];
      },
      all.filter((_, k) => isWatched[k]),
      false,
    );
    try {
      const found = recording.pullAsIs(seeded).values();
      return all.map((v, k) => {
        const bar = isWatched[k] === true ? (found.next().value ?? 0) : 0;
        return bar === 0 ? 0 : fitted(bar, v);
      });
    } finally {
      recording.release();
    }
  });
  const [carry, items, shared] = [
    run.outputs.slice(0, n),
    run.outputs.slice(n, n + m),
    run.outputs.slice(n + m),
  ];
  const next = [
    ...carry.map((ref, k) => fullRef(ref, body.carries[k] ?? 0)).filter((_, k) => live.carry[k]),
    ...shared.map((ref, k) => fullRef(ref, body.shared[k] ?? 0)).filter((_, k) => live.shared[k]),
  ];
  const grow = (is: boolean[], refs: readonly Ref[]): boolean => {
    let grew = false;
    for (const [k, ref] of refs.entries()) if (!is[k] && !isZero(ref)) grew = is[k] = true;
    return grew;
  };
  return {
    body: { ...given, ...open(run, given), next },
    items,
    grow: (live) => [grow(live.carry, carry), grow(live.shared, shared)].some(Boolean),
  };
}
