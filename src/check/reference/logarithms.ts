// Logarithms of sums, differences and products, over any number system that has its own exponential and logarithm.

import type { Field, FunctionOf } from "./field.js";

/** The functions that they are made of. */
type Parts<T> = Readonly<Record<"exp" | "log" | "log1p" | "expm1", (x: T) => T>>;

/** ln(eᵃ + eᵇ) and its relatives; what an op says where a factor is 0 and its logarithm infinite is left to it. */
export function logarithmic<T>(
  { add, sub, mul, div, neg, compare, fromNumber }: Omit<Field<T>, "functions">,
  { exp, log, log1p, expm1 }: Parts<T>,
): Record<string, FunctionOf<T>> {
  const logaddexp = (high: T, low: T): T => add(high, log1p(exp(sub(low, high))));
  return {
    logaddexp: (a, b) => (compare(a, b) >= 0 ? logaddexp(a, b) : logaddexp(b, a)),
    // Each keeps its digits where the other cancels.
    log1mexp: (x) => (compare(x, fromNumber(1)) < 0 ? log(neg(expm1(neg(x)))) : log1p(neg(exp(neg(x))))),
    xlogy: (a, b) => mul(a, log(b)),
    xlog1py: (a, b) => mul(a, log1p(b)),
    entr: (x) => neg(mul(x, log(x))),
    logit: (x) => log(div(x, sub(fromNumber(1), x))),
  };
}
