// Derivatives of derivatives: the gradients by either mode as programs of their own.

import type { Value } from "../core/op.js";
import { add, mul, sum } from "../ops/index.js";
import { grad } from "../transforms/gradient.js";
import { compare, observe, type CheckMode } from "./compare.js";
import type { Opinion } from "./opinion.js";
import { flat, gaussian, unflat, type Program } from "./points.js";
import type { Comparison } from "./verdict.js";

/** A program and where its second derivatives are checked. */
export interface Scene {
  readonly f: Program;
  readonly x: readonly Value[];
  readonly y: readonly Value[];
  readonly names: readonly string[];
  readonly modes: readonly CheckMode[];
  readonly seed: number;
  readonly opinion?: Opinion | undefined;
}

/** The gradients by either mode as programs of their own, both held to the differences of the cheaper one. */
export function secondOrder({ f, x, y, names, modes, seed, opinion }: Scene): Comparison[] {
  const gradient = (inner: CheckMode): Program => gradientOf(f, y, inner, seed);
  const cheaper = modes.includes("reverse") ? "reverse" : "forward";
  const observed = observe({ f: gradient(cheaper), x, inputs: names, seed });
  return modes.flatMap((inner) => {
    const outputs = names.map((name) => `(∂y/∂${name} by ${inner})`);
    return compare({ f: gradient(inner), x, outputs, inputs: names, modes, seed, opinion }, observed);
  });
}

/** x ↦ f′(x)ᵀ w for fixed weights w, by one mode: the program whose first derivatives are second ones. */
function gradientOf(f: Program, y: readonly Value[], mode: CheckMode, seed: number): Program {
  const size = flat(y).length;
  const weights = unflat(size === 1 ? Float64Array.of(1) : gaussian(seed + 1, size), y);
  const weighted = (x: Value[]): Value =>
    f(x).reduce<Value>((total, out, k) => add(total, sum(mul(weights[k] ?? 0, out))), 0);
  const gradient = grad(weighted, { mode }) as (x: readonly Value[]) => readonly Value[];
  return (x) => gradient(x);
}
