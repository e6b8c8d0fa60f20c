// The incomplete beta function, over any number system that has its own exponential and logarithm.

import type { Field, FunctionOf } from "./field.js";

type Arithmetic<T> = Omit<Field<T>, "functions">;
type Parts<T> = Readonly<Record<"exp" | "log" | "log1p", (x: T) => T>>;

/** More terms than a place takes of which the answer is wanted. */
const most = 5000;

/** By the hypergeometric series, on that side of the mean where it is the smaller part (DLMF 8.17.8). */
export function incompleteBeta<T>(
  { add, sub, mul, div, neg, fromNumber, toNumber, size }: Arithmetic<T>,
  { exp, log, log1p }: Parts<T>,
  betaln: (a: T, b: T) => T,
  isShort: boolean,
): FunctionOf<T> {
  const [one, nan] = [fromNumber(1), fromNumber(NaN)];
  const part = (a: T, b: T, x: T, logs: readonly [T, T]): T => {
    const power = add(mul(a, logs[0]), mul(b, logs[1]));
    let term = div(exp(sub(power, betaln(a, b))), a);
    let sum = term;
    for (let k = 1; k < most; k++) {
      term = div(mul(mul(term, x), add(add(a, b), fromNumber(k - 1))), add(a, fromNumber(k)));
      sum = add(sum, term);
      if (!(size(term) > 1e-75 * size(sum))) return sum;
    }
    return nan;
  };
  return (a, b, x) => {
    const [p, q, at] = [toNumber(a), toNumber(b), toNumber(x)];
    if (!(p > 0 && q > 0 && at > 0 && at < 1)) return nan;
    // Where one is as large as this the op gives none.
    if (Math.max(p, q) > 1e6) return nan;
    // Short numbers lose digits in large powers, and for small ones in what is left of 1.
    if (isShort && (p + q > 12 || Math.min(p, q) < 0.1)) return nan;
    const logs = [log(x), log1p(neg(x))] as const;
    if (at * (p + q + 2) <= p + 1) return part(a, b, x, logs);
    return sub(one, part(b, a, sub(one, x), [logs[1], logs[0]]));
  };
}
