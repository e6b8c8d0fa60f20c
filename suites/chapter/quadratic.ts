// y = 2xᵀx: its gradient is 4x, to the last bit.

import { equal, functional, inEachConvention, type Case, type Written } from "../case.js";
import type { Mode } from "../engine.js";

const source = "chapter: a simple function";
const x = [0, 1, 2, 3];

/** y = 2xᵀx */
export const quadratic: Written =
  ({ mul, dot }) =>
  (x) =>
    mul(2, dot(x, x));

const modes: readonly Mode[] = ["forward", "reverse"];

export const simple: readonly Case[] = [
  ...inEachConvention({
    id: "quadratic",
    title: "y = 2xᵀx has the gradient 4x",
    source,
    f: quadratic,
    at: x,
    value: 28,
    gradient: [0, 4, 8, 12],
    within: 0,
  }),
  functional({
    id: "quadratic-hessian",
    title: "the Jacobian of the gradient of 2xᵀx is 4 I",
    source,
    f: (engine) => engine.grad(quadratic(engine), { mode: "reverse" }),
    at: [0, 1, 2],
    derivative: "jacobian",
    gradient: [
      [4, 0, 0],
      [0, 4, 0],
      [0, 0, 4],
    ],
    within: 0,
  }),
  {
    id: "quadratic-value-and-gradient",
    title: "the value 28 comes along with the gradient 4x",
    source,
    convention: "functional",
    kind: "behaviour",
    run: (engine) =>
      modes.flatMap((by) => {
        const { value, gradient } = engine.valueAndGrad(quadratic(engine), { mode: by })(engine.array(x));
        return [
          equal(`the value by ${by}`, engine.numbers(value), 28),
          equal(`the gradient by ${by}`, engine.numbers(gradient), [0, 4, 8, 12], { by }),
        ];
      }),
  },
];
