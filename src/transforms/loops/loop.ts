// A loop as one operation: its body, and how often it goes round. What it makes is read part by part.

import { NDArray, zeros, type Plain } from "../../ndarray/index.js";
import { bind, shapeOf, type Inputs, type Op, type Value } from "../../core/op.js";
import { moveAxis } from "../../ops/arranging.js";
import { stackAll } from "../../ops/lift.js";
import { itemBlock } from "../../ops/items.js";
import { sliceOp } from "../../ops/slicing.js";
import { loopInBatch, type BatchedLoop } from "./batched.js";
import { exampleIn, replayed, type Rounds } from "./body.js";
import { pulled } from "./backward.js";
import { pushed } from "./forward.js";
import type { Part, Pulled, Tangents } from "./parts.js";

type Values = readonly Value[];

/** What loops on plain values make. */
const plainly = new WeakMap<object, (part: Part) => Plain>();
/** The derivatives of loops, by what they are without them: forward, and back as far as it is known. */
const tangents = new WeakMap<object, Tangents>();
const cotangents = new WeakMap<object, Pulled[]>();
/** Loops in batches, by the loops that they are. */
const batches = new WeakMap<object, BatchedLoop>();

/** The loop as a whole, which is no value to compute with. */
export const loopOp: Op<Inputs, Rounds> = {
  name: "loop",
  doc: "state = body(state, item) for each item",
  eval: (x, rounds) => {
    const whole = new NDArray(new Float64Array(0), [0]);
    plainly.set(whole, (part) => evaluated(rounds, x, part));
    return whole;
  },
  shape: () => [0],
  jvp: () => 0,
  jvpAll: (dx, whole, x, rounds) => {
    tangents.set(whole as object, pushed(rounds, x, dx, looped));
    return 1;
  },
  vjp: () => 0,
  vjpOnto: (bars, _dy, whole, x, rounds, wanted) => {
    const asked = cotangents.get(whole as object) ?? [];
    cotangents.delete(whole as object);
    return pulled(rounds, looped, { bars, x, wanted, asked, part: (part) => partOf(whole, part) });
  },
  batch: (x, batched, n, rounds) => {
    const many = loopInBatch(rounds, x, batched, n);
    const whole = bind(loopOp, many.inputs, many.rounds);
    batches.set(whole as object, many);
    return whole;
  },
  domain: [],
  examples: [],
};

/** A part of a loop. */
export const partOp: Op<readonly [Value], Part> = {
  name: "part",
  doc: "what a loop makes",
  eval: ([whole], part) => (plainly.get(whole as object) as (part: Part) => Plain)(part),
  shape: () => [],
  jvp: (_i, _dx, _y, [whole], part) => tangents.get(whole as object)?.(part) ?? 0,
  vjp: (_i, dy, _y, [whole], part) => {
    const known = cotangents.get(whole as object) ?? [];
    cotangents.set(whole as object, [...known, { part, dy }]);
    return 1;
  },
  batch: ([whole], _batched, _n, part) => {
    const { own, isBatched } = (batches.get(whole as object) as BatchedLoop).partOf(part);
    const y = partOf(whole, own);
    if (!isBatched) return [y];
    return own.kind === "stack" ? moveAxis(y, 1, 0) : y;
  },
  domain: [],
  examples: [],
};

/** What a loop makes, part by part: of its first state, of what is shared, and of its sequences. */
export function looped(rounds: Rounds, ...x: readonly Values[]): (part: Part) => Value {
  const whole = bind(loopOp, x.flat(), rounds);
  return (part) => partOf(whole, part);
}

function partOf(whole: Value, part: Part): Value {
  return bind(partOp, [whole], part);
}

/** A part of a loop, round by round. */
function evaluated(rounds: Rounds, x: readonly Plain[], part: Part): Plain {
  const { body, isReversed, condition } = rounds;
  const [n, m] = [body.carries.length, body.carries.length + body.shared.length];
  const [shared, sequences] = [x.slice(n, m), x.slice(m)];
  let carry: Values = x.slice(0, n);
  const count = rounds.count ?? (condition === undefined ? lengthOf(sequences) : Infinity);
  const made: Value[] = [];
  for (let round = 0; round < count; round++) {
    if (condition !== undefined && replayed(condition, carry, [], shared)(condition.holds) === 0) break;
    const at = isReversed ? count - 1 - round : round;
    const items = sequences.map((all) => bind(sliceOp, [all], itemBlock((all as NDArray).shape, 0, at)));
    const of = replayed(body, carry, items, shared);
    if (part.kind === "stack") made[at] = of(part.ref);
    carry = body.next.map(of);
  }
  if (part.kind === "final") return carry[part.at] as Plain;
  if (made.length === 0) return zeros([0, ...shapeOf(exampleIn(body, part.ref))]);
  return stackAll("loop", made, 0) as Plain;
}

function lengthOf(sequences: readonly Plain[]): number {
  return (sequences[0] as NDArray).shape[0] ?? 0;
}
