// Comparisons among each other, and as text.
import t from "tap";
import { describeComparison, type Comparison } from "./index.js";

t.test("a comparison reads well", (t) => {
  const comparison: Comparison = {
    entry: "∂y/∂x[2]",
    forward: 1,
    reverse: 1.5,
    reference: 1.25,
    bound: 1e-3,
    verdict: "fail",
    reason: "they differ",
  };
  t.equal(
    describeComparison(comparison),
    "∂y/∂x[2]: forward 1, reverse 1.5, reference 1.25 ± 0.0010: they differ",
  );
  t.end();
});
