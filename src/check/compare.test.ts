// Comparisons entry by entry, and by a few directions where there are many.
import t from "tap";
import { add, arange, mul, sin, slice, stopGradient, sub, sum, take, type Value } from "../index.js";
import { checkGrads } from "./index.js";

t.test("one wrong entry among many is found", (t) => {
  const n = 200;
  for (const at of [0, 77, n - 1]) {
    const f = (x: Value): Value => {
      const rest = concatenateBut(x, at);
      return add(sum(sin(rest)), mul(1.01, sub(slice(x, at), mul(0.5, stopGradient(slice(x, at))))));
    };
    t.equal(checkGrads(f, [mul(0.01, arange(n))]).verdict, "fail", `entry ${String(at)}`);
  }
  t.equal(checkGrads((x: Value) => sum(sin(x)), [mul(0.01, arange(n))]).verdict, "pass");
  t.end();
});

/** All elements of a vector but one. */
function concatenateBut(x: Value, at: number): Value {
  return take(
    x,
    Array.from({ length: 199 }, (_, i) => (i < at ? i : i + 1)),
  );
}
