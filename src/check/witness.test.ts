// The witness of the complex step: what it says of a program, and of which programs it speaks.
import t from "tap";
import { bind, type Inputs, type Op } from "../core/op.js";
import {
  add,
  array,
  cos,
  defineOp,
  div,
  exp,
  greater,
  mul,
  sin,
  stopGradient,
  sub,
  sum,
  value,
  where,
  type Value,
} from "../index.js";
import type { Testimony } from "./opinion.js";
import type { Program } from "./points.js";
import { complexWitness } from "./witness.js";

/** `op` with both rules off by a factor. */
function off(op: unknown, factor: number): (x: Value) => Value {
  const { scalar: _, jvp, vjp, ...rest } = op as Op<Inputs, undefined>;
  const times =
    (rule: typeof jvp): typeof jvp =>
    (...given) =>
      mul(factor, rule(...given));
  return (x) => bind({ ...rest, jvp: times(jvp), vjp: times(vjp) }, [x], undefined);
}

const one = Float64Array.of(1);

/** What it says of f at x along v. */
function said(f: Program, x: readonly Value[], v: readonly number[]): Testimony {
  const testimony = complexWitness(f, x)?.(Float64Array.from(v));
  if (testimony === undefined) throw new Error("the witness is silent");
  return testimony;
}

t.test("the slope is the derivative along the direction, of every output", async (t) => {
  const f: Program = ([x = 0, y = 0]) => [mul(sin(x), y), 5, add(y, array([1, 2])), exp(mul(x, 2))];
  const { slope, error, wander, terms } = said(f, [0.5, 3], [2, -1]);
  const due = [2 * 3 * Math.cos(0.5) - Math.sin(0.5), 0, -1, -1, 4 * Math.exp(1)];
  t.equal(slope.length, due.length);
  const size = [6 * Math.cos(0.5) + Math.sin(0.5), 0, 1, 1, 4 * Math.exp(1)];
  for (const [k, expected] of due.entries()) {
    t.ok(Math.abs((slope[k] ?? NaN) - expected) <= 4e-16 * Math.abs(expected), String(k));
    t.ok(Math.abs((terms[k] ?? NaN) - (size[k] ?? NaN)) <= 1e-14, "terms do not cancel");
    t.ok((error[k] ?? NaN) >= 0 && (error[k] ?? NaN) <= 1e-13 * (size[k] ?? NaN));
    t.ok((wander[k] ?? NaN) <= 1e-13 && (wander[k] ?? NaN) >= 0);
  }
  t.ok((wander[0] ?? 0) > 0, "but rounding does move it");
  t.equal(error[1], 0);
});

t.test("a program of arrays, some of whose lines do not move, has its slope too", async (t) => {
  const f: Program = ([x = 0]) => [sum(mul(where(greater.mask(x, 0), cos(x), x), array([1, 10, 100])))];
  const { slope } = said(f, [array([0.5, -1, 2])], [1, 1, 1]);
  const due = -Math.sin(0.5) + 10 - 100 * Math.sin(2);
  t.ok(Math.abs((slope[0] ?? NaN) - due) < 1e-13);
  t.same([...said(([x = 0, y = 0]) => [mul(sin(x), 2), y], [1, 2], [0, 1]).slope], [0, 1]);
});

t.test("the slope wanders where the last digits decide it", async (t) => {
  const steady = said(([x = 0]) => [sin(mul(10, x))], [1.5], [1]);
  t.ok((steady.wander[0] ?? NaN) < 1e-13);
  const waves = said(([x = 0]) => [sin(mul(1e17, x))], [1.5], [1]);
  t.ok((waves.wander[0] ?? NaN) > 1e14);
  const lost = said(([x = 0]) => [sub(add(1e10, sin(x)), 1e10)], [1], [1]);
  t.ok(
    Math.abs((lost.slope[0] ?? NaN) - Math.cos(1)) < 1e-15,
    "what rounding takes of a value it does not take of a slope",
  );
});

t.test("it says the same of a point whenever it is asked, and in the end nothing more", async (t) => {
  const long: Program = ([x = 0]) => [Array.from({ length: 3000 }).reduce<Value>((y) => add(y, 1), x)];
  const witness = complexWitness(long, [1]);
  const answers = [1, 2, 3, 4].map(() => witness?.(one)?.slope[0]);
  t.same(answers, [1, 1, 1, undefined], "40 000 lines are its patience, of 12 000 each");
  const short = complexWitness(([x = 0]) => [div(1, x)], [4]);
  for (let k = 0; k < 20; k++) t.equal(short?.(one)?.slope[0], -0.0625);
});

t.test("it does not speak where the terms are not finite", async (t) => {
  const witness = complexWitness(([x = 0]) => [mul(x, 1e308)], [1]);
  t.ok(witness?.(one));
  t.equal(witness?.(Float64Array.of(1e300)), undefined);
});

t.test("a program that branches or jumps nearby is not the one that was written down", async (t) => {
  const speaks = (f: Program, ...x: Value[]): boolean => complexWitness(f, x) !== undefined;
  const branch =
    (at: number): Program =>
    ([x = 0]) => [(value(x) as number) > at ? sin(x) : mul(x, 2)];
  t.ok(speaks(branch(0), 1.5));
  t.notOk(speaks(branch(1.5), 1.5));
  const both: Program = ([x = 0, y = 0]) => [mul(x, y)];
  t.ok(speaks(both, 0, array([1, 2])), "0 is moved as well");
  const atZero: Program = ([x = 0]) => [(value(x) as number) === 0 ? mul(x, 2) : sin(x)];
  t.notOk(speaks(atZero, 0));
});

t.test("no witness speaks of ops that it does not know, or of single precision", (t) => {
  const speaks = (f: (x: Value) => Value): boolean =>
    complexWitness(([x = 0]) => [f(x)], [1.5])?.(Float64Array.of(1)) !== undefined;
  t.ok(speaks(sin));
  t.ok(speaks(off(sin.op, 2)), "rules do not matter");
  const namesake = defineOp({
    name: "sin",
    eval: ([x]) => 1.000_000_1 * Math.sin(x as number),
    vjp: (_i, dy, y) => mul(dy, y),
    verify: false,
  });
  t.notOk(speaks(namesake), "an op by the name of another");
  t.notOk(speaks(stopGradient));
  const single = array([1, 2, 3], { dtype: "float32" });
  t.notOk(speaks((x) => sum(mul(x, single))));
  t.notOk(
    speaks((x) => mul(x, value(x))),
    "what is hidden",
  );
  const long = (x: Value): Value => Array.from({ length: 10_001 }).reduce<Value>((y) => add(y, 1), x);
  t.notOk(speaks(long), "a program of ten thousand lines");
  t.end();
});
