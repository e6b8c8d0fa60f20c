// Rounder points: which numbers are offered, in which order, and that nothing else changes.
import t from "tap";
import fc from "fast-check";
import { add, array, mul, sin } from "../../index.js";
import { valuesOf, wengertList, type WengertList } from "../wengert.js";
import { listing } from "./listing.js";
import { countNumbers, rounder, withRounder } from "./rounder.js";

/** v = x0 · [10, 20] + x1, and sin of that. */
const list = wengertList(
  ([x = 0, y = 0]) => [sin(add(mul(x, array([10, 20])), y))],
  [1.2345, array([[4.5, 5.5]])],
);

/** The numbers that are offered for x. */
function offered(x: number): unknown[] {
  return [...withRounder({ inputs: [x], lines: [], outputs: [{ at: 0 }] }, 0)].map(({ inputs }) => inputs[0]);
}

t.test("the numbers of a program are those of its inputs, then those of its constants", async (t) => {
  t.equal(countNumbers(list), 5);
  const first = Array.from({ length: 5 }, (_, k) => [...withRounder(list, k)][0] as WengertList);
  t.equal(listing(first[0] as WengertList).split("\n")[0], "x0 = 0");
  const lines = listing(list).split("\n");
  const changed = first.map((each) =>
    listing(each)
      .split("\n")
      .filter((line, k) => line !== lines[k]),
  );
  t.same(changed, [
    ["x0 = 0"],
    ["x1 = [[0, 5.5]]"],
    ["x1 = [[4.5, 0]]"],
    ["v1 = mul(x0, [0, 20])"],
    ["v1 = mul(x0, [10, 0])"],
  ]);
  t.same([...withRounder(list, 5)], [], "there is no other");
  t.equal(listing(list), lines.join("\n"), "and the program itself stays");
});

t.test("round numbers are offered until the number is one, the roundest first", async (t) => {
  t.same(offered(1.2345), [0, 1, -1, 2, -2, 3, 1, 1, 1.2, 1.23]);
  t.same(offered(-57.31), [0, 1, -1, 2, -2, 3, -57, -60, -57, -57.3]);
  t.same(offered(0), []);
  t.same(offered(1), [0]);
  t.same(offered(-2), [0, 1, -1, 2]);
  t.same(offered(4), [0, 1, -1, 2, -2, 3]);
  t.same(offered(4.5), [0, 1, -1, 2, -2, 3, 5, 5], "which has two digits");
});

t.test("what is offered differs, runs, and has no more digits", async () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const all = offered(x) as number[];
      const digits = (y: number): number => y.toExponential().replace(/e.*|\D/g, "").length;
      return all.every((y) => y !== x && (digits(y) <= Math.max(digits(x), 1) || Number.isInteger(y)));
    }),
  );
});

t.test("all rounder programs are those with one number rounder", async (t) => {
  const each = [0, 1, 2, 3, 4].flatMap((k) => [...withRounder(list, k)]);
  t.same([...rounder(list)].map(listing), each.map(listing));
  t.ok(each.length > 30);
  const shapes = (of: WengertList): unknown =>
    valuesOf(of).map((v) => (typeof v === "number" ? undefined : v.shape));
  for (const one of each) t.same(shapes(one), shapes(list));
});
