// grad and valueAndGrad: the gradient of a scalar function.

import { notOneValue, notScalar } from "../core/errors.js";
import { dtypeOf, shapeOf, type Value } from "../core/op.js";
import { cast, chain } from "../core/space.js";
import { checkShape } from "../core/tree.js";
import { lanes, push } from "../forward/index.js";
import { record } from "../reverse/index.js";
import { lift } from "../ops/lift.js";
import { sum } from "../ops/reductions.js";
import { reshape } from "../ops/shape.js";
import { agreed } from "./agreement.js";
import { Call, sizeOfLeaves, type Fn } from "./call.js";
import { allOptions, checkFunction, modeOf, type Argnums, type GradOptions, type Mode } from "./options.js";
import { one, pushBasis, sectionsOf } from "./seeds.js";
import type { Arguments, GradientAt, Output } from "./types.js";

interface Flow {
  readonly value: Value;
  readonly gradient: readonly Value[];
}

interface Plan extends GradOptions {
  readonly name: string;
  readonly hasAux?: boolean;
  readonly mode: Mode;
}

function planOf(name: string, f: unknown, options: GradOptions & { hasAux?: boolean }): Plan {
  checkFunction(name, f);
  return { argnums: 0, ...options, name, mode: modeOf(name, options, allOptions) };
}

function differentiate(f: Fn, args: readonly unknown[], plan: Plan) {
  const call = new Call(plan.name, f, args, plan.argnums ?? 0, plan.hasAux);
  const { value, gradient } = ways[plan.mode](call, plan);
  return { value, gradient: call.restore(gradient), aux: call.aux };
}

const ways = {
  forward: byForward,
  reverse: byReverse,
  auto: (call: Call, options: GradOptions): Flow =>
    (best(call.size) === "forward" ? byForward : byReverse)(call, options),
  both(call: Call, options: GradOptions): Flow {
    const flow = byReverse(call, options);
    agreed(call.name, byForward(call, options).gradient, flow.gradient);
    return flow;
  },
};

/** With one number in and one out, one tangent does it, without a tape; otherwise one cotangent does. */
function best(inputs: number): "forward" | "reverse" {
  return inputs === 1 ? "forward" : "reverse";
}

function byReverse(call: Call, options: GradOptions): Flow {
  const recording = record(call.program, call.x, false);
  try {
    const value = outputOf(call, recording.y, options);
    return { value, gradient: recording.pull([weightsOf(call, value, options)]) };
  } finally {
    recording.release();
  }
}

function byForward(call: Call, options: GradOptions): Flow {
  const [first = 0] = call.x;
  if (call.x.length === 1 && shapeOf(first).length === 0) return alongOne(call, options);
  const { y, along } = pushBasis(call.program, call.x);
  const value = outputOf(call, y, options);
  const weights = weightsOf(call, value, options);
  const gradient = sectionsOf(call.x).map(([from, to], i) => {
    const x = call.x[i] ?? 0;
    const shape = shapeOf(x);
    if (shape.length === 0) return weighed(weights, along.one(0, from), 0);
    return cast(reshape(weighed(weights, along.some(0, from, to), 1), shape), dtypeOf(x));
  });
  return { value, gradient };
}

/** With respect to one number, which can move in one direction. */
function alongOne(call: Call, options: GradOptions): Flow {
  const { y, dy } = push(call.program, call.x, one);
  const value = outputOf(call, y, options);
  return { value, gradient: [weighed(weightsOf(call, value, options), dy[0] ?? 0, 0)] };
}

/** Σ w ẏ over the axes of the output, of which `leading` others come first. */
function weighed(weights: Value, dy: Value, leading: number): Value {
  if (weights === 1) return dy;
  return sum(chain(weights, dy), { axis: shapeOf(weights).map((_, k) => k + leading) });
}

/** The one output, which must be a scalar unless weights are given. */
function outputOf(call: Call, y: readonly Value[], options: GradOptions): Value {
  const output = call.output.fill(y);
  const [value] = y;
  if (value === undefined || !Object.is(output, value)) throw notOneValue(call.name, output);
  if (options.cotangent === undefined && shapeOf(value).length > 0)
    throw notScalar(call.name, shapeOf(value));
  return value;
}

function weightsOf(call: Call, value: Value, { cotangent }: GradOptions): Value {
  if (cotangent === undefined) return 1;
  const weights = lift(call.name, cotangent, "cotangent");
  checkShape(call.name, "cotangent", shapeOf(value), shapeOf(weights));
  return weights;
}

