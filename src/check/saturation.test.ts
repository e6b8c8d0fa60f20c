// Where f does not move: saturated to its last digit, or through what is no number.

import t from "tap";
import { array, greater, log10, mul, square, tanh, type Value } from "../index.js";
import { bind, type Inputs, type Op } from "../core/op.js";
import { compare } from "./compare.js";
import { plant } from "./faults/index.js";
import { checkGrads } from "./index.js";

t.test(
  "a derivative too small for differences to see is left open by them, and convicted by none",
  async (t) => {
    for (const x of [25, 48]) {
      const f = (v: Value): Value => log10(tanh(v));
      const how = { inputs: ["x"], outputs: ["y"], modes: ["forward", "reverse"], seed: 0 } as const;
      const [alone] = compare({ f: ([v = 0]) => [f(v)], x: [x], ...how });
      t.equal(alone?.verdict, "ill-conditioned", String(x));
      t.equal(checkGrads(f, [x]).verdict, "pass", "the complex step sees it");
    }
  },
);

t.test("a derivative that differences would have seen is convicted where f does not move", async (t) => {
  const stuck: Op<Inputs, undefined> = {
    name: "stuck",
    doc: "0, with a derivative that is not 0",
    eval: () => 0,
    shape: () => [],
    jvp: (_i, dx) => mul(1e-12, dx),
    vjp: (_i, dy) => mul(1e-12, dy),
    domain: [{ low: -1, high: 1 }],
    examples: [],
  };
  t.equal(checkGrads((x: Value) => bind(stuck, [x], undefined), [0.5]).verdict, "fail");
});

t.test("no op is blamed for its derivative by truth values", async (t) => {
  const wrong = plant(mul.op, { kind: "sign flip", structural: true, mode: "forward" });
  const f = (x: Value): Value => bind(wrong as never, [x, square(greater(x, 0))], undefined as never);
  const { culprit, smallest } = checkGrads(f, [array([1, 2, 3])]);
  t.equal(culprit?.op, "mul");
  t.match(smallest, /\*/);
});
