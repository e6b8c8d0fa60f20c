// The smallest program that fails, found for ops whose parameters no longer fit when arrays become smaller.
import t from "tap";
import { bind, type Inputs, type Value } from "../core/op.js";
import { registry } from "../ops/index.js";
import { plant } from "./faults/index.js";
import { checkGrads } from "./index.js";
import { inputsOf } from "./ops.js";

t.test("the search ends for an op along axes, and finds one element", async (t) => {
  for (const name of ["max", "transpose", "broadcastTo", "concatenate"]) {
    const right = registry().find((op) => op.name === name);
    const wrong = right && plant(right, { kind: "sign flip", structural: true, mode: "both" });
    if (wrong === undefined) throw new Error(`${name}: no fault applies`);
    for (const [k, example] of wrong.examples.entries()) {
      const f = (...x: Inputs): Value => bind(wrong, x as never, example.params as never);
      const report = checkGrads(f, inputsOf(wrong as never, example, k));
      t.equal(report.culprit?.op, name);
      t.match(report.smallest, /x=(-?\d|\[*-?\d\]*)'|^x = \[*-?\d\]*\n/);
    }
  }
});
