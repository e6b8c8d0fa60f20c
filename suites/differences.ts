// Finite differences of a case's program: an opinion that no engine's derivatives have a hand in.

import { slope } from "../src/check/index.js";
import type { DerivativeCase } from "./case.js";
import type { Engine } from "./engine.js";
import { flat, shaped, shapeOf, type Numbers } from "./numbers.js";

/** A derivative by finite differences, its elements in order, each with its error bar. */
export interface Differences {
  readonly slope: readonly number[];
  readonly error: readonly number[];
}

/** The derivative that a case asks for, by finite differences. */
export function differencesOf(one: DerivativeCase, engine: Engine): Differences {
  const program = (one.held ?? one.f)(engine);
  const f = (x: Numbers): Numbers => engine.numbers(program(engine.array(x)));
  if (one.derivative === "each") return joined(flat(one.at).map((x) => jacobian(f, x)));
  const whole = jacobian(f, one.at);
  return one.derivative === "jacobian" ? whole : weighted(whole, one);
}

function joined(parts: readonly Differences[]): Differences {
  return { slope: parts.flatMap((part) => part.slope), error: parts.flatMap((part) => part.error) };
}

/** ∂y/∂x, of shape out ⊕ in, an input at a time. */
function jacobian(f: (x: Numbers) => Numbers, at: Numbers): Differences {
  const x = flat(at);
  const columns = x.map((xj, j) =>
    slope({
      at: (t) => Float64Array.from(flat(f(shaped(x.with(j, xj + t), shapeOf(at))))),
      width: (t) => xj + t - (xj - t),
      reach: 0.25 * (Math.abs(xj) || 1),
    }),
  );
  const rows = Array.from({ length: columns[0]?.value.length ?? 0 }, (_, k) => k);
  return {
    slope: rows.flatMap((k) => columns.map((column) => column.value[k] ?? NaN)),
    error: rows.flatMap((k) => columns.map((column) => column.error[k] ?? Infinity)),
  };
}

/** wᵀ J, with ones for weights unless others are given. */
function weighted({ slope, error }: Differences, { at, weights }: DerivativeCase): Differences {
  const n = flat(at).length;
  const w = weights === undefined ? undefined : flat(weights);
  const across = (x: readonly number[], size: (w: number) => number): number[] =>
    Array.from({ length: n }, (_, j) =>
      x.reduce((total, xkj, i) => (i % n === j ? total + size(w?.[Math.floor(i / n)] ?? 1) * xkj : total), 0),
    );
  return { slope: across(slope, (wk) => wk), error: across(error, Math.abs) };
}
