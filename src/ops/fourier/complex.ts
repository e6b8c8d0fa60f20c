// Complex numbers as pairs of real ones along a last axis.

import { unfitShape } from "../../core/errors.js";
import { shapeOf, type Value } from "../../core/op.js";
import { add, mul, sub } from "../arithmetic.js";
import { stretch } from "../axes.js";
import { lift, type Like } from "../lift.js";
import { broadcastTo, reshape, stack } from "../shape.js";
import { broadcastShapes } from "../../ndarray/index.js";

/** A complex array: its last axis, of length 2, has the real and the imaginary part. */
export function pairs(name: string, x: Like, what = "its input"): Value {
  const v = lift(name, x, what);
  if (shapeOf(v).at(-1) !== 2)
    throw unfitShape(name, what, "a complex array, of length 2 along its last axis", shapeOf(v));
  return v;
}

/**
 * The complex array of a real and an imaginary part, which are broadcast: [..., 2].
 *
 * @example
 * complex([1, 2], 0); // [[1, 0], [2, 0]]
 */
export function complex(real: Like, imaginary: Like): Value {
  const [a, b] = [lift("complex", real, "its real part"), lift("complex", imaginary, "its imaginary part")];
  const shape = broadcastShapes("complex", shapeOf(a), shapeOf(b));
  return stack([broadcastTo(a, shape), broadcastTo(b, shape)], { axis: -1 });
}

/** The real parts of a complex array. */
export function realPart(x: Like): Value {
  return part("realPart", x, 0);
}

/** The imaginary parts of a complex array. */
export function imaginaryPart(x: Like): Value {
  return part("imaginaryPart", x, 1);
}

function part(name: string, x: Like, k: number): Value {
  const v = pairs(name, x);
  const shape = shapeOf(v);
  return reshape(stretch(v, shape.length - 1, k, k + 1), shape.slice(0, -1));
}

/**
 * A complex array with the imaginary parts negated.
 *
 * @example
 * conjugate([1, 2]); // [1, -2]
 */
export function conjugate(x: Like): Value {
  return mul(pairs("conjugate", x), [1, -1]);
}

/**
 * The product of complex arrays.
 *
 * @example
 * complexMul([0, 1], [0, 1]); // [-1, 0]
 */
export function complexMul(x: Like, y: Like): Value {
  const [a, b] = [realPart(x), imaginaryPart(x)];
  const [c, d] = [realPart(y), imaginaryPart(y)];
  return complex(sub(mul(a, c), mul(b, d)), add(mul(a, d), mul(b, c)));
}
