// Sums of elements that come a few at a time: the bits of the sum of the whole array.
import t from "tap";
import { LaneSums } from "./lane-sums.js";
import { sumLanes } from "./summation.js";

const numbers = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => (i % 11 === 5 ? -0 : Math.sin(1.7 * i * i) * 10 ** (i % 7)));

t.test("however many come at a time", async (t) => {
  for (const [outer, length, inner] of [
    [1, 1, 5],
    [2, 2, 1],
    [3, 7, 4],
    [1, 128, 3],
    [2, 129, 3],
    [1, 255, 2],
    [1, 1000, 2],
    [2, 517, 9],
  ] as const) {
    const x = numbers(outer * length * inner);
    const want = new Float64Array(outer * inner);
    sumLanes(x, outer, length, inner, want);
    const sums = new LaneSums({ length, inner });
    for (const chunk of [1, 2, inner, 2 * inner, 2 * inner + 1, 64, x.length]) {
      const got = new Float64Array(outer * inner).fill(7);
      sums.begin(got);
      for (let start = 0; start < x.length; start += chunk)
        sums.add(x, start, Math.min(chunk, x.length - start));
      t.strictSame(got, want, `${String([outer, length, inner])} by ${String(chunk)}`);
    }
  }
});

t.test("what was begun and not ended leaves nothing behind", async (t) => {
  const [sums, x] = [new LaneSums({ length: 200, inner: 2 }), numbers(400)];
  const [got, want] = [new Float64Array(2), new Float64Array(2)];
  sums.begin(got);
  sums.add(x, 0, 333);
  sums.begin(got);
  sums.add(x, 0, 400);
  sumLanes(x, 1, 200, 2, want);
  t.strictSame(got, want);
});