type WithAux = { readonly hasAux: true };
type WithoutAux = { readonly hasAux?: false };

/**
 * The gradient of a scalar function, as a function of the same arguments.
 *
 * `mode` chooses the engine per call; `argnums` the arguments (default 0; a list gives a list); `cotangent`
 * weighs a non-scalar output; with `hasAux`, `f` returns [value, aux] and the result is [gradient, aux]. The
 * gradient has the structure of the argument, leaf for leaf of the same kind.
 *
 * @throws TypeError if `f` does not return a scalar and no `cotangent` is given.
 * @example
 * const f = (x: Value) => mul(2, dot(x, x));
 * grad(f)(arange(4)); // [0, 4, 8, 12]
 */
export function grad<A extends unknown[], X, const N extends Argnums = 0>(
  f: (...args: A) => readonly [Output, X],
  options: GradOptions<N> & WithAux,
): <B extends Arguments<A>>(...args: B) => [GradientAt<B, N>, X];
export function grad<A extends unknown[], const N extends Argnums = 0>(
  f: (...args: A) => Output,
  options?: GradOptions<N> & WithoutAux,
): <B extends Arguments<A>>(...args: B) => GradientAt<B, N>;
export function grad(
  f: Fn,
  options: GradOptions & { hasAux?: boolean } = {},
): (...args: unknown[]) => unknown {
  return gradientOf("grad", f, options);
}

/** `grad`, as a part of the transform of the given name. */
export function gradientOf(
  name: string,
  f: Fn,
  options: GradOptions & { hasAux?: boolean },
): (...args: unknown[]) => unknown {
  const plan = planOf(name, f, options);
  return (...args) => {
    const { gradient, aux } = differentiate(f, args, plan);
    return plan.hasAux === true ? [gradient, aux] : gradient;
  };
}

/**
 * The value and the gradient of a scalar function, in one run: { value, gradient }, and aux with `hasAux`.
 * Options as `grad`.
 *
 * @example
 * valueAndGrad((x: Value) => sum(mul(x, x)))(arange(3)); // { value: 5, gradient: [0, 2, 4] }
 */
export function valueAndGrad<A extends unknown[], X, const N extends Argnums = 0>(
  f: (...args: A) => readonly [Output, X],
  options: GradOptions<N> & WithAux,
): <B extends Arguments<A>>(...args: B) => { value: number; gradient: GradientAt<B, N>; aux: X };
export function valueAndGrad<A extends unknown[], const N extends Argnums = 0>(
  f: (...args: A) => Output,
  options?: GradOptions<N> & WithoutAux,
): <B extends Arguments<A>>(...args: B) => { value: number; gradient: GradientAt<B, N> };
export function valueAndGrad(
  f: Fn,
  options: GradOptions & { hasAux?: boolean } = {},
): (...args: unknown[]) => unknown {
  const plan = planOf("valueAndGrad", f, options);
  return (...args) => {
    const { value, gradient, aux } = differentiate(f, args, plan);
    return plan.hasAux === true ? { value, gradient, aux } : { value, gradient };
  };
}

/** What `auto` would do, and why. */
export interface Explanation {
  readonly mode: "forward" | "reverse";
  readonly inputs: number;
  readonly outputs: number;
  readonly reason: string;
}

/**
 * What mode `auto` would choose for `grad(f)(...args)`, and why; nothing is run but `f` itself.
 *
 * @example
 * grad.explain((x: Value) => dot(x, x))(arange(4)).mode; // "reverse"
 */
function explain<A extends unknown[]>(
  f: (...args: A) => unknown,
  options: GradOptions & { hasAux?: boolean } = {},
) {
  const { argnums = 0, hasAux } = planOf("grad.explain", f, options);
  return (...args: Arguments<A>): Explanation => {
    const call = new Call("grad.explain", f, args, argnums, hasAux);
    const outputs = sizeOfLeaves(call.program(call.x));
    const mode = best(call.size);
    const run = (n: number, what: string) => `${String(n)} ${what}${n === 1 ? "" : "s"}`;
    const reason =
      mode === "forward"
        ? "one number in: one tangent carries the whole derivative, and no tape is needed"
        : `${run(call.size, "number")} in: reverse needs ${run(1, "sweep")} over a tape, forward ${run(Math.ceil(call.size / lanes), "run")} of f`;
    return { mode, inputs: call.size, outputs, reason };
  };
}

grad.explain = explain;
