// A report: what it holds, and how it reads.
import t from "tap";
import { arange, array, mul, sin, sum, type Value } from "../index.js";
import { checkGrads, type Report } from "./index.js";

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
