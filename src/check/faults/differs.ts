// Whether a faulted op differs at all: its rules beside the right ones, at points all over the domain.
//
// A fault that changes nothing (two swapped inputs of a sum, say) is an equivalent mutant: no check could find
// it, so it is not counted.

import { bind, shapeOf, value, type Example, type Inputs, type Value } from "../../core/op.js";
import { push } from "../../forward/index.js";
import * as nd from "../../ndarray/index.js";
import { inputsOf } from "../ops.js";
import { flat, gaussian, unflat } from "../points.js";
import type { AnyOp } from "./fault.js";

/** Shapes of one, two and three inputs of an elementwise op, alike and broadcast. */
const shapesByArity: Readonly<Record<number, readonly (readonly nd.Shape[])[]>> = {
  1: [[[]], [[2, 3]]],
  2: [
    [[], []],
    [[3], [3]],
    [
      [2, 1],
      [2, 3],
    ],
    [[2, 3], [3]],
  ],
  3: [
    [[], [], []],
    [[3], [3], [3]],
    [[2, 1], [3], []],
  ],
};

function examplesOf(op: AnyOp): readonly Example[] {
  const made = (shapesByArity[op.domain.length] ?? []).map((shapes) => ({ shapes, params: undefined }));
  return op.examples.length > 0 ? op.examples : made;
}

/** Whether some derivative of order 1 or 2 differs somewhere, or an input is written to. */
export function differs(right: AnyOp, faulted: AnyOp): boolean {
  return examplesOf(right).some((example) =>
    pointsOf(right, example).some((x, k) => differsAt(right, faulted, example, x, k)),
  );
}

/** Points inside, far out, at the edges and at ties. */
function pointsOf(op: AnyOp, example: Example): Inputs[] {
  const [first = [], second = []] = [1, 2].map((seed) => inputsOf(op, example, seed));
  const domain = (i: number) => op.domain[Math.min(i, op.domain.length - 1)] ?? { low: 0, high: 0 };
  const edges = op.domain
    .flatMap(({ low, high, kinks = [] }) => [low, high, ...kinks])
    .filter(Number.isFinite);
  const far = first.map((v, i) => each(v, (e) => (within(domain(i), 20 * e) ? 20 * e : e)));
  const tied = first
    .map((v) => each(v, () => 1.5))
    .map((v, i) => (within(domain(i), 1.5) ? v : (first[i] ?? 0)));
  const atEdges = edges.map((edge) =>
    first.map((v, i) => each(v, (e) => (within(domain(i), edge) ? edge : e))),
  );
  return [first, second, far, tied, ...(op.scalar === undefined ? [] : atEdges)];
}

function within({ low, high }: { readonly low: number; readonly high: number }, x: number): boolean {
  return x >= low && x <= high;
}

function each(x: nd.Plain, f: (x: number) => number): nd.Plain {
  return typeof x === "number" ? f(x) : new nd.NDArray(Float64Array.from(x.data, f), x.shape);
}

function differsAt(
  right: AnyOp,
  faulted: AnyOp,
  { params, held = [] }: Example,
  x: Inputs,
  seed: number,
): boolean {
  const y = right.eval(x as readonly nd.Plain[], params);
  // Where the function itself is not finite, it has no derivative to be wrong.
  if (!flat([y]).every(Number.isFinite)) return false;
  const rules = ["jvp", "vjp"] as const;
  return x.some((_, i) => {
    if (held.includes(i)) return false;
    return rules.some((rule) => {
      const like = rule === "jvp" ? (x[i] ?? 0) : y;
      const d = unflat(gaussian(seed, flat([like]).length), [like])[0] ?? 0;
      const seen = [right, faulted].map((op) => seenOf(right, op, rule, i, d, copyOf(x), params));
      return seen[0] !== seen[1];
    });
  });
}

function copyOf(x: Inputs): Inputs {
  return unflat(flat(x), x);
}

/** All that a rule shows of itself, as text: what it returns, how that moves with its inputs, what it writes. */
function seenOf(
  right: AnyOp,
  op: AnyOp,
  rule: "jvp" | "vjp",
  i: number,
  d: Value,
  x: Inputs,
  params: unknown,
): string {
  const run = ([dx = 0, ...at]: Inputs): Inputs => [op[rule](i, dx, bind(right, at, params), at, params)];
  try {
    const here = [d, ...x];
    const results = run(here);
    const moving = unflat(gaussian(7, flat(here).length), here);
    const order2 = push(run, here, moving).dy;
    return JSON.stringify([results, order2, run(here), run(here), x].map(plainly));
  } catch (error) {
    return `throws ${String(error)}`;
  }
}

/** Shapes and elements, with NaN and the infinities told apart, and −0 from 0 not. */
function plainly(values: Inputs): unknown {
  return values.map((v) => [shapeOf(v), Array.from(flat([value(v)]), (e) => String(e + 0))]);
}
