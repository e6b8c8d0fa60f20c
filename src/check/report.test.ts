// A report: what it holds, and how it reads.
import t from "tap";
import { arange, array, mul, sin, sum, type Value } from "../index.js";
import { checkGrads, type Report } from "./index.js";
import { GradientCheckError, reportOf } from "./report.js";
import type { Comparison } from "./verdict.js";

t.test("a report has a comparison for each entry, by name, and the adjoint identity", (t) => {
  const f = (x: Value, p: { w: Value }) => ({ y: [mul(x, p.w), sum(p.w)] });
  const {
    comparisons,
    value: at,
    worst,
    disagreement,
    order,
    seed,
  } = checkGrads(f, [2, { w: array([3, 4]) }]);
  t.same(
    comparisons.map(({ entry }) => entry),
    [
      "∂y.y[0][0]/∂x0",
      "∂y.y[0][1]/∂x0",
      "∂y.y[1]/∂x0",
      "∂y.y[0][0]/∂x1.w[0]",
      "∂y.y[0][1]/∂x1.w[0]",
      "∂y.y[1]/∂x1.w[0]",
      "∂y.y[0][0]/∂x1.w[1]",
      "∂y.y[0][1]/∂x1.w[1]",
      "∂y.y[1]/∂x1.w[1]",
      "⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩",
    ],
  );
  t.same(
    comparisons.slice(0, 9).map(({ forward }) => forward),
    [3, 4, 0, 2, 0, 1, 0, 2, 1],
  );
  t.same(
    comparisons.slice(0, 9).map(({ reverse }) => reverse),
    [3, 4, 0, 2, 0, 1, 0, 2, 1],
  );
  for (const { reference, forward = NaN, bound } of comparisons) t.ok(Math.abs(forward - reference) <= bound);
  t.same(at, [array([6, 8]), 7]);
  t.ok(comparisons.includes(worst));
  t.same([disagreement, order, seed], [0, 1, 0]);
  t.end();
});

t.test("a report is the same for the same seed, and checks are deterministic", (t) => {
  const [x, f] = [mul(0.01, arange(100)), (v: Value): Value => sum(sin(mul(v, v)))];
  const [a, b, c] = [0, 0, 7].map((seed) => checkGrads(f, [x], { seed })) as [Report, Report, Report];
  t.same(a.comparisons, b.comparisons);
  t.equal(a.toString(), b.toString());
  t.notSame(a.comparisons, c.comparisons);
  t.match(c.toString(), /^pass: .*\(seed 7\)/);
  t.end();
});

/** A report on comparisons of which only the modes matter. */
function reportOn(pairs: readonly (readonly (number | undefined)[])[]): Report {
  const comparisons = pairs.map(([forward, reverse], i): Comparison => ({
    entry: `∂y[${String(i)}]/∂x`,
    ...(forward === undefined ? {} : { forward }),
    ...(reverse === undefined ? {} : { reverse }),
    reference: 1,
    bound: 1,
    verdict: i === 1 ? "kink" : "pass",
    reason: "so it is",
  }));
  return reportOf({ order: 2, seed: 3, y: [7], comparisons });
}

t.test("the disagreement is the largest relative gap, of derivatives that are not negligible", (t) => {
  const gap = (...pairs: (number | undefined)[][]): number => reportOn(pairs).disagreement;
  t.equal(gap([1, 1], [2, 2]), 0);
  t.equal(gap([1, 1.25], [-4, -5], [8, 8]), 0.2, "of the larger of two");
  t.equal(gap([-5, -4]), 0.2);
  t.equal(gap([1, -1]), 2);
  t.equal(gap([1000, 1000], [0, 0.5]), 0.5, "beside 1000 a half counts half");
  t.equal(gap([0, 0.5], [-1000, -1000]), 0.5);
  t.equal(gap([1000, 1000], [1, 2]), 0.5);
  t.equal(gap([Infinity, Infinity], [0, 0.5]), 1, "an infinity makes nothing negligible");
  t.equal(gap([NaN, NaN], [Infinity, Infinity], [0, -0]), 0);
  t.equal(gap([NaN, 1]), Infinity);
  t.equal(gap([Infinity, 1]), Infinity);
  t.equal(gap([1], [undefined, 2], []), 0, "one mode alone cannot disagree");
  t.equal(gap([3, 4], [1]), 0.25);
  t.end();
});

t.test("a report says the verdict, the tally, the seed, the worst, and what to do", (t) => {
  const report = reportOn([[1, 1], [1, 1], []]);
  t.hasStrict(report, { verdict: "kink", order: 2, seed: 3, worst: report.comparisons[1] });
  t.same(report.value, [7]);
  t.same(
    ["culprit", "smallest"].filter((key) => key in report),
    [],
  );
  t.match(report.advice, /accept it, or move the point/);
  const line = "kink: 1 kink, 2 pass (seed 3)\n  ∂y[1]/∂x: forward 1, reverse 1, reference 1 ± 1.0: so it is";
  t.ok(report.toString().startsWith(`${line}\n  at a kink`));
  const { comparisons } = report;
  const list = { inputs: [], lines: [], outputs: [] };
  const searched = {
    order: 1,
    seed: 3,
    y: [],
    comparisons,
    search: { list, message: "look\nhere" },
  } as const;
  t.ok(String(reportOf(searched)).startsWith(`${line}\n  look\n  here\n`));
  t.same(
    ["culprit", "smallest"].filter((key) => key in reportOf(searched)),
    [],
  );
  const small = reportOf({ ...searched, search: { ...searched.search, smallest: "sin(x)" } });
  t.hasStrict(small, { smallest: "sin(x)", advice: "look\nhere" });
  const culprit = { op: "sin", argument: 0, inputs: [1], comparison: report.worst };
  t.equal(reportOf({ ...searched, search: { ...searched.search, culprit } }).culprit, culprit);
  t.ok(new GradientCheckError(report).message.startsWith(`assertGrads: ${line}`));
  t.ok(new GradientCheckError(report, "grad").message.startsWith(`grad: ${line}`));
  t.end();
});
