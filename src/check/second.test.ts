// Second derivatives: a fault that shows only there is found there.
import t from "tap";
import { add, exp, mul, square, stopGradient, sub, type Value } from "../index.js";
import { checkGrads } from "./index.js";

t.test("a fault at second order is found at order 2", (t) => {
  const f = (x: Value): Value => {
    const y = exp(x);
    return sub(add(y, stopGradient(y)), y);
  };
  t.equal(
    checkGrads((x: Value) => mul(stopGradient(x), x), [2]).verdict,
    "fail",
    "and at order 1 where it shows",
  );
  t.equal(checkGrads(f, [1]).verdict, "fail");
  const flatAtFirst = (x: Value): Value => mul(sub(x, 1), sub(x, stopGradient(x)));
  t.equal(checkGrads((x: Value) => add(square(x), flatAtFirst(x)), [1], { order: 1 }).verdict, "pass");
  t.equal(checkGrads((x: Value) => add(square(x), flatAtFirst(x)), [1], { order: 2 }).verdict, "fail");
  t.end();
});
