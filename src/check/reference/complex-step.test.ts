// The complex step is the derivative to rounding, and says so where it is not.
import t from "tap";
import { abs, add, array, exp, log, mul, sin, sqrt, sum, tanh, type Value } from "../../index.js";
import type { Inputs, Op } from "../../core/op.js";
import { bind } from "../../core/op.js";
import { wengertList } from "../wengert.js";
import { complexStep } from "./complex-step.js";

/** The derivative of a function of one number. */
function slope(f: (x: Value) => Value, x: number): number {
  const list = wengertList(([y = 0]) => [f(y)], [x]);
  return complexStep(list, Float64Array.of(1))?.[0] ?? NaN;
}

const isClose = (a: number, b: number): boolean => Math.abs(a / b - 1) < 1e-14;

t.test("derivatives of all outputs come along a direction in all inputs", async (t) => {
  const list = wengertList(([x = 0, y = 0]) => [mul(x, y), sum(mul(x, x)), sin(y)], [array([2, 3]), 0.5]);
  const [a = 0, b = 0, c = 0, d = 0, ...rest] = complexStep(list, Float64Array.of(1, -1, 4)) ?? [];
  t.ok(isClose(a, 0.5 + 4 * 2), "y dx + x dy, first element");
  t.ok(isClose(b, -0.5 + 4 * 3), "second element");
  t.ok(isClose(c, 2 * (2 - 3)), "2 Σ x dx");
  t.ok(isClose(d, 4 * Math.cos(0.5)), "dy cos y");
  t.same(rest, []);
});

t.test("directions of any size are answered in proportion", async (t) => {
  const list = wengertList(([x = 0]) => [exp(x)], [1]);
  for (const size of [1e-30, 1, 1e30])
    t.ok(isClose(complexStep(list, Float64Array.of(size))?.[0] ?? NaN, size * Math.E), String(size));
});

t.test("a small derivative has all its digits down to 1e-170, is NaN below, and 0 far below", async (t) => {
  t.ok(
    isClose(
      slope((x) => mul(x, 1e-95), 1),
      1e-95,
    ),
    "where one step loses it",
  );
  t.ok(
    isClose(
      slope((x) => mul(x, 1e-130), 1),
      1e-130,
    ),
  );
  t.ok(isClose(slope(tanh, -150), 4 * Math.exp(-300)));
  t.ok(Number.isNaN(slope((x) => mul(x, 1e-190), 1)), "both steps lose digits");
  t.equal(
    slope((x) => mul(x, 0), 1),
    0,
  );
  t.equal(
    slope((x) => mul(mul(x, 1e-200), 1e-100), 1),
    0,
    "no step is left of it",
  );
});

t.test("a derivative of 0 is 0, and so is that of a constant", async (t) => {
  t.equal(
    slope((x) => mul(x, x), 0),
    0,
  );
  t.equal(
    slope(() => 5, 3),
    0,
  );
});

t.test("there is no answer where no step is small beside the input, or the function ends", async (t) => {
  t.ok(Number.isNaN(slope(sqrt, 1e-250)), "both steps are too long");
  t.ok(Number.isNaN(slope(sqrt, 1e-150)), "one step is too long");
  t.ok(Number.isNaN(slope((x) => mul(sqrt(x), 1e-80), 1e-150)), "however small the slope");
  t.ok(Number.isNaN(slope(sqrt, -1)));
  t.ok(Number.isNaN(slope((x) => add(1, log(x)), -2)));
});

t.test("at a kink the answer is the mean of both sides", async (t) => {
  t.equal(slope(abs, 0), 0);
  t.equal(
    slope((x) => add(abs(x), x), 0),
    1,
  );
});

t.test("an op that no one knows has no derivative", async (t) => {
  const { scalar: _, ...rest } = sin.op as unknown as Op<Inputs, undefined>;
  const unknown: Op<Inputs, undefined> = { ...rest, name: "mystery" };
  const list = wengertList(([x = 0]) => [bind(unknown, [x], undefined)], [1]);
  t.equal(complexStep(list, Float64Array.of(1)), undefined);
});
