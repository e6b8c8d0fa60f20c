// What a few evaluations show of a function: whether it is smooth around a point.
import t from "tap";
import fc from "fast-check";
import { abs, array, floor, hypot, maximum, mul, sin, square, sum, type Value } from "../../index.js";
import type { NDArray, Plain } from "../../ndarray/index.js";
import { numbersOf } from "./dice.js";
import { isSmooth } from "./smooth.js";

const smooth = (f: (...x: Value[]) => Value, ...x: number[]): boolean =>
  isSmooth(
    (values) => f(...values) as number,
    x,
    x.map(() => true),
  );
/** Of a function of one number. */
const smoothAt = (f: (x: number) => number, x: number): boolean =>
  isSmooth(([v]) => f(v as number), [x], [true]);

t.test("ops are smooth but at and near their kinks and jumps", async (t) => {
  t.notOk(smooth(maximum, 2, 2), "a tie");
  t.notOk(smooth(maximum, 2, 2.00001), "and close to one");
  t.ok(smooth(maximum, 2, 2.01));
  t.notOk(smooth(floor, 3), "a jump");
  t.ok(smooth(floor, 3.5));
  t.notOk(smooth(abs, 0), "a kink");
  t.ok(smooth(sin, 1000) && smooth(square, 0) && smooth(hypot, 3e-3, 4e-3));
});

t.test("polynomials are smooth everywhere, with a kink added they are not where that is", async () => {
  const coefficient = fc.integer({ min: -9, max: 9 });
  const place = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(coefficient, coefficient, coefficient, place, (a, b, c, x) =>
      smoothAt((v) => a + b * v + c * v * v, x),
    ),
  );
  const near = fc.double({ min: -2e-7, max: 2e-7, noNaN: true });
  fc.assert(
    fc.property(coefficient, coefficient, fc.integer({ min: 1, max: 9 }), near, (a, b, bend, at) =>
      [-1, 1].every((sign) => !smoothAt((v) => a * v + b * v * v + sign * bend * Math.abs(v - at), 0)),
    ),
  );
});

t.test("a kink is seen within a step of ten-thousandth of the size, from 0 of a millionth", async (t) => {
  const bent = (at: number) => (x: number) => Math.abs(x - at);
  for (const x of [100, -100]) {
    t.notOk(smoothAt(bent(x + 4e-3), x));
    t.notOk(smoothAt(bent(x - 4e-3), x));
    t.ok(smoothAt(bent(x + 1.1e-2), x));
    t.ok(smoothAt(bent(x - 1.1e-2), x));
  }
  t.notOk(smoothAt(bent(4e-7), 0));
  t.ok(smoothAt(bent(1.1e-6), 0));
});

t.test("rounding is no kink, however large the values are", async (t) => {
  for (const large of [1e6, -1e9, 1e12])
    t.ok(
      smoothAt((x) => large + Math.sin(x), 0.7),
      String(large),
    );
  t.ok(smoothAt((x) => 1e9 * x + Math.floor(0.5 + x * 1e3) / 1e6, 1.23456));
  t.notOk(
    smoothAt((x) => 1e3 + Math.abs(x), 0),
    "but a kink is one beside a large value",
  );
});

t.test("a value that is not finite is not smooth", async (t) => {
  t.notOk(smoothAt(() => NaN, 1));
  t.notOk(smoothAt((x) => (x > 1 ? NaN : x), 1));
  t.notOk(smoothAt((x) => (x < 1 ? NaN : x), 1));
  t.notOk(smoothAt((x) => 1 / x, 0));
});

t.test(
  "each element of each input moves by a step of its own, and each of the output is looked at",
  async (t) => {
    const of = (f: (x: Value) => Value, x: NDArray): boolean =>
      isSmooth(([v = 0]) => f(v) as Plain, [x], [true]);
    t.ok(of(abs, array([1, -2, 3])));
    for (const k of [0, 1, 2])
      t.notOk(of(abs, array([1, 1, 1].with(k, 0))), `a kink in element ${String(k)}`);
    const apart = (x: readonly Plain[]): number => {
      const [a = 0, b = 0] = x.flatMap((v) => [...numbersOf(v)]);
      return Math.abs(a - b);
    };
    t.notOk(isSmooth(apart, [array([2, 2])], [true]), "two elements that meet");
    t.notOk(isSmooth(apart, [2, 2], [true, true]), "two inputs");
    t.ok(
      of(
        (x) => sum(mul(x, x)),
        array([
          [1, 2],
          [3, 4],
        ]),
      ),
    );
  },
);

t.test("what is not moved may be anything", async (t) => {
  const f = ([x = 0, n = 0]: readonly Plain[]): number => (x as number) * Math.floor(n as number);
  t.ok(isSmooth(f, [1.5, 3], [true, false]));
  t.notOk(isSmooth(f, [1.5, 3], [true, true]));
  t.notOk(isSmooth(f, [1.5, 3], [false, true]));
});
