// A program of flat lists, run on many inputs at once.

import { wrongShape } from "../core/errors.js";
import { shapeOf, type Value } from "../core/op.js";
import { sameShape } from "../ndarray/index.js";
import { take } from "../ops/indexing.js";
import { broadcastTo, concatenate } from "../ops/shape.js";
import { Batch, Divergence } from "./batch.js";

type Values = readonly Value[];
type Program = (x: Values) => Values;

/** The outputs of a program, and in which of them there are those for all inputs, along a first axis. */
export interface Answers {
  readonly y: Values;
  readonly batched: readonly boolean[];
}

/** Runs `f` on `n` inputs at once, which lie along the first axes of `x`; on each group that goes a way of its own. */
export function runMany(f: Program, x: Values, n: number): Answers {
  const batch = new Batch(n);
  try {
    const out = f(x.map((v) => batch.box(v)));
    return { y: out.map((v) => batch.primalOf(v)), batched: out.map((v) => batch.holds(v)) };
  } catch (error) {
    if (!(error instanceof Divergence) || error.batch !== batch) throw error;
    return runGroups(f, x, error.groups);
  } finally {
    batch.close();
  }
}

/** A run for each group of inputs, and their answers in the order of the inputs. */
function runGroups(f: Program, x: Values, groups: readonly Int32Array[]): Answers {
  const parts = groups.map((at) => {
    const chosen = x.map((v) => take(v, at));
    const { y, batched } = runMany(f, chosen, at.length);
    return y.map((v, i) => (batched[i] === true ? v : repeated(v, at.length)));
  });
  const order = groups.flatMap((at) => Array.from(at));
  const place = new Int32Array(order.length);
  for (const [k, i] of order.entries()) place[i] = k;
  const [first = []] = parts;
  const y = first.map((v, i) => take(concatenate(parts.map((part) => fitting(part[i] ?? 0, v))), place));
  return { y, batched: y.map(() => true) };
}

/** An output for some inputs, which must be of the shape of that for others. */
function fitting(y: Value, like: Value): Value {
  const [want, got] = [shapeOf(like).slice(1), shapeOf(y).slice(1)];
  if (!sameShape(want, got)) throw wrongShape("vmap", "the output of f for other inputs", want, got);
  return y;
}

/** `n` times the same, along a first axis. */
export function repeated(y: Value, n: number): Value {
  return broadcastTo(y, [n, ...shapeOf(y)]);
}
