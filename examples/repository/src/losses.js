// Losses of a fit, to be differentiated.

import { abs, add, less, mean, mul, square, sub, sum } from "dualtape";

/** The mean of the squared errors of a line w x + b. */
export function squared({ w, b }, x, y) {
  return mean(square(sub(add(mul(w, x), b), y)));
}

/** Half the square of an error near zero, and its size less ½ elsewhere (Huber, 1964). */
export function huber(error) {
  return less(abs(error), 1) ? mul(0.5, square(error)) : sub(abs(error), 0.5);
}

/** The sum of the squares of all weights. */
export const ridge = (w) => sum(square(w));
