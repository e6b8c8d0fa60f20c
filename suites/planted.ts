// Engines with a fault planted in them, by which a suite shows what it is worth.

import type { Engine, Mode, Value } from "./engine.js";

/** The same engine with every derivative that it gives changed. */
function distorted(engine: Engine, name: string, change: (dx: Value, mode: Mode) => Value): Engine {
  return {
    ...engine,
    name,
    grad: (f, request) => (x) => change(engine.grad(f, request)(x), request.mode),
    valueAndGrad: (f, request) => (x) => {
      const { value, gradient } = engine.valueAndGrad(f, request)(x);
      return { value, gradient: change(gradient, request.mode) };
    },
    jacobian: (f, request) => (x) => change(engine.jacobian(f, request)(x), request.mode),
    jvp: (f, x, dx) => change(engine.jvp(f, x, dx), "forward"),
    vjp: (f, x, ybar) => change(engine.vjp(f, x, ybar), "reverse"),
    tape(options) {
      const tape = engine.tape(options);
      return { ...tape, gradient: (y, x, weights) => change(tape.gradient(y, x, weights), "reverse") };
    },
    variable(x) {
      const variable = engine.variable(x);
      return { ...variable, grad: () => change(variable.grad() ?? NaN, "reverse") };
    },
  };
}

/** The faults that can be planted in an engine. */
export const faults = {
  zeroGradients: (engine: Engine) => distorted(engine, "zero gradients", (dx) => engine.mul(0, dx)),

  nanGradients: (engine: Engine) => distorted(engine, "NaN gradients", (dx) => engine.mul(NaN, dx)),

  inexactForward: (engine: Engine) =>
    distorted(engine, "forward mode one part in a million off", (dx, mode) =>
      mode === "forward" ? engine.mul(1.000001, dx) : dx,
    ),

  // 2s − sin x with s = sin x held: the right value, and −cos x for its derivative.
  wrongSign: (engine: Engine): Engine => ({
    ...engine,
    name: "wrong sign in sin",
    sin: (x) => engine.add(engine.mul(2, engine.stopGradient(engine.sin(x))), engine.mul(-1, engine.sin(x))),
  }),

  lastingTape: (engine: Engine): Engine => ({
    ...engine,
    name: "a tape that does not release",
    tape: () => engine.tape({ persistent: true }),
  }),

  fleetingTape: (engine: Engine): Engine => ({
    ...engine,
    name: "a tape that is never persistent",
    tape: () => engine.tape(),
  }),

  lastingGrad: (engine: Engine): Engine => ({
    ...engine,
    name: "a reset that does nothing",
    variable: (x) => ({ ...engine.variable(x), zeroGrad: () => undefined }),
  }),

  passingStop: (engine: Engine): Engine => ({
    ...engine,
    name: "a stopGradient that lets gradients pass",
    stopGradient: (x) => engine.add(x, 0),
  }),

  silentSum: (engine: Engine): Engine => ({
    ...engine,
    name: "a grad that sums by itself",
    grad: (f, request) =>
      request.weights === undefined ? engine.grad((x) => engine.sum(f(x)), request) : engine.grad(f, request),
  }),
} as const;
