// Which op is to blame, and what to look for where none is.
import t from "tap";
import { bind, type Inputs, type Op } from "../core/op.js";
import {
  add,
  array,
  exp,
  greater,
  matmul,
  mul,
  sin,
  stopGradient,
  sub,
  sum,
  take,
  tanh,
  value,
  type Value,
} from "../index.js";
import { checkGrads } from "./index.js";
import { convictions, search, type Manner } from "./culprit.js";
import { faultySin, skewed } from "./fixtures/faulty.js";
import type { Program } from "./points.js";

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

const manner: Manner = { modes: ["forward", "reverse"], order: 1, seed: 0 };

t.test("the culprit comes with the inputs that it had, the argument, and its gravest comparison", (t) => {
  const wrong = faultySin(2);
  const f: Program = ([x = 0]) => [wrong(mul(x, 3)), sin(x)];
  const { culprit, list, message } = search(f, [0.5], manner);
  t.hasStrict(culprit, { op: "sin", argument: 0, inputs: [1.5] });
  t.hasStrict(culprit?.comparison, { verdict: "fail", entry: "∂y/∂x" });
  t.same(
    list.lines.map(({ op }) => op.name),
    ["mul", "sin", "sin"],
  );
  t.match(message, /^the rule of sin for its argument 0 is wrong, here sin\(1\.5\): ∂y\/∂x: forward/);
  const beside = search(([x = 0]) => [take(wrong(x), [0, 1])], [array([0.5, 2])], manner).culprit;
  t.match(beside?.comparison.entry, /^∂y\[1\]\/∂x\[1\]$/, "a wrong entry says more than the identity of all");
  t.end();
});

t.test("of an op with a constant input only the other is asked", (t) => {
  const { scalar: _, ...rules } = mul.op as unknown as Op<Inputs, undefined>;
  const op: Op<Inputs, undefined> = {
    ...rules,
    vjp: (i, dy, y, x) => mul(i === 0 ? 3 : 1, rules.vjp(i, dy, y, x, undefined)),
  };
  const times = (a: Value, b: Value): Value => bind(op, [a, b], undefined);
  t.equal(search(([x = 0]) => [times(5, x)], [2], manner).culprit, undefined);
  t.hasStrict(search(([x = 0]) => [times(x, 5)], [2], manner).culprit, { argument: 0, inputs: [2, 5] });
  t.equal(search(([x = 0]) => [mul(x, greater(x, 1))], [2], manner).culprit, undefined, "a step has no rule");
  t.end();
});

t.test("of a long program each op's first lines come before any op's later ones", (t) => {
  const wrong = faultySin(2);
  const long = (n: number, last: (x: Value) => Value): Program => {
    return ([x = 0]) => {
      let y = x;
      for (let i = 0; i < n; i++) y = add(y, 0.001);
      return [last(y)];
    };
  };
  t.equal(search(long(400, wrong), [1], manner).culprit?.op, "sin", "one line after 400 of another op");
  const many = (n: number): Program => {
    return ([x = 0]) => {
      let total: Value = 0;
      for (let i = 0; i < n; i++) total = sub(wrong(mul(x, 0.001)), total);
      return [add(total, wrong(mul(x, 2)))];
    };
  };
  t.equal(search(many(90), [1], manner).culprit?.op, "sin", "the 91st of its kind");
  t.equal(search(many(120), [1], manner).culprit, undefined, "the 121st is not among 300 of 3 kinds");
  t.end();
});

t.test("a fault of the second order is looked for at order 2, in the modes that are asked", (t) => {
  const { scalar: _, ...rules } = sin.op as unknown as Op<Inputs, undefined>;
  const detached: Op<Inputs, undefined> = {
    ...rules,
    vjp: (_i, dy, _y, [x = 0]) => mul(dy, Math.cos(value(x) as number)),
  };
  const f: Program = ([x = 0]) => [bind(detached, [x], undefined)];
  t.equal(search(f, [1], manner).culprit, undefined);
  t.equal(search(f, [1], { ...manner, order: 2 }).culprit?.op, "sin");
  const g: Program = ([x = 0]) => [skewed(2, 2, 3)(x)];
  t.equal(search(g, [1], { ...manner, modes: ["forward"] }).culprit, undefined);
  t.equal(search(g, [1], { ...manner, modes: ["reverse"] }).culprit?.op, "skewed");
  t.end();
});

t.test("what has no numbers cannot be wrong", (t) => {
  const empty: Program = ([x = 0]) => [mul(sin(x), 2)];
  const { culprit, message } = search(empty, [array([])], manner);
  t.equal(culprit, undefined);
  t.match(message, /every op holds by itself; f hides a part/);
  t.equal(search(([x = 0]) => [matmul(x, array([[], []]))], [array([1, 2])], manner).culprit, undefined);
  t.end();
});

t.test("convictions are the comparisons that are wrong, and no others", (t) => {
  const f: Program = ([x = 0, y = 0]) => [skewed(2, 2, 3)(x), y];
  const named = { f, x: [1, 2], y: f([1, 2]), inputs: ["a", "b"], outputs: ["u", "v"] };
  t.same(
    convictions(named, manner).map(({ entry }) => entry),
    ["∂u/∂a", "⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩"],
  );
  t.ok(convictions(named, { ...manner, order: 2 }).length >= 2);
  t.end();
});
