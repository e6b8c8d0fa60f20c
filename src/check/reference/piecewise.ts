// The elementwise functions that are arithmetic on each of a few pieces, over any number system.
//
// Where two pieces meet, the answer is the mean of theirs: then every derivative below is the symmetric one.

import type { Field, FunctionOf } from "./field.js";

type Arithmetic<T> = Omit<Field<T>, "functions">;

/** The functions that need nothing but arithmetic and comparisons. */
export function piecewise<T>(field: Arithmetic<T>): Record<string, FunctionOf<T>> {
  const { add, sub, mul, div, neg, compare, fromNumber, quotient } = field;
  const [zero, one, half] = [fromNumber(0), fromNumber(1), fromNumber(0.5)];
  const bySign = (order: number, above: T, below: T): T => {
    if (order > 0) return above;
    if (order < 0) return below;
    return order === 0 ? mul(half, add(above, below)) : fromNumber(NaN);
  };
  const maximum = (a: T, b: T): T => bySign(compare(a, b), a, b);
  const minimum = (a: T, b: T): T => bySign(compare(a, b), b, a);
  const truncated = (a: T, b: T): T => {
    const q = quotient(bySign(compare(a, zero), a, neg(a)), bySign(compare(b, zero), b, neg(b)));
    return compare(a, zero) < 0 === compare(b, zero) < 0 ? q : neg(q);
  };
  return {
    add,
    sub,
    mul,
    div,
    neg,
    times: mul,
    reciprocal: (x) => div(one, x),
    square: (x) => mul(x, x),
    abs: (x) => bySign(compare(x, zero), x, neg(x)),
    relu: (x) => bySign(compare(x, zero), x, zero),
    remainder: (a, b) => sub(a, mul(b, quotient(a, b))),
    fmod: (a, b) => sub(a, mul(b, truncated(a, b))),
    copysign: (a, b) => (compare(a, zero) < 0 === compare(b, zero) < 0 ? a : neg(a)),
    fma: (a, b, c) => add(mul(a, b), c),
    where: (c, a, b) => (compare(c, zero) === 0 ? b : a),
    maximum,
    minimum,
    clip: (x, low, high) => minimum(maximum(x, low), high),
  } satisfies Record<string, (a: T, b: T, c: T) => T>;
}

/** The angle of the point (b, a), put together from arcs of tangents on which it is analytic. */
export function angle<T>(field: Arithmetic<T>, atan: (x: T) => T, pi: T): (a: T, b: T) => T {
  const { add, sub, mul, div, compare, fromNumber, size } = field;
  const [zero, half] = [fromNumber(0), fromNumber(0.5)];
  return (a, b) => {
    const [up, right] = [compare(a, zero), compare(b, zero)];
    if (up === 0 && right === 0) return zero;
    if (size(a) > size(b)) {
      const quarter = mul(half, pi);
      return sub(up < 0 ? sub(zero, quarter) : quarter, atan(div(b, a)));
    }
    const arc = atan(div(a, b));
    if (right > 0) return arc;
    return up < 0 ? sub(arc, pi) : add(arc, pi);
  };
}
