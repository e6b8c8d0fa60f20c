// The workloads of compiled programs.

import { grad, jit, type Value } from "../src/index.js";
import { arrayLine, long, points, vector, wave } from "./arrays.js";
import * as functions from "./limits/functions.js";
import * as lotkaVolterra from "./limits/lotka-volterra.js";
import * as rosenbrock from "./limits/rosenbrock.js";
import * as sineFit from "./limits/sine-fit.js";
import * as programs from "./programs.js";
import { workload, type Goal, type Workload } from "./workload.js";

/** Programs of the other workloads, compiled. */
export function compiled(): Workload[] {
  const [steps, h] = [1000, 0.01];
  const reverse = { mode: "reverse" } as const;
  const ofLotka = jit(grad((x: readonly Value[]) => programs.lotkaVolterra(x, steps, h), reverse));
  const ofScan = jit(grad((x: readonly Value[]) => programs.lotkaVolterraScan(x, steps, h), reverse));
  const start = [1.5, 1, 3, 1, 10, 5];
  const call = jit(grad(programs.sinTimesX));
  const eight = Array.from({ length: 64 }, (_, phase) => vector(8, phase).map((x) => x * 10 ** (phase % 5)));
  return [
    ...([100, 1000, 10_000] as const).map((n) => {
      const gradient = jit(grad(programs.rosenbrock, { mode: "reverse" }));
      return workload({
        name: `rosenbrock-jit-${String(n)}`,
        what: `Rosenbrock, n = ${String(n)}, gradient, compiled`,
        inputs: [0, 1, 2, 3].map((phase) => wave(n, phase)),
        ours: (x) => gradient(x),
        byHand: rosenbrock.gradient,
        tolerance: 1e-13,
        goal: byHandAtMost(n < 10_000 ? 1.3 : 2),
      });
    }),
    ...([1000, 10_000] as const).map((n) => {
      const [t, y] = [Array.from({ length: n }, (_, i) => i / n), wave(n, 0.3)];
      const gradient = jit(grad((x: readonly Value[]) => programs.sineFit(x, t, y), reverse));
      const point = [0.9, 6.1, 0.4];
      return workload({
        name: `sine-fit-jit-${String(n)}`,
        what: `Σ (y − a sin(b t + c))² over ${String(n)} points, a plain for, gradient, compiled`,
        inputs: [point, point.map((x) => 1.1 * x)],
        ours: (x) => gradient(x),
        byHand: (x) => sineFit.gradient(x, t, y),
        tolerance: 1e-12,
        goal: byHandAtMost(1),
      });
    }),
    workload({
      name: "lotka-volterra-jit",
      what: "Lotka–Volterra, gradient, compiled",
      inputs: [start, start.map((x) => 1.1 * x)],
      ours: (x) => ofLotka(x),
      byHand: (x) => lotkaVolterra.gradient(x, steps, h),
      tolerance: 1e-10,
      goal: byHandAtMost(1.5),
    }),
    workload({
      name: "lotka-volterra-scan-jit",
      what: "Lotka–Volterra by scan, gradient, compiled",
      inputs: [start, start.map((x) => 1.1 * x)],
      ours: (x) => ofScan(x),
      byHand: (x) => lotkaVolterra.gradient(x, steps, h),
      tolerance: 1e-10,
      goal: byHandAtMost(1.1),
    }),
    workload({
      name: "call-jit",
      what: "sin(x)·x at one number, compiled",
      inputs: points,
      ours: (x) => call(x),
      byHand: functions.sinTimesX,
      tolerance: 1e-15,
      goal: { unit: "ns", most: 100 },
    }),
    compiledLine("control-flow-8", "the control flow on a vector of 8", programs.controlFlowSquared, eight, {
      byHand: functions.controlFlowSquared,
      goal: { unit: "ns", most: 150 },
    }),
    compiledLine("quadratic-1e6", "2xᵀx, n = 10⁶", programs.quadratic, [vector(long, 0), vector(long, 1)], {
      byHand: functions.quadratic,
      goal: byHandAtMost(1.2),
    }),
    compiledLine(
      "elementwise",
      "Σ exp(−x²) sin x / (1 + x²), n = 10⁶",
      programs.elementwise,
      [vector(long, 0), vector(long, 1)],
      { byHand: functions.elementwise, goal: byHandAtMost(0.4) },
    ),
    arrayLine(
      "elementwise-jit-workers",
      "the same, 2 workers",
      programs.elementwise,
      functions.elementwise,
      [vector(long, 0), vector(long, 1)],
      byHandAtMost(0.25),
      (f) => jit(f, { workers: 2 }),
    ),
  ];
}

function byHandAtMost(most: number): Goal {
  return { unit: "× by hand", most };
}

function compiledLine(
  name: string,
  what: string,
  f: (x: Value) => Value,
  inputs: readonly Float64Array[],
  { byHand, goal }: { byHand: (x: Float64Array) => functions.Flow; goal: Goal },
): Workload {
  return arrayLine(`${name}-jit`, `${what}, compiled`, f, byHand, inputs, goal, jit);
}
