// A quotient for partials: 0 / 0 is 0, and nothing is divided by 0.

import type { Value } from "../core/op.js";
import { div } from "./arithmetic.js";
import { equal, where } from "./select.js";

/** a / b, where b = 0 only if a = 0 too, and then the constant 0. */
export function ratio(a: Value, b: Value): Value {
  const none = equal.mask(b, 0);
  return where(none, 0, div(a, where(none, 1, b)));
}
