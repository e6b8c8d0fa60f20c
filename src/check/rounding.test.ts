// What rounding excuses, and what it does not.
import t from "tap";
import { bind, type Inputs, type Op } from "../core/op.js";
import {
  add,
  arange,
  exp,
  greaterEqual,
  maximum,
  mul,
  sin,
  sub,
  sum,
  slice,
  where,
  type Value,
} from "../index.js";
import { checkGrads, outcomeOf } from "./index.js";
import { faultySin } from "./fixtures/faulty.js";
import type { Program } from "./points.js";
import { weighed } from "./rounding.js";
import { agreement, identity, type Comparison } from "./verdict.js";

/** 10¹⁰ x − 10¹⁰ x, whose derivative is 0, of terms of 2 · 10¹⁰; and x. Rounding may be some 4 · 10⁻⁴. */
const cancels: Program = ([x = 0]) => [sub(mul(1e10, x), mul(1e10, x)), x];

/** What becomes of a comparison that fails, of the derivative of `cancels` along 1, by weights. */
function weighedOnce(changes: Partial<Comparison>, w = [1, 0], f = cancels): Comparison {
  const wrong: Comparison = {
    entry: "∂y/∂x",
    reference: 0,
    bound: 1e-3,
    verdict: "fail",
    reason: "apart",
    ...changes,
  };
  const weighing = { v: Float64Array.of(1), w: Float64Array.from(w) };
  return weighed([wrong], f, [1], [weighing])[0] as Comparison;
}

t.test("rounding excuses as much as the terms of a derivative allow", (t) => {
  for (const sign of [1, -1]) {
    const within = { forward: sign * 3e-4, reverse: 0 };
    t.hasStrict(weighedOnce(within), { verdict: "pass", entry: "∂y/∂x", ...within });
    t.match(weighedOnce(within).reason, /cancel.*rounding, as the finite differences see too$/);
    t.equal(weighedOnce(within, [-1, 0]).verdict, "pass", "whatever the sign of the weight");
    t.equal(weighedOnce(within, [0, 1]).verdict, "fail", "not where the terms do not count");
    t.equal(weighedOnce(within, [1e-3, 0]).verdict, "fail", "or count less");
    t.equal(weighedOnce({ forward: 0, reverse: sign * 5e-4 }).verdict, "fail", "beyond that it does not");
    t.equal(weighedOnce({ forward: sign * 3e-4, reverse: -sign * 3e-4 }).verdict, "fail");
  }
  const longer: Program = ([x = 0]) => {
    let y = sub(mul(1e10, x), mul(1e10, x));
    for (let i = 0; i < 20; i++) y = add(y, x);
    return [y];
  };
  t.equal(
    weighedOnce({ forward: 7e-4, reverse: 0 }, [1], longer).verdict,
    "pass",
    "a longer program rounds more",
  );
  t.end();
});

t.test("an op that is less exact by its entry is excused for more, but not for modes that differ", (t) => {
  const { op } = sin;
  const roughly = (ulps: number): Program => {
    const rough = { ...op, ulps } as unknown as Op<Inputs, undefined>;
    return ([x = 0]) => [sub(mul(1e10, bind(rough, [x], undefined)), mul(1e10, sin(x)))];
  };
  const off = (ulps: number, answers: Partial<Comparison>): string =>
    weighedOnce({ bound: 1e-4, ...answers }, [1], roughly(ulps)).verdict;
  const both = { forward: 0.02, reverse: 0.02 };
  t.equal(off(4, both), "fail");
  t.equal(off(0, both), "fail", "an exact one makes up for no other");
  t.equal(off(8192, both), "ill-conditioned");
  t.equal(off(8192, { forward: 0.02, reverse: 0.03 }), "fail");
  t.end();
});

t.test("what is apart from the reference is excused only by as much as it is beyond the bound", (t) => {
  const of = (answer: number, bound: number): Comparison =>
    weighedOnce({ forward: answer, reverse: answer, bound });
  t.hasStrict(of(2e-4, 1e-4), { verdict: "ill-conditioned", forward: 2e-4, reverse: 2e-4 });
  t.match(of(2e-4, 1e-4).reason, /what is left of them is rounding$/);
  t.equal(of(1, 1).verdict, "pass", "on the bound");
  const [forward, reverse, reference] = [1, 1 + 2e-4, 1];
  t.equal(
    weighedOnce({ forward, reverse, reference, bound: 1e-4 }).verdict,
    "ill-conditioned",
    "of what is not 0",
  );
  t.equal(weighedOnce({ forward, reverse, reference, bound: 1e-3 }).verdict, "pass");
  t.equal(of(6e-4, 1e-4).verdict, "fail");
  t.equal(of(-2e-4, 1e-4).verdict, "ill-conditioned");
  t.equal(weighedOnce({ forward: 2e-4, bound: 1e-4 }).verdict, "ill-conditioned", "one mode alone");
  t.equal(weighedOnce({ reverse: 5e-5, bound: 1e-4 }).verdict, "pass");
  t.equal(
    weighedOnce({ forward: 5e-5, reverse: 2e-4, bound: 1e-4 }).verdict,
    "ill-conditioned",
    "both must be near",
  );
  t.end();
});

t.test("a reference as rough as a thousandth of the terms bears nothing out", (t) => {
  const rough = (bound: number): string => weighedOnce({ forward: 1e-4, reverse: 0, bound }).verdict;
  t.same([rough(2e7), rough(2.1e7)], ["pass", "ill-conditioned"]);
  t.equal(rough(Infinity), "ill-conditioned");
  t.equal(weighedOnce({ forward: NaN, reverse: 0 }).verdict, "fail", "NaN is no rounding");
  t.hasStrict(weighedOnce({ entry: identity, forward: 3e-4, reverse: 0, bound: 1e-9 }), {
    verdict: "pass",
    reason: agreement,
  });
  t.end();
});

t.test("only what is wrong is weighed, each by the terms along its own direction", (t) => {
  const f: Program = ([x = 0]) => [sub(mul(1e10, slice(x, 0)), mul(1e10, slice(x, 0))), sum(x)];
  const [v0, v1, w] = [Float64Array.of(1, 0), Float64Array.of(0, 1), Float64Array.of(1, 1)];
  const one = { entry: "", reference: 0, bound: 1e-3, reason: "", forward: 3e-4, reverse: 0 };
  const all = (["fail", "fail", "pass", "inconclusive", "kink"] as const).map((verdict) => ({
    ...one,
    verdict,
  }));
  const weighings = [v0, v1, v0, v0, v0].map((v) => ({ v, w }));
  const x = [arange(2)];
  const after = weighed(all, f, x, weighings);
  t.same(
    after.map(({ verdict }) => verdict),
    ["pass", "fail", "pass", "inconclusive", "kink"],
  );
  t.equal(after[2], all[2], "the others are untouched");
  const unread: Program = () => {
    throw new Error("there is nothing to weigh");
  };
  t.same(weighed(all.slice(2), unread, x, []), all.slice(2));
  t.end();
});

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
