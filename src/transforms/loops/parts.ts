// What can be read of a loop, and written to one that is pulled back.

import type { Value } from "../../core/op.js";
import type { Ref, Rounds } from "./body.js";

/** One part of what a loop makes. */
export type Part =
  /** A state after the last round. */
  | { readonly kind: "final"; readonly at: number }
  /** What a value is in all rounds, one below the other. */
  | { readonly kind: "stack"; readonly ref: Ref };

/** A cotangent of a part. */
export interface Pulled {
  readonly part: Part;
  readonly dy: Value;
}

/** The tangent of a part; the number 0 if it has none. */
export type Tangents = (part: Part) => Value;

/** What a loop makes of such values, part by part. */
export type Looped = (rounds: Rounds, ...x: readonly (readonly Value[])[]) => (part: Part) => Value;
