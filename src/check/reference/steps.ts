// The functions that jump, over any number system: exact, so their values can be judged, though no derivative of
// theirs.

import type { Field, FunctionOf } from "./field.js";

/** Rounding, signs and comparisons. */
export function steps<T>({
  add,
  sub,
  neg,
  compare,
  fromNumber,
  toNumber,
  quotient,
}: Omit<Field<T>, "functions">): Record<string, FunctionOf<T>> {
  const [zero, half, one, two] = [0, 0.5, 1, 2].map(fromNumber) as [T, T, T, T];
  const truth = (yes: boolean): T => (yes ? one : zero);
  const isTrue = (x: T): boolean => compare(x, zero) !== 0;
  const isOdd = (x: T): boolean => compare(quotient(x, two), quotient(add(x, one), two)) !== 0;
  const floor = (x: T): T => quotient(x, one);
  const ceil = (x: T): T => neg(floor(neg(x)));
  return {
    floor,
    ceil,
    trunc: (x) => (compare(x, zero) < 0 ? ceil(x) : floor(x)),
    round: (x) => {
      const up = floor(add(x, half));
      return compare(sub(up, x), half) === 0 && isOdd(up) ? sub(up, one) : up;
    },
    sign: (x) => fromNumber(Math.sign(compare(x, zero))),
    less: (a, b) => truth(compare(a, b) < 0),
    lessEqual: (a, b) => truth(compare(a, b) <= 0),
    greater: (a, b) => truth(compare(a, b) > 0),
    greaterEqual: (a, b) => truth(compare(a, b) >= 0),
    equal: (a, b) => truth(compare(a, b) === 0),
    notEqual: (a, b) => truth(compare(a, b) !== 0),
    logicalAnd: (a, b) => truth(isTrue(a) && isTrue(b)),
    logicalOr: (a, b) => truth(isTrue(a) || isTrue(b)),
    logicalNot: (x) => truth(!isTrue(x)),
    isFinite: (x) => truth(Number.isFinite(toNumber(x))),
    isInf: (x) => truth(Math.abs(toNumber(x)) === Infinity),
    isNaN: (x) => truth(Number.isNaN(toNumber(x))),
  };
}
