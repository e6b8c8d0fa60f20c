// What a planted fault is: a row of data, and the rule that comes of it.

import type { Inputs, Op, Value } from "../../core/op.js";

/** Which of an op's two rules a fault spoils. */
export type FaultMode = "forward" | "reverse" | "both";

/** One of an op's two rules spoiled in one way. */
export interface Fault {
  readonly kind: string;
  /** True of a wrong formula; false of a right one that is off by a relative amount. */
  readonly structural: boolean;
  /** By how much a derivative is off, relative to itself. */
  readonly magnitude?: number;
  readonly mode: FaultMode;
}

/** Any op, whatever its inputs and parameters. */
export type AnyOp = Op<Inputs, unknown>;

/** A rule with the op's own order of arguments: `dx` is the tangent of input `i`, or the cotangent of y. */
export type Rule = (i: number, dx: Value, y: Value, x: Inputs, params: unknown) => Value;

/** A rule and what a fault may want to know of it. */
export interface Scene {
  readonly op: AnyOp;
  readonly rule: Rule;
  readonly transposed: boolean;
}

/** What a kind of fault makes of a rule; undefined where it does not apply. */
export type Spoil = (scene: Scene) => Rule | undefined;

/** A kind of fault: what it does to a rule, and to which rules it may be done. */
export interface Kind {
  readonly kind: string;
  readonly spoil: Spoil;
  readonly modes: readonly FaultMode[];
  readonly magnitude?: number;
}
