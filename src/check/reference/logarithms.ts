// Logarithms of sums, differences and products, over any number system that has its own exponential and logarithm.

import type { Field, FunctionOf } from "./field.js";

/** The functions that they are made of. */
type Parts<T> = Readonly<Record<"exp" | "log" | "log1p" | "expm1", (x: T) => T>>;

/** ln(eᵃ + eᵇ) and its relatives; a product with 0 is 0, whatever the logarithm is of a number. */
export function logarithmic<T>(
  { add, sub, mul, div, neg, compare, fromNumber, toNumber }: Omit<Field<T>, "functions">,
  { exp, log, log1p, expm1 }: Parts<T>,
): Record<string, FunctionOf<T>> {
  const logaddexp = (high: T, low: T): T => add(high, log1p(exp(sub(low, high))));
  const times = (a: T, b: T, logarithm: T): T =>
    toNumber(a) === 0 && !Number.isNaN(toNumber(b)) && !Number.isFinite(toNumber(logarithm))
      ? fromNumber(0)
      : mul(a, logarithm);
  return {
    logaddexp: (a, b) => (compare(a, b) >= 0 ? logaddexp(a, b) : logaddexp(b, a)),
    // Each keeps its digits where the other cancels.
    log1mexp: (x) => (compare(x, fromNumber(1)) < 0 ? log(neg(expm1(neg(x)))) : log1p(neg(exp(neg(x))))),
    xlogy: (a, b) => times(a, b, log(b)),
    xlog1py: (a, b) => times(a, b, log1p(b)),
    entr: (x) => (toNumber(x) < 0 ? fromNumber(-Infinity) : neg(times(x, x, log(x)))),
    logit: (x) => log(div(x, sub(fromNumber(1), x))),
  };
}
