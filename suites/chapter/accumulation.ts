// A second function of the same x: sum(x), whose gradient is ones, and what the first one leaves behind.

import { equal, refused, type Case } from "../case.js";
import type { Engine, Tape, Value, Variable } from "../engine.js";
import { quadratic } from "./quadratic.js";

const source = "chapter: a simple function";
const x = [0, 1, 2, 3];
const ones = [1, 1, 1, 1];

/** A variable through which 2xᵀx was differentiated. */
function used(engine: Engine): Variable {
  const w = engine.variable(engine.array(x));
  engine.backward(quadratic(engine)(w.value));
  return w;
}

function gradOf(engine: Engine, variable: Variable) {
  const grad = variable.grad();
  return grad === undefined ? NaN : engine.numbers(grad);
}

function gradientOfSum(engine: Engine, tape: Tape): Value {
  const watched = tape.watch(engine.array(x));
  return tape.gradient(engine.sum(watched), watched);
}

export const accumulation: readonly Case[] = [
  {
    id: "sum-after-gradient",
    title: "a second gradient is free of the first: ones",
    source,
    convention: "functional",
    kind: "behaviour",
    run: (engine) =>
      (["forward", "reverse"] as const).map((by) => {
        engine.grad(quadratic(engine), { mode: by })(engine.array(x));
        const gradient = engine.grad(engine.sum, { mode: by })(engine.array(x));
        return equal(`∇sum by ${by}`, engine.numbers(gradient), ones, { by });
      }),
  },
  {
    id: "sum-after-reset-tape",
    title: "after a reset of the tape, sum(x) has ones",
    source,
    convention: "tape",
    kind: "behaviour",
    run(engine) {
      const tape = engine.tape();
      const watched = tape.watch(engine.array(x));
      tape.gradient(quadratic(engine)(watched), watched);
      tape.reset();
      return [equal("∇sum", engine.numbers(gradientOfSum(engine, tape)), ones, { by: "reverse" })];
    },
  },
  {
    id: "second-gradient-tape",
    title: "a tape gives one gradient, and then throws",
    source,
    convention: "tape",
    kind: "behaviour",
    run(engine) {
      const tape = engine.tape();
      const watched = tape.watch(engine.array(x));
      const y = quadratic(engine)(watched);
      return [
        equal("the first", engine.numbers(tape.gradient(y, watched)), [0, 4, 8, 12], { by: "reverse" }),
        refused("the second", () => tape.gradient(y, watched), "released", "persistent"),
      ];
    },
  },
  {
    id: "second-gradient-persistent-tape",
    title: "a persistent tape gives the same gradient again",
    source,
    convention: "tape",
    kind: "behaviour",
    run(engine) {
      const tape = engine.tape({ persistent: true });
      const watched = tape.watch(engine.array(x));
      const y = quadratic(engine)(watched);
      return ["the first", "the second"].map((what) =>
        equal(what, engine.numbers(tape.gradient(y, watched)), [0, 4, 8, 12], { by: "reverse" }),
      );
    },
  },
  {
    id: "sum-after-reset-variable",
    title: "after a reset, sum(x) has ones",
    source,
    convention: ".grad",
    kind: "behaviour",
    run(engine) {
      const w = used(engine);
      w.zeroGrad();
      engine.backward(engine.sum(w.value));
      return [equal("grad", gradOf(engine, w), ones, { by: "reverse" })];
    },
  },
  {
    id: "sum-without-reset-variable",
    title: "without a reset, gradients accumulate: 4x + 1",
    source,
    convention: ".grad",
    kind: "behaviour",
    run(engine) {
      const w = used(engine);
      const before = equal("grad of 2xᵀx", gradOf(engine, w), [0, 4, 8, 12]);
      engine.backward(engine.sum(w.value));
      return [before, equal("grad with that of sum(x)", gradOf(engine, w), [1, 5, 9, 13], { by: "reverse" })];
    },
  },
];
