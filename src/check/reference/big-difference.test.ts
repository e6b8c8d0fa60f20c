// Differences with 64 digits are derivatives to the last bit, and tell when they are not.
import t from "tap";
import { bind, type Inputs, type Op, type Value } from "../../core/op.js";
import { add, array, exp, mul, sin, sqrt, sub, sum } from "../../index.js";
import { wengertList } from "../wengert.js";
import { loadBigDifference } from "./big-difference.js";

const difference = await loadBigDifference();

const at = (f: (x: Value) => Value, x: number, v = 1) =>
  difference(
    wengertList(([y = 0]) => [f(y)], [x]),
    Float64Array.of(v),
  );

const square = (x: Value): Value => mul(x, x);

t.test("derivatives of all outputs come along a direction, to the last bit", async (t) => {
  const list = wengertList(([x = 0, y = 0]) => [mul(x, y), sum(mul(x, x)), exp(y)], [array([2, 3]), 1]);
  const { value, error } = difference(list, Float64Array.of(1, -1, 4)) ?? { value: [], error: [] };
  t.same(Array.from(value).slice(0, 3), [1 + 4 * 2, -1 + 4 * 3, 2 * (2 - 3)]);
  t.ok(Math.abs((value[3] ?? NaN) - 4 * Math.E) <= 2e-15);
  t.equal(value.length, 4);
  t.ok(Array.from(error).every((e) => e >= 0 && e < 1e-30));
});

t.test("the step is in proportion to the smallest input that moves", async (t) => {
  for (const x of [1e-30, 1e-3, 1e3]) {
    const { value, error } = at(sqrt, x) ?? { value: [], error: [] };
    const slope = 0.5 / Math.sqrt(x);
    t.ok(Math.abs((value[0] ?? NaN) / slope - 1) < 3e-16, `√${String(x)}`);
    t.ok((error[0] ?? NaN) < 1e-30 * slope);
  }
  t.equal(at(square, 1e-30)?.value[0], 2e-30);
  t.ok((at(square, 1e-30)?.error[0] ?? NaN) < 1e-60);
  t.ok(
    Math.abs((at(sqrt, 1, 1e30)?.value[0] ?? NaN) / 5e29 - 1) < 3e-16,
    "a long direction has a short step",
  );
  const zero = wengertList(([x = 0, y = 0]) => [mul(add(x, 1), sqrt(y))], [0, 4]);
  t.same(
    Array.from(difference(zero, Float64Array.of(1, 0))?.value ?? []),
    [2],
    "0, and what does not move, set none",
  );
  const still = wengertList(([x = 0, y = 0]) => [mul(sqrt(x), sqrt(y))], [1e-40, 4]);
  const { value, error } = difference(still, Float64Array.of(0, 1)) ?? { value: [], error: [] };
  t.ok(Math.abs((value[0] ?? NaN) / (1e-20 / 4) - 1) < 1e-15);
  t.ok((error[0] ?? NaN) < 1e-40, "an input that is held sets no step");
});

t.test(
  "an error covers what is off: the curvature, the last digit of a large value, and a step that is lost",
  async (t) => {
    // A cube's central difference is off by h².
    const cube = at((x) => mul(x, mul(x, x)), 1)?.error[0] ?? NaN;
    t.ok(cube > 1e-43 && cube < 1e-41, `curvature: ${String(cube)}`);
    const large = at((x) => add(mul(x, x), 1e60), 1)?.error[0] ?? NaN;
    t.ok(large > 1e15 && large < 1e19, `10⁻⁶⁴ of 10⁶⁰ over a step of 10⁻²¹: ${String(large)}`);
    t.ok((at(square, 1e100)?.error[0] ?? NaN) > 1e99, "a step that is lost beside the input");
    t.ok((at((x) => x, 1e40)?.error[0] ?? 0) > 1e-10, "a step of which few digits are left");
  },
);

t.test("cancellation of doubles is no cancellation here", async (t) => {
  t.equal(at((x) => sub(add(mul(x, 3), 1e20), 1e20), 1)?.value[0], 3);
});

t.test("the derivative of a constant is 0, and a kink's the mean", async (t) => {
  t.equal(at(() => 5, 1)?.value[0], 0);
  t.equal(at((x) => sqrt(mul(x, x)), 0)?.value[0], 0);
});

t.test("an op that is not covered gives no number", async (t) => {
  const { scalar: _, ...rest } = sin.op as unknown as Op<Inputs, undefined>;
  t.equal(
    at((x) => bind({ ...rest, name: "mystery" }, [x], undefined), 1),
    undefined,
  );
});
