// The body of a loop, written down once: what a round makes of its state, of its items, and of what all rounds share.

import { NDArray, isTypedVector, sameShape, type Plain } from "../../ndarray/index.js";
import { bind, dtypeOf, shapeOf, type Inputs, type Op, type Value } from "../../core/op.js";
import { isRecord } from "../../core/tree.js";

type Values = readonly Value[];

/** The body of a loop does not say by itself what all rounds do, or a value of one round is used outside. */
export class Unkept extends Error {
  override readonly name = "Unkept";
}

/** What a step of a body is made of. */
export type Ref =
  | { readonly kind: "carry" | "item" | "shared" | "step"; readonly at: number }
  | { readonly kind: "constant"; readonly value: Plain };

/** An op of a body, and what it made when the body was written down. */
export interface BodyStep {
  readonly op: Op;
  readonly inputs: readonly Ref[];
  readonly params: unknown;
  readonly y: Plain;
}

/** A body, with examples of what goes in: states, items, and what all rounds share. */
export interface Body {
  readonly carries: readonly Plain[];
  readonly items: readonly Plain[];
  readonly shared: readonly Plain[];
  readonly steps: readonly BodyStep[];
  /** The state after the round. */
  readonly next: readonly Ref[];
}

/** What is asked of the state, and of what is shared, before each round: there is none if that is 0. */
export interface Condition extends Pick<Body, "steps"> {
  readonly holds: Ref;
}

/** A loop: the parameter of its op, whose inputs are the first state, what all rounds share, and the sequences. */
export class Rounds {
  constructor(
    readonly body: Body,
    /** How many rounds there are; undefined if as many as its sequences have items, or its condition says. */
    readonly count: number | undefined,
    /** Whether it goes through the sequences from their ends. */
    readonly isReversed: boolean,
    readonly condition?: Condition,
    /** Whether the way back reads of it but the states before its rounds, and computes all else again. */
    readonly isCheckpointed = false,
  ) {}
}

/** What a value of a body was when it was written down. */
export function exampleIn({ carries, items, shared, steps }: Body, ref: Ref): Plain {
  if (ref.kind === "constant") return ref.value;
  if (ref.kind === "step") return steps[ref.at]?.y ?? 0;
  return { carry: carries, item: items, shared }[ref.kind][ref.at] ?? 0;
}

/** Whether two values stand for the same in a body. */
export function sameRef(a: Ref | undefined, b: Ref): boolean {
  if (a?.kind === "constant" || b.kind === "constant")
    return a?.kind === "constant" && b.kind === "constant" && sameData(a.value, b.value);
  return a?.kind === b.kind && a.at === b.at;
}

/** Whether plain data are the same, bit by bit; of all else, whether it is one thing. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof NDArray && b instanceof NDArray)
    return (
      a.dtype === b.dtype && sameShape(a.shape, b.shape) && a.data.every((x, i) => Object.is(x, b.data[i]))
    );
  if (isTypedVector(a) && isTypedVector(b))
    return a.constructor === b.constructor && a.length === b.length && a.every((x, i) => Object.is(x, b[i]));
  if (a instanceof Rounds && b instanceof Rounds) return sameRounds(a, b);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((x, i) => sameData(x, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameData(a[key], b[key]));
}

/** Whether two loops do the same. */
export function sameRounds(a: Rounds, b: Rounds): boolean {
  const [one, other] = [a.body, b.body];
  return (
    a.count === b.count &&
    a.isReversed === b.isReversed &&
    a.isCheckpointed === b.isCheckpointed &&
    sameCondition(a.condition, b.condition) &&
    sameLooks(one.carries, other.carries) &&
    sameLooks(one.items, other.items) &&
    sameLooks(one.shared, other.shared) &&
    one.next.length === other.next.length &&
    one.next.every((ref, k) => sameRef(other.next[k], ref)) &&
    sameSteps(one.steps, other.steps)
  );
}

function sameCondition(a: Condition | undefined, b: Condition | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameRef(a.holds, b.holds) && sameSteps(a.steps, b.steps);
}

function sameSteps(a: readonly BodyStep[], b: readonly BodyStep[]): boolean {
  return a.length === b.length && a.every((step, at) => sameStep(step, b[at]));
}

function sameStep(a: BodyStep, b: BodyStep | undefined): boolean {
  if (b?.op !== a.op || b.inputs.length !== a.inputs.length) return false;
  return a.inputs.every((ref, k) => sameRef(b.inputs[k], ref)) && sameData(a.params, b.params);
}

function sameLooks(a: readonly Plain[], b: readonly Plain[]): boolean {
  return (
    a.length === b.length &&
    a.every((x, k) => sameShape(shapeOf(x), shapeOf(b[k] ?? 0)) && dtypeOf(x) === dtypeOf(b[k] ?? 0))
  );
}

/** Runs a body on values; what each of its values is then. */
export function replayed(
  body: Pick<Body, "steps">,
  carries: Values,
  items: Values,
  shared: Values,
): (ref: Ref) => Value {
  const steps = new Array<Value>(body.steps.length);
  const lists = { carry: carries, item: items, shared, step: steps };
  const of = (ref: Ref): Value => (ref.kind === "constant" ? ref.value : (lists[ref.kind][ref.at] as Value));
  for (const [at, { op, inputs, params }] of body.steps.entries())
    steps[at] = bind(op as Op<Inputs, unknown>, inputs.map(of), params);
  return of;
}
