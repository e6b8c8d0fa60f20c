// The workloads: what is run, at which points, beside which limit, and how fast it is to be.

import { grad, hessian, jvp, valueAndGrad, type Value } from "../src/index.js";
import { adbench } from "./adbench/workloads.js";
import * as bare from "./limits/bare.js";
import * as chain from "./limits/chain.js";
import * as functions from "./limits/functions.js";
import * as lotkaVolterra from "./limits/lotka-volterra.js";
import * as rosenbrock from "./limits/rosenbrock.js";
import * as programs from "./programs.js";
import { countOps } from "./tape.js";
import { arrayLine, long, points, vector, wave } from "./arrays.js";
import { compiled } from "./compiled.js";
import { matrices } from "./matrices.js";
import { sink, workload, type Goal, type Workload } from "./workload.js";

const reverse: Goal = { unit: "ns/op", most: 40 };
const forward: Goal = { unit: "ns/op", most: 15 };

const direction = wave(1000, 0.5);

/** What every workload is timed beside: a run, and the operations in it. */
export const yardstick = {
  ops: bare.opsOf(direction.length),
  run: (): void => {
    sink.answer = bare.derivative(direction, direction);
  },
};

/** The workloads of scalar programs. */
function scalarPrograms(): Workload[] {
  const thousand = [0, 1, 2, 3].map((phase) => wave(1000, phase));
  const gradient = grad(programs.rosenbrock, { mode: "reverse" });
  const ops = countOps(programs.rosenbrock, wave(1000, 0));
  return [
    workload({
      name: "rosenbrock-reverse",
      what: "Rosenbrock, n = 1000, scalar loop, gradient",
      inputs: thousand,
      ops,
      ours: (x) => gradient(x),
      byHand: rosenbrock.gradient,
      tolerance: 1e-13,
      goal: reverse,
    }),
    workload({
      name: "rosenbrock-forward",
      what: "the same, one directional derivative",
      inputs: thousand,
      ops,
      ours: (x) => jvp(programs.rosenbrock, [x], [direction]),
      byHand: (x) => rosenbrock.derivative(x, direction),
      tolerance: 1e-13,
      goal: forward,
    }),
    ...chains(),
    lotka(),
  ];
}

function chains(): Workload[] {
  const steps = long / 2;
  const sines = (y: Value): Value => programs.waves(y, steps);
  const lines = (y: Value): Value => programs.lines(y, steps);
  const [slopeOfSines, slopeOfLines] = [grad(sines, { mode: "reverse" }), grad(lines, { mode: "reverse" })];
  const shared = { inputs: points, ops: long, tolerance: 1e-9 };
  return [
    workload({
      ...shared,
      name: "sines-reverse",
      what: "chain of 10⁶ ops, mul and sin in turn, gradient",
      ours: (y) => slopeOfSines(y),
      byHand: (y) => chain.waves(y, steps),
      goal: reverse,
    }),
    workload({
      ...shared,
      name: "sines-forward",
      what: "the same, forward",
      ours: (y) => jvp(sines, [y], [1]),
      byHand: (y) => chain.wavesForward(y, steps),
      goal: forward,
    }),
    workload({
      ...shared,
      name: "lines-reverse",
      what: "chain of 10⁶ ops, mul and add in turn, gradient",
      ours: (y) => slopeOfLines(y),
      byHand: (y) => chain.lines(y, steps),
      goal: reverse,
    }),
    workload({
      ...shared,
      name: "lines-forward",
      what: "the same, forward",
      ours: (y) => jvp(lines, [y], [1]),
      byHand: (y) => chain.linesForward(y, steps),
      goal: forward,
    }),
  ];
}

function lotka(): Workload {
  const [steps, h] = [1000, 0.01];
  const f = (x: readonly Value[]): Value => programs.lotkaVolterra(x, steps, h);
  const gradient = grad(f, { mode: "reverse" });
  const start = [1.5, 1, 3, 1, 10, 5];
  return workload({
    name: "lotka-volterra",
    what: "Lotka–Volterra, 1000 steps of Runge–Kutta, gradient",
    inputs: [start, start.map((x) => 1.1 * x)],
    ops: countOps(f, start),
    ours: (x) => gradient(x),
    byHand: (x) => lotkaVolterra.gradient(x, steps, h),
    tolerance: 1e-10,
    goal: reverse,
  });
}

/** The workloads of single calls and of arrays. */
function calls(): Workload[] {
  const slope = grad(programs.sinTimesX);
  const slopeByReverse = grad(programs.sinTimesX, { mode: "reverse" });
  const branch = valueAndGrad(programs.controlFlow);
  const goal: Goal = { unit: "ns", most: 1000 };
  return [
    workload({
      name: "sin-times-x",
      what: "sin(x)·x at one number",
      inputs: points,
      ours: (x) => slope(x),
      byHand: functions.sinTimesX,
      tolerance: 1e-15,
      goal,
    }),
    workload({
      name: "sin-times-x-reverse",
      what: "the same, by reverse mode",
      inputs: points,
      ours: (x) => slopeByReverse(x),
      byHand: functions.sinTimesX,
      tolerance: 1e-15,
      goal,
    }),
    workload({
      name: "control-flow",
      what: "the chapter's control flow at 1.5",
      inputs: [1.5],
      ours: (x) => branch(x),
      byHand: functions.controlFlow,
      tolerance: 0,
    }),
    workload({
      name: "hessian",
      what: "Hessian of Rosenbrock, n = 20",
      inputs: [0, 1, 2].map((phase) => wave(20, phase)),
      ours: hessianOf,
      byHand: rosenbrock.hessian,
      tolerance: 1e-13,
    }),
  ];
}

const curvature = hessian(programs.rosenbrock);

function hessianOf(x: readonly number[]): number[] {
  return (curvature(x) as unknown as number[][]).flat();
}

function lines(): Workload[] {
  const eight = [0, 1, 2, 3].map((phase) => vector(8, phase));
  return [
    arrayLine(
      "control-flow-8",
      "the same, Σ c², on a vector of 8",
      programs.controlFlowSquared,
      functions.controlFlowSquared,
      eight,
    ),
    arrayLine("quadratic-4", "2xᵀx, n = 4", programs.quadratic, functions.quadratic, [
      vector(4, 0),
      vector(4, 1),
    ]),
    arrayLine(
      "quadratic-1e6",
      "2xᵀx, n = 10⁶",
      programs.quadratic,
      functions.quadratic,
      [vector(long, 0), vector(long, 1)],
      { unit: "× by hand", most: 3 },
    ),
    arrayLine(
      "elementwise",
      "Σ exp(−x²) sin x / (1 + x²), n = 10⁶",
      programs.elementwise,
      functions.elementwise,
      [vector(long, 0), vector(long, 1)],
    ),
  ];
}

/** All workloads, in the order of the table. */
export function workloads(): Workload[] {
  return [...scalarPrograms(), ...calls(), ...lines(), ...compiled(), ...matrices(), ...adbench()];
}
