// The numbers that a sweep samples lie where they are said to lie.
import t from "tap";
import type { NDArray, Plain } from "../../ndarray/index.js";
import {
  edgeValues,
  fill,
  interior,
  nearValues,
  nudged,
  seamValues,
  specialValues,
  uniform,
} from "./values.js";

const line = { low: -Infinity, high: Infinity };
const kinked = { low: -Infinity, high: 2, kinks: [0, 2] };
const elements = (x: Plain | undefined): readonly number[] => Array.from((x as NDArray).data);

t.test("edge values hold both zeros, the ends of the range, what rounds and what is no number", async (t) => {
  for (const x of [
    0,
    -0,
    5e-324,
    Number.EPSILON,
    1 + Number.EPSILON,
    1,
    -1,
    -2.5,
    1e154,
    Infinity,
    -Infinity,
    NaN,
  ])
    t.ok(
      edgeValues.some((edge) => Object.is(edge, x)),
      String(x),
    );
  for (const side of [1, -1]) t.ok(edgeValues.some((x) => side * x > 1e308 && Number.isFinite(x)));
});

t.test("special values are kinks and finite ends, each once", async (t) => {
  t.same(specialValues(line), []);
  t.same(specialValues(kinked), [0, 2]);
  t.same(specialValues({ low: -1, high: 1 }), [-1, 1]);
});

t.test("near values are six steps to each special value from either side, within the interval", async (t) => {
  t.same(nearValues(line), []);
  const near = nearValues({ low: -Infinity, high: 2, kinks: [0] });
  t.equal(near.length, 12 + 6);
  t.ok(near.every((x) => x < 2));
  for (const k of [1, 2, 3, 4, 5, 6])
    for (const x of [-(10 ** -k), 10 ** -k, 2 - 10 ** -k]) t.ok(near.includes(x), String(x));
  t.same(nearValues({ low: 3, high: 3.05 }).length, 5 + 5, "the first step is too long");
  t.notOk(nearValues({ low: 0.9, high: 1 }).includes(0.9), "an end is not inside");
  t.notOk(nearValues({ low: 1, high: 1.1 }).includes(1.1), "nor is the other");
});

t.test(
  "interior values lie on both sides of 0, at distances of all sizes, and apart from special values",
  async (t) => {
    const values = interior(line, 1);
    for (const x of [-1.3, 0.49, 0.99, 1.01]) t.ok(values.includes(x), String(x));
    for (const side of [-1, 1]) {
      const sizes = values.slice(4).flatMap((x) => (Math.sign(x) === side ? [Math.log10(Math.abs(x))] : []));
      t.equal(sizes.length, 8);
      for (const [k, size] of sizes.entries())
        t.ok(size >= -3 + 0.75 * k && size <= -3 + 0.75 * (k + 1), `10^${String(size)} in its stratum`);
    }
    t.equal(new Set(values).size, values.length);
  },
);

t.test("they lie around each special value, and inside of the interval alone", async (t) => {
  const values = interior({ low: 1, high: 5, kinks: [3] }, 2);
  t.ok(values.length > 10);
  t.ok(values.every((x) => x > 1 && x < 5));
  for (const special of [1, 3, 5]) {
    const nearest = Math.min(...values.map((x) => Math.abs(x - special)));
    t.ok(nearest >= 9e-4 && nearest < 0.02, `${String(nearest)} from ${String(special)}`);
  }
  t.ok(
    values.some((x) => x > 2.9 && x < 3) && values.some((x) => x > 3 && x < 3.1),
    "on both sides of a kink",
  );
  t.notOk(interior({ ...line, kinks: [0.4899] }, 1).includes(0.49), "nor close to another special value");
  for (const narrow of [
    { low: 0.9999, high: 1.0001 },
    { low: -3e-9, high: -2e-9 },
  ]) {
    const inside = interior(narrow, 1);
    t.ok(inside.length >= 8, "a narrow interval has them too");
    t.ok(inside.every((x) => x > narrow.low && x < narrow.high));
  }
});

t.test("another seed gives other numbers, the same seed the same", async (t) => {
  t.same(interior(line, 1), interior(line, 1));
  t.notSame(interior(line, 1), interior(line, 2));
  const [a, b] = [uniform(3, 50), uniform(4, 50)];
  t.notSame(a, b);
  t.ok(a.every((u) => u >= 0 && u < 1) && Math.max(...a) > 0.8 && Math.min(...a) < 0.2);
});

t.test("a nudge is of half a percent at most, and not out of the interval", async (t) => {
  t.ok(Math.abs(nudged(line, 200, 0) - 199) < 1e-12);
  t.ok(Math.abs(nudged(line, 200, 1) - 201) < 1e-12);
  t.equal(nudged(line, -200, 0.5), -200);
  t.equal(nudged({ low: 0, high: 200.5 }, 200, 1), 200);
  t.equal(nudged({ low: 199.5, high: 300 }, 200, 0), 200);
});

t.test(
  "inputs are filled with moderate values from their domains, the last of which is for all further",
  async (t) => {
    const domain = [
      { low: -1, high: 0 },
      { low: 2, high: 3 },
    ];
    const [a, b, c, d] = fill(domain, [[20], [2, 10], [], [1]], 1);
    t.same((b as NDArray).shape, [2, 10]);
    t.ok(elements(a).every((x) => x > -1 && x < -0.01));
    t.ok([...elements(b), ...elements(d)].every((x) => x > 2 && x < 3));
    t.ok(typeof c === "number" && c > 2 && c < 3, "a shape of [] is a number");
    t.ok(new Set(elements(a)).size === 20, "no two are tied");
    const [wide] = fill([line], [[200]], 1);
    t.ok(elements(wide).every((x) => Math.abs(x) < 5.03 && Math.abs(x) > 0.0099));
    t.ok(elements(wide).some((x) => x < 0) && elements(wide).some((x) => x > 1));
    const [other] = fill([line], [[200]], 2);
    t.notSame(elements(wide), elements(other));
  },
);

t.test("or with given values, as they are", async (t) => {
  const [x, y] = fill([line], [[60], [60]], 1, [-1, 0, 7]);
  t.same([...new Set(elements(x))].sort(), [-1, 0, 7]);
  t.notSame(elements(x), elements(y), "inputs differ");
  t.same(fill([line], [[]], 1, [7]), [7]);
});

t.test(
  "where formulas meet, values are on the seam, next to it on both sides, and all along each piece",
  async (t) => {
    t.same(seamValues(line), []);
    const values = seamValues({ low: 0, high: Infinity, seams: [1, 3] });
    for (const seam of [1, 3]) {
      t.ok(values.includes(seam));
      for (const side of [-1, 1])
        t.ok(values.some((x) => side * (x - seam) > 0 && Math.abs(x - seam) < 1e-11));
    }
    for (const [start, end] of [
      [0, 1],
      [1, 3],
    ] as const)
      for (const u of [0.1, 0.5, 0.9])
        t.ok(
          values.some((x) => Math.abs((x - start) / (end - start) - u) < 0.25),
          `about ${String(u)} of the way`,
        );
    t.ok(seamValues({ low: -1, high: 1, seams: [-1, 0.5] }).every((x) => x > -1 && x < 1));
  },
);
