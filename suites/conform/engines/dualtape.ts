// dualtape as an engine under test: in both modes and all nestings, and the same compiled.

import * as dt from "../../../src/index.js";
import type { Adapter, Mode } from "../adapter.js";
import type { Tensor } from "../format.js";
import { engineOf, type Fn, type Parts } from "../interpret.js";
import { numbersOf, tensorOf } from "../numerals.js";
import { ops } from "./dualtape-ops.js";

const modes: readonly Mode[] = ["forward", "reverse", "ff", "fr", "rf", "rr"];

/** A number stays a number. */
function array(x: Tensor): dt.Value {
  const numbers = numbersOf(x);
  if (x.shape.length === 0) return numbers[0] ?? NaN;
  return dt.array(Float64Array.from(numbers), { shape: x.shape, dtype: x.dtype });
}

function tensor(x: dt.Value): Tensor {
  const plain = dt.value(x);
  if (typeof plain === "number") return tensorOf(plain);
  return tensorOf(plain.data, plain.shape, plain.dtype === "float32" ? "float32" : "float64");
}

/** The parts of dualtape's adapter, of which planted engines are made too. */
export const dualtapeParts: Parts<dt.Value> = {
  ...{ name: "dualtape", version: "0.1.0", precision: "float64", profile: "dualtape" },
  ...{ modes, ops, array, tensor },
  gradient(f, at, mode) {
    const argnums = at.map((_, i) => i);
    return dt.grad((...xs: dt.Value[]) => f(xs), { mode, argnums })(...at);
  },
  jvp: (f, at, tangents) => dt.jvp((...xs: dt.Value[]) => f(xs), [...at], [...tangents]).tangent,
  vmap: (f: Fn<dt.Value>, args) => dt.vmap((...xs: dt.Value[]) => f(xs))(...args),
  truth: (x) => dt.greater(dt.abs(x), 0) === true,
};

/** dualtape as it is. */
export const dualtape: Adapter = engineOf(dualtapeParts);

/** dualtape with every function under `jit`. */
export const dualtapeJit: Adapter = engineOf({
  ...dualtapeParts,
  name: "dualtape-jit",
  run: (f, args) => dt.jit((...xs: dt.Value[]) => f(xs))(...args),
});
