// How exact the entry of an op says that its values are.

import type { Op } from "../core/op.js";

/** By how many units in the last place a value of this size may be off; if no size is said, any value that is a double. */
export function ulpsAllowed(
  { ulps = 4, ulpsPerLogarithm = 0 }: Pick<Op, "ulps" | "ulpsPerLogarithm">,
  size = Number.MIN_VALUE,
): number {
  return ulps + ulpsPerLogarithm * Math.abs(Math.log(Math.max(size, Number.MIN_VALUE)));
}
