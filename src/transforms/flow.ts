// Solutions of differential equations as functions of their start, their times and their parameters, on flat lists: either
// the steps that were taken are differentiated, or the equations of the derivatives are solved in their turn.

import { capturedBox } from "../core/errors.js";
import { Box, value, type Value } from "../core/op.js";
import { chain, materialize, plus } from "../core/space.js";
import { push } from "../forward/index.js";
import { mul, neg, sub } from "../ops/arithmetic.js";
import { stackAll } from "../ops/lift.js";
import { sum } from "../ops/reductions.js";
import { pulledBack } from "./checkpoint.js";
import { adaptive, dopri5, rk4, stepped, type Field, type Tolerance } from "./runge-kutta.js";
import { checkpointed, itemsOf, stacked, type Items } from "./scan.js";
import { applied } from "./whole.js";

type Values = readonly Value[];

/** How a problem is solved. */
export interface Solver {
  /** The longest step of rk4; without it, dopri5 chooses. */
  readonly step: number | undefined;
  readonly tolerance: Tolerance;
  /** What holds for the equations of the derivatives. */
  readonly adjoint: Tolerance;
  readonly checkpoints: number;
}

/** A problem: the start, the times as one vector, and the parameters. */
export interface Problem {
  readonly field: Field;
  readonly y0: Values;
  readonly t: Value;
  readonly theta: Values;
}

/** The states at all times, and the ends of the steps between them as parts of the interval from time to time. */
interface Course {
  readonly states: readonly Values[];
  readonly ends: readonly (readonly number[])[];
}

/** Solves the problem for plain values. */
function solved({ field, y0, t, theta }: Problem, solver: Solver): Course {
  const times = listOf(t);
  const course = { states: [y0], ends: [] as (readonly number[])[] };
  let [y, next]: [Values, number | undefined] = [y0, undefined];
  for (const [k, to] of times.slice(1).entries()) {
    const interval = { field, theta, from: times[k] ?? 0, to };
    if (solver.step === undefined) {
      const reached = adaptive(y, interval, solver.tolerance, next);
      ({ y, next } = reached);
      course.ends.push(reached.ends);
    } else {
      const ends = equalParts(Math.abs(to - interval.from) / solver.step);
      for (const [i, e] of ends.entries()) y = stepped(rk4, y, interval, ends[i - 1] ?? 0, e);
      course.ends.push(ends);
    }
    course.states.push(y);
  }
  return course;
}

function listOf(t: Value): readonly number[] {
  const plain = value(t);
  return typeof plain === "number" ? [plain] : Array.from(plain.data);
}

/** The ends of the fewest equal parts of [0, 1] of which `length` units make each no longer than one. */
function equalParts(length: number): readonly number[] {
  const n = Math.max(1, Math.ceil(length * (1 - 1e-12)));
  return Array.from({ length: n }, (_, i) => (i + 1) / n);
}

/**
 * The states at all times, leaf by leaf. Its derivative is that of the steps, of which each takes the same part of its
 * interval whatever the values are; a derivative in reverse keeps few states of an interval and takes the steps again.
 */
export function flowOfSteps(problem: Problem, solver: Solver): Values {
  const { y0, t, theta } = problem;
  const plain = { ...problem, y0: y0.map(value), t: value(t), theta: theta.map(value) };
  const { states, ends } = solved(plain, solver);
  if (states.some((y) => y.some(isBox))) throw capturedBox("odeint");
  if (![...y0, t, ...theta].some(isBox)) return stacked("odeint", states);
  const time = itemsOf(t);
  const tableau = solver.step === undefined ? dopri5 : rk4;
  const all = [y0];
  for (const [k, parts] of ends.entries()) {
    const step = (i: number, state: State): State => {
      const [y, from, to, theta] = state;
      const interval = { field: problem.field, theta, from, to };
      return [stepped(tableau, y, interval, parts[i - 1] ?? 0, parts[i] ?? 1), from, to, theta];
    };
    const start: State = [all[k] ?? y0, time(k), time(k + 1), theta];
    all.push(checkpointed("odeint", step, start, parts.length, solver.checkpoints)[0]);
  }
  return stacked("odeint", all);
}

type State = readonly [y: Values, from: Value, to: Value, theta: Values];

function isBox(x: Value): x is Box {
  return x instanceof Box;
}

/** The same, with the derivatives that solve their own differential equations. */
export function flow(problem: Problem, solver: Solver): Values {
  const { field } = problem;
  const n = problem.y0.length;
  const apart = (x: Values): Problem => ({ field, y0: x.slice(0, n), t: x[n] ?? 0, theta: x.slice(n + 1) });
  return applied(
    {
      name: "odeint",
      run: (x) => stacked("odeint", solved(apart(x), solver).states),
      push: (dx, y, x) => tangents(apart(x), apart(dx), y, solver),
      pull: (dy, y, x, wanted) => cotangents(apart(x), y, dy, wanted, solver),
    },
    [...problem.y0, problem.t, ...problem.theta],
  );
}

