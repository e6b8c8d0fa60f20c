// Which op is to blame, and what to look for where none is.
import t from "tap";
import { bind, type Inputs, type Op } from "../core/op.js";
import { add, array, exp, mul, sin, stopGradient, sum, tanh, value, type Value } from "../index.js";
import { checkGrads } from "./index.js";
import { faultySin } from "./fixtures/faulty.js";

t.test("a wrong rule is named: the op, the argument, and where", (t) => {
  const wrong = faultySin(2);
  const f = (x: Value, w: Value): Value => sum(mul(w, wrong(add(mul(x, x), tanh(w)))));
  const { culprit, advice, smallest } = checkGrads(f, [array([0.1, 1.5]), array([0.7, 0.2])]);
  t.match(culprit, { op: "sin", argument: 0 });
  t.equal(
    smallest,
    "dualtape check --expr 'sin(x)' --at 'x=2'",
    "seven ops of vectors are now one of a number",
  );
  t.match(
    advice,
    /the rule of sin for its argument 0 is wrong, here sin\(\[.*\]\): ∂y\[1\]\/∂x\[1\]: forward/,
  );

  const { scalar: _, ...rules } = mul.op as unknown as Op<Inputs, undefined>;
  const second: Op<Inputs, undefined> = {
    ...rules,
    jvp: (i, dx, y, x) =>
      i === 1 ? mul(-1, rules.jvp(i, dx, y, x, undefined)) : rules.jvp(i, dx, y, x, undefined),
  };
  const g = (x: Value): Value => bind(second, [sin(x), bind(second, [x, exp(x)], undefined)], undefined);
  t.match(checkGrads(g, [0.3]).culprit, { op: "mul", argument: 1 });
  t.end();
});

t.test("where every op holds, the advice says where else to look", (t) => {
  const stopped = checkGrads((x: Value) => mul(x, stopGradient(sin(x))), [1]);
  t.equal(stopped.culprit, undefined);
  t.match(stopped.advice, /every op holds by itself; stopGradient/);
  const hidden = checkGrads((x: Value) => mul(x, value(x)), [3]);
  t.match([hidden.verdict, hidden.advice], ["fail", /look for value\(\)/]);
  t.equal(checkGrads(sin, [1]).advice, undefined, "and nothing to advise on a right one");
  t.end();
});
