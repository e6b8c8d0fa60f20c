// grad and valueAndGrad with `verify`: a gradient that is handed out only if it holds, with its error bound.

import { badOption } from "../core/errors.js";
import { shapeOf, type Value } from "../core/op.js";
import { mul, sum, lift } from "../ops/index.js";
import { Call, type Fn } from "../transforms/call.js";
import * as plain from "../transforms/gradient.js";
import type { Argnums, GradOptions } from "../transforms/options.js";
import type { Arguments, GradientAt, Output } from "../transforms/types.js";
import { search } from "./culprit.js";
import { examine, inputNames } from "./examine.js";
import { flat, unflat, type Program } from "./points.js";
import { GradientCheckError, type Report } from "./report.js";
import { isIdentity, outcomeOf, type Comparison } from "./verdict.js";

/** Asks for a gradient that is checked before it is handed out. */
export interface Verify {
  readonly verify: true;
}

/** A gradient, and how far each of its entries may be from the truth. */
export interface Verified<G> {
  readonly gradient: G;
  readonly bound: G;
}

type Choices = GradOptions & { readonly hasAux?: boolean; readonly verify?: boolean };

/** `grad` with the option `verify`. */
export type VerifiableGrad = <A extends unknown[], const N extends Argnums = 0>(
  f: (...args: A) => Output,
  options: GradOptions<N> & Verify & { readonly hasAux?: false },
) => <B extends Arguments<A>>(...args: B) => Verified<GradientAt<B, N>>;

/** `valueAndGrad` with the option `verify`. */
export type VerifiableValueAndGrad = <A extends unknown[], const N extends Argnums = 0>(
  f: (...args: A) => Output,
  options: GradOptions<N> & Verify & { readonly hasAux?: false },
) => <B extends Arguments<A>>(...args: B) => { value: number } & Verified<GradientAt<B, N>>;

/**
 * The gradient of a scalar function, as a function of the same arguments.
 *
 * `mode` chooses the engine per call; `argnums` the arguments (default 0; a list gives a list); `cotangent`
 * weighs a non-scalar output; with `hasAux`, `f` returns [value, aux] and the result is [gradient, aux]. The
 * gradient has the structure of the argument, leaf for leaf of the same kind. With `verify: true` forward mode,
 * reverse mode and finite differences are compared first; the result is { gradient, bound }, where `bound` says
 * of each entry how far off it may be. (Of more than 32 numbers, the largest bound of some entries and random
 * directions stands for all.)
 *
 * @throws TypeError if `f` does not return a scalar and no `cotangent` is given; with `verify`, a
 * GradientCheckError if the gradient is wrong.
 * @example
 * const f = (x: Value) => mul(2, dot(x, x));
 * grad(f)(arange(4)); // [0, 4, 8, 12]
 * grad(f, { verify: true })(arange(4)).gradient; // [0, 4, 8, 12]
 */
export const grad: VerifiableGrad & typeof plain.grad = /* @__PURE__ */ Object.assign(
  /* @__PURE__ */ verifiable("grad", plain.grad as unknown as Transform, (f, options) => {
    const run = plain.valueAndGrad(f as never, options as never) as Evaluate;
    return (...args) => {
      const { gradient } = run(...args);
      return { gradient, bound: boundOf("grad", f, args, options) };
    };
  }),
  { explain: plain.grad.explain },
) as never;

/**
 * The value and the gradient of a scalar function, in one run: { value, gradient }, and aux with `hasAux`.
 * Options as `grad`; with `verify: true`, also the bound.
 *
 * @example
 * valueAndGrad((x: Value) => sum(mul(x, x)))(arange(3)); // { value: 5, gradient: [0, 2, 4] }
 */
export const valueAndGrad: VerifiableValueAndGrad & typeof plain.valueAndGrad = /* @__PURE__ */ verifiable(
  "valueAndGrad",
  plain.valueAndGrad as unknown as Transform,
  (f, options) => {
    const run = plain.valueAndGrad(f as never, options as never) as Evaluate;
    return (...args) => ({ ...run(...args), bound: boundOf("valueAndGrad", f, args, options) });
  },
) as never;

type Transform = (f: Fn, options?: GradOptions) => (...args: unknown[]) => unknown;
type Evaluate = (...args: unknown[]) => { readonly gradient: unknown };

/** A transform that goes another way if its options ask for a verified gradient; which, is decided once. */
function verifiable(name: string, transform: Transform, verified: Transform): Transform {
  return (f, options) => {
    const { verify, ...rest } = (options ?? {}) as Choices;
    if (verify === undefined) return transform(f, options);
    if (typeof verify !== "boolean") throw badOption(name, "verify", "true or false", verify);
    if (!verify) return transform(f, rest);
    if (rest.hasAux === true) throw badOption(name, "hasAux", "false where verify is true", true);
    return verified(f, rest);
  };
}

/** For each entry of the gradient how far off it may be, in the gradient's structure; throws if it is wrong. */
function boundOf(
  name: string,
  f: Fn,
  args: readonly unknown[],
  { argnums = 0, cotangent }: GradOptions = {},
): unknown {
  const call = new Call(name, f, args, argnums);
  const x = unflat(flat(call.x), call.x);
  const program: Program = (leaves) => call.program(leaves).map((y) => weighted(y, cotangent));
  const chosen = typeof argnums === "number" ? [args[argnums]] : argnums.map((n) => args[n]);
  const inputs = inputNames(chosen);
  const how = { modes: ["forward", "reverse"], order: 1, seed: 0, search } as const;
  const report = examine({ f: program, x, y: program(x), inputs, outputs: ["y"], ...how });
  if (outcomeOf(report.verdict) === "wrong") throw new GradientCheckError(report, name);
  return call.restore(unflat(distances(report, inputs.length), call.x));
}

function weighted(y: Value, cotangent: GradOptions["cotangent"]): Value {
  return cotangent === undefined || shapeOf(y).length === 0 ? y : sum(mul(lift("grad", cotangent), y));
}

/** How far each entry of the gradient may be off. */
function distances({ comparisons }: Report, size: number): Float64Array {
  const all = comparisons.filter((one) => !isIdentity(one)).map(distance);
  return all.length === size ? Float64Array.from(all) : new Float64Array(size).fill(Math.max(...all));
}

/** |answer − truth| is at most |answer − reference| and the bound of the reference; Infinity if there is none. */
function distance({ forward = NaN, reverse = NaN, reference, bound }: Comparison): number {
  const off = bound + Math.max(Math.abs(forward - reference), Math.abs(reverse - reference));
  return Number.isNaN(off) ? Infinity : off;
}
