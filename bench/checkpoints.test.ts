// The cost of few states: the loop runs as often as the schedule says.
import t from "tap";
import { advances, checkpointCost } from "./checkpoints.js";

t.test("the schedule's count is that of a search over all schedules", (t) => {
  const known = new Map<string, number>();
  // The least number of steps forward to reverse n steps with s states, the first among them.
  const least = (n: number, s: number): number => {
    if (n <= 1) return 0;
    if (s === 1) return (n * (n - 1)) / 2;
    const key = `${String(n)} ${String(s)}`;
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    const splits = Array.from({ length: n - 1 }, (_, k) => k + 1 + least(n - k - 1, s - 1) + least(k + 1, s));
    const best = Math.min(...splits);
    known.set(key, best);
    return best;
  };
  for (const s of [1, 2, 3, 5]) for (const n of [1, 2, 3, 7, 20, 60]) t.equal(advances(n, s), least(n, s));
  t.end();
});

t.test("a loop runs its body as often as the schedule says", (t) => {
  for (const [steps, kept] of [
    [50, 0],
    [200, 3],
    [1000, 9],
  ] as const) {
    const { runs, predicted, ratio } = checkpointCost(steps, kept, 1);
    t.ok(Math.abs(runs - predicted) < 1e-12, `${String(runs)} and ${String(predicted)}`);
    t.ok(ratio > 0);
  }
  t.end();
});
