// A loss to check: `npx dualtape check examples/loss.ts --fn loss --at '[1, 2, 3]'`.

import { add, dot, less, log, mul, sin, sub, sum, value, type Value } from "dualtape";

/** A smooth loss of a vector. */
export function loss(x: Value): Value {
  return add(mul(2, dot(x, x)), sum(sin(x)));
}

/** Two arguments, a matrix of weights and a scale, in a tree. */
export function fit({ w, scale }: { w: Value; scale: Value }): Value {
  const rest = sub(mul(scale, w), 1);
  return sum(mul(rest, rest));
}

/** Control flow that depends on the data. */
export function doubled(a: Value): Value {
  let b = mul(2, a);
  while (less(b, 1000) === true) b = mul(2, b);
  return b;
}

/** A mistake that a check finds: `value` cuts the derivative of the second factor off. */
export function mistaken(x: Value): Value {
  return sum(mul(log(x), value(x)));
}
