// Solutions of differential equations on flat lists: the states and the steps between them, and the derivative of the steps.

import { capturedBox } from "../core/errors.js";
import { Box, value, type Value } from "../core/op.js";
import { adaptive, dopri5, rk4, stepped, type Field, type Tolerance } from "./runge-kutta.js";
import { checkpointed } from "./scan.js";
import { itemsOf, stacked } from "./sequence.js";

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
export interface Course {
  readonly states: readonly Values[];
  readonly ends: readonly (readonly number[])[];
}

/** Solves the problem for plain values. */
export function solved({ field, y0, t, theta }: Problem, solver: Solver): Course {
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

/** The times as numbers. */
export function listOf(t: Value): readonly number[] {
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