/**
 * ẏ of the states y, which solves the equation differentiated: d/dt δ = (∂f/∂y) δ + (∂f/∂θ) θ̇ at times that are held,
 * from δ = ẏ₀ − f ṫ₀ on, to which f ṫ adds what moves with the time.
 */
function tangents({ field, y0, t, theta }: Problem, dot: Problem, y: Values, solver: Solver): Values {
  const time = itemsOf(t);
  const rate = (at: Values, k: number): Values => field(at, time(k), theta);
  const moves = dot.t !== 0;
  const dt = itemsOf(dot.t);
  const first = moves ? rate(y0, 0).map((f) => mul(f, dt(0))) : [];
  const start = y0.map((v, i) => materialize(plus(dot.y0[i] ?? 0, neg(first[i] ?? 0)), v));
  const [n, m] = [y0.length, theta.length];
  const moving = theta.flatMap((_, i) => (dot.theta[i] === 0 ? [] : [i]));
  const both: Field = (z, s, parameters) => {
    const at = (x: Values): Values => field(x.slice(0, n), s, x.slice(n));
    const point = [...z.slice(0, n), ...parameters.slice(0, m)];
    const dtheta = theta.map((_, i) => (moving.includes(i) ? (parameters[m + moving.indexOf(i)] ?? 0) : 0));
    const { y: slope, dy } = push(at, point, [...z.slice(n), ...dtheta]);
    return [...slope, ...dy];
  };
  const pair = {
    field: both,
    y0: [...y0, ...start],
    t,
    theta: [...theta, ...moving.map((i) => dot.theta[i] ?? 0)],
  };
  const held = flow(pair, { ...solver, tolerance: solver.adjoint }).slice(n);
  if (!moves) return held;
  const states = y.map(itemsOf);
  const moved = listOf(t).map((_, k) =>
    rate(
      states.map((item) => item(k)),
      k,
    ).map((f) => mul(f, dt(k))),
  );
  return stacked("odeint", moved).map((part, i) => plus(held[i] ?? 0, part));
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
  const at = (items: readonly Items[], k: number): Values => items.map((item) => item(k));
  const asked = theta.map((_, i) => wanted[n + 1 + i] === true);
  const some = (x: Values): Values => x.filter((_, i) => asked[i]);
  const back = backward(field, n, asked);
  const alongTime = (a: Values, k: number): Value =>
    field(at(states, k), time(k), theta)
      .map((f, i) => sum(chain(f, a[i] ?? 0)))
      .reduce(plus);
  const last = listOf(t).length - 1;
  const tbar: Value[] = [];
  let [a, thetabar] = [at(bars, last), some(theta).map((v) => materialize(0, v))];
  for (let k = last; k > 0; k--) {
    if (wanted[n]) tbar[k] = alongTime(at(bars, k), k);
    const interval = stackAll("odeint", [time(k), time(k - 1)], 0);
    const start = [...at(states, k), ...a, ...thetabar];
    const ends = flow(
      { field: back, y0: start, t: interval, theta },
      { ...solver, tolerance: solver.adjoint },
    );
    const z = at(ends.map(itemsOf), 1);
    thetabar = z.slice(2 * n);
    a = z.slice(n, 2 * n).map((v, i) => plus(v, bars[i]?.(k - 1) ?? 0));
  }
  if (wanted[n])
    tbar[0] = alongTime(
      at(bars, 0).map((bar, i) => sub(bar, a[i] ?? 0)),
      0,
    );
  const spread = thetabar.values();
  const ofTheta = asked.map((is) => (is ? (spread.next().value ?? 0) : 0));
  return [...a, wanted[n] ? stackAll("odeint", tbar, 0) : 0, ...ofTheta];
}

/** The equations of a state, of its cotangent and of those of the parameters that are asked for, together. */
function backward(field: Field, n: number, asked: readonly boolean[]): Field {
  return (z, t, theta) => {
    const [y, a] = [z.slice(0, n), z.slice(n, 2 * n)];
    const at = (x: Values): Values => field(x.slice(0, n), t, x.slice(n));
    const all = [...y.map(() => true), ...asked];
    const bars = pulledBack(at, [...y, ...theta], a, all).map((bar, i) =>
      neg(materialize(bar, i < n ? (y[i] ?? 0) : (theta[i - n] ?? 0))),
    );
    const ofTheta = bars.slice(n).filter((_, i) => asked[i]);
    return [...field(y, t, theta), ...bars.slice(0, n), ...ofTheta];
  };
}
