// Cosine transforms of real arrays.

import * as nd from "../../ndarray/index.js";
import { badOption, unfitShape } from "../../core/errors.js";
import { shapeOf, type Value } from "../../core/op.js";
import { known } from "../../ndarray/options.js";
import { add, mul } from "../arithmetic.js";
import { flip, moveAxis } from "../arranging.js";
import { stretch } from "../axes.js";
import { lift, type Like } from "../lift.js";
import { concatenate } from "../shape.js";
import { complex, imaginaryPart, realPart } from "./complex.js";
import { ifft, rfft } from "./fourier.js";

/** Of the cosine transforms. */
export interface DctOptions {
  /** 2 by default; 3 is its inverse but for a factor. */
  readonly type?: 2 | 3;
  /** The last by default. */
  readonly axis?: number;
  /** "ortho" makes the matrix of the transform orthogonal. */
  readonly norm?: "ortho";
}

/**
 * The cosine transform of a real array, as SciPy's: of type 2, yₖ = 2 Σⱼ xⱼ cos(π k (2j + 1) / 2n); of type 3,
 * yⱼ = x₀ + 2 Σₖ xₖ cos(π k (2j + 1) / 2n), k ≥ 1.
 *
 * @example
 * dct([1, 2]); // [6, -1.414…]
 */
export function dct(x: Like, options: DctOptions = {}): Value {
  return cosine("dct", x, options, (type) => type);
}

/** The inverse of `dct` with the same options. */
export function idct(x: Like, options: DctOptions = {}): Value {
  return cosine("idct", x, options, (type) => (type === 2 ? 3 : 2));
}

function cosine(name: "dct" | "idct", x: Like, options: DctOptions, typeFor: (type: 2 | 3) => 2 | 3): Value {
  const { type = 2, axis = -1, norm } = known(name, options, ["type", "axis", "norm"]);
  if (![2, 3].includes(type)) throw badOption(name, "type", "2 or 3", type);
  const norms: readonly unknown[] = [undefined, "ortho"];
  if (!norms.includes(norm)) throw badOption(name, "norm", '"ortho", or left out', norm);
  const v = lift(name, x);
  const at = nd.normalizeAxis(name, axis, shapeOf(v).length);
  const n = shapeOf(v)[at] ?? 0;
  if (n === 0) throw unfitShape(name, "its input", "of at least one number along the axis", shapeOf(v));
  const rows = moveAxis(v, at, -1);
  const y = typeFor(type) === 2 ? second(rows, n, norm) : third(rows, n, norm);
  // Without a norm, the one undoes the other but for 2 n.
  return moveAxis(name === "idct" && norm === undefined ? mul(y, 1 / (2 * n)) : y, -1, at);
}

/** cos and sin of π k / 2n for k = 0 … n − 1. */
function quarterTurns(n: number, f: (angle: number) => number): nd.NDArray {
  return nd.array(Float64Array.from({ length: n }, (_, k) => f((Math.PI * k) / (2 * n))));
}

/** What an orthogonal transform multiplies by: the first number apart. */
function weights(n: number, first: number, others: number): nd.NDArray {
  return nd.array(Float64Array.from({ length: n }, (_, k) => (k === 0 ? first : others)));
}

/** By the transform of the row and its mirror image, of length 2 n. */
function second(x: Value, n: number, norm?: "ortho"): Value {
  const axis = shapeOf(x).length - 1;
  const whole = stretch(rfft(concatenate([x, flip(x, { axis })], { axis })), axis, 0, n);
  const y = add(
    mul(realPart(whole), quarterTurns(n, Math.cos)),
    mul(imaginaryPart(whole), quarterTurns(n, Math.sin)),
  );
  return norm === undefined ? y : mul(y, weights(n, Math.sqrt(1 / (4 * n)), Math.sqrt(1 / (2 * n))));
}

/** By the inverse transform of as many zeros behind the row, each number turned by its quarter turns. */
function third(x: Value, n: number, norm?: "ortho"): Value {
  const scaled = mul(
    x,
    norm === undefined ? weights(n, 1, 2) : weights(n, Math.sqrt(1 / n), Math.sqrt(2 / n)),
  );
  const turned = complex(mul(scaled, quarterTurns(n, Math.cos)), mul(scaled, quarterTurns(n, Math.sin)));
  const whole = ifft(turned, { n: 2 * n });
  return mul(2 * n, stretch(realPart(whole), shapeOf(x).length - 1, 0, n));
}
