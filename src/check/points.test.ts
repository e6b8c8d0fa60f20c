// Names for the elements of trees, and trees as vectors.
import t from "tap";
import { array, exp, mul, type Value } from "../index.js";
import { flat, gaussian, labels, lineThrough, unflat, type Program } from "./points.js";

t.test("elements have names, in the order of the leaves", (t) => {
  const tree = { a: 1, b: [2, array([[3], [4]])], c: Float64Array.of(5, 6), d: undefined };
  t.same(labels("x", tree), ["x.a", "x.b[0]", "x.b[1][0, 0]", "x.b[1][1, 0]", "x.c[0]", "x.c[1]"]);
  const leaves = [1, array([[3], [4]]), Float64Array.of(5, 6).reduce((s, x) => s + x, 0)];
  const numbers = flat(leaves);
  t.same(numbers, Float64Array.of(1, 3, 4, 11));
  t.same(unflat(numbers, leaves), leaves);
  t.same(labels("x", null), ["x"]);
  t.same(labels("y", 5), ["y"]);
  t.same(labels("x", undefined), []);
  t.end();
});

t.test("a line through a point moves it by t along v", (t) => {
  const f: Program = ([x = 0, y = 0]) => [exp(x), mul(x, y)];
  const [like, x] = [[1, array([2, 3])], Float64Array.of(1, 2, 3)];
  const v = Float64Array.of(0.5, 0, -1);
  const line = lineThrough(f, like, x, v);
  for (const s of [0, 0.5, -2]) {
    const moved = [1 + 0.5 * s, array([2, 3 - s])];
    t.same(line.at(s), flat(f(moved)));
  }
  t.same([line.reach, line.width], [0.25, undefined], "in a random direction, by a quarter");
  t.end();
});

t.test("along one entry a line reaches a quarter of it, and knows its width as rounded", (t) => {
  const identity: Program = (leaves: readonly Value[]) => leaves;
  const x = Float64Array.of(1e8, -40, 0.5);
  const along = (i: number) => lineThrough(identity, [...x], x, new Float64Array(3).fill(1, i, i + 1));
  t.same(
    [0, 1, 2].map((i) => along(i).reach),
    [0.25e8, 10, 0.25],
  );
  for (const s of [1e-9, 1e-3, 0.1, 5]) {
    for (const i of [0, 1, 2]) {
      const line = along(i);
      t.equal(line.width?.(s), line.at(s)[i]! - line.at(-s)[i]!);
    }
  }
  t.equal(along(0).width?.(1e-9), 0, "a step that x does not feel");
  t.same(along(1).at(2), Float64Array.of(1e8, -38, 0.5));
  t.end();
});

t.test("a direction along one entry may point either way", (t) => {
  const square: Program = ([x = 0]) => [mul(x, x)];
  const line = lineThrough(square, [3], Float64Array.of(3), Float64Array.of(-1));
  t.same([line.at(1), line.reach], [Float64Array.of(4), 0.75]);
  t.end();
});

t.test("gaussian numbers have mean 0 and variance 1, and a seed", (t) => {
  const x = gaussian(3, 10_000);
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
  t.ok(Math.abs(mean) < 0.04 && Math.abs(variance - 1) < 0.06);
  t.same(gaussian(3, 5), gaussian(3, 5));
  t.notSame(gaussian(3, 5), gaussian(4, 5));
  t.equal(gaussian(0, 0).length, 0);
  t.end();
});
