// The adapter of the toy engine: `npx dualtape conform --engine ./examples/toy-adapter.ts`.

import { engineOf, numbersOf, tensorOf, Unsupported, type Ops } from "dualtape/conform";
import * as toy from "./toy-engine.js";
import type { Toy } from "./toy-engine.js";

const nothing = toy.number(NaN);
const one = (f: (x: Toy) => Toy): Ops<Toy>[string] => {
  return ([x = nothing]) => f(x);
};
const two = (f: (a: Toy, b: Toy) => Toy): Ops<Toy>[string] => {
  return ([a = nothing, b = nothing]) => f(a, b);
};

/** The toy engine, as the suite asks it. */
export const adapter = engineOf<Toy>({
  name: "toy",
  version: "1.0.0",
  precision: "float64",
  modes: ["reverse", "rr"],
  array(x) {
    if (x.shape.length > 0) throw new Unsupported("it has no arrays");
    return toy.number(numbersOf(x)[0] ?? NaN);
  },
  tensor: (x) => tensorOf(x.value),
  gradient: toy.gradient,
  truth: (x) => x.value !== 0,
  ops: {
    ...{ neg: one(toy.neg), sin: one(toy.sin), cos: one(toy.cos), exp: one(toy.exp), log: one(toy.log) },
    ...{ add: two(toy.add), sub: two(toy.sub), mul: two(toy.mul), div: two(toy.div) },
    maximum: two(toy.maximum),
    less: two((a, b) => toy.number(a.value < b.value ? 1 : 0)),
    stopGradient: one((x) => toy.number(x.value)),
    identity: one((x) => x),
    sum: one((x) => x),
  },
});
