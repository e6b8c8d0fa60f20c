// Derivatives of a wrong shape are convicted, even where their numbers are right.
import t from "tap";
import { bind, shapeOf, type Inputs, type Op } from "../core/op.js";
import { arange, mul, ones, reshape, sin, sum, type Value } from "../index.js";
import { checkGrads } from "./index.js";

/** sin, one of whose rules gives its answer an axis too many. */
function stacked(rule: "jvp" | "vjp"): (x: Value) => Value {
  const { scalar: _, ...rest } = sin.op as unknown as Op<Inputs, undefined>;
  const right = rest[rule];
  const wrong: typeof right = (...given) => {
    const dx = right(...given);
    return dx === 0 ? 0 : reshape(dx, [1, ...shapeOf(dx)]);
  };
  return (x) => bind({ ...rest, [rule]: wrong }, [x], undefined);
}

t.test("a derivative of the wrong shape is convicted, and the op is named", (t) => {
  for (const [rule, mode, entry] of [
    ["jvp", "forward", "the tangent of output 0"],
    ["vjp", "reverse", "the gradient of input 0"],
  ] as const) {
    const { verdict, worst, culprit } = checkGrads(stacked(rule), [arange(3)]);
    t.equal(verdict, "fail");
    t.match(worst, { entry, reason: `${mode} mode gives shape [1, 3] where [3] is due` });
    t.equal(culprit?.op, "sin");
    const other = mode === "forward" ? "reverse" : "forward";
    t.equal(checkGrads(stacked(rule), [arange(3)], { modes: [other] }).verdict, "pass", `${other} is right`);
  }
  t.end();
});

t.test("derivatives that are zero, or the same along an axis, have the shapes that are due", (t) => {
  t.equal(checkGrads((x: Value) => mul(0, sum(x)), [ones([2, 3])]).verdict, "pass");
  t.equal(checkGrads((x: Value, y: Value) => mul(x, y), [2, ones([2, 1])]).verdict, "pass");
  t.equal(checkGrads(() => 5, [ones([2])]).verdict, "pass");
  t.end();
});
