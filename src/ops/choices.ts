// Choices among values that are made by `where`: what is not chosen gets no derivative.

import { badArgument } from "../core/errors.js";
import type { Value } from "../core/op.js";
import { known } from "../ndarray/options.js";
import { lift, type Like } from "./lift.js";
import { equal, greater, isInf, isNaN, maximum, minimum, where } from "./select.js";

/**
 * 0 where x < 0, 1 where x > 0, and `h` where x = 0: the step function. Differentiable in `h` alone.
 *
 * @example
 * heaviside([-2, 0, 3], 0.5); // [0, 0.5, 1]
 */
export function heaviside(x: Like, h: Like): Value {
  const v = lift("heaviside", x, "its first input");
  return where(
    isNaN.mask(v),
    v,
    where(equal.mask(v, 0), lift("heaviside", h, "its second input"), greater.mask(v, 0)),
  );
}

/**
 * The larger of a and b, and the other one where one is NaN; at a tie ½ to each side.
 *
 * @example
 * fmax([1, NaN], [2, 5]); // [2, 5]
 */
export function fmax(a: Like, b: Like): Value {
  return beside("fmax", a, b, maximum);
}

/**
 * The smaller of a and b, and the other one where one is NaN; at a tie ½ to each side.
 *
 * @example
 * fmin([1, NaN], [2, 5]); // [1, 5]
 */
export function fmin(a: Like, b: Like): Value {
  return beside("fmin", a, b, minimum);
}

/** `choose` of what is a number. */
function beside(name: string, a: Like, b: Like, choose: (a: Value, b: Value) => Value): Value {
  const [u, v] = [lift(name, a, "its first input"), lift(name, b, "its second input")];
  return where(isNaN.mask(u), v, where(isNaN.mask(v), u, choose(u, v)));
}

/**
 * For each element the choice whose condition is the first that holds, and `otherwise` where none does.
 *
 * @example
 * select([less([-1, 2, 7], 0), less([-1, 2, 7], 5)], [0, [-1, 2, 7]], 5); // [0, 2, 5]
 */
export function select(conditions: readonly Like[], choices: readonly Like[], otherwise: Like = 0): Value {
  if (!Array.isArray(conditions))
    throw badArgument("select", "its first argument", "a list of conditions", conditions);
  if (!Array.isArray(choices) || choices.length !== conditions.length)
    throw badArgument(
      "select",
      "its second argument",
      `a list of ${String(conditions.length)} choices, one for each condition`,
      choices,
    );
  return conditions.reduceRight<Value>(
    (rest, condition: Like, k) => {
      const choice = lift("select", choices[k] as Like, `choice ${String(k)}`);
      return where(lift("select", condition, `condition ${String(k)}`), choice, rest);
    },
    lift("select", otherwise, "otherwise"),
  );
}

/** What `nanToNum` puts in the place of what is no number. */
export interface NanToNumOptions {
  /** 0 by default. */
  readonly nan?: number;
  /** The largest double by default. */
  readonly posInf?: number;
  /** The most negative double by default. */
  readonly negInf?: number;
}

/**
 * x with numbers in the places of NaN and of the infinities; derivative 0 there, 1 elsewhere.
 *
 * @example
 * nanToNum([NaN, 2]); // [0, 2]
 */
export function nanToNum(x: Like, options: NanToNumOptions = {}): Value {
  const {
    nan = 0,
    posInf = Number.MAX_VALUE,
    negInf = -Number.MAX_VALUE,
  } = known("nanToNum", options, ["nan", "posInf", "negInf"]);
  const v = lift("nanToNum", x);
  const infinity = where(greater.mask(v, 0), posInf, negInf);
  return where(isNaN.mask(v), nan, where(isInf.mask(v), infinity, v));
}
