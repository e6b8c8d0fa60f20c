// Programs that do not do the same twice.
import t from "tap";
import { bind, type Inputs, type Op } from "../core/op.js";
import { mul, sin, type Value } from "../index.js";
import { repeated, type Run } from "./determinism.js";
import { assertGrads, checkGrads } from "./index.js";

t.test("a function that answers differently each time is called nondeterministic, not wrong", (t) => {
  let calls = 0;
  const fickle = (x: Value): Value => mul(x, (calls += 1));
  const { verdict, worst, comparisons } = checkGrads(fickle, [2]);
  t.match([verdict, comparisons.length], ["nondeterministic", 1]);
  t.match(worst, {
    entry: "f(x), run twice",
    reason: /^\d+ and then \d+ at the same point: draw random numbers/,
  });
  t.throws(() => assertGrads(fickle, [2]), /nondeterministic/);

  const { scalar: _, ...rules } = sin.op as unknown as Op<Inputs, undefined>;
  const op: Op<Inputs, undefined> = { ...rules, vjp: (_i, dy) => mul(dy, (calls += 1)) };
  t.match(checkGrads((x: Value) => bind(op, [x], undefined), [2]).worst, {
    verdict: "nondeterministic",
    entry: "the derivative by reverse, run twice",
  });
  t.equal(
    checkGrads((x: Value) => mul(x, NaN), [2]).verdict === "nondeterministic",
    false,
    "NaN is NaN again",
  );
  t.end();
});

t.test("two runs are compared number by number, with their signs and their NaNs", (t) => {
  /** A program that gives one list after the other, run once already. */
  const saying = (...lists: number[][]): Run => {
    const [y = [], ...later] = lists;
    let runs = 0;
    return { f: () => later[runs++] ?? y, x: [1], y, modes: [] };
  };
  const found = (...lists: number[][]) => repeated(saying(...lists));
  t.equal(found([1, 2], [1, 2]), undefined);
  t.equal(found([NaN, 1], [NaN, 1]), undefined);
  t.match(found([1, 2, 3], [1, 2.5, 4]), { entry: "f(x), run twice", reference: 2, bound: 0.5 });
  t.match(found([1, 2, 3], [1, 1.5, 4]), { reference: 2, bound: 0.5, verdict: "nondeterministic" });
  t.match(found([0], [-0]), { reference: 0, reason: /^0 and then 0/ }, "1 / x tells them apart");
  t.match(found([1, 2], [1]), { reference: 1 }, "another number of results");
  t.match(found([], [1]), { reference: NaN });
  t.end();
});

t.test("each mode that is asked runs twice, after f itself", (t) => {
  const { scalar: _, ...rules } = sin.op as unknown as Op<Inputs, undefined>;
  const fickleIn = (rule: "jvp" | "vjp"): Run => {
    let calls = 0;
    const op: Op<Inputs, undefined> = { ...rules, [rule]: (_i: number, d: Value) => mul(d, (calls += 1)) };
    const f: Run["f"] = ([x = 0]) => [bind(op, [x], undefined)];
    return { f, x: [2], y: f([2]), modes: ["forward", "reverse"] };
  };
  t.equal(repeated(fickleIn("jvp"))?.entry, "the derivative by forward, run twice");
  t.equal(repeated(fickleIn("vjp"))?.entry, "the derivative by reverse, run twice");
  t.equal(repeated({ ...fickleIn("jvp"), modes: ["reverse"] }), undefined);
  t.equal(repeated({ ...fickleIn("vjp"), modes: ["forward"] }), undefined);
  t.end();
});
