// z = u · x with u = x · x held constant: its gradient is u, not 3x²; and y = x · x has 2x still.

import { equal, functional, inEachConvention, type Case, type Written } from "../case.js";
import type { Engine, Mode, Value } from "../engine.js";

const source = "chapter: a part held constant";
const x = [0, 1, 2, 3];

/** z = u · x, u = x · x stopped. */
const detached: Written =
  ({ mul, stopGradient }) =>
  (x) =>
    mul(stopGradient(mul(x, x)), x);

/** The same, with u as it is at x. */
const held: Written = (engine) => (x) => engine.mul(engine.array([0, 1, 4, 9]), x);

/** f = s · x² with s = x stopped: f′ = 2s · x and f″ = 2s, while x³ has 6x. */
const half: Written =
  ({ mul, stopGradient }) =>
  (x) =>
    mul(stopGradient(x), mul(x, x));

const modes: readonly Mode[] = ["forward", "reverse"];

/** The second derivatives, the inner one by the given mode. */
function second(inner: Mode): readonly Case[] {
  const derivative =
    (f: Written): Written =>
    (engine) =>
      engine.grad(f(engine), { mode: inner });
  const at = 1.5;
  return [
    functional({
      id: `stopped-second-${inner}`,
      title: `(u · x)″ = 0 where u is stopped, over ${inner} mode`,
      source,
      f: derivative(detached),
      held: (engine) => () => engine.mul(at, at),
      at,
      value: 2.25,
      gradient: 0,
      within: 0,
    }),
    functional({
      id: `stopped-factor-second-${inner}`,
      title: `(s · x²)″ = 2s where s is stopped, over ${inner} mode`,
      source,
      f: derivative(half),
      held:
        ({ mul }) =>
        (x) =>
          mul(2 * at, x),
      at,
      value: 4.5,
      gradient: 3,
      within: 0,
    }),
  ];
}

/** y, u and z as the chapter has them. */
function steps(engine: Engine, x: Value): { readonly y: Value; readonly z: Value } {
  const y = engine.mul(x, x);
  return { y, z: engine.mul(engine.stopGradient(y), x) };
}

export const stopped: readonly Case[] = [
  ...inEachConvention({
    id: "stopped",
    title: "u · x has the gradient u where u is stopped",
    source,
    f: detached,
    held,
    at: x,
    value: [0, 1, 8, 27],
    gradient: [0, 1, 4, 9],
    within: 0,
  }),
  ...modes.flatMap(second),
  {
    id: "stopped-then-whole",
    title: "y, which u was stopped from, has the gradient 2x still",
    source,
    convention: "functional",
    kind: "behaviour",
    run: (engine) =>
      modes.map((by) => {
        const gradient = engine.grad((x) => engine.sum(steps(engine, x).y), { mode: by })(engine.array(x));
        return equal(`dy/dx by ${by}`, engine.numbers(gradient), [0, 2, 4, 6], { by });
      }),
  },
  {
    id: "stopped-then-whole-tape",
    title: "a persistent tape gives dz/dx = u, and dy/dx = 2x afterwards",
    source,
    convention: "tape",
    kind: "behaviour",
    run(engine) {
      const tape = engine.tape({ persistent: true });
      const watched = tape.watch(engine.array(x));
      const { y, z } = steps(engine, watched);
      return [
        equal("dz/dx", engine.numbers(tape.gradient(z, watched)), [0, 1, 4, 9]),
        equal("dy/dx", engine.numbers(tape.gradient(y, watched)), [0, 2, 4, 6], { by: "reverse" }),
      ];
    },
  },
  {
    id: "stopped-then-whole-variable",
    title: "dz/dx = u, and after a reset dy/dx = 2x",
    source,
    convention: ".grad",
    kind: "behaviour",
    run(engine) {
      const w = engine.variable(engine.array(x));
      const { y, z } = steps(engine, w.value);
      engine.backward(z);
      const first = equal("dz/dx", engine.numbers(w.grad() ?? NaN), [0, 1, 4, 9]);
      w.zeroGrad();
      engine.backward(y);
      return [first, equal("dy/dx", engine.numbers(w.grad() ?? NaN), [0, 2, 4, 6], { by: "reverse" })];
    },
  },
];
