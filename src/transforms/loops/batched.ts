// A loop on many inputs at once: the same loop, in which what is not the same for all inputs has an axis of them.

import type { Plain } from "../../ndarray/index.js";
import type { Value } from "../../core/op.js";
import { Batch, repeated } from "../../batch/index.js";
import { moveAxis } from "../../ops/arranging.js";
import { replayed, Rounds, sameRef, Unkept, type Body, type Condition, type Ref } from "./body.js";
import type { Part } from "./parts.js";
import { apart, isOnSomeTape, open, refsOf } from "./pieces.js";
import { recorded } from "./recording.js";

type Values = readonly Value[];

/** A loop on many inputs. */
export interface BatchedLoop {
  readonly rounds: Rounds;
  readonly inputs: Values;
  /** Which part of it has a part for all inputs, and whether they differ; then they lie behind the rounds. */
  readonly partOf: (part: Part) => { readonly own: Part; readonly isBatched: boolean };
}

/**
 * The loop on `n` inputs, of those that are `batched` along a first axis: a state differs among inputs if it does so in any
 * round.
 *
 * @throws Unkept if a state differs in some rounds alone and is on a tape, whose sums would be others then.
 */
export function loopInBatch(rounds: Rounds, x: Values, batched: readonly boolean[], n: number): BatchedLoop {
  const { body, count, isReversed, condition } = rounds;
  const [init, shared, sequences] = apart(body, x);
  const [given, isShared, isItem] = apart(body, batched);
  const live = given.slice();
  for (;;) {
    const { made, holds, refOf } = bodyInBatch(body, { carry: live, shared: isShared, item: isItem }, n);
    const differing = body.next.map((ref, k) => holds(ref) !== live[k] || live[k] !== given[k]);
    if (differing.includes(true) && x.some(isOnSomeTape))
      throw new Unkept("a state is the same for all inputs of a batch in some rounds alone");
    const grown = live.map((is, k) => !is && differing[k] === true);
    if (grown.includes(true)) {
      for (const [k, is] of grown.entries()) if (is) live[k] = true;
      continue;
    }
    const isAsked = (ref: Ref): boolean =>
      (ref.kind === "carry" && live[ref.at] === true) || (ref.kind === "shared" && isShared[ref.at] === true);
    if (refsIn(condition).some(isAsked)) throw new Unkept("the inputs of a batch differ in their rounds");
    return {
      rounds: new Rounds(made, count, isReversed, condition, rounds.isCheckpointed),
      inputs: [
        ...init.map((v, k) => (live[k] === true && given[k] !== true ? repeated(v, n) : v)),
        ...shared,
        ...sequences.map((v, k) => (isItem[k] === true ? moveAxis(v, 0, 1) : v)),
      ],
      partOf: (part) =>
        part.kind === "final"
          ? { own: part, isBatched: live[part.at] === true }
          : { own: { kind: "stack", ref: refOf(part.ref) }, isBatched: holds(part.ref) },
    };
  }
}

/** What a condition reads. */
function refsIn(condition: Condition | undefined): readonly Ref[] {
  return condition === undefined ? [] : [condition.holds, ...condition.steps.flatMap(({ inputs }) => inputs)];
}

/** Of the states, the shared values and the items of a body, which differ among inputs. */
interface Differs {
  readonly carry: readonly boolean[];
  readonly shared: readonly boolean[];
  readonly item: readonly boolean[];
}

/** The body on `n` inputs; which of its values differ among them then, and what in it is a value of the body. */
function bodyInBatch(
  body: Body,
  is: Differs,
  n: number,
): { readonly made: Body; readonly holds: (ref: Ref) => boolean; readonly refOf: (ref: Ref) => Ref } {
  const many = (all: readonly Plain[], has: readonly boolean[]): Plain[] =>
    all.map((x, k) => (has[k] === true ? (repeated(x, n) as Plain) : x));
  const given = {
    carries: many(body.carries, is.carry),
    items: many(body.items, is.item),
    shared: many(body.shared, is.shared),
  };
  const refs = refsOf(body);
  const held: boolean[] = [];
  const run = recorded(given, (carries, items, shared) => {
    const batch = new Batch(n);
    const boxed = (all: Values, has: readonly boolean[]): Values =>
      all.map((v, k) => (has[k] === true ? batch.box(v) : v));
    try {
      const of = replayed(body, boxed(carries, is.carry), boxed(items, is.item), boxed(shared, is.shared));
      held.push(...refs.map((ref) => batch.holds(of(ref))));
      const next = body.next
        .map(of)
        .map((v, k) => (is.carry[k] === true && !batch.holds(v) ? repeated(v, n) : v));
      return [...next, ...refs.map(of)].map((v) => batch.primalOf(v));
    } finally {
      batch.close();
    }
  });
  const placeOf = (ref: Ref): number => refs.findIndex((other) => sameRef(other, ref));
  return {
    made: { ...given, ...open(run, given), next: run.outputs.slice(0, body.next.length) },
    holds: (ref) => held[placeOf(ref)] === true,
    refOf: (ref) => (ref.kind === "constant" ? ref : (run.outputs[body.next.length + placeOf(ref)] as Ref)),
  };
}
