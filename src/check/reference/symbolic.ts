// Partial derivatives of elementwise ops as the algebra of mathjs finds them, from a formula for each op.

import type { BigNumber, EvalFunction, MathJsInstance } from "mathjs";
import { bigField } from "./big.js";
import { loadMath } from "./mathjs.js";

/** The partial derivatives of an elementwise op, as functions of its inputs. */
export type SymbolicPartials = readonly ((...x: readonly number[]) => number)[];

/** The ops in the language of mathjs, of the inputs a and b; of those that are left out it has no derivative. */
const formulas: Readonly<Record<string, string>> = {
  ...named("sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp sqrt log abs"),
  add: "a + b",
  sub: "a - b",
  mul: "a * b",
  div: "a / b",
  neg: "-a",
  times: "a * b",
  reciprocal: "1 / a",
  square: "a ^ 2",
  exp2: "2 ^ a",
  expm1: "exp(a) - 1",
  log2: "log(a) / log(2)",
  log10: "log(a) / log(10)",
  log1p: "log(1 + a)",
  pow: "a ^ b",
  rsqrt: "1 / sqrt(a)",
  cbrt: "a * (a ^ 2) ^ (-1 / 3)",
  hypot: "sqrt(a ^ 2 + b ^ 2)",
  atan2: "atan(a / b)",
  sigmoid: "1 / (1 + exp(-a))",
  softplus: "log(1 + exp(a))",
  logaddexp: "log(exp(a) + exp(b))",
  log1mexp: "log(1 - exp(-a))",
  xlogy: "a * log(b)",
  xlog1py: "a * log(1 + b)",
  entr: "-a * log(a)",
  logit: "log(a / (1 - a))",
  sech: "1 / cosh(a)",
  csch: "1 / sinh(a)",
  sinpi: "sin(pi * a)",
  cospi: "cos(pi * a)",
  sinc: "sin(pi * a) / (pi * a)",
};

function named(names: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, `${name}(a)`]));
}

/** Loads mathjs, and answers with the partials of an op by its name; undefined of an op that it cannot derive. */
export async function loadSymbolic(): Promise<(name: string) => SymbolicPartials | undefined> {
  const [math, { fromNumber }] = await Promise.all([loadMath(), bigField()]);
  return (name) => {
    const formula = Object.hasOwn(formulas, name) ? formulas[name] : undefined;
    if (formula === undefined) return undefined;
    const variables = /\bb\b/.test(formula) ? ["a", "b"] : ["a"];
    return variables.map((variable) => {
      const derivative = math.derivative(formula, variable, { simplify: false }).compile();
      return (a = NaN, b = NaN) => realPart(math, derivative, { a: fromNumber(a), b: fromNumber(b) });
    });
  };
}

/** The value of a formula; NaN where it is not a real number. */
function realPart(math: MathJsInstance, formula: EvalFunction, scope: Record<string, BigNumber>): number {
  const y: unknown = formula.evaluate(scope);
  return math.isBigNumber(y) ? y.toNumber() : NaN;
}
