// Bessel functions of order 0 and 1, over any number system that has its own exponential and logarithm.

import type { Field, FunctionOf } from "./field.js";

type Arithmetic<T> = Omit<Field<T>, "functions">;
type Parts<T> = Readonly<Record<"exp" | "log", (x: T) => T>> & { readonly pi: T; readonly euler: T };

/** By their power series (DLMF 10.2, 10.8, 10.25); NaN beyond `limit`, where too many digits would cancel. */
export function besselFunctions<T>(
  field: Arithmetic<T>,
  { exp, log, pi, euler }: Parts<T>,
  limit: number,
): Record<string, FunctionOf<T>> {
  const { add, sub, mul, div, neg, compare, fromNumber, toNumber } = field;
  const [zero, one, half] = [0, 1, 0.5].map(fromNumber) as [T, T, T];
  const series = (n: number, sign: number, x: T, weight: (k: number) => T): T => {
    if (Math.abs(toNumber(x)) > limit) return fromNumber(NaN);
    const h = mul(half, x);
    const square = mul(fromNumber(sign), mul(h, h));
    let [term, sum] = [n === 0 ? one : h, zero];
    for (let k = 0; k < 3 || field.size(term) > 1e-75 * field.size(sum); k++) {
      sum = add(sum, mul(weight(k), term));
      term = div(mul(term, square), fromNumber((k + 1) * (k + 1 + n)));
      if (k > 2000) return fromNumber(NaN);
    }
    return sum;
  };
  const harmonic = harmonicNumbers(field);
  const plain = (): T => one;
  const j = (n: number, x: T): T => series(n, -1, x, plain);
  const i = (n: number, x: T): T => series(n, 1, x, plain);
  const scaled = (x: T, y: T): T => mul(exp(compare(x, zero) < 0 ? x : neg(x)), y);
  const y = (n: number, x: T): T => {
    const rest = series(n, -1, x, (k) => mul(half, add(harmonic(k), harmonic(k + n))));
    const whole = sub(mul(add(log(mul(half, x)), euler), j(n, x)), rest);
    return div(mul(fromNumber(2), n === 0 ? whole : sub(whole, div(one, x))), pi);
  };
  return {
    i0: (x) => i(0, x),
    i0e: (x) => scaled(x, i(0, x)),
    i1: (x) => i(1, x),
    i1e: (x) => scaled(x, i(1, x)),
    j0: (x) => j(0, x),
    j1: (x) => j(1, x),
    y0: (x) => y(0, x),
    y1: (x) => y(1, x),
  };
}

/** 1 + 1/2 + … + 1/n, each computed once. */
function harmonicNumbers<T>({ add, div, fromNumber }: Arithmetic<T>): (n: number) => T {
  const known = [fromNumber(0)];
  return (n) => {
    for (let k = known.length; k <= n; k++)
      known.push(add(known[k - 1] as T, div(fromNumber(1), fromNumber(k))));
    return known[n] as T;
  };
}
