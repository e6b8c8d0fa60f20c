// What every derivative transform lets its caller choose, and what `auto` chooses.

import { badOption } from "../core/errors.js";
import { known } from "../ndarray/options.js";
import type { Like } from "../ops/lift.js";

/** Which engine computes a derivative. `auto` looks at the problem; `both` runs the two and compares them. */
export type Mode = "forward" | "reverse" | "auto" | "both";

/** Which arguments to differentiate: the position of one, or a list of several. */
export type Argnums = number | readonly number[];

/** The options of the derivative transforms. */
export interface Options<N extends Argnums = Argnums> {
  readonly mode?: Mode;
  /** Default 0. With a list, the result is a list. */
  readonly argnums?: N;
}

/** The options of `jacobian` and `hessian`. */
export interface MatrixOptions<N extends Argnums = Argnums> extends Options<N> {
  /** Whether to take but the entries that can be other than zero; false by default. */
  readonly sparse?: boolean;
}

/** The options of `grad` and `valueAndGrad`. */
export interface GradOptions<N extends Argnums = Argnums> extends Options<N> {
  /** Weights for a non-scalar output, of its shape. */
  readonly cotangent?: Like;
}

const modes: readonly unknown[] = ["forward", "reverse", "auto", "both"];

/** The names of the options that `jvp` and `hvp` have, `jacobian` and `hessian`, and `grad`. */
export const justMode = ["mode"] as const;
export const forMatrices = ["mode", "argnums", "sparse"] as const;
export const allOptions = ["mode", "argnums", "cotangent", "hasAux"] as const;

type Choices = GradOptions & MatrixOptions & { readonly hasAux?: boolean };

/** The mode asked for, of options that may have the names given. */
export function modeOf(name: string, options: Choices, names: readonly (keyof Choices)[]): Mode {
  const { mode = "auto" } = known(name, options, names);
  if (!modes.includes(mode)) throw badOption(name, "mode", '"forward", "reverse", "auto" or "both"', mode);
  return mode;
}

/** The positions of the arguments asked for, of `count` that were given. */
export function positionsOf(name: string, argnums: Argnums, count: number): readonly number[] {
  if (argnums === 0 && count > 0) return justFirst;
  const list: unknown = typeof argnums === "number" ? [argnums] : argnums;
  if (!Array.isArray(list)) throw badOption(name, "argnums", "a position or a list of positions", argnums);
  const positions = list as readonly number[];
  for (const n of positions) {
    if (!Number.isInteger(n) || n < 0 || n >= count) {
      throw badOption(
        name,
        "argnums",
        `a position or positions among the ${String(count)} arguments given`,
        n,
      );
    }
  }
  if (new Set(positions).size < positions.length)
    throw badOption(name, "argnums", "without repetition", argnums);
  return positions;
}

const justFirst: readonly number[] = [0];

/** Throws unless `f` is a function. */
export function checkFunction(name: string, f: unknown): void {
  if (typeof f !== "function") throw badOption(name, "its first argument", "a function", f);
}
