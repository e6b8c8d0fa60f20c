// Whether an op is smooth around its inputs, as far as a few evaluations show: what domains leave unsaid, as
// where two inputs of maximum meet.

import { NDArray, type Plain } from "../../ndarray/index.js";
import { numbersOf } from "./dice.js";

/** The first step away from each input, relative to its size. */
const far = 1e-4;
/** What is added to the size of an input, so that 0 is stepped away from too. */
const least = 1e-2;
/** The rounding errors of second differences, relative to the largest value. */
const rounding = 1e-11;

/**
 * True of a function whose second differences fall with the square of the step, as they do where it has two
 * derivatives. At a kink they fall in proportion to it, at a jump not at all, and near either they vanish.
 */
export function isSmooth(
  f: (x: readonly Plain[]) => Plain,
  x: readonly Plain[],
  moved: readonly boolean[],
): boolean {
  const y = numbersOf(f(x));
  const at = (step: number): Float64Array =>
    numbersOf(f(x.map((value, i) => (moved[i] === true ? shifted(value, step, i) : value))));
  const bends = (step: number): Float64Array => {
    const [above, below] = [at(step), at(-step)];
    return y.map((here, k) => (above[k] ?? NaN) - here - (here - (below[k] ?? NaN)));
  };
  const [coarse, fine] = [bends(far), bends(far / 4)];
  const noise = rounding * y.reduce((most, z) => Math.max(most, Math.abs(z)), 0);
  return y.every((_, k) => {
    const expected = (coarse[k] ?? NaN) / 16;
    return Math.abs((fine[k] ?? NaN) - expected) <= 0.5 * Math.abs(expected) + noise;
  });
}

/** The value with each number moved by a step of its own, so that no two move together. */
function shifted(value: Plain, step: number, i: number): Plain {
  const move = (x: number, k: number): number => x + step * (Math.abs(x) + least) * directionOf(k + 7 * i);
  if (typeof value === "number") return move(value, 0);
  return new NDArray(Float64Array.from(value.data, move), value.shape);
}

/** ±(½ to 1), in a sequence that does not repeat. */
function directionOf(k: number): number {
  const u = (0.5 + k * 0.6180339887498949) % 1;
  return u < 0.5 ? u - 1 : u;
}
