// Special functions of other families, over any number system that has its own exponential and logarithm.

import { lambertw } from "../../ops/index.js";
import { rootOf } from "./error-functions.js";
import type { Field, FunctionOf } from "./field.js";

type Arithmetic<T> = Omit<Field<T>, "functions">;
type Parts<T> = Readonly<Record<"exp" | "log" | "sqrt", (x: T) => T>> & { readonly pi: T; readonly euler: T };

/** What is left over: inverses by Newton's method, integrals by power series. Where a short number loses digits, NaN. */
export function specialFunctions<T>(
  field: Arithmetic<T>,
  { exp }: Parts<T>,
  isShort: boolean,
): Record<string, FunctionOf<T>> {
  const { add, mul, fromNumber, toNumber } = field;
  const one = fromNumber(1);
  const nan = fromNumber(NaN);
  const product = rootOf(
    field,
    (w) => mul(w, exp(w)),
    (w) => mul(add(w, one), exp(w)),
    lambertw,
  );
  return {
    // At the branch point its slope is infinite.
    lambertw: (x) => (isShort && toNumber(x) < -0.3 ? nan : product(x)),
  };
}
