// The examination of a program: what is asked, and when somebody is to blame.
import t from "tap";
import { array, mul, sin, sum, type Value } from "../index.js";
import { examine, inputNames, type Examination } from "./examine.js";
import { skewed } from "./fixtures/faulty.js";
import type { Program } from "./points.js";

/** The examination of a program of one number. */
function examinationOf(f: Program, changes: Partial<Examination> = {}): Examination {
  const how = { modes: ["forward", "reverse"], order: 1, seed: 0, search: undefined } as const;
  return { f, x: [2], y: f([2]), inputs: ["x"], outputs: ["y"], ...how, ...changes };
}

const list = { inputs: [], lines: [], outputs: [] };

t.test("who is to blame is asked of a wrong derivative only, with the program and the manner", (t) => {
  const asked: unknown[][] = [];
  const search: Examination["search"] = (...call) => {
    asked.push(call);
    return { list, message: "look here" };
  };
  const right: Program = ([x = 0]) => [sin(x)];
  const wrong: Program = ([x = 0]) => [skewed(1, 1, 2)(x)];
  const half: Program = ([x = 0]) => [skewed(1, 1, 2)(x), x];
  const unknown: Program = ([x = 0]) => [mul(NaN, x)];
  t.equal(examine(examinationOf(right, { search })).verdict, "pass");
  t.equal(examine(examinationOf(unknown, { search })).verdict, "inconclusive");
  t.same(asked, []);
  t.hasStrict(examine(examinationOf(wrong, { search })), { verdict: "fail", advice: "look here" });
  t.same(asked, [[wrong, [2], { modes: ["forward", "reverse"], order: 1, seed: 0 }]]);
  const one = examine({ ...examinationOf(half, { search }), outputs: ["y[0]", "y[1]"] });
  t.same([one.comparisons[1]?.verdict, one.advice], ["pass", "look here"], "one is enough");
  const unasked = examine(examinationOf(wrong));
  t.equal(unasked.verdict, "fail");
  t.notOk("advice" in unasked);
  t.end();
});

t.test("at order 2 the derivatives of the gradients come after those of f", (t) => {
  const f: Program = ([x = 0]) => [sin(x)];
  const entries = (order: 1 | 2): string[] =>
    examine(examinationOf(f, { order })).comparisons.map(({ entry }) => entry);
  t.equal(entries(1).length, 2);
  t.same(entries(2).slice(0, 2), entries(1));
  t.same(
    entries(2).filter((entry) => entry.startsWith("∂(")),
    ["∂(∂y/∂x by forward)/∂x", "∂(∂y/∂x by reverse)/∂x"],
  );
  t.hasStrict(examine(examinationOf(f, { order: 2, seed: 4 })), { order: 2, seed: 4, value: [Math.sin(2)] });
  t.end();
});

t.test("of a program that does not do the same twice, nothing else is said", (t) => {
  let calls = 0;
  const { comparisons, verdict } = examine(examinationOf(([x = 0]) => [mul(x, (calls += 1))]));
  t.same([comparisons.length, verdict], [1, "nondeterministic"]);
  t.end();
});

t.test("the numbers of one argument are named x, those of several x0, x1", (t) => {
  t.same(inputNames([3]), ["x"]);
  t.same(inputNames([{ w: array([1, 2]) }]), ["x.w[0]", "x.w[1]"]);
  t.same(inputNames([3, { w: 1 }]), ["x0", "x1.w"]);
  t.same(inputNames([]), []);
  const f: Program = (x) => [x.reduce<Value>((total, v) => sum(mul(total, v)), 1)];
  t.equal(
    examine({ ...examinationOf(f), x: [2, 3], y: f([2, 3]), inputs: ["a", "b"] }).comparisons.length,
    3,
  );
  t.end();
});
