// A transform of cases: what it does to a program, and what must then hold, in words.

import type { Case, Step } from "../format.js";
import { numberOf, sizeOf } from "../numerals.js";
import { opsOf } from "../interpret.js";

/** A way of making a case of another. */
export interface Transform {
  readonly name: string;
  /** What was done, as the end of a sentence. */
  readonly says: string;
  /** What the original says that the result does not. */
  readonly without?: readonly (keyof Case)[];
  /** What changes; undefined where it cannot be done, or nothing can be said of the result. */
  readonly apply: (one: Case) => Partial<Case> | undefined;
}

/** A case with steps put behind its own, the last of which is the output. */
export function followedBy(one: Case, ...steps: readonly Step[]): Pick<Case, "program"> {
  const { program } = one;
  const output = steps.at(-1)?.[0] ?? program.output;
  return { program: { ...program, steps: [...program.steps, ...steps], output } };
}

/** A case whose program is a function, `metaEach`, of a new program with the same inputs. */
export function within(one: Case, ...steps: readonly Step[]): Pick<Case, "program"> {
  const { inputs, steps: own, output, functions = {} } = one.program;
  const last = steps.at(-1)?.[0] ?? output;
  return {
    program: {
      inputs,
      steps,
      output: last,
      functions: { ...functions, metaEach: { inputs, steps: own, output } },
    },
  };
}

/** Whether all numbers of a case are far from overflow and underflow. */
export function moderate({ at, value, gradient = {}, second = {} }: Case): boolean {
  const words = JSON.stringify([Object.values(at).map(({ data }) => data), value, gradient, second]);
  const numbers = (words.match(/-?\d[\d.e+-]*/g) ?? []).map(Number).filter(Number.isFinite);
  return numbers.every((x) => x === 0 || (Math.abs(x) < 1e150 && Math.abs(x) > 1e-150));
}

/** Whether all inputs are finite. */
export function finite({ at }: Case): boolean {
  return Object.values(at).every(({ data }) => data.every((x) => Number.isFinite(numberOf(x))));
}

/** The size of the numbers that a value is made of. */
export function sizeOfValue({ value, scale = 0 }: Case): number {
  const data = value?.kind === "exact" ? value.data : [];
  return data
    .map(numberOf)
    .reduce((size, x) => (Number.isFinite(x) ? Math.max(size, Math.abs(x)) : size), scale);
}

const elementwise = new Set([
  ...["add", "sub", "mul", "div", "neg", "reciprocal", "square", "abs", "sign", "pow", "remainder", "fmod"],
  ...["floorDivide", "copysign", "floor", "ceil", "round", "trunc", "exp", "exp2", "expm1", "log", "log2"],
  ...["log10", "log1p", "logaddexp", "xlogy", "logit", "sqrt", "rsqrt", "cbrt", "hypot", "sin", "cos", "tan"],
  ...["asin", "acos", "atan", "atan2", "sinc", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "maximum"],
  ...["minimum", "clip", "where", "less", "lessEqual", "greater", "greaterEqual", "equal", "notEqual"],
  ...["logicalAnd", "logicalOr", "logicalNot", "isNaN", "erf", "erfc", "erfinv", "lgamma", "digamma", "ndtr"],
  ...["relu", "relu6", "leakyRelu", "elu", "selu", "gelu", "silu", "mish", "softplus", "softsign", "sigmoid"],
  ...["logSigmoid", "hardTanh", "identity", "toInteger", "stopGradient"],
]);

/** Whether a program treats each element by itself, of inputs that are all of the shape of the output. */
export function isElementwise({ program, at, value }: Case): boolean {
  const shape = value?.kind === "exact" ? (value.shape ?? []).join() : undefined;
  const uniform = Object.values(at).every((x) => x.shape.join() === shape);
  return uniform && opsOf(program).every((op) => elementwise.has(op));
}

/** Ones, or other numbers, of the shape of a case's value; undefined if that is not known. */
export function weights({ value, cotangent }: Case, k: number): Case["cotangent"] {
  if (cotangent !== undefined) {
    const data = cotangent.data.map((x) => k * numberOf(x));
    return { ...cotangent, data };
  }
  if (value?.kind !== "exact") return undefined;
  const shape = value.shape ?? [];
  return { shape, dtype: "float64", data: Array.from({ length: sizeOf(shape) }, () => k) };
}
