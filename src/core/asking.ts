// What rules ask of values, and of which they may.

import type { Data } from "../ndarray/index.js";
import { Box, type Value } from "./op.js";

/** Whether `ask` has an answer: not of what stands for a value of all rounds of a loop. A rule then binds an op that asks itself. */
export function canAsk(x: Value): boolean {
  let v = x;
  while (v instanceof Box && v.trace.answers !== false) v = v.value;
  return !(v instanceof Box);
}

/** A question for `ask`. */
export function holdsNaN(elements: Data): boolean {
  for (let i = 0; i < elements.length; i++) if (Number.isNaN(elements[i])) return true;
  return false;
}
