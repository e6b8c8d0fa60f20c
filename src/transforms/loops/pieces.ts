// What bodies of derivatives are put together from.

import type { Plain } from "../../ndarray/index.js";
import { Box, type Value } from "../../core/op.js";
import { zeroOf } from "../../core/space.js";
import { Node, ScalarNode } from "../../reverse/index.js";
import type { Body, Ref } from "./body.js";
import type { Recorded } from "./recording.js";

/** The zero of all spaces. */
export const nothing: Ref = { kind: "constant", value: 0 };

/** Whether it is. */
export function isZero(ref: Ref): boolean {
  return ref.kind === "constant" && ref.value === 0;
}

/** What is written down of a function that takes nothing from around. */
export function open(
  { steps, captured }: Recorded,
  { shared }: Pick<Body, "shared">,
): Pick<Body, "steps" | "shared"> {
  if (captured.length > 0) throw new Error("a rule takes a value from around");
  return { steps, shared };
}

/** The zero of all spaces as that of the space of `like`. */
export function fullRef(ref: Ref, like: Plain): Ref {
  return isZero(ref) ? { kind: "constant", value: zeroOf(like) } : ref;
}

/** All values of a body. */
export function refsOf({ carries, items, shared, steps }: Body): readonly Ref[] {
  const all = { carry: carries, item: items, shared, step: steps };
  return (["carry", "item", "shared", "step"] as const).flatMap((kind) =>
    all[kind].map((_, at): Ref => ({ kind, at })),
  );
}

/** Whether a tape watches the value. */
export function isOnTape(x: Value): boolean {
  return x instanceof Node || x instanceof ScalarNode;
}

/** Whether there is a tape among the traces that watch the value. */
export function isOnSomeTape(x: Value): boolean {
  return x instanceof Box && (isOnTape(x) || isOnSomeTape(x.value));
}

/** What belongs to the state, to what is shared, and to the sequences. */
export function apart<T>({ carries, shared }: Body, x: readonly T[]): readonly [T[], T[], T[]] {
  const [n, m] = [carries.length, carries.length + shared.length];
  return [x.slice(0, n), x.slice(n, m), x.slice(m)];
}
