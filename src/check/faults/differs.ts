// Whether a faulted op differs at all: its rules beside the right ones, at points all over the domain.
//
// A fault that changes nothing (two swapped inputs of a sum, say) is an equivalent mutant: no check could find
// it, so it is not counted.

import { bind, shapeOf, type Example, type Inputs, type Value } from "../../core/op.js";
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
  return x.some(
    (_, i) =>
      !held.includes(i) &&
      rules.some((rule) => {
        const like = rule === "jvp" ? (x[i] ?? 0) : y;
        const d = unflat(gaussian(seed, flat([like]).length), [like])[0] ?? 0;
        const [want, got] = [right, faulted].map((op) => seenOf(right, op, rule, i, d, copyOf(x), params));
        return want !== undefined && !same(want, got);
      }),
  );
}

const rules = ["jvp", "vjp"] as const;

function copyOf(x: Inputs): Inputs {
  return unflat(flat(x), x);
}

/** What a rule shows of itself: what it returns, how that moves with its inputs, and what it writes. */
interface Seen {
  readonly shapes: string;
  readonly numbers: readonly Float64Array[];
  /** Whether it returns the same when it runs again. */
  readonly steady: boolean;
}

/** Undefined where the rule throws. */
function seenOf(
  right: AnyOp,
  op: AnyOp,
  rule: "jvp" | "vjp",
  i: number,
  d: Value,
  x: Inputs,
  params: unknown,
): Seen | undefined {
  const run = ([dx = 0, ...at]: Inputs): Inputs => [op[rule](i, dx, bind(right, at, params), at, params)];
  try {
    const here = [d, ...x];
    const first = run(here);
    const again = Array.from({ length: 4 }, () => flat(run(here)));
    const moving = unflat(gaussian(7, flat(here).length), here);
    const seen = [first, push(run, here, moving).dy, x];
    return {
      shapes: JSON.stringify(seen.map((values) => values.map(shapeOf))),
      numbers: seen.map(flat),
      steady: again.every((one) => one.every((v, k) => Object.is(v, again[0]?.[k]))),
    };
  } catch {
    return undefined;
  }
}

/** Alike to rounding: a matrix that is symmetric but for its last digits is its own transpose. */
function same(a: Seen, b: Seen | undefined): boolean {
  if (b?.shapes !== a.shapes || b.steady !== a.steady) return false;
  return a.numbers.every((one, k) => {
    const size = one.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 0);
    return one.every((v, j) => {
      const other = b.numbers[k]?.[j] ?? NaN;
      return v === other || Object.is(v, other) || Math.abs(v - other) <= 1e-14 * size;
    });
  });
}
