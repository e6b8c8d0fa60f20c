// What losses share: how what they say of each element becomes one number.

import * as nd from "../ndarray/index.js";
import { badOption, outOfRange } from "../core/errors.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { lift, type Like } from "./lift.js";
import { mean, sum } from "./reductions.js";

/** Of losses: what becomes of the losses of the single elements, their mean by default. */
export interface LossOptions {
  readonly reduction?: "mean" | "sum" | "none";
}

/** The reduction of a loss, one of those that it knows. */
export function reductionOf<R extends string>(name: string, reduction: R, names: readonly R[]): R {
  if (!names.includes(reduction))
    throw badOption(name, "reduction", names.map((known) => `"${known}"`).join(" or "), reduction);
  return reduction;
}

/** The names of the reductions that all losses know. */
export const reductions = ["mean", "sum", "none"] as const;

/** The losses of the single elements, reduced. */
export function reducedLoss(losses: Value, reduction: "mean" | "sum" | "none"): Value {
  if (reduction === "none") return losses;
  return reduction === "mean" ? mean(losses) : sum(losses);
}

/**
 * The two inputs of a loss, whose shapes must be equal unless the second is one number: to broadcast [n] with [n, 1]
 * would be to compare all with all.
 */
export function pairOf(name: string, x: Like, y: Like, second = "its target"): readonly [Value, Value] {
  const [a, b] = [lift(name, x), lift(name, y, second)];
  if (shapeOf(b).length > 0 && !nd.sameShape(shapeOf(a), shapeOf(b))) {
    const want = `of shape ${nd.formatShape(shapeOf(a))}, that of its input, or one number; reshape it`;
    throw outOfRange(name, second, want, value(b));
  }
  return [a, b];
}
