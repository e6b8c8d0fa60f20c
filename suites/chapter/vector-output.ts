// y = x ∘ x is no scalar: it is summed, weighted, or refused, or its whole Jacobian is asked for.

import { equal, functional, inEachConvention, refused, type Case, type Written } from "../case.js";

const source = "chapter: a vector for an output";
const x = [0, 1, 2, 3];
const weights = [1, 10, 100, 1000];

const squares: Written =
  ({ mul }) =>
  (x) =>
    mul(x, x);

export const vectorOutput: readonly Case[] = [
  ...inEachConvention({
    id: "squares-summed",
    title: "x ∘ x, summed, has the gradient 2x",
    source,
    f: squares,
    at: x,
    value: [0, 1, 4, 9],
    gradient: [0, 2, 4, 6],
    within: 0,
  }),
  ...inEachConvention({
    id: "squares-weighted",
    title: "x ∘ x, weighted by w, has the gradient 2w ∘ x",
    source,
    f: squares,
    at: x,
    weights,
    value: [0, 1, 4, 9],
    gradient: [0, 20, 400, 6000],
    within: 0,
  }),
  functional({
    id: "squares-jacobian",
    title: "x ∘ x has the Jacobian diag(2x)",
    source,
    f: squares,
    at: [1, 2, 3],
    derivative: "jacobian",
    gradient: [
      [2, 0, 0],
      [0, 4, 0],
      [0, 0, 6],
    ],
    within: 0,
  }),
  {
    id: "squares-refused",
    title: "the gradient of x ∘ x is refused, with the three ways out",
    source,
    convention: "functional",
    kind: "behaviour",
    run: (engine) =>
      (["forward", "reverse"] as const).map((mode) => {
        const attempt = () => engine.grad(squares(engine), { mode })(engine.array(x));
        return refused(`by ${mode}`, attempt, "scalar", "sum", "cotangent", "jacobian");
      }),
  },
  {
    id: "squares-pushed-and-pulled",
    title: "w is pushed and pulled through x ∘ x to 2w ∘ x",
    source,
    convention: "functional",
    kind: "behaviour",
    run(engine) {
      const [f, at, w] = [squares(engine), engine.array(x), engine.array(weights)];
      return [
        equal("jvp", engine.numbers(engine.jvp(f, at, w)), [0, 20, 400, 6000], { by: "forward" }),
        equal("vjp", engine.numbers(engine.vjp(f, at, w)), [0, 20, 400, 6000], { by: "reverse" }),
      ];
    },
  },
];
