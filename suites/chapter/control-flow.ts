// f(a): b = 2a; while ‖b‖ < 1000: b = 2b; b if Σb > 0 else 100 b. Piecewise linear, so that f′(a) = f(a)/a.

import { random } from "../../src/index.js";
import { equal, functional, inEachConvention, refused } from "../case.js";
import type { BehaviourCase, Case, Written } from "../case.js";
import { flat, shaped, shapeOf, type Numbers } from "../numbers.js";

const source = "chapter: control flow";

/** More doublings than lead from the least double to the greatest. */
const most = 2100;

const doubled: Written =
  ({ mul, less, norm, sum }) =>
  (a) => {
    let b = mul(2, a);
    for (let n = 0; less(norm(b), 1000); n++) {
      if (n === most) throw new RangeError(`f: the norm of b is below 1000 after ${most} doublings`);
      b = mul(2, b);
    }
    return less(0, sum(b)) ? b : mul(100, b);
  };

/** What a must be multiplied by, computed without an engine. */
function factor(a: number): number {
  let c = 2;
  while (Math.abs(c * a) < 1000) c *= 2;
  return a > 0 ? c : 100 * c;
}

/** One number: a, f(a) and f′(a). */
function scalar(a: number, value: number, gradient: number): readonly Case[] {
  const title = `f(${a}) = ${value}, with the gradient ${gradient}`;
  const id = `control-flow@${a}`;
  return inEachConvention({ id, title, source, f: doubled, at: a, value, gradient, within: 1 });
}

/** An array, whose Jacobian is a multiple c of the identity. */
function whole(name: string, at: Numbers, value: Numbers, c: number): readonly Case[] {
  const [n, shape] = [flat(at).length, shapeOf(at)];
  const identity = Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? c : 0));
  const plan = { title: `f of a ${name} has the Jacobian ${c} I`, source, f: doubled, at, value, within: 1 };
  const jacobian = { derivative: "jacobian", gradient: shaped(identity, [...shape, ...shape]) } as const;
  const title = `f of a ${name}, summed, has ${c} everywhere`;
  const gradient = shaped(new Array<number>(n).fill(c), shape);
  const id = `control-flow-${name}`;
  return [
    functional({ ...plan, id: `${id}-jacobian`, ...jacobian }),
    ...inEachConvention({ ...plan, id, title, gradient }),
  ];
}

/** Numbers of both signs and all magnitudes from 10⁻⁶ to 10⁴. */
const powers = random.uniform(random.key(2), [40], { low: -6, high: 4 });
const sweep = Array.from(powers.data, (p, i) => (i % 2 === 0 ? 1 : -1) * 10 ** p);

const guarded: Pick<BehaviourCase, "title" | "source" | "kind"> = {
  title: "a = 0 is refused, and the engine works on",
  source,
  kind: "behaviour",
};

const guard = ["1000", "doublings"] as const;

export const controlFlow: readonly Case[] = [
  ...scalar(1.5, 1536, 1024),
  ...scalar(-1.5, -153600, 102400),
  ...scalar(0.1, 1638.4, 16384),
  ...scalar(-0.3, -122880, 409600),
  ...scalar(600, 1200, 2),
  ...scalar(3e-5, 1006.63296, 33554432),
  ...whole("vector", [1, -5, 2], [25600, -128000, 51200], 25600),
  ...whole(
    "matrix",
    [
      [3, -1],
      [0.5, 2],
    ],
    [
      [1536, -512],
      [256, 1024],
    ],
    512,
  ),
  functional({
    id: "control-flow-sweep",
    title: "f′(a) = f(a)/a at 40 random points (seed 2)",
    source,
    f: doubled,
    at: sweep,
    derivative: "each",
    value: sweep.map((a) => factor(a) * a),
    gradient: sweep.map(factor),
    within: 1,
  }),
  functional({
    id: "control-flow-ratio",
    title: "f(a)/a is the gradient, and so is constant around a",
    source,
    f: (engine) => (a) => engine.div(doubled(engine)(a), a),
    at: 1.5,
    value: 1024,
    gradient: 0,
    within: 0,
  }),
  {
    ...guarded,
    id: "control-flow@0",
    convention: "functional",
    run: (engine) =>
      (["forward", "reverse"] as const).flatMap((by) => {
        const gradient = engine.grad(doubled(engine), { mode: by });
        const stuck = refused(`f′(0) by ${by}`, () => gradient(0), ...guard);
        return [stuck, equal(`f′(1.5) by ${by} afterwards`, engine.numbers(gradient(1.5)), 1024, { by })];
      }),
  },
  {
    ...guarded,
    id: "control-flow@0-tape",
    convention: "tape",
    run(engine) {
      const tape = engine.tape();
      const stuck = refused("f(0)", () => doubled(engine)(tape.watch(0)), ...guard);
      const a = tape.watch(1.5);
      const gradient = engine.numbers(tape.gradient(doubled(engine)(a), a));
      return [stuck, equal("f′(1.5) afterwards", gradient, 1024, { by: "reverse" })];
    },
  },
  {
    ...guarded,
    id: "control-flow@0-variable",
    convention: ".grad",
    run(engine) {
      const stuck = refused("f(0)", () => doubled(engine)(engine.variable(0).value), ...guard);
      const a = engine.variable(1.5);
      engine.backward(doubled(engine)(a.value));
      return [stuck, equal("f′(1.5) afterwards", engine.numbers(a.grad() ?? NaN), 1024, { by: "reverse" })];
    },
  },
];
