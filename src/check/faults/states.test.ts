// Rules that remember, touch, waver, or hide from outer derivatives.
import t from "tap";
import type { Inputs, Value } from "../../core/op.js";
import { array, exp, grad, mul } from "../../index.js";
import type { NDArray } from "../../ndarray/index.js";
import { entryOf } from "../fixtures/subjects.js";
import { flat } from "../points.js";
import type { Rule, Spoil } from "./fault.js";
import * as states from "./states.js";

const product = entryOf(mul);
const spoiled = (spoil: Spoil, op = product): Rule =>
  spoil({ op, rule: op.vjp, transposed: true }) ?? ((): Value => NaN);
const call = (rule: Rule, x: Inputs, i = 0): Value =>
  rule(i, 1, product.eval(x as never, undefined), x, undefined);
const elements = (v: Value | undefined): unknown => [...(v as NDArray).data];

t.test("a stale rule uses the inputs that it saw first, for each shape", async (t) => {
  const rule = spoiled(states.stale);
  t.equal(call(rule, [2, 3]), 3);
  t.equal(call(rule, [5, 7]), 3);
  t.same(elements(rule(0, array([1, 1]), 0, [array([1, 2]), array([3, 4])], undefined)), [3, 4]);
  t.equal(call(rule, [5, 7], 1), 2, "in both inputs");
  t.equal(call(spoiled(states.stale), [5, 7]), 7, "another rule has another memory");
  t.equal(rule(0, 1, 35, [5, 7], { other: 1 }), 7, "as have other parameters");
});

t.test("its saved output is of the same inputs", async (t) => {
  const rule = spoiled(states.stale, entryOf(exp));
  t.equal(rule(0, 1, Math.E, [1], undefined), Math.E);
  t.equal(rule(0, 1, 1, [0], undefined), Math.E);
});

t.test("a detached rule is right, and has no derivative", async (t) => {
  const slope = (spoil: Spoil, x: number): number => {
    const op = entryOf(exp);
    const rule = spoil({ op, rule: op.vjp, transposed: true });
    const f = (v: Value): Value => rule?.(0, v, exp(v), [v], undefined) ?? NaN;
    return flat([grad(f)(x)])[0] ?? NaN;
  };
  t.equal(call(spoiled(states.detached), [2, 3]), 3);
  t.equal(slope(states.detached, 1), 0);
  // x eˣ of which eˣ is saved: the x that comes in is differentiated still.
  t.equal(slope(states.detachedOutput, 1), Math.E);
  t.equal(
    slope(({ rule }) => rule, 1),
    2 * Math.E,
    "while the right one has both terms",
  );
});

t.test("an intrusive rule is right, and leaves an input behind that is not what it was", async (t) => {
  const x = [array([2, 5]), array([3, 4])];
  const rule = spoiled(states.intrusive);
  t.same(elements(rule(1, array([1, 1]), 0, x, undefined)), [2, 5]);
  t.same(x.map(elements), [
    [2, 5],
    [4.5, 4],
  ]);
  t.equal(call(rule, [2, 3]), 3, "a number cannot be written to");
});

t.test("a fickle rule is off by one unit in the last place now and then, alike in every run", async (t) => {
  const tosses = (rule: Rule): Value[] => Array.from({ length: 40 }, () => call(rule, [2, 1]));
  const [first, second] = [tosses(spoiled(states.fickle)), tosses(spoiled(states.fickle))];
  t.same([...new Set(first)].toSorted(), [1, 1 + Number.EPSILON]);
  t.same(first, second);
  // 48271 is odd, and so is 48271² mod (2³¹ − 1) = 182605794 not.
  t.same(first.slice(0, 2), [1 + Number.EPSILON, 1]);
});
