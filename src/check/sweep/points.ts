// Where an op is swept: regions of its declared domain, each a list of calls.

import type { Example, Inputs, Interval, Op } from "../../core/op.js";
import * as nd from "../../ndarray/index.js";
import { resized, shapesOf } from "./shapes.js";
import {
  edgeValues,
  fill,
  interior,
  nearValues,
  nudged,
  seamValues,
  specialValues,
  uniform,
} from "./values.js";

/** What may be asked of the points of a region: see the laws. */
export type Kind = "interior" | "near" | "kink" | "edge" | "shape" | "single";

/** One call of an op. At the inputs that are held the op is not continuous in them. */
export interface Point {
  readonly x: readonly nd.Plain[];
  readonly params: unknown;
  readonly held: readonly number[];
}

/** A named part of the domain. */
export interface Region {
  readonly name: string;
  readonly kind: Kind;
  readonly points: readonly Point[];
}

/** An op, whatever its inputs and parameters. */
export type AnyOp = Op<Inputs, unknown>;

/** The regions of the domain of `op`; of an op that is to be sampled nowhere, none. */
export function regionsOf(op: AnyOp, seed: number): readonly Region[] {
  if (op.domain.length === 0) return [];
  const own =
    op.examples.length > 0 && op.scalar === undefined ? structured(op, seed) : elementwise(op, seed);
  return own.filter(({ points }) => points.length > 0);
}

/** Those of an elementwise op: points are tuples of numbers, and arrays of them. */
function elementwise(op: AnyOp, seed: number): Region[] {
  const { domain, examples } = op;
  const held = examples[0]?.held ?? [];
  const at = (...x: readonly nd.Plain[]): Point => ({ x, params: undefined, held });
  const inside = tuples(domain, seed, domain.length === 1 ? Infinity : 24);
  const near = around(domain, inside, nearValues).map((x) => at(...x));
  const named = (op.conventions ?? []).map(({ at }) => at);
  const kinks = [...around(domain, inside, specialValues), ...ties(domain), ...named].map((x) => at(...x));
  const edges = rowsOfEdges(domain.length);
  const seams = around(domain, inside, seamValues).map((x) => at(...x));
  const shaped = shapesOf(domain.length).map((shapes, k) => fill(domain, shapes, seed + k));
  const [bulky, slim] = [shaped.filter((x) => !isSlim(x)), shaped.filter(isSlim)];
  return [
    { name: "interior", kind: "interior", points: inside.map((x) => at(...x)) },
    { name: "broadcasting", kind: "interior", points: bulky.map((x) => at(...x)) },
    { name: "its examples", kind: "kink", points: exampled(op, seed) },
    { name: "near kinks and boundaries", kind: "near", points: near },
    { name: "on kinks and boundaries", kind: "kink", points: kinks },
    { name: "edge values", kind: "edge", points: edges.flat().map((x) => at(...x)) },
    { name: "arrays of edge values", kind: "edge", points: edges.map((row) => at(...columns(row))) },
    { name: "where formulas meet", kind: "edge", points: seams },
    { name: "empty and size 1", kind: "shape", points: slim.map((x) => at(...x)) },
    { name: "float32", kind: "single", points: bulky.map((x) => at(...x.map(single))) },
  ];
}

/** `count` tuples of interior values, one from each domain; with Infinity, each value of a single domain. */
function tuples(domain: readonly Interval[], seed: number, count: number): number[][] {
  const values = domain.map((interval, i) => interior(interval, seed + 7 * i));
  const n = Math.min(count, Math.max(...values.map(({ length }) => length)));
  const shuffles = values.map((_, i) => uniform(seed + 31 * i + 1, n));
  return Array.from({ length: n }, (_, k) =>
    domain.map((interval, i) => {
      const each = values[i] ?? [];
      const at = i === 0 ? k % each.length : (shuffles[i]?.[k] ?? 0) * each.length;
      const x = each[Math.floor(at)] ?? NaN;
      return i === 0 ? x : nudged(interval, x, at % 1);
    }),
  );
}

/** Tuples in which one input has each of its special values, and the others lie in the interior. */
function around(
  domain: readonly Interval[],
  inside: readonly (readonly number[])[],
  specials: (interval: Interval) => readonly number[],
): number[][] {
  const each = domain.length === 1 ? 1 : 2;
  // There may be more special values than tuples.
  const others = (k: number) =>
    Array.from({ length: each }, (_, n) => inside[(2 * k + n) % inside.length] ?? []);
  return domain.flatMap((interval, i) =>
    specials(interval).flatMap((special, k) =>
      others(k).map((tuple) => tuple.map((x, j) => (j === i ? special : x))),
    ),
  );
}

/** Tuples in which inputs are equal, to each other or up to sign: where a choice between them is a tie. */
function ties(domain: readonly Interval[]): number[][] {
  if (domain.length < 2) return [];
  return [0.5, 1, 3].flatMap((x) => [
    domain.map(() => x),
    ...domain.map((_, i) => domain.map((_, j) => (j > i ? 2 * x : x))),
    ...domain.map((_, i) => domain.map((_, j) => (j === i ? -x : x))),
  ]);
}

