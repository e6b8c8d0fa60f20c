// Finite differences of functions whose values are multiples of a step: what the finest differences do not see.
import t from "tap";
import { slope } from "./differences.js";

/** The slope at x, and its error bar. */
function seen(f: (x: number) => number, x: number): readonly [number, number] {
  const { value, error } = slope({
    at: (h) => Float64Array.of(f(x + h)),
    width: (h) => x + h - (x - h),
    reach: 0.25 * Math.max(1, Math.abs(x)),
  });
  return [value[0] ?? NaN, error[0] ?? NaN];
}

t.test("the error bar holds where a function is left over from a large number", async (t) => {
  for (const large of [1e8, 1e9, 1e10, 1e11, 1e12]) {
    for (const x of [0.3, 1, 1.3, 2.7]) {
      const [value, error] = seen((v) => large + Math.sin(v) * Math.exp(v) - large, x);
      const truth = (Math.sin(x) + Math.cos(x)) * Math.exp(x);
      t.ok(
        Math.abs(value - truth) <= error,
        `${String(large)} at ${String(x)}: ${String(value)} ± ${String(error)}`,
      );
      t.ok(error < 1, "and says something");
    }
  }
});

t.test("a function that is flat here, and bends further out, has the slope 0", async (t) => {
  for (const f of [
    (v: number) => Math.max(0, v - 0.01),
    (v: number) => 3.3 * Math.max(0, Math.abs(v) - 0.07),
  ])
    t.same(seen(f, 0), [0, 0]);
});
