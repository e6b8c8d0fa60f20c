// The adapter by which the suite runs on dualtape.

import * as dt from "../src/index.js";
import type { Engine, Program, Request, Tape, Value, Variable } from "./engine.js";
import type { Numbers } from "./numbers.js";

// Every value that the suite has came from this engine, so that it is one of ours.
const ours = (f: Program) => f as (x: dt.Value) => dt.Value;
const own = (x: Value): dt.Value => x as dt.Value;

const unary = (op: (x: dt.Value) => dt.Value) => (x: Value) => op(own(x));
const binary = (op: (x: dt.Value, y: dt.Value) => dt.Value) => (x: Value, y: Value) => op(own(x), own(y));

const options = ({ mode, weights }: Request) =>
  weights === undefined ? { mode } : { mode, cotangent: own(weights) };

const weighing = (weights: Value | undefined) =>
  weights === undefined ? {} : { outputGradients: own(weights) };

function tape(settings: { readonly persistent?: boolean } = {}): Tape {
  const held = new dt.GradientTape(settings);
  return {
    watch: (x) => held.watch(own(x)),
    gradient: (y, x, weights) => held.gradient(own(y), own(x), weighing(weights)),
    reset: () => held.reset(),
  };
}

function variable(x: Value): Variable {
  const held = dt.variable(dt.value(own(x)));
  return { value: held, grad: () => held.grad ?? undefined, zeroGrad: () => held.zeroGrad() };
}

function numbers(x: Value): Numbers {
  const plain = dt.value(own(x));
  return typeof plain === "number" ? plain : (plain.toArray() as Numbers);
}

/** dualtape, as the cases see it. */
export const dualtape: Engine = {
  name: "dualtape",
  add: binary(dt.add),
  mul: binary(dt.mul),
  div: binary(dt.div),
  sin: unary(dt.sin),
  log: unary(dt.log),
  dot: binary(dt.dot),
  sum: unary((x) => dt.sum(x)),
  norm: unary((x) => dt.norm(x)),
  stopGradient: unary(dt.stopGradient),
  less: (x, y) => dt.less(own(x), own(y)) === true,

  array: (x) => (typeof x === "number" ? x : dt.array(x)),
  numbers,

  grad: (f, request) => dt.grad(ours(f), options(request)) as Program,
  valueAndGrad: (f, request) => (x) => dt.valueAndGrad(ours(f), options(request))(own(x)),
  jacobian: (f, { mode }) => dt.jacobian(ours(f), { mode }) as Program,
  jvp: (f, x, dx) => dt.jvp(ours(f), [own(x)], [own(dx)]).tangent,
  vjp: (f, x, ybar) => dt.vjp(ours(f), own(x)).pullback(ybar)[0],

  tape,
  variable,
  backward: (y, weights) => dt.backward(own(y), weighing(weights)),
};
