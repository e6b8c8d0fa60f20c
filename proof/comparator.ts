// dualtape's comparator held to the laws of one: of each law, many random cases.

import { compare } from "../src/check/compare.js";
import { together } from "../src/check/verdict.js";
import { bind, type Inputs, type Op, type Value } from "../src/core/op.js";
import { real } from "../src/core/space.js";
import { NDArray, dot, mul, zeros } from "../src/index.js";
import { figure, type Effort, type Section } from "./figure.js";
import { brokenAt, laws, type Claim } from "./laws.js";
import { along } from "../src/cli/progress.js";

/** The section of the comparator's laws. */
export function comparator({ pick }: Effort): Section {
  const n = pick(300, 10_000);
  const results = along(
    laws,
    () => "laws",
    (law) => ({ name: law.name, seed: brokenAt(law, ours, n) }),
  );
  const broken = results.filter(({ seed }) => seed !== undefined);
  return {
    id: "comparator",
    title: "Laws of the comparator",
    text: `What a verdict must not depend on, and what it must see, on ${String(n)} random cases each: derivatives of one
      to 1000 components, as both modes and a reference have them.`,
    figures: [
      figure({
        ...{ name: "laws broken", value: broken.length, as: "number" },
        ...{ of: laws.length, gate: { atMost: 0 } },
      }),
    ],
    tables: [
      {
        title: "Laws",
        head: ["law", "cases", "first broken by the seed"],
        rows: results.map(({ name, seed }) => [name, n, seed ?? "none"]),
      },
    ],
    plots: [],
  };
}

/** The verdict of `compare` on a curve that has the claimed derivative. */
export function ours({ forward, reverse, reference, error }: Claim): ReturnType<typeof together> {
  const [left, value] = [Float64Array.from(reference), Float64Array.from(reference)];
  const still = new Float64Array(reference.length);
  const seen = {
    difference: { value, error: Float64Array.from(error), noise: still },
    sides: { left, right: left, kink: reference.map(() => false) },
  };
  const curve = curveOf(forward, reverse);
  const outputs = reference.map((_, i) => `y[${String(i)}]`);
  const f = ([x = 0]: readonly Value[]): readonly Value[] => [bind(curve, [x], undefined)];
  const subject = { f, x: [0], inputs: ["x"], outputs, modes: ["forward", "reverse"], seed: 0 } as const;
  return together(compare(subject, [seen]).map(({ verdict }) => verdict));
}

/** A function of one number that is 0, and whose rules return the claimed derivatives. */
function curveOf(forward: readonly number[], reverse: readonly number[]): Op<Inputs, undefined> {
  const [down, up] = [forward, reverse].map((d) => new NDArray(Float64Array.from(d), [d.length]));
  return {
    name: "curve",
    doc: "a curve with the derivatives that are claimed",
    eval: () => zeros([forward.length]),
    shape: () => [forward.length],
    jvp: (_i, dx) => mul(down ?? 0, dx),
    vjp: (_i, dy) => dot(up ?? 0, dy),
    linearity: "linear",
    domain: [real],
    examples: [],
  };
}
