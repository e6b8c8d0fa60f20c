// Values passed on as they are: to the derivative, or past it.

import type { Plain } from "../ndarray/index.js";
import { bind, type Op, type Value } from "../core/op.js";
import { constant } from "./family.js";
import { lift, type Like } from "./lift.js";
import { publish, type Unary } from "./publish.js";

const stopGradientOp: Op<readonly [Value], undefined> = /* @__PURE__ */ constant<readonly [Value], undefined>(
  {
    name: "stopGradient",
    doc: "x, as a constant: derivative 0, of every order",
    eval: ([x]: readonly [Plain]) => x,
    shape: ([x]) => x,
    core: [0],
    // Nowhere: that it is not the derivative of its values is what it is for.
    domain: [],
  },
);

/**
 * `x` itself.
 *
 * @example
 * identity([1, 2]); // [1, 2]
 */
export function identity(x: Like): Value {
  return lift("identity", x);
}

/**
 * `x` as a constant: every derivative passes it by.
 *
 * @example
 * grad((x: Value) => mul(x, stopGradient(x)))(3); // 3
 */
export const stopGradient = /* @__PURE__ */ publish(stopGradientOp, (x: Like): Value =>
  bind(stopGradientOp, [lift("stopGradient", x)], undefined),
) as Unary;
