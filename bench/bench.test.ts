// The limits that the benchmarks measure against are right: they are our own derivatives, written by hand.

import t from "tap";
import { array } from "../src/index.js";
import { bytesPerPlace } from "../src/reverse/columns.js";
import { lines, rosenbrock } from "./programs.js";
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
