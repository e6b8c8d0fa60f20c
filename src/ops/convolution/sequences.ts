// Convolution and correlation of two sequences, as NumPy's.

import { badOption, unfitShape } from "../../core/errors.js";
import { shapeOf, type Value } from "../../core/op.js";
import { known } from "../../ndarray/options.js";
import { flip } from "../arranging.js";
import { stretch } from "../axes.js";
import { lift, type Like } from "../lift.js";
import { reshape } from "../shape.js";
import { conv } from "./convolution.js";

/** All sums, as many as the longer of the two has elements, or those in which the two lie within each other. */
export type SequenceMode = "full" | "same" | "valid";

/** Of `convolve` and `correlate`. */
export interface SequenceOptions {
  readonly mode?: SequenceMode;
}

/**
 * Σⱼ aⱼ bₖ₋ⱼ of two vectors: the coefficients of the product of two polynomials. All sums by default.
 *
 * @example
 * convolve([1, 2, 3], [0, 1, 0.5]); // [0, 1, 2.5, 4, 1.5]
 */
export function convolve(a: Like, b: Like, options: SequenceOptions = {}): Value {
  const [x, y] = [vector("convolve", a, "its first input"), vector("convolve", b, "its second input")];
  const all = correlation(x, flip(y));
  const [n, m] = [lengthOf(x), lengthOf(y)];
  return cut("convolve", all, n, m, options, "full", (Math.min(n, m) - 1) >> 1);
}

/**
 * Σⱼ aⱼ₊ₖ bⱼ of two vectors, for the shifts k in `mode`: those in which the shorter lies within the longer by default.
 *
 * @example
 * correlate([1, 2, 3], [0, 1, 0.5]); // [3.5]
 */
export function correlate(a: Like, b: Like, options: SequenceOptions = {}): Value {
  const [x, y] = [vector("correlate", a, "its first input"), vector("correlate", b, "its second input")];
  const [n, m] = [lengthOf(x), lengthOf(y)];
  const least = Math.min(n, m) - 1;
  return cut(
    "correlate",
    correlation(x, y),
    n,
    m,
    options,
    "valid",
    n < m ? least - (least >> 1) : least >> 1,
  );
}

function vector(name: string, x: Like, what: string): Value {
  const v = lift(name, x, what);
  const shape = shapeOf(v);
  if (shape.length !== 1 || shape[0] === 0)
    throw unfitShape(name, what, "a vector of one number or more", shape);
  return v;
}

function lengthOf(x: Value): number {
  return shapeOf(x)[0] ?? 0;
}

/** All sums of products of x and y shifted over it. */
function correlation(x: Value, y: Value): Value {
  const [n, m] = [lengthOf(x), lengthOf(y)];
  return reshape(conv(reshape(x, [1, 1, n]), reshape(y, [1, 1, m]), { padding: m - 1 }), [n + m - 1]);
}

/** Those of all sums that `mode` asks for. */
function cut(
  name: string,
  all: Value,
  n: number,
  m: number,
  options: SequenceOptions,
  usual: SequenceMode,
  margin: number,
): Value {
  const { mode = usual } = known(name, options, ["mode"]);
  const [long, short] = [Math.max(n, m), Math.min(n, m)];
  const ranges = new Map<string, readonly [number, number]>([
    ["full", [0, n + m - 1]],
    ["same", [margin, margin + long]],
    ["valid", [short - 1, long]],
  ]);
  const range = ranges.get(mode);
  if (range === undefined) throw badOption(name, "mode", '"full", "same" or "valid"', mode);
  return stretch(all, 0, ...range);
}
