// Products by blocks: what the kernel in JavaScript gives, bit by bit, at all sizes.
import t from "tap";
import { isForBlocks, multiplyBlocks } from "./blocked.js";
import { tiled } from "./gemm.js";

/** Numbers whose sums are rounded. */
const numbers = (length: number, phase: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => Math.sin(1.7 * i * i + phase) * 10 ** (i % 5));

const sizes = [
  [2, 1, 2],
  [4, 256, 4],
  [5, 7, 3],
  [64, 256, 256],
  [65, 257, 259],
  [130, 600, 5],
  [3, 513, 300],
  [1000, 10, 10],
  [513, 3, 2],
  [2000, 8, 3],
  [600, 300, 31],
  [70, 40, 289],
] as const;

t.test("it is what the kernel in JavaScript gives, bit by bit", async (t) => {
  for (const [m, k, n] of sizes) {
    const [a, b] = [numbers(m * k + 3, 0), numbers(k * n + 5, 1)];
    const [got, want] = [new Float64Array(m * n + 4), new Float64Array(m * n + 4)];
    multiplyBlocks({ data: a, offset: 3 }, { data: b, offset: 5 }, { data: got, offset: 2 }, m, k, n);
    tiled({ data: a, offset: 3 }, { data: b, offset: 5 }, { data: want, offset: 2 }, m, k, n);
    t.strictSame(got, want, `${String(m)} × ${String(k)} × ${String(n)}`);
  }
});

t.test("NaN and infinities touch the rows and columns that they are in, and no others", async (t) => {
  const [m, k, n] = [66, 300, 70];
  const a = new Float64Array(m * k).fill(1);
  const y = new Float64Array(m * n);
  a[5 * k + 3] = NaN;
  a[65 * k + 299] = Infinity;
  const b = { data: new Float64Array(k * n).fill(2), offset: 0 };
  multiplyBlocks({ data: a, offset: 0 }, b, { data: y, offset: 0 }, m, k, n);
  const want = (i: number): number => (i === 5 ? NaN : i === 65 ? Infinity : 2 * k);
  t.ok(y.every((v, i) => Object.is(v, want(Math.floor(i / n)))));
});

t.test("small products and vectors are not done so", async (t) => {
  t.notOk(isForBlocks(4, 4, 4));
  t.notOk(isForBlocks(1, 1000, 1000));
  t.notOk(isForBlocks(1000, 1000, 1));
  t.ok(isForBlocks(64, 64, 64));
});
