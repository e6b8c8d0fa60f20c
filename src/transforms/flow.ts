// Solutions of differential equations as functions of their start, their times and their parameters, on flat lists: the
// derivatives solve differential equations in their turn.

import { shapeOf, type Value } from "../core/op.js";
import { chain, materialize, plus } from "../core/space.js";
import { push } from "../forward/index.js";
import { zeros } from "../ndarray/index.js";
import { mul, neg, sub } from "../ops/arithmetic.js";
import { stackAll } from "../ops/lift.js";
import { sum } from "../ops/reductions.js";
import { pulledBack } from "./checkpoint.js";
import { listOf, solved, type Problem, type Solver } from "./course.js";
import type { Field } from "./runge-kutta.js";
import { itemsOf, stacked, type Items } from "./sequence.js";
import { applied } from "./whole.js";

type Values = readonly Value[];

/** The states at all times, leaf by leaf, with derivatives that solve differential equations of their own. */
export function flow(problem: Problem, solver: Solver): Values {
  const { field } = problem;
  const n = problem.y0.length;
  const apart = (x: Values): Problem => ({ field, y0: x.slice(0, n), t: x[n] ?? 0, theta: x.slice(n + 1) });
  return applied(
    {
      name: "odeint",
      like: () => problem.y0.map((v) => zeros([...shapeOf(problem.t), ...shapeOf(v)])),
      run: (x) => stacked("odeint", solved(apart(x), solver).states),
      push: (dx, y, x) => tangents(apart(x), apart(dx), y, solver),
      pull: (dy, y, x, wanted) => cotangents(apart(x), y, dy, wanted, solver),
    },
    [...problem.y0, problem.t, ...problem.theta],
  );
}

/** What belongs to time k, leaf by leaf. */
function at(items: readonly Items[], k: number): Values {
  return items.map((item) => item(k));
}

/**
 * ẏ of the states y, which solves the equation differentiated: d/dt δ = (∂f/∂y) δ + (∂f/∂θ) θ̇ at times that are held,
 * from δ = ẏ₀ − f ṫ₀ on, to which f ṫ adds what moves with the time.
 */
function tangents({ field, y0, t, theta }: Problem, dot: Problem, y: Values, solver: Solver): Values {
  const [time, states, dt] = [itemsOf(t), y.map(itemsOf), itemsOf(dot.t)];
  const isMoved = dot.t !== 0;
  const moved = (k: number): Values => field(at(states, k), time(k), theta).map((f) => mul(f, dt(k)));
  const first = isMoved ? moved(0) : [];
  const start = y0.map((v, i) => materialize(plus(dot.y0[i] ?? 0, neg(first[i] ?? 0)), v));
  const changing = theta.map((_, i) => dot.theta[i] !== 0);
  const pair: Problem = {
    field: withTangents(field, y0.length, changing),
    y0: [...y0, ...start],
    t,
    theta: [...theta, ...dot.theta.filter((_, i) => changing[i])],
  };
  const held = flow(pair, { ...solver, tolerance: solver.adjoint }).slice(y0.length);
  if (!isMoved) return held;
  const all = stacked(
    "odeint",
    listOf(t).map((_, k) => moved(k)),
  );
  return held.map((part, i) => plus(part, all[i] ?? 0));
}

/** The equations of a state and of its tangent together; the tangents of the parameters that change follow these. */
function withTangents(field: Field, n: number, changing: readonly boolean[]): Field {
  return (z, t, parameters) => {
    const program = (x: Values): Values => field(x.slice(0, n), t, x.slice(n));
    const theta = parameters.slice(0, changing.length);
    const dtheta = spread(parameters.slice(changing.length), changing);
    const { y, dy } = push(program, [...z.slice(0, n), ...theta], [...z.slice(n), ...dtheta]);
    return [...y, ...dy];
  };
}

/** The values in the places that are asked for, 0 in the others. */
function spread(some: Values, asked: readonly boolean[]): Values {
  const next = some.values();
  return asked.map((is) => (is ? (next.next().value ?? 0) : 0));
}

/**
 * The cotangents of the start, the times and the parameters. From each time back to the one before it, y and
 * a = ȳ solve y′ = f and a′ = −(∂f/∂y)ᵀ a, and θ̄ grows by ∫ (∂f/∂θ)ᵀ a dt; y begins anew at each time.
 */
function cotangents(
  { field, y0, t, theta }: Problem,
  y: Values,
  dy: Values,
  wanted: readonly boolean[],
  solver: Solver,
): Values {
  const n = y0.length;
  const [time, states] = [itemsOf(t), y.map(itemsOf)];
  const bars = dy.map((bar, i) => itemsOf(materialize(bar, y[i] ?? 0)));
  const asked = theta.map((_, i) => wanted[n + 1 + i] === true);
  const back = backward(field, n, asked);
  const last = listOf(t).length - 1;
  let a = at(bars, last);
  let thetabar: Values = theta.filter((_, i) => asked[i]).map((v) => materialize(0, v));
  for (let k = last; k > 0; k--) {
    const start = [...at(states, k), ...a, ...thetabar];
    const problem = { field: back, y0: start, t: stackAll("odeint", [time(k), time(k - 1)], 0), theta };
    const ends = flow(problem, { ...solver, tolerance: solver.adjoint });
    const z = at(ends.map(itemsOf), 1);
    thetabar = z.slice(2 * n);
    a = z.slice(n, 2 * n).map((v, i) => plus(v, bars[i]?.(k - 1) ?? 0));
  }
  // A state moves with its own time, and all later ones against the first.
  const along = (w: Values, k: number): Value => inner(w, field(at(states, k), time(k), theta));
  const ofTime = (k: number): Value =>
    k > 0
      ? along(at(bars, k), k)
      : along(
          at(bars, 0).map((bar, i) => sub(bar, a[i] ?? 0)),
          0,
        );
  const tbar =
    wanted[n] === true
      ? stackAll(
          "odeint",
          listOf(t).map((_, k) => ofTime(k)),
          0,
        )
      : 0;
  return [...a, tbar, ...spread(thetabar, asked)];
}

/** The inner product of two lists of values. */
function inner(a: Values, b: Values): Value {
  return a.map((x, i) => sum(chain(b[i] ?? 0, x))).reduce(plus);
}

/** The equations of a state, of its cotangent and of those of the parameters that are asked for, together. */
function backward(field: Field, n: number, asked: readonly boolean[]): Field {
  return (z, t, theta) => {
    const [y, a] = [z.slice(0, n), z.slice(n, 2 * n)];
    const program = (x: Values): Values => field(x.slice(0, n), t, x.slice(n));
    const x = [...y, ...theta];
    const isUsed = [...y.map(() => true), ...asked];
    const bars = pulledBack(program, x, a, isUsed).map((bar, i) => neg(materialize(bar, x[i] ?? 0)));
    return [...field(y, t, theta), ...bars.filter((_, i) => isUsed[i])];
  };
}
