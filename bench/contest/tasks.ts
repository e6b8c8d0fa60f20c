// What all engines of the contest are given: programs in a handful of ops, the points, and the gradients by hand.

import { vector, wave } from "../arrays.js";
import * as functions from "../limits/functions.js";
import { network, type Sizes, type Weights } from "../limits/matrices.js";
import * as rosenbrock from "../limits/rosenbrock.js";

/** A matrix, row by row. */
export interface Matrix {
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}

/** A number, the elements of a vector, or a matrix. */
export type Input = number | Float64Array | Matrix;

/** The elements of what is no number, and their shape. */
export function elementsOf(x: Float64Array | Matrix): { data: Float64Array; shape: readonly number[] } {
  return x instanceof Float64Array ? { data: x, shape: [x.length] } : x;
}

type Binary<V> = (a: V | number, b: V | number) => V;

/** The ops that the tasks are written in. */
export interface Ops<V> {
  readonly add: Binary<V>;
  readonly sub: Binary<V>;
  readonly mul: Binary<V>;
  readonly div: Binary<V>;
  readonly neg: (x: V) => V;
  readonly sin: (x: V) => V;
  readonly exp: (x: V) => V;
  readonly sum: (x: V) => V;
  readonly dot: (a: V, b: V) => V;
  readonly norm: (x: V) => V;
  readonly matmul: (a: V, b: V) => V;
  readonly relu: (x: V) => V;
  /** The mean over the rows of −log softmax(logits) at the labels. */
  readonly crossEntropy: (logits: V, labels: Int32Array) => V;
  /** a < b, of scalars that the engine knows. */
  readonly less: (a: V | number, b: V | number) => boolean;
}

/** The parts of a gradient, one for each input. */
export type Parts = readonly (number | ArrayLike<number>)[];

/** The numbers of all parts, one after the other. */
export function joined(parts: Parts): readonly number[] {
  return parts.flatMap((part) => (typeof part === "number" ? part : Array.from(part)));
}

/** One task: the gradient of a program at a point. */
export interface Task {
  readonly name: string;
  readonly what: string;
  readonly at: readonly Input[];
  /** Inputs of the program of which no derivative is asked. */
  readonly given?: readonly Input[];
  readonly program: <V>(ops: Ops<V>, x: readonly V[], given: readonly V[]) => V;
  readonly byHand: () => Parts;
}

function first<V>(x: readonly V[]): V {
  const [only] = x;
  if (only === undefined) throw new RangeError("contest: a task has at least one input");
  return only;
}

function quadratic<V>({ mul, dot }: Ops<V>, x: readonly V[]): V {
  return mul(2, dot(first(x), first(x)));
}

function sinTimesX<V>({ mul, sin }: Ops<V>, x: readonly V[]): V {
  return mul(sin(first(x)), first(x));
}

function controlFlow<V>({ mul, less, norm, sum }: Ops<V>, x: readonly V[]): V {
  let b = mul(2, first(x));
  while (less(norm(b), 1000)) b = mul(2, b);
  return less(0, sum(b)) ? b : mul(100, b);
}

function elementwise<V>({ add, mul, div, neg, sin, exp, sum }: Ops<V>, x: readonly V[]): V {
  const square = mul(first(x), first(x));
  return sum(div(mul(exp(neg(square)), sin(first(x))), add(1, square)));
}

function rosenbrockOf<V>({ add, sub, mul }: Ops<V>, x: readonly V[]): V {
  let y: V | number = 0;
  let u = first(x);
  for (const next of x.slice(1)) {
    const a = sub(next, mul(u, u));
    const b = sub(1, u);
    y = add(y, add(mul(100, mul(a, a)), mul(b, b)));
    u = next;
  }
  return y as V;
}

const sizes: Sizes = { inputs: 784, hidden: 256, classes: 10, batch: 128 };
const images = vector(sizes.batch * sizes.inputs, 0);
const labels = Int32Array.from({ length: sizes.batch }, (_, i) => (7 * i) % sizes.classes);
const weights: Weights = [
  vector(sizes.inputs * sizes.hidden, 0).map((v) => 0.05 * v),
  vector(sizes.hidden, 0),
  vector(sizes.hidden * sizes.classes, 0).map((v) => 0.1 * v),
  vector(sizes.classes, 0),
];

function networkOf<V>({ add, matmul, relu, crossEntropy }: Ops<V>, x: readonly V[], given: readonly V[]): V {
  const [w1, b1, w2, b2] = x as readonly [V, V, V, V];
  const hidden = relu(add(matmul(first(given), w1), b1));
  return crossEntropy(add(matmul(hidden, w2), b2), labels);
}

function networkByHand(): Parts {
  const { w1, b1, w2, b2 } = network(images, labels, weights, sizes);
  return [w1, b1, w2, b2];
}

function matrix(data: Float64Array, columns: number): Matrix {
  return { data, shape: [data.length / columns, columns] };
}

const [four, million, hundred] = [vector(4, 0), vector(1e6, 0), wave(100, 0)] as const;

/** The tasks, in the order of the table. */
export const tasks: readonly Task[] = [
  {
    name: "sin-times-x",
    what: "sin(x)·x at one number",
    at: [0.5],
    program: sinTimesX,
    byHand: () => [functions.sinTimesX(0.5)],
  },
  {
    name: "control-flow",
    what: "the chapter's control flow at 1.5",
    at: [1.5],
    program: controlFlow,
    byHand: () => [functions.controlFlow(1.5).gradient],
  },
  {
    name: "quadratic-4",
    what: "2xᵀx, n = 4",
    at: [four],
    program: quadratic,
    byHand: () => [functions.quadratic(four).gradient],
  },
  {
    name: "quadratic-1e6",
    what: "2xᵀx, n = 10⁶",
    at: [million],
    program: quadratic,
    byHand: () => [functions.quadratic(million).gradient],
  },
  {
    name: "rosenbrock-100",
    what: "Rosenbrock, n = 100, scalar loop",
    at: hundred,
    program: rosenbrockOf,
    byHand: () => [rosenbrock.gradient(hundred)],
  },
  {
    name: "elementwise-1e6",
    what: "Σ exp(−x²) sin x / (1 + x²), n = 10⁶",
    at: [million],
    program: elementwise,
    byHand: () => [functions.elementwise(million).gradient],
  },
  {
    name: "network",
    what: "784-256-10 network, batch of 128",
    at: [matrix(weights[0], sizes.hidden), weights[1], matrix(weights[2], sizes.classes), weights[3]],
    given: [matrix(images, sizes.inputs)],
    program: networkOf,
    byHand: networkByHand,
  },
];
