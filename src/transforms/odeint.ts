// Ordinary differential equations: the solution as a function of its start, its times and its parameters.

import { badArgument, badOption, outOfRange } from "../core/errors.js";
import { dtypeOf, shapeOf, value, type Value } from "../core/op.js";
import { isFloat } from "../core/space.js";
import { flatten, leavesLike } from "../core/tree.js";
import { known } from "../ndarray/options.js";
import { lift, type Like } from "../ops/lift.js";
import { Call } from "./call.js";
import { flowOfSteps, type Solver } from "./course.js";
import { flow } from "./flow.js";
import { checkFunction } from "./options.js";
import type { Field, Tolerance } from "./runge-kutta.js";
import type { Filled } from "./types.js";

type Values = readonly Value[];

/** How exactly a differential equation is solved, and how its solution is differentiated. */
export interface OdeOptions {
  /** "dopri5" (default) chooses its steps by the tolerance, "rk4" makes equal ones, no longer than `step`. */
  readonly method?: "dopri5" | "rk4";
  /** The error of one step of dopri5 may be `atol` + `rtol` |y|; 1e-10 and 1e-8 by default. */
  readonly rtol?: number;
  readonly atol?: number;
  /** How many steps of dopri5 there may be from one time to the next; 10000 by default. */
  readonly maxSteps?: number;
  /** The longest step of rk4. */
  readonly step?: number;
  /**
   * "discrete" (default) differentiates the steps that were taken, "adjoint" solves the differential equations of the
   * derivatives.
   */
  readonly gradient?: "discrete" | "adjoint";
  /** How many states a discrete gradient keeps for an interval from time to time; 100 by default. */
  readonly checkpoints?: number;
  /** The tolerance of the equations of the derivatives, for "adjoint"; that of the solution by default. */
  readonly adjoint?: Partial<Tolerance>;
}

const keys = ["method", "rtol", "atol", "maxSteps", "step", "gradient", "checkpoints", "adjoint"] as const;

/**
 * The solution of dy/dt = f(y, t, ...args) that is y0 at the first of the times t, at all of them: the structure of y0,
 * each leaf with a new first axis along the times. y0 is a tree of numbers and arrays, and so is what f returns; t is a
 * vector that rises or falls throughout. Differentiable in y0, in every time and in `args`, in both modes and at any
 * order.
 *
 * The gradient is by default "discrete": that of the numbers that are returned, to rounding, so that the two modes
 * agree and no second tolerance enters. It takes the memory of `checkpoints` states, and is safe where an equation run
 * backwards is unstable, as one that dissipates is. The lengths of the steps count as constant. "adjoint" has an error
 * of the size of its own tolerance; it asks for fewer evaluations where the derivative varies less than the solution,
 * and keeps nothing between the times.
 *
 * @throws RangeError where the step vanishes or `maxSteps` of them do not suffice, as in stiff equations.
 * @example
 * const decay = (k: Value) => odeint((y: Value, _t: Value, k: Value) => neg(mul(k, y)), 1, [0, 1], [k]);
 * decay(2); // [1, 0.13533528…]
 */
export function odeint<Y, A extends unknown[]>(
  f: (y: Y, t: Value, ...args: A) => Y,
  y0: Y,
  t: Like,
  args: A = [] as unknown as A,
  options: OdeOptions = {},
): Filled<Y, Value> {
  checkFunction("odeint", f);
  const solver = solverOf(options);
  const start = flatten("odeint", y0, "y0");
  const call = Call.ofAll("odeint", f, args);
  // What is no float has no derivative, and no place in a state.
  const watched = call.x.flatMap((leaf, i) => (isFloat(dtypeOf(leaf)) ? [i] : []));
  const field: Field = (y, time, theta) => {
    const all = call.x.slice();
    for (const [k, i] of watched.entries()) all[i] = theta[k] ?? 0;
    const state = start.fill(y) as Y;
    const slope: unknown = f(state, time, ...(call.fill(all) as A));
    return leavesLike("odeint", "what f returns", slope, state);
  };
  const theta: Values = watched.map((i) => call.x[i] ?? 0);
  const problem = { field, y0: start.leaves, t: timesOf(t), theta };
  const solve = options.gradient === "adjoint" ? flow : flowOfSteps;
  return start.fill(solve(problem, solver)) as Filled<Y, Value>;
}

/** The times, if they are in order. */
function timesOf(t: Like): Value {
  const times = lift("odeint", t, "t");
  const plain = value(times);
  if (typeof plain === "number" || shapeOf(times).length !== 1 || plain.data.length === 0)
    throw badArgument("odeint", "t", "a vector of times, at least the one of y0", t);
  const list = Array.from(plain.data);
  const sign = Math.sign((list[1] ?? 1) - (list[0] ?? 0));
  const isOrdered = list.every((time, k) => k === 0 || Math.sign(time - (list[k - 1] ?? 0)) === sign);
  if (!(isOrdered && sign !== 0) && list.length > 1)
    throw outOfRange("odeint", "t", "times that rise or fall throughout", list);
  if (!list.every(Number.isFinite)) throw outOfRange("odeint", "t", "finite times", list);
  return times;
}

const methods: readonly unknown[] = ["dopri5", "rk4"];
const gradients: readonly unknown[] = ["discrete", "adjoint"];

function solverOf(options: OdeOptions): Solver {
  const { method = "dopri5", gradient = "discrete", adjoint = {}, ...rest } = known("odeint", options, keys);
  if (!methods.includes(method)) throw badOption("odeint", "method", '"dopri5" or "rk4"', method);
  if (!gradients.includes(gradient))
    throw badOption("odeint", "gradient", '"discrete" or "adjoint"', gradient);
  const { step, checkpoints = 100 } = rest;
  if (method === "rk4" && !(typeof step === "number" && step > 0))
    throw badOption("odeint", "step", "the longest step of rk4, a number > 0", step);
  if (method === "dopri5" && step !== undefined)
    throw badOption("odeint", "step", 'left to dopri5, or the method be "rk4"', step);
  if (!Number.isInteger(checkpoints) || checkpoints < 0)
    throw outOfRange("odeint", "checkpoints", "an integer ≥ 0", checkpoints);
  const tolerance = toleranceOf("", rest, { rtol: 1e-8, atol: 1e-10, maxSteps: 10_000 });
  known("odeint", adjoint, ["rtol", "atol", "maxSteps"]);
  return { step, checkpoints, tolerance, adjoint: toleranceOf("adjoint.", adjoint, tolerance) };
}

function toleranceOf(at: string, given: Partial<Tolerance>, defaults: Tolerance): Tolerance {
  const { rtol = defaults.rtol, atol = defaults.atol, maxSteps = defaults.maxSteps } = given;
  for (const [name, x] of Object.entries({ rtol, atol }))
    if (!(typeof x === "number" && x >= 0)) throw badOption("odeint", at + name, "a number ≥ 0", x);
  if (rtol + atol === 0) throw outOfRange("odeint", `${at}rtol and ${at}atol`, "not both 0", 0);
  if (!Number.isInteger(maxSteps) || maxSteps < 1)
    throw outOfRange("odeint", `${at}maxSteps`, "an integer ≥ 1", maxSteps);
  return { rtol, atol, maxSteps };
}
