// What rounding excuses, and what it does not.
import t from "tap";
import { bind, type Inputs, type Op } from "../core/op.js";
import { add, exp, greaterEqual, maximum, mul, sin, sub, where, type Value } from "../index.js";
import { checkGrads, outcomeOf } from "./index.js";
import { faultySin } from "./fixtures/faulty.js";

t.test("where a derivative is what rounding left of larger terms, nothing is said", (t) => {
  const cancelling = (x: Value): Value => sub(exp(add(x, 15)), mul(Math.exp(15), exp(x)));
  const points = Array.from({ length: 200 }, (_, i) => 6 * ((i * 0.61803398875) % 1) - 2.99);
  const reports = points.map((x) => checkGrads(cancelling, [x]));
  const all = reports.flatMap(({ comparisons }) => comparisons);
  const apart = all.filter(({ forward = 0, reverse = 0, bound }) => Math.abs(forward - reverse) > bound);
  t.ok(apart.length > 10, "the modes round differently");
  t.same(
    all.filter(({ verdict }) => outcomeOf(verdict) === "wrong"),
    [],
  );
  const faulty = (x: Value): Value => faultySin(1 + 1e-9)(x);
  t.equal(checkGrads(faulty, [2]).verdict, "fail", "but a fault that small is no rounding");
  const long = (x: Value): Value => {
    let y = x;
    for (let i = 0; i < 1000; i++) y = add(y, mul(1e-3, sin(y)));
    return add(y, mul(1e-6, faultySin(1 + 1e-5)(add(x, 1))));
  };
  t.equal(checkGrads(long, [1.5]).verdict, "fail", "nor is one of 1e-11 after a thousand steps");
  const kinked = tieOp();
  t.equal(checkGrads((x: Value) => kinked(x, sub(2, x)), [1]).verdict, "fail", "nor is a jump at a kink");
  t.end();
});

/** maximum, whose reverse rule gives all to the first at a tie. */
function tieOp(): (a: Value, b: Value) => Value {
  const { scalar: _, ...rules } = maximum.op as unknown as Op<Inputs, undefined>;
  const vjp: Op<Inputs, undefined>["vjp"] = (i, dy, _y, [a = 0, b = 0]) =>
    mul(dy, where(greaterEqual(a, b), 1 - i, i));
  return (a, b) => bind({ ...rules, vjp }, [a, b], undefined);
}
