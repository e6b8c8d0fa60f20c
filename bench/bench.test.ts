// The limits that the benchmarks measure against are right: they are our own derivatives, written by hand.

import t from "tap";
import { array } from "../src/index.js";
import { bytesPerPlace } from "../src/reverse/columns.js";
import * as bare from "./limits/bare.js";
import { derivative } from "./limits/rosenbrock.js";
import { lines, rosenbrock } from "./programs.js";
import { rowOf } from "./report.js";
import { countOps } from "./tape.js";
import { workload } from "./workload.js";
import { workloads } from "./workloads.js";

const all = workloads();

for (const { name, distance, tolerance } of all) {
  t.test(`${name}: ours and the limit agree`, async (t) => {
    const far = distance();
    t.ok(far <= tolerance, `${String(far)} apart, and ${String(tolerance)} is allowed`);
  });
}

t.test("the yardstick computes what it is said to", async (t) => {
  const [x, dx] = [
    [1, 2, 3, 0.5],
    [0.5, -1, 2, 1],
  ] as const;
  const want = derivative(x, dx).tangent;
  t.ok(Math.abs(bare.derivative(x, dx) / want - 1) <= 1e-14);
  t.equal(bare.opsOf(x.length), countOps(rosenbrock, x));
});

t.test("a goal is held against what the machine is worth", async (t) => {
  const asked = { ...all[0]!, ops: 10, goal: { unit: "ns/op", most: 40 } } as const;
  const slow = rowOf(asked, { ours: 800e-9, byHand: 1e-9, bare: 13.2e-9 });
  t.equal(slow.figure?.toFixed(6), "40.000000", "80 ns per op, on a machine half as fast");
  t.equal(slow.met, true);
  const thrice = { ...all[0]!, goal: { unit: "× by hand", most: 3 } } as const;
  t.equal(rowOf(thrice, { ours: 4, byHand: 1, bare: 1 }).met, false);
});

t.test("names are unique, so that --only can choose", async (t) => {
  t.equal(new Set(all.map(({ name }) => name)).size, all.length);
});

t.test("a limit that is wrong in one entry is noticed", async (t) => {
  const shared = { name: "", what: "", inputs: [0], tolerance: 0 };
  const ours = () => array([1, 2]);
  const wrong = (...byHand: number[]) => workload({ ...shared, ours, byHand: () => byHand });
  t.equal(wrong(1, 2).distance(), 0);
  t.equal(wrong(1, 4).distance(), 0.5);
  t.equal(wrong(1).distance(), Infinity);
  t.not(wrong(1, NaN).distance() <= 1e300, true);
});

t.test("the inputs are taken in turn", async (t) => {
  const seen: number[] = [];
  const { ours } = workload({
    name: "",
    what: "",
    inputs: [1, 2],
    tolerance: 0,
    ours: (x) => seen.push(x),
    byHand: (x) => x,
  });
  for (let i = 0; i < 3; i++) ours();
  t.same(seen, [1, 2, 1]);
});

t.test("ops are counted as the tape records them", async (t) => {
  t.equal(countOps(rosenbrock, [1, 2, 3]), 2 * 8, "8 for each of the two terms");
  t.equal(
    countOps(([y = 0]) => lines(y, 10), [1]),
    20,
  );
});

t.test("a place on the tape takes at most 48 bytes", async (t) => {
  t.ok(bytesPerPlace <= 48);
});
