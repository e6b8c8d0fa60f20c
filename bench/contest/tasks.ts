// What all engines of the contest are given: programs in a handful of ops, the points, and the gradients by hand.

import { vector, wave } from "../arrays.js";
import * as functions from "../limits/functions.js";
import * as rosenbrock from "../limits/rosenbrock.js";

/** A number or the elements of a vector. */
export type Input = number | Float64Array;

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
  /** a < b, of scalars that the engine knows. */
  readonly less: (a: V | number, b: V | number) => boolean;
}

/** One task: the gradient of a program at a point. */
export interface Task {
  readonly name: string;
  readonly what: string;
  readonly at: readonly Input[];
  readonly program: <V>(ops: Ops<V>, x: readonly V[]) => V;
  readonly byHand: () => ArrayLike<number>;
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
    byHand: () => functions.quadratic(four).gradient,
  },
  {
    name: "quadratic-1e6",
    what: "2xᵀx, n = 10⁶",
    at: [million],
    program: quadratic,
    byHand: () => functions.quadratic(million).gradient,
  },
  {
    name: "rosenbrock-100",
    what: "Rosenbrock, n = 100, scalar loop",
    at: hundred,
    program: rosenbrockOf,
    byHand: () => rosenbrock.gradient(hundred),
  },
  {
    name: "elementwise-1e6",
    what: "Σ exp(−x²) sin x / (1 + x²), n = 10⁶",
    at: [million],
    program: elementwise,
    byHand: () => functions.elementwise(million).gradient,
  },
];
