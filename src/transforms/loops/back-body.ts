// One round of a loop, pulled back.

import { dtypeOf, type Value } from "../../core/op.js";
import { cast, isFloat, zeroOf } from "../../core/space.js";
import type { Plain } from "../../ndarray/index.js";
import { record } from "../../reverse/index.js";
import { exampleIn, replayed, type Body, type Ref } from "./body.js";
import { fullRef, isZero, open } from "./pieces.js";
import { recorded } from "./recording.js";

type Values = readonly Value[];

/** A round pulled back. */
export interface Back {
  readonly body: Body;
  /** The cotangents of the items. */
  readonly items: readonly Ref[];
  /** Says of which states and shared values the cotangents are not of the types that they were taken to be. */
  readonly grow: (live: Live) => boolean;
}

/** Of states and of shared values, a zero of the type that their cotangents have; undefined of those that have none. */
export interface Live {
  readonly carry: (Plain | undefined)[];
  readonly shared: (Plain | undefined)[];
}

/** Values of a round, and the cotangents that they get from outside, one for each round. */
export interface Seeded {
  readonly refs: readonly Ref[];
  readonly items: Values;
}

/** A zero like `x`, of the element type of a cotangent of it. */
export function zeroFor(x: Plain, bar: Value): Plain {
  return cast(zeroOf(x), dtypeOf(bar)) as Plain;
}

/**
 * A round pulled back, whose state is the cotangents of the state and of what is shared, as far as they are `live`. Its
 * items are the state before the round, the items of the round, and the cotangents of `seeds`.
 */
export function backBody(
  body: Body,
  seeds: Seeded,
  live: Live,
  wants: { readonly shared: readonly (boolean | Value)[]; readonly item: readonly (boolean | Value)[] },
): Back {
  const [n, m] = [body.carries.length, body.items.length];
  const given = {
    carries: [...live.carry, ...live.shared].filter((zero) => zero !== undefined),
    items: [
      ...body.carries,
      ...body.items,
      ...seeds.refs.map((ref, k) => zeroFor(exampleIn(body, ref), seeds.items[k] ?? 0)),
    ],
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
    const barsOf = (zeros: readonly unknown[]): Values =>
      zeros.map((zero) => (zero === undefined ? 0 : (next.next().value ?? 0)));
    const seeded = [...items.slice(n + m), ...barsOf(live.carry), ...barsOf(live.shared)];
    const recording = record(
      (some) => {
        const values = some.values();
        const z = all.map((v, k) => (isWatched[k] === true ? (values.next().value ?? 0) : v));
        const [c, i, s] = [z.slice(0, n), z.slice(n, n + m), z.slice(n + m)];
        const of = replayed(body, c, i, s);
        return [...seeds.refs.map(of), ...body.next.map(of), ...s];
      },
      all.filter((_, k) => isWatched[k]),
      false,
    );
    try {
      const found = recording.pullAsIs(seeded).values();
      return all.map((_, k) => (isWatched[k] === true ? (found.next().value ?? 0) : 0));
    } finally {
      recording.release();
    }
  });
  const [carry, items, shared] = [
    run.outputs.slice(0, n),
    run.outputs.slice(n, n + m),
    run.outputs.slice(n + m),
  ];
  const made = { ...given, ...open(run, given) };
  const next = [...live.carry, ...live.shared].flatMap((zero, k) =>
    zero === undefined ? [] : [fullRef([...carry, ...shared][k] as Ref, zero)],
  );
  const grow = (zeros: (Plain | undefined)[], refs: readonly Ref[], like: readonly Plain[]): boolean => {
    let grew = false;
    for (const [k, ref] of refs.entries()) {
      const type = exampleIn({ ...made, next: [] }, ref);
      const zero = zeros[k];
      if (isZero(ref) || (zero !== undefined && dtypeOf(zero) === dtypeOf(type))) continue;
      zeros[k] = zeroFor(like[k] ?? 0, type);
      grew = true;
    }
    return grew;
  };
  return {
    body: { ...made, next },
    items,
    grow: (live) =>
      [grow(live.carry, carry, body.carries), grow(live.shared, shared, body.shared)].some(Boolean),
  };
}
