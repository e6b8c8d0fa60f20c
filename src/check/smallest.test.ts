// The smallest program that shows a wrong rule.
import t from "tap";
import { bind, type Inputs, type Value } from "../core/op.js";
import { add, array, exp, mul, sin, sum, value } from "../index.js";
import { registry } from "../ops/index.js";
import type { Manner } from "./culprit.js";
import { plant } from "./faults/index.js";
import { faultySin, skewed } from "./fixtures/faulty.js";
import { checkGrads } from "./index.js";
import { inputsOf } from "./ops.js";
import { searchAndShrink } from "./smallest.js";
import type { Program } from "./points.js";

const manner: Manner = { modes: ["forward", "reverse"], order: 1, seed: 0 };

t.test("a wrong op is left alone at a round point, whatever the program was", (t) => {
  const wrong = faultySin(2);
  const f: Program = ([x = 0, w = 0]) => [sum(mul(w, wrong(add(exp(x), w)))), sin(x)];
  const { smallest, message, culprit } = searchAndShrink(f, [array([0.1, 0.5]), array([0.7, 0.2])], manner);
  t.equal(culprit?.op, "sin");
  t.equal(smallest, "dualtape check --expr 'sin(x)' --at 'x=2'");
  t.ok(message.endsWith(`\nthe smallest program that fails: ${smallest ?? ""}`));
  t.match(message, /^the rule of sin for its argument 0 is wrong/);
  t.end();
});

t.test("the program stays one in which that op fails, and whose value is finite", (t) => {
  const everywhere: Program = ([x = 0]) => [exp(skewed(2, 2, 3)(mul(x, 100)))];
  const { smallest = "" } = searchAndShrink(everywhere, [0.01], manner);
  t.match(smallest, "skewed");
  t.notMatch(smallest, /exp|mul|Infinity|NaN/);
  const onlyReverse = searchAndShrink(everywhere, [0.01], { ...manner, modes: ["forward"] });
  t.same([onlyReverse.culprit, onlyReverse.smallest], [undefined, undefined]);
  t.end();
});

t.test("of two wrong ops the one that was found stays", (t) => {
  const first: Program = ([x = 0]) => [skewed(2, 2, 3)(faultySin(2)(x))];
  t.match(searchAndShrink(first, [1.5], manner), { culprit: { op: "sin" }, smallest: /sin/ });
  const second: Program = ([x = 0]) => [faultySin(2)(skewed(2, 2, 3)(x))];
  t.match(searchAndShrink(second, [1.5], manner), { culprit: { op: "skewed" }, smallest: /skewed/ });
  t.end();
});

t.test("where no op is to blame there is nothing to make small", (t) => {
  const hidden: Program = ([x = 0]) => [mul(x, value(x))];
  const found = searchAndShrink(hidden, [3], manner);
  t.same([found.culprit, "smallest" in found], [undefined, false]);
  t.match(found.message, /look for value\(\)/);
  t.end();
});

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
