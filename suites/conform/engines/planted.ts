// dualtape with a fault planted in it, by which the suite shows what it is worth.

import * as dt from "../../../src/index.js";
import type { Adapter } from "../adapter.js";
import { engineOf, type Parts } from "../interpret.js";
import { dualtapeParts } from "./dualtape.js";

type V = dt.Value;
type Mode = "forward" | "reverse";

/** The same engine with every gradient that it gives changed. */
function distorted(name: string, change: (dx: V, mode: Mode) => V): Adapter {
  return engineOf<V>({
    ...dualtapeParts,
    name: `planted-${name}`,
    gradient: (f, at, mode) => dualtapeParts.gradient(f, at, mode).map((dx) => change(dx, mode)),
  });
}

/** The same engine with another op in the place of one. */
function replaced(name: string, ops: Parts<V>["ops"]): Adapter {
  return engineOf<V>({ ...dualtapeParts, name: `planted-${name}`, ops: { ...dualtapeParts.ops, ...ops } });
}

/** The value of one expression with the derivative of another. */
const posing = (value: V, slope: V): V => dt.add(dt.stopGradient(dt.sub(value, slope)), slope);

/** Engines that each have a fault, by its name. */
export const planted: Readonly<Record<string, Adapter>> = {
  zero: distorted("zero", (dx) => dt.mul(0, dx)),
  nan: distorted("nan", (dx) => dt.mul(NaN, dx)),
  "forward-off": distorted("forward-off", (dx, mode) => (mode === "forward" ? dt.mul(1 + 1e-6, dx) : dx)),
  "wrong-sign": replaced("wrong-sign", { sin: ([x = NaN]) => posing(dt.sin(x), dt.neg(dt.sin(x))) }),
  "passing-stop": replaced("passing-stop", { stopGradient: ([x = NaN]) => x }),
  "double-tie": replaced("double-tie", {
    maximum([a = NaN, b = NaN]) {
      const both = dt.add(
        dt.where(dt.greaterEqual.mask(a, b), a, 0),
        dt.where(dt.lessEqual.mask(a, b), b, 0),
      );
      return posing(dt.maximum(a, b), both);
    },
  }),
};
