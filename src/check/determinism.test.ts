// Programs that do not do the same twice.
import t from "tap";
import { bind, type Inputs, type Op } from "../core/op.js";
import { mul, sin, type Value } from "../index.js";
import { assertGrads, checkGrads } from "./index.js";

t.test("a function that answers differently each time is called nondeterministic, not wrong", (t) => {
  let calls = 0;
  const fickle = (x: Value): Value => mul(x, (calls += 1));
  const { verdict, worst, comparisons } = checkGrads(fickle, [2]);
  t.match([verdict, comparisons.length], ["nondeterministic", 1]);
  t.match(worst, {
    entry: "f(x), run twice",
    reason: /^\d+ and then \d+ at the same point: draw random numbers/,
  });
  t.throws(() => assertGrads(fickle, [2]), /nondeterministic/);

  const { scalar: _, ...rules } = sin.op as unknown as Op<Inputs, undefined>;
  const op: Op<Inputs, undefined> = { ...rules, vjp: (_i, dy) => mul(dy, (calls += 1)) };
  t.match(checkGrads((x: Value) => bind(op, [x], undefined), [2]).worst, {
    verdict: "nondeterministic",
    entry: "the derivative by reverse, run twice",
  });
  t.equal(
    checkGrads((x: Value) => mul(x, NaN), [2]).verdict === "nondeterministic",
    false,
    "NaN is NaN again",
  );
  t.end();
});
