// Complex numbers as two real values each, for the rules of ops on real ones.

import { bind, shapeOf, type Value } from "../core/op.js";
import { plus } from "../core/space.js";
import { neg } from "./arithmetic.js";
import { stackAll } from "./lift.js";
import { solve } from "./linalg.js";
import { swapped } from "./multiplying.js";
import { concatenate } from "./shape.js";
import { itemBlock } from "./items.js";
import { sliceOp } from "./slicing.js";

/** Real and imaginary parts, apart. */
export interface Complex {
  readonly re: Value;
  readonly im: Value;
}

/** The parts of pairs along a last axis. */
export function complexOf(pairs: Value): Complex {
  const shape = shapeOf(pairs);
  const part = (k: 0 | 1): Value => bind(sliceOp, [pairs], itemBlock(shape, shape.length - 1, k));
  return { re: part(0), im: part(1) };
}

/** Pairs along a last axis. */
export function pairsOf({ re, im }: Complex): Value {
  return stackAll("eig", [re, im], -1);
}

/** Both parts by one function. */
export function mapParts(f: (part: Value) => Value, { re, im }: Complex): Complex {
  return { re: f(re), im: f(im) };
}

/** The product of any two complex numbers, by the product of two real ones. */
export function times(f: (a: Value, b: Value) => Value, a: Complex, b: Complex): Complex {
  return {
    re: plus(f(a.re, b.re), neg(f(a.im, b.im))),
    im: plus(f(a.re, b.im), f(a.im, b.re)),
  };
}

/** re − i im */
export function conjugate({ re, im }: Complex): Complex {
  return { re, im: neg(im) };
}

/** The sum. */
export function added(a: Complex, b: Complex): Complex {
  return { re: plus(a.re, b.re), im: plus(a.im, b.im) };
}

/** The matrix conjugate and transposed. */
export function adjoint(x: Complex): Complex {
  return conjugate(mapParts(swapped, x));
}

/** a⁻¹ b, by the real system of the real and imaginary parts. */
export function solved(a: Complex, b: Complex): Complex {
  const rows = [concatenate([a.re, neg(a.im)], { axis: -1 }), concatenate([a.im, a.re], { axis: -1 })];
  const x = solve(concatenate(rows, { axis: -2 }), concatenate([b.re, b.im], { axis: -2 }));
  const n = shapeOf(a.re).at(-1) ?? 0;
  const shape = shapeOf(x);
  const half = (from: number): Value => {
    const ranges = shape.map((length, k) => {
      const [start, stop] = k === shape.length - 2 ? [from, from + n] : [0, length];
      return { start, stop, step: 1 };
    });
    return bind(sliceOp, [x], { ranges, shape: shape.with(-2, n) });
  };
  return { re: half(0), im: half(n) };
}
