// The exercises on derivatives of derivatives, and on the derivative of sin without naming cos.

import { functional, inEachConvention, type Case, type Written } from "../case.js";
import type { Mode } from "../engine.js";

const modes: readonly Mode[] = ["forward", "reverse"];

const cube: Written =
  ({ mul }) =>
  (x) =>
    mul(x, mul(x, x));

/** The derivative of a program by a mode, to be differentiated again. */
const derivative =
  (mode: Mode, f: Written): Written =>
  (engine) =>
    engine.grad(f(engine), { mode });

const sumOfCubes: Written = (engine) => (x) => engine.sum(cube(engine)(x));

function second(inner: Mode): readonly Case[] {
  const source = "chapter: exercise on second derivatives";
  return [
    ...inEachConvention({
      id: `cube-second-${inner}`,
      title: `(x³)″ = 6x, over ${inner} mode`,
      source,
      f: derivative(inner, cube),
      at: 2,
      value: 12,
      gradient: 12,
      within: 0,
    }),
    ...modes.map((middle) =>
      functional({
        id: `cube-third-${inner}-${middle}`,
        title: `(x³)‴ = 6, over ${middle} over ${inner} mode`,
        source,
        f: derivative(middle, derivative(inner, cube)),
        at: 2,
        value: 12,
        gradient: 6,
        within: 0,
      }),
    ),
    functional({
      id: `cubes-hessian-${inner}`,
      title: `Σx³ has the Hessian diag(6x), over ${inner} mode`,
      source,
      f: derivative(inner, sumOfCubes),
      at: [1, 2, 3],
      derivative: "jacobian",
      value: [3, 12, 27],
      gradient: [
        [6, 0, 0],
        [0, 12, 0],
        [0, 0, 18],
      ],
      within: 0,
    }),
  ];
}

/** 41 points from −2π to 2π. */
const grid = Array.from({ length: 41 }, (_, i) => ((i - 20) * Math.PI) / 10);

export const exercises: readonly Case[] = [
  ...modes.flatMap(second),
  functional({
    id: "sine",
    title: "sin′ = cos at 41 points of [−2π, 2π]",
    source: "chapter: exercise on sin",
    f: ({ sin }) => sin,
    at: grid,
    derivative: "each",
    value: grid.map(Math.sin),
    gradient: grid.map(Math.cos),
    within: 1,
  }),
  functional({
    id: "sine-twice",
    title: "sin″ = −sin at 41 points of [−2π, 2π]",
    source: "chapter: exercise on sin",
    f: derivative("reverse", ({ sin }) => sin),
    at: grid,
    derivative: "each",
    value: grid.map(Math.cos),
    gradient: grid.map((x) => -Math.sin(x)),
    within: 1,
  }),
];
