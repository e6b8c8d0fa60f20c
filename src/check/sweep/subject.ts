// One point of a sweep as the laws see it: the program, its derivative by either mode as a table, and vectors to
// probe with.

import { bind, dtypeOf, shapeOf, value, type Inputs, type Op, type Value } from "../../core/op.js";
import { push } from "../../forward/index.js";
import * as nd from "../../ndarray/index.js";
import { record } from "../../reverse/index.js";
import type { Program } from "../points.js";
import type { Call } from "./functions.js";
import type { Kind, Point } from "./points.js";

/** A derivative that a law may judge: of one mode, or of one within the other, the inner one named last. */
export type Derivative = "forward" | "reverse" | Nesting;

/** Second derivatives: ff is forward over forward, fr forward over reverse. */
export type Nesting = "ff" | "fr" | "rf" | "rr";

/** An op at a point. */
export interface Subject {
  readonly op: Op<Inputs, unknown>;
  /** The op's public function, if that is what is swept. */
  readonly call?: Call | undefined;
  readonly kind: Kind;
  readonly point: Point;
  readonly seed: number;
  readonly f: Program;
  readonly y: nd.Plain;
  /** How many elements each input has, and the output. */
  readonly sizes: readonly number[];
  readonly size: number;
  /** The Jacobian by each mode, element j of the inputs, then element i of the output. */
  readonly forward: () => readonly Float64Array[];
  readonly reverse: () => readonly Float64Array[];
  /** For a law to say that it has found these derivatives with respect to an argument right here. */
  readonly judged?: (argument: number, ...derivatives: readonly Derivative[]) => void;
}

/** The subject of the laws at a point. */
export function subjectOf(
  op: Op<Inputs, unknown>,
  kind: Kind,
  point: Point,
  seed: number,
  call?: Call,
): Subject {
  const f: Program = (x) => [bind(op, x, point.params)];
  const y = op.eval(point.x, point.params);
  const sizes = point.x.map((x) => flat([x]).length);
  const total = sizes.reduce((n, size) => n + size, 0);
  const size = flat([y]).length;
  return {
    op,
    call,
    kind,
    point,
    seed,
    f,
    y,
    sizes,
    size,
    forward: once(() => Array.from({ length: total }, (_, j) => pushed(f, point.x, oneHot(total, j)))),
    reverse: once(() => transposed(pulledAll(f, point.x, y, size), total)),
  };
}

/** ẏ along `v`, a number for each element of the inputs. */
export function pushed(f: Program, x: readonly Value[], v: Float64Array): Float64Array {
  return flat(push(f, x, spread(v, x)).dy);
}

/** x̄ of the cotangent `w`, a number for each element of the output. */
export function pulled(f: Program, x: readonly Value[], y: Value, w: Float64Array): Float64Array {
  const recording = record(f, x, true);
  return flat(recording.pull(spread(w, [y])));
}

function pulledAll(f: Program, x: readonly Value[], y: Value, size: number): Float64Array[] {
  const recording = record(f, x, true);
  return Array.from({ length: size }, (_, i) => flat(recording.pull(spread(oneHot(size, i), [y]))));
}

function transposed(rows: readonly Float64Array[], columns: number): Float64Array[] {
  return Array.from({ length: columns }, (_, j) => Float64Array.from(rows, (row) => row[j] ?? NaN));
}

/** The elements of plain or boxed values, one after the other. */
export function flat(values: readonly Value[]): Float64Array {
  const parts = values.map(value);
  const all = new Float64Array(parts.reduce<number>((n, x) => n + (typeof x === "number" ? 1 : x.size), 0));
  let at = 0;
  for (const x of parts) {
    if (typeof x === "number") all[at++] = x;
    else {
      all.set(x.data, at);
      at += x.size;
    }
  }
  return all;
}

/** The unit vector number `k`. */
export function oneHot(n: number, k: number): Float64Array {
  return new Float64Array(n).fill(1, k, k + 1);
}

/** The elements of `v` as values with the shapes of `like`, and in single precision where that is. */
export function spread(v: Float64Array, like: readonly Value[]): Value[] {
  let from = 0;
  return like.map((leaf) => {
    const shape = shapeOf(leaf);
    const part = v.slice(from, from + nd.sizeOf(shape));
    from += part.length;
    if (shape.length === 0) return part[0] ?? 0;
    return nd.cast(new nd.NDArray(part, shape), dtypeOf(leaf) === "float32" ? "float32" : "float64");
  });
}

/** Σ aᵢ bᵢ, in which a zero keeps out what it meets. */
export function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, ai, i) => (ai === 0 || b[i] === 0 ? total : total + ai * (b[i] ?? NaN)), 0);
}

/** Which input element number `j` of all inputs belongs to. */
export function argumentOf({ sizes }: Subject, j: number): number {
  let end = 0;
  return sizes.findIndex((size) => j < (end += size));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