/** Edge values that stand for the others, where there are too many tuples of all. */
const fewEdges = [0, -0, 5e-324, 1, -2.5, 1.79e308, Infinity, NaN];

/** All tuples of edge values, in rows in which only the last input changes. */
function rowsOfEdges(arity: number): number[][][] {
  const some = arity > 2 ? fewEdges : edgeValues;
  let heads: number[][] = [[]];
  for (let i = 1; i < arity; i++) heads = heads.flatMap((head) => some.map((x) => [...head, x]));
  return heads.map((head) => edgeValues.map((x) => [...head, x]));
}

/** Tuples as vectors, one for each input. */
function columns(rows: readonly (readonly number[])[]): nd.NDArray[] {
  return (rows[0] ?? []).map((_, i) => nd.array(rows.map((row) => row[i] ?? 0)));
}

/** Numbers that most programs see, and most samples do not. */
const farOut = [-73.25, -31.5, -12.125, 11.75, 24.5, 58];

/**
 * Numbers whose squares are 0, and the squares of whose reciprocals are infinite: so many that a matrix of them is not
 * singular by chance.
 */
const verySmall = Array.from(
  { length: 500 },
  (_, k) => (k % 2 === 0 ? 1e-200 : -1e-200) * 6 ** (((k + 1) * 0.6180339887498949) % 1),
);

/** An example with inputs made admissible. */
function call(example: Example, x: readonly nd.Plain[]): Point {
  return { x: example.arrange?.(x) ?? x, params: example.params, held: example.held ?? [] };
}

/** The examples of an op with inputs from its domain, or of the given values. */
function exampled({ domain, examples }: AnyOp, seed: number, values?: readonly number[]): Point[] {
  return examples.map((each) => call(each, fill(domain, each.shapes, seed, values)));
}

/** Those of an op with shapes and parameters of its own: its examples, with other numbers and lengths. */
function structured(op: AnyOp, seed: number): Region[] {
  const { domain, examples } = op;
  const filled = (k: number, values?: readonly number[]): Point[] => exampled(op, seed + k, values);
  const moderate = filled(0).concat(filled(50));
  const edges = edgeValues.flatMap((edge, k) =>
    examples.map((each) => call(each, planted(fill(domain, each.shapes, seed + k), edge, k))),
  );
  const single = moderate.filter(({ x }) => x.some((v) => typeof v !== "number"));
  return [
    { name: "interior", kind: "interior", points: moderate },
    {
      name: "ties and zeros",
      kind: "kink",
      points: [...filled(1, [-1, 0, 1]), ...filled(2, [2]), ...filled(3, [0])],
    },
    { name: "far out", kind: "near", points: filled(4, farOut).filter((p) => isDefined(op, p)) },
    { name: "edge values", kind: "edge", points: edges },
    { name: "where formulas meet", kind: "edge", points: atSeams(op) },
    { name: "very small", kind: "edge", points: filled(5, verySmall) },
    {
      name: "very large",
      kind: "edge",
      points: filled(
        6,
        verySmall.map((x) => 1 / x),
      ),
    },
    { name: "empty and size 1", kind: "shape", points: resized(op, call, seed) },
    { name: "float32", kind: "single", points: single.map((p) => ({ ...p, x: p.x.map(single32) })) },
  ];
}

/** Of an op whose one input is a number or many, by its examples: arrays of what lies at its seams. */
function atSeams({ domain: [interval], examples }: AnyOp): Point[] {
  const values = interval === undefined ? [] : seamValues(interval);
  if (values.length === 0) return [];
  return examples
    .filter(({ shapes: [shape] }) => shape?.length === 0)
    .map((each) => call(each, [nd.array(values)]));
}

/** Whether the op has a value there: a root of a matrix, say, need not. */
function isDefined(op: AnyOp, { x, params }: Point): boolean {
  const y = op.eval(x, params);
  return typeof y === "number" ? Number.isFinite(y) : y.data.every(Number.isFinite);
}

/** `x` with `edge` in the place of one element of each input. */
function planted(x: readonly nd.Plain[], edge: number, k: number): nd.Plain[] {
  return x.map((v) => {
    if (typeof v === "number") return edge;
    const data = Float64Array.from(v.data);
    if (data.length > 0) data[k % data.length] = edge;
    return new nd.NDArray(data, v.shape);
  });
}

function isSlim(x: readonly nd.Plain[]): boolean {
  return x.some((v) => typeof v !== "number" && (v.size === 0 || v.shape.every((n) => n === 1)));
}

/** In single precision; a number has none, so it becomes a vector. */
function single(x: nd.Plain): nd.Plain {
  return nd.cast(typeof x === "number" ? nd.array([x]) : x, "float32");
}

function single32(x: nd.Plain): nd.Plain {
  return typeof x === "number" ? x : nd.cast(x, "float32");
}
