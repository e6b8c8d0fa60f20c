// Random choices: what they may be, how often each is, and that a seed determines them.
import t from "tap";
import fc from "fast-check";
import type { Interval } from "../../core/op.js";
import { array, type NDArray } from "../../index.js";
import { Dice, liesWithin, numbersOf } from "./dice.js";

const times = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);
const share = (all: readonly unknown[], of: unknown): number =>
  all.filter((x) => x === of).length / all.length;
const everywhere: Interval = { low: -Infinity, high: Infinity };

/** Many numbers of a domain. */
function numbers(domain: Interval, tame: boolean): number[] {
  return Array.from(numbersOf(new Dice(3).value([500], domain, tame)));
}

t.test("a seed determines all choices, each of them a new one", async (t) => {
  const draws = (seed: number): number[] => {
    const dice = new Dice(seed);
    return times(2000, () => dice.unit());
  };
  t.same(draws(1), draws(1));
  t.equal(new Set([...draws(1), ...draws(2)]).size, 4000);
});

t.test("units fill [0, 1) evenly", async (t) => {
  const dice = new Dice(5);
  const draws = times(8000, () => dice.unit());
  t.ok(draws.every((x) => x >= 0 && x < 1));
  const tenths = draws.map((x) => Math.floor(10 * x));
  for (let k = 0; k < 10; k++) t.ok(Math.abs(share(tenths, k) - 0.1) < 0.015, `tenth ${String(k)}`);
});

t.test("integers, chances and items come as often as they should", async (t) => {
  const dice = new Dice(7);
  const integers = times(6000, () => dice.from(-1, 2));
  t.same(
    [...new Set(integers)].sort((a, b) => a - b),
    [-1, 0, 1, 2],
  );
  for (const k of [-1, 0, 1, 2]) t.ok(Math.abs(share(integers, k) - 0.25) < 0.03);
  t.ok(times(50, () => dice.from(4, 4)).every((k) => k === 4));
  for (const p of [0, 0.2, 1]) {
    const happened = share(
      Array.from({ length: 4000 }, () => dice.chance(p)),
      true,
    );
    t.ok(p === 0.2 ? Math.abs(happened - p) < 0.03 : happened === p, `of ${String(p)}`);
  }
  const items = times(3000, () => dice.pick(["a", "b", "c"]));
  for (const item of ["a", "b", "c"]) t.ok(Math.abs(share(items, item) - 1 / 3) < 0.04);
  t.equal(dice.pick<number>([]), undefined);
});

t.test("values have the shape that is asked for", async (t) => {
  const dice = new Dice(1);
  t.equal(typeof dice.value([], everywhere, true), "number");
  t.same((dice.value([2, 3], everywhere, true) as NDArray).shape, [2, 3]);
  t.equal(new Set(numbers(everywhere, false)).size, 500, "of numbers of their own");
});

t.test("values lie in their domain, at a distance from its ends and kinks", async () => {
  const ends = fc
    .tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: 0.1, max: 50, noNaN: true }))
    .chain(([low, width]) => {
      const kinks = fc.array(fc.constantFrom(low + width / 2, low + width / 3), { maxLength: 2 });
      const interval = fc.constantFrom([low, low + width], [low, Infinity], [-Infinity, low]);
      return fc.record({ ends: interval, kinks });
    });
  fc.assert(
    fc.property(ends, fc.boolean(), fc.nat(), ({ ends: [low, high], kinks }, tame, seed) => {
      const drawn = numbersOf(new Dice(seed).value([20], { low, high, kinks }, tame));
      return drawn.every(
        (x) => [low, high, ...kinks].every((end) => Math.abs(x - end) >= 1e-3) && x > low && x < high,
      );
    }),
  );
});

t.test("between two ends values are spread evenly", async (t) => {
  const all = numbers({ low: 10, high: 14 }, true);
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
  t.ok(Math.abs(mean - 12) < 0.2);
  t.ok(Math.min(...all) < 10.1 && Math.max(...all) > 13.9);
});

t.test("where a domain has no end, tame values are of a size between ¼ and 4", async (t) => {
  const isTame = (x: number): boolean => Math.abs(x) >= 0.25 && Math.abs(x) <= 4;
  const both = numbers(everywhere, true);
  t.ok(both.every(isTame));
  t.ok(Math.abs(both.filter((x) => x < 0).length / both.length - 0.5) < 0.08, "of either sign");
  t.ok(
    Math.abs(both.filter((x) => Math.abs(x) < 1).length / both.length - 0.5) < 0.08,
    "as many below 1 as above",
  );
  t.ok(Math.max(...both) > 3.8 && Math.min(...both.map(Math.abs)) < 0.27, "over all of it");
  t.ok(
    numbers({ low: 10, high: Infinity }, true).every((x) => isTame(x - 10)),
    "from the low end up",
  );
  t.ok(
    numbers({ low: -Infinity, high: -10 }, true).every((x) => isTame(x + 10)),
    "from the high end down",
  );
  t.ok(
    numbers({ low: -Infinity, high: 10 }, true).every((x) => isTame(x) && x < 0),
    "from 0 down, if that is lower",
  );
});

t.test("other values are tame three times of four, else of a size between 10⁻³ and 10³", async (t) => {
  const sizes = numbers(everywhere, false).map(Math.abs);
  t.ok(sizes.every((size) => size >= 1e-3 && size <= 1e3));
  t.ok(Math.max(...sizes) > 500 && Math.min(...sizes) < 2e-3);
  const wild = sizes.filter((size) => size < 0.25 || size > 4).length / sizes.length;
  t.ok(Math.abs(wild - 0.25 * (1 - Math.log10(16) / 6)) < 0.05, String(wild));
});

t.test("a number lies within a domain if it is 10⁻³ off its ends and kinks", async (t) => {
  t.ok(liesWithin(1e-3, { low: 0, high: 1 }));
  t.notOk(liesWithin(0.99e-3, { low: 0, high: 1 }));
  t.ok(liesWithin(-1e-3, { low: -1, high: 0 }));
  t.notOk(liesWithin(-0.99e-3, { low: -1, high: 0 }));
  t.notOk(liesWithin(2, { low: 0, high: 1 }));
  const kinked = { ...everywhere, kinks: [0, 5] };
  t.same(
    [1e-3, -1e-3, 3].map((x) => liesWithin(x, kinked)),
    [true, true, true],
  );
  t.same(
    [0, 5, 0.99e-3, 4.9995].map((x) => liesWithin(x, kinked)),
    [false, false, false, false],
  );
  t.notOk(liesWithin(NaN, everywhere));
});

t.test("a value is made of numbers of float64", async (t) => {
  t.same(numbersOf(3), Float64Array.of(3));
  const double = array([[1, 2]]);
  t.equal(numbersOf(double), double.data, "its own");
  t.same(numbersOf(array([1, 0], { dtype: "bool" })), Float64Array.of(1, 0));
  t.same(numbersOf(array([0.5, 2], { dtype: "float32" })), Float64Array.of(0.5, 2));
});
