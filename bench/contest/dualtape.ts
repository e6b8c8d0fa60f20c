// dualtape in the contest, as its functions run and compiled; and the gradients written by hand.

import * as dt from "../../src/index.js";
import type { Value } from "../../src/index.js";
import type { Entrant, Run } from "./entrant.js";
import { elementsOf, type Input, type Ops, type Task } from "./tasks.js";

const ops: Ops<Value> = {
  add: dt.add,
  sub: dt.sub,
  mul: dt.mul,
  div: dt.div,
  neg: dt.neg,
  sin: dt.sin,
  exp: dt.exp,
  sum: (x) => dt.sum(x),
  dot: dt.dot,
  norm: (x) => dt.norm(x),
  matmul: dt.matmul,
  relu: dt.relu,
  crossEntropy: (logits, labels) => dt.crossEntropy(logits, labels),
  less: (a, b) => dt.less(a, b) === true,
};

function gradientOf(
  { program, at, given = [] }: Task,
  compile: <F extends (...args: never[]) => unknown>(f: F) => F,
): Run {
  const constants = given.map(valueOf);
  const [only, ...others] = at.map(valueOf);
  if (only !== undefined && others.length === 0) {
    const gradient = compile(dt.grad((x: Value) => program(ops, [x], constants)));
    return () => [numbersOf(gradient(only))];
  }
  const gradient = compile(dt.grad((x: readonly Value[]) => program(ops, x, constants)));
  const x = at.map(valueOf);
  return () => gradient(x).map(numbersOf);
}

function valueOf(x: Input): number | dt.NDArray {
  if (typeof x === "number") return x;
  const { data, shape } = elementsOf(x);
  return new dt.NDArray(data, shape);
}

function numbersOf(x: Value): number | ArrayLike<number> {
  const plain = dt.value(x);
  return typeof plain === "number" ? plain : plain.data;
}

const about = { version: "this one", precision: "float64", tolerance: 1e-12 };

/** dualtape, each operation as it is called. */
export const eager: Entrant = { ...about, run: (task) => gradientOf(task, (f) => f) };

/** dualtape, compiled. */
export const compiled: Entrant = { ...about, run: (task) => gradientOf(task, dt.jit) };

/** No engine. */
export const byHand: Entrant = { ...about, version: "", run: ({ byHand }) => byHand };
