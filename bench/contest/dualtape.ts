// dualtape in the contest, as its functions run and compiled; and the gradients written by hand.

import * as dt from "../../src/index.js";
import type { Value } from "../../src/index.js";
import type { Entrant, Run } from "./entrant.js";
import type { Input, Ops, Task } from "./tasks.js";

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
  less: (a, b) => dt.less(a, b) === true,
};

function gradientOf(
  { program, at }: Task,
  compile: <F extends (...args: never[]) => unknown>(f: F) => F,
): Run {
  const [only] = at;
  if (at.length === 1 && only !== undefined) {
    const gradient = compile(dt.grad((x: Value) => program(ops, [x])));
    const x = valueOf(only);
    return () => numbersOf(gradient(x));
  }
  const gradient = compile(dt.grad((x: readonly Value[]) => program(ops, x)));
  const x = at.map(valueOf) as number[];
  return () => gradient(x);
}

function valueOf(x: Input): number | dt.NDArray {
  return typeof x === "number" ? x : new dt.NDArray(x, [x.length]);
}

function numbersOf(x: Value): ArrayLike<number> {
  const plain = dt.value(x);
  return typeof plain === "number" ? [plain] : plain.data;
}

const about = { version: "this one", precision: "float64", tolerance: 1e-12 };

/** dualtape, each operation as it is called. */
export const eager: Entrant = { ...about, run: (task) => gradientOf(task, (f) => f) };

/** dualtape, compiled. */
export const compiled: Entrant = { ...about, run: (task) => gradientOf(task, dt.jit) };

/** No engine. */
export const byHand: Entrant = { ...about, version: "", run: ({ byHand }) => byHand };
