// Reductions and scans: against naive loops, and against exact sums where rounding is the question.
import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import {
  arange,
  argmax,
  argmin,
  array,
  cumsum,
  type DType,
  full,
  max,
  min,
  type NDArray,
  normalizeAxes,
  type Plain,
  prod,
  random,
  reducedShape,
  shapeOf,
  sizeOf,
  stridesOf,
  sum,
  zeros,
} from "./index.js";

const places = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (all, n) => all.flatMap((p) => Array.from({ length: n }, (_, k) => [...p, k])),
    [[]],
  );
const elements = (x: Plain): number[] => (typeof x === "number" ? [x] : [...x.data]);

/** What is reduced into each element of the result, in order. */
function groups(x: NDArray, axes: readonly number[]): number[][] {
  const kept = reducedShape(x.shape, axes, true);
  const strides = stridesOf(kept);
  const all = Array.from({ length: sizeOf(kept) }, (): number[] => []);
  places(x.shape).forEach((place, k) => {
    all[place.reduce((sum, i, axis) => sum + (axes.includes(axis) ? 0 : i * strides[axis]!), 0)]!.push(
      x.data[k]!,
    );
  });
  return all;
}

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
const cases = shapes.chain((shape) =>
  fc.tuple(
    fc
      .array(fc.integer({ min: -9, max: 9 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
      .map((x) => array(x, { shape })),
    fc.subarray([...shape.keys()]),
    fc.boolean(),
  ),
);

t.test("sum and prod reduce the elements that share a place on the other axes", async (t) => {
  fc.assert(
    fc.property(cases, ([x, axes, keepDims]) => {
      const total = sum(x, axes, keepDims);
      const product = prod(x, axes, keepDims);
      assert.deepEqual(shapeOf(total), reducedShape(x.shape, axes, keepDims));
      assert.deepEqual(
        elements(total),
        groups(x, axes).map((g) => g.reduce((a, b) => a + b, 0)),
      );
      const products = groups(x, axes).map((g) => g.reduce((a, b) => a * b, 1));
      assert.ok(elements(product).every((y, k) => y === products[k]));
    }),
    { numRuns: 300 },
  );
  t.pass();
});

t.test("max and min are the extrema of the same elements", async (t) => {
  fc.assert(
    fc.property(cases, ([x, axes, keepDims]) => {
      fc.pre(x.size > 0);
      assert.deepEqual(
        elements(max(x, axes, keepDims)),
        groups(x, axes).map((g) => Math.max(...g)),
      );
      assert.deepEqual(
        elements(min(x, axes, keepDims)),
        groups(x, axes).map((g) => Math.min(...g)),
      );
    }),
  );
  t.pass();
});

t.test("a number reduced over no axes is itself", async (t) => {
  for (const reduction of [sum, prod, max, min]) t.equal(reduction(3, [], false), 3);
});

t.test("nothing sums to 0 and multiplies to 1, and has no extremum", async (t) => {
  const none = zeros([0, 3]);
  t.equal(sum(none, [0, 1], false), 0);
  t.equal(prod(none, [0, 1], false), 1);
  t.strictSame(sum(none, [0], false), zeros(3));
  t.strictSame(prod(none, [0], true), full([1, 3], 1));
  t.strictSame(max(none, [1], false), zeros(0), "no result is asked for here");
  t.throws(() => max(none, [0], false), {
    name: "RangeError",
    message: "max: shape [0, 3] leaves nothing to choose from; an extremum needs at least one element",
  });
  t.throws(() => min(zeros(0), [0], false), { name: "RangeError", message: /^min: / });
  t.throws(() => argmax(zeros(0), undefined), { name: "RangeError", message: /^argmax: / });
  t.throws(() => argmin(none, 0), { name: "RangeError", message: /^argmin: / });
});

t.test("the rounding of a sum grows with the logarithm of its length", async (t) => {
  // 10⁶ times the double nearest to 0.1 is 100000.0000000000055…; added one by one, they are off by 1.3e-6.
  const n = 1_000_000;
  const tenth = full(n, 0.1);
  const exact = 100000;
  const additions = (k: number): number => k * 2 ** -53 * exact;
  t.ok(Math.abs((sum(tenth, [0], false) as number) - exact) <= additions(32 + 2 + 13), "along the only axis");
  const columns = sum(array(tenth, { shape: [n / 2, 2] }), [0], false) as NDArray;
  t.ok(
    columns.data.every((y) => Math.abs(y - exact / 2) <= additions(64 + 12) / 2),
    "along the outer axis",
  );
  const float32 = full(n, 0.1, { dtype: "float32" });
  const total = sum(float32, [0], false) as number;
  t.ok(Math.abs(total - n * Math.fround(0.1)) <= additions(32 + 2 + 13), "float32 is added in float64");
});

t.test("NaN comes through extrema, infinities through sums", async (t) => {
  const x = array([
    [1, NaN],
    [3, 2],
  ]);
  t.strictSame(max(x, [0], false), array([3, NaN]));
  t.strictSame(min(x, [1], false), array([NaN, 2]));
  t.equal(sum(array([Infinity, 1]), [0], false), Infinity);
  t.ok(Number.isNaN(sum(array([Infinity, -Infinity]), [0], false)));
});

t.test("sums are of a float type, extrema of the type of the elements", async (t) => {
  const type = (y: Plain): DType => (y as NDArray).dtype;
  const types = (x: NDArray) => [sum, prod, max].map((reduction) => type(reduction(x, [0], false)));
  t.strictSame(types(zeros([1, 2], { dtype: "float32" })), ["float32", "float32", "float32"]);
  t.strictSame(types(zeros([1, 2], { dtype: "int32" })), ["float64", "float64", "int32"]);
  t.strictSame(types(zeros([1, 2], { dtype: "bool" })), ["float64", "float64", "bool"]);
  t.equal(
    sum(full([2, 2], 2 ** 31 - 1, { dtype: "int32" }), [0, 1], false),
    4 * (2 ** 31 - 1),
    "without wrapping round",
  );
});

t.test("cumsum adds up along an axis, from either end", async (t) => {
  fc.assert(
    fc.property(cases, fc.boolean(), ([x, axes], reverse) => {
      const axis = axes[0] ?? 0;
      const y = cumsum(x, axis, reverse) as NDArray;
      const [step, n] = [stridesOf(x.shape)[axis]!, x.shape[axis]!];
      assert.deepEqual(y.shape, x.shape);
      places(x.shape).forEach((place, k) => {
        const others = Array.from({ length: n }, (_, i) => i).filter((i) =>
          reverse ? i >= place[axis]! : i <= place[axis]!,
        );
        assert.equal(
          y.data[k],
          others.reduce((total, i) => total + x.data[k + (i - place[axis]!) * step]!, 0),
        );
      });
    }),
  );
  t.pass();
});

t.test("running sums do not lose small terms, nor their head at infinity", async (t) => {
  const y = cumsum(array([1e16, 1, 1, -1e16]), 0) as NDArray;
  t.strictSame(y.toArray(), [1e16, 1e16, 1e16 + 2, 2]);
  t.strictSame(cumsum(array([1, Infinity, 2, -Infinity, 3]), 0), array([1, Infinity, Infinity, NaN, NaN]));
  const x = random.normal(random.key(7), 10000);
  const all = cumsum(x, 0) as NDArray;
  t.ok(Math.abs(all.data[9999]! - (sum(x, [0], false) as number)) < 1e-12);
});

t.test("argmax and argmin find the first of equals, and NaN before all", async (t) => {
  t.equal(argmax(array([1, 3, 3]), undefined), 1);
  t.equal(
    argmin(
      array([
        [4, 1],
        [1, 5],
      ]),
      undefined,
    ),
    1,
  );
  t.strictSame(
    argmax(
      array([
        [1, 5],
        [7, 2],
      ]),
      0,
    ),
    array([1, 0], { dtype: "int32" }),
  );
  t.strictSame(
    argmax(
      array([
        [1, 5],
        [7, 2],
      ]),
      1,
    ),
    array([1, 0], { dtype: "int32" }),
  );
  t.equal(argmax(array([1, NaN, 3, NaN]), 0), 1);
  t.equal(argmin(array([1, NaN, 0]), 0), 1);
  t.equal(argmax(5, undefined), 0);
  t.strictSame(argmax(zeros([0, 3]), 1), zeros(0, { dtype: "int32" }));
});

t.test("argmax points at the maximum along every axis", async (t) => {
  fc.assert(
    fc.property(cases, ([x, axes]) => {
      fc.pre(x.size > 0);
      const [axis] = normalizeAxes("argmax", axes[0] ?? 0, x.rank) as [number];
      const y = argmax(x, axis);
      assert.deepEqual(
        elements(y),
        groups(x, [axis]).map((g) => g.indexOf(Math.max(...g))),
      );
    }),
  );
  t.pass();
});

t.test("arange sums to the triangular numbers", async (t) => {
  for (const n of [0, 1, 127, 128, 129, 1000, 4097]) t.equal(sum(arange(n), [0], false), (n * (n - 1)) / 2);
});
