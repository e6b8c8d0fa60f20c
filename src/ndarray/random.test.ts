// Random numbers: reproducible, of the right distribution, and refused without a key.
import t from "tap";
import { type Key, map1, type NDArray, random, sum } from "./index.js";
import { threefry } from "./threefry.js";

const key = random.key(2024);
const mean = (x: NDArray, f: (x: number) => number): number =>
  (sum(map1("moment", f)(x), [0], false) as number) / x.size;

t.test("threefry gives the published words", async (t) => {
  const words = new Uint32Array(2);
  const hex = (...input: [number, number, number, number]): string => {
    threefry(...input, words);
    return [...words].map((word) => word.toString(16).padStart(8, "0")).join(" ");
  };
  t.equal(hex(0, 0, 0, 0), "6b200159 99ba4efe");
  t.equal(hex(-1, -1, -1, -1), "1cb996fc bb002be7");
  t.equal(hex(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3), "c4923a9c 483df7a0");
});

t.test("the same key gives the same numbers, and a longer draw begins with a shorter one", async (t) => {
  t.strictSame(random.uniform(key, 5), random.uniform(random.key(2024), 5));
  t.strictSame([...random.uniform(key, 9).data.slice(0, 5)], [...random.uniform(key, 5).data]);
  t.strictSame([...random.normal(key, 9).data.slice(0, 4)], [...random.normal(key, 4).data]);
  t.equal(random.uniform(key), random.uniform(key, 1).item());
  t.not(random.uniform(key), random.uniform(random.key(2025)));
});

t.test("the numbers of a key are fixed for good", async (t) => {
  t.strictSame(random.uniform(random.key(42), 2).toArray(), [0.42672756361231334, 0.10015824296670306]);
  t.strictSame(random.integers(random.key(42), 0, 10, 10).toArray(), [4, 1, 1, 3, 7, 4, 8, 6, 9, 3]);
  t.strictSame(random.permutation(random.key(42), 8).toArray(), [7, 6, 0, 1, 3, 2, 5, 4]);
});

t.test("every integer is a seed of its own", async (t) => {
  const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER];
  t.equal(new Set(seeds.map((seed) => random.uniform(random.key(seed)))).size, seeds.length);
});

t.test("split makes keys unlike each other and unlike the one they come from", async (t) => {
  const keys = [key, ...random.split(key), ...random.split(random.split(key)[0]!, 3)];
  t.equal(new Set(keys.map((k) => random.uniform(k))).size, 6, "six streams");
  t.equal(random.split(key).length, 2);
  t.strictSame(random.split(key, 3).slice(0, 2), random.split(key));
});

t.test("uniform numbers fill their interval evenly and never reach its end", async (t) => {
  const n = 100000;
  const x = random.uniform(key, n, { low: -1, high: 3 });
  t.ok(x.data.every((u) => u >= -1 && u < 3));
  t.ok(Math.abs(mean(x, (u) => u) - 1) < 0.015, "mean");
  t.ok(Math.abs(mean(x, (u) => (u - 1) ** 2) - 16 / 12) < 0.015, "variance");
  const counts = new Array<number>(20).fill(0);
  for (const u of x.data) counts[Math.floor((u + 1) * 5)]! += 1;
  const chiSquare = counts.reduce((total, count) => total + (count - n / 20) ** 2 / (n / 20), 0);
  t.ok(chiSquare < 43.8, "chi-square with 19 degrees of freedom stays below its 99.9 % quantile");
  const narrow = random.uniform(key, 10000, { low: 1, high: 1 + 2 ** -22, dtype: "float32" });
  t.equal(narrow.dtype, "float32");
  t.ok(
    narrow.data.every((u) => u >= 1 && u < 1 + 2 ** -22),
    "even where float32 has but two numbers",
  );
});

t.test("normal numbers have the moments and the tails of the normal distribution", async (t) => {
  const x = random.normal(key, 200001, { mean: 2, std: 3 });
  const z = map1("standardize", (u) => (u - 2) / 3)(x) as NDArray;
  const moments = [1, 2, 3, 4].map((p) => mean(z, (u) => u ** p));
  for (const [k, [expected, deviation]] of (
    [
      [0, 1],
      [1, Math.SQRT2],
      [0, 15 ** 0.5],
      [3, 96 ** 0.5],
    ] as const
  ).entries()) {
    t.ok(
      Math.abs(moments[k]! - expected) < (4 * deviation) / 447,
      `moment ${k + 1} within 4 standard errors`,
    );
  }
  t.ok(Math.abs(mean(z, (u) => (Math.abs(u) > 2 ? 1 : 0)) - 0.0455) < 0.002, "4.55 % lie beyond 2");
  t.equal(typeof random.normal(key), "number");
  t.equal(random.normal(key, 2, { dtype: "float32" }).dtype, "float32");
});

t.test("integers lie between their bounds, each about as often as another", async (t) => {
  const x = random.integers(key, -2, 3, 50000);
  const counts = new Map<number, number>();
  for (const k of x.data) counts.set(k, (counts.get(k) ?? 0) + 1);
  t.strictSame(
    [...counts.keys()].sort((a, b) => a - b),
    [-2, -1, 0, 1, 2],
  );
  t.ok([...counts.values()].every((count) => Math.abs(count - 10000) < 4 * Math.sqrt(8000)));
  t.equal(x.dtype, "int32");
  t.ok(Number.isInteger(random.integers(key, -(2 ** 31), 2 ** 31)));
});

t.test("a permutation holds every integer once, and each order comes up", async (t) => {
  t.strictSame(
    [...random.permutation(key, 100).data].sort((a, b) => a - b),
    Array.from({ length: 100 }, (_, k) => k),
  );
  const orders = random.split(key, 600).map((k) => random.permutation(k, 3).toString());
  t.equal(new Set(orders).size, 6);
  t.strictSame(random.permutation(key, 0).shape, [0]);
});

t.test("wrong arguments are refused by name", async (t) => {
  const refused = (f: () => unknown, name: string, message: RegExp): void =>
    void t.throws(f, { name, message });
  refused(
    () => random.uniform(42 as unknown as Key),
    "TypeError",
    /random.uniform: expected a key, random.key\(seed\)/,
  );
  refused(() => random.permutation(undefined as unknown as Key, 3), "TypeError", /not undefined/);
  refused(() => random.key(1.5), "TypeError", /the seed must be an integer, not 1.5/);
  refused(
    () => random.uniform(key, 3, { low: 2, high: 1 }),
    "RangeError",
    /low must be less than high; came 2 and 1/,
  );
  refused(() => random.uniform(key, 3, { low: -Infinity }), "TypeError", /low must be a finite number/);
  refused(() => random.normal(key, 3, { std: NaN }), "TypeError", /std must be a finite number/);
  refused(() => random.normal(key, 3, { std: -1 }), "RangeError", /std must be 0 or more, not -1/);
  refused(
    () => random.normal(key, 3, { dtype: "int32" as never }),
    "TypeError",
    /dtype must be "float64" or "float32"/,
  );
  refused(() => random.integers(key, 0, 2 ** 32), "RangeError", /both within int32/);
  refused(() => random.integers(key, 0.5, 2), "TypeError", /low must be an integer/);
  refused(() => random.integers(key, 0, 2.5), "TypeError", /high must be an integer/);
  refused(() => random.permutation(key, -1), "RangeError", /n must be a whole number of 0 or more, not -1/);
  refused(() => random.split(key, 1.5), "RangeError", /random.split: n must be a whole number/);
  refused(() => random.uniform(key, [-1]), "RangeError", /random.uniform: a shape holds whole numbers/);
});
