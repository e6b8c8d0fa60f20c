// The laws of comparing: what is NaN, infinite or negative zero, what a tolerance is relative to, and what a hull holds.
import t from "tap";
import fc from "fast-check";
import { complaint, difference, type Tolerance } from "./judge.js";
import { distanceToHull } from "./hull.js";
import type { Expected, Numeral } from "./format.js";

const how: Tolerance = { unit: 2 ** -52, ulps: 8, scale: 0, least: 2 ** -1022 };
const exact = (...data: Numeral[]): Expected => ({ kind: "exact", data });
const ok = (got: readonly number[], want: Expected, by = how) => complaint(got, want, by) === undefined;

t.test("NaN is only NaN, an infinity only itself, and -0 is 0 unless it is asked for", async (t) => {
  t.ok(ok([NaN], exact("nan")));
  t.ok(ok([Infinity, -Infinity], exact("inf", "-inf")));
  for (const [got, want] of [
    [NaN, "inf"],
    [Infinity, "nan"],
    [-Infinity, "inf"],
    [1e308, "inf"],
    [0, "nan"],
    [0, "-0"],
  ] as const) {
    t.notOk(ok([got], exact(want)), `${got} is not ${want}`);
  }
  t.ok(ok([-0], exact(0)));
  t.ok(ok([-0], exact("-0")));
  t.equal(complaint([NaN], exact(1), how)?.status, "nan");
  t.equal(complaint([2], exact(1), how)?.status, "wrong");
});

t.test(
  "a tolerance is relative to the largest number, does not grow with how many there are, and keeps zeros",
  async (t) => {
    const data = Array.from({ length: 1000 }, () => 1);
    t.ok(ok(data.with(7, 1 + 8 * 2 ** -52), exact(...data)));
    t.notOk(ok(data.with(7, 1 + 10 * 2 ** -52), exact(...data)));
    t.notOk(ok([1e-15], exact(0)));
    t.ok(ok([1e-15], exact(0), { ...how, scale: 1 }));
    t.ok(ok([1e-15, 1], exact(0, 1)));
    t.notOk(ok([1], exact(1, 1)), "the lengths must be the same");
    t.match(complaint([1, 3], exact(1, 2), how)?.reason, /element 1 is 3 instead of 2, off by 1/);
  },
);

t.test("intervals, balls, and one of several", async (t) => {
  const unit: Expected = { kind: "interval", low: [-1], high: [1] };
  t.ok(ok([-1], unit) && ok([0.3], unit) && ok([1], unit));
  t.notOk(ok([1.01], unit) || ok([NaN], unit));
  const ball: Expected = { kind: "ball", center: [0, 0], radius: 1 };
  t.ok(ok([0.6, 0.8], ball) && ok([0, 0], ball));
  t.notOk(ok([1, 1], ball) || ok([NaN, 0], ball));
  const either: Expected = { kind: "any-of", of: [exact("nan"), exact(0)] };
  t.ok(ok([0], either) && ok([NaN], either));
  t.notOk(ok([1], either));
  t.ok(ok([NaN], { kind: "agree" }));
});

t.test(
  "a convex hull holds every mixture of its vertices, and nothing that a plane divides from it",
  async (t) => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    const point = fc.array(number, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(point, fc.nat(100)), { minLength: 1, maxLength: 5 }), (weighted) => {
        const total = weighted.reduce((sum, [, w]) => sum + w + 1, 0);
        const inside = [0, 1, 2].map((k) => weighted.reduce((s, [p, w]) => s + ((w + 1) / total) * p[k]!, 0));
        const vertices = weighted.map(([p]) => p);
        const top = Math.max(...vertices.map(([x]) => x!));
        return (
          distanceToHull(inside, vertices) < 1e-6 && distanceToHull([top + 2, 0, 0], vertices) >= 2 - 1e-9
        );
      }),
      { seed: 20260101, numRuns: 300 },
    );
    t.equal(
      distanceToHull(
        [2, 2],
        [
          [0, 1],
          [1, 0],
        ].map((v) => v),
      ),
      Math.hypot(1.5, 1.5),
    );
    t.ok(
      Number.isNaN(
        distanceToHull(
          [NaN, 0],
          [
            [0, 0],
            [1, 1],
          ],
        ),
      ),
    );
  },
);

t.test("a NaN outside of a hull is a complaint", async (t) => {
  const hull: Expected = {
    kind: "hull",
    vertices: [
      [1, 0],
      [0, 1],
    ],
  };
  t.ok(ok([0.5, 0.5], hull));
  t.equal(complaint([NaN, 0.5], hull, how)?.status, "nan");
  t.notOk(ok([1, 1], hull));
});

t.test("two modes differ in what is NaN or infinite, or by more than they may", async (t) => {
  t.equal(difference([1, NaN, Infinity], [1, NaN, Infinity], how), undefined);
  t.equal(difference([1], [NaN], how), "1 and NaN");
  t.equal(difference([Infinity], [1e308], how), "Infinity and 1e+308");
  t.equal(difference([1], [1 + 2 ** -50], how), undefined);
  t.equal(difference([1], [1.001], how), "1 and 1.001");
});
