// What the laws get to see of a point: Jacobians by both modes, and vectors cut to the shapes of inputs.
import t from "tap";
import { array, cast, matmul, mul, sin, sub } from "../../index.js";
import type { NDArray } from "../../ndarray/index.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import { argumentOf, flat, inner, oneHot, pulled, pushed, spread } from "./subject.js";

const rows = (table: readonly Float64Array[]): number[][] => table.map((row) => Array.from(row));

t.test("both Jacobians have a column of outputs for each element of the inputs", async (t) => {
  const subject = subjectAt(entryOf(mul), [array([2, 3]), 5]);
  // ∂(x₀ y, x₁ y) / ∂(x₀, x₁, y)
  const jacobian = [
    [5, 0],
    [0, 5],
    [2, 3],
  ];
  t.same(rows(subject.forward()), jacobian);
  t.same(rows(subject.reverse()), jacobian);
  t.same(subject.sizes, [2, 1]);
  t.equal(subject.size, 2);
  t.same(flat([subject.y]), [10, 15]);
});

t.test("each mode has its own rule, and is asked once", async (t) => {
  let calls = 0;
  const counted = altered(sin, {
    vjp: (_i, dy) => {
      calls += 1;
      return mul(dy, 7);
    },
  });
  const subject = subjectAt(counted, [0]);
  t.same(rows(subject.forward()), [[1]]);
  t.same([...rows(subject.reverse()), ...rows(subject.reverse())], [[7], [7]]);
  t.equal(calls, 1);
});

t.test("pushing and pulling are the Jacobian times a vector, and its transpose times one", async (t) => {
  const { f, point, y } = subjectAt(entryOf(sub), [array([2, 3]), 5]);
  t.same(pushed(f, point.x, Float64Array.of(1, 2, 10)), [-9, -8]);
  t.same(pulled(f, point.x, y, Float64Array.of(1, 2)), [1, 2, -3]);
});

t.test("a point has its parameters", async (t) => {
  const { y } = subjectAt(entryOf(matmul), [array([[1, 2]]), array([[3], [4]])]);
  t.same(flat([y]), [11]);
  const int = subjectAt(entryOf(cast), [array([1.5])], {
    params: { dtype: "int32" },
    kind: "edge",
    held: [0],
  });
  t.same(flat([int.y]), [1]);
  t.equal(int.kind, "edge");
  t.same(int.point.held, [0]);
});

t.test("values come apart into elements and together again, in the precision of the like", async (t) => {
  const like = [array([[1, 2]]), 3, cast(array([4]), "float32") as NDArray];
  t.same(flat(like), [1, 2, 3, 4]);
  const [a, b, c, ...rest] = spread(Float64Array.of(5, 6, 7, 0.1), like);
  t.same((a as NDArray).shape, [1, 2]);
  t.same([...(a as NDArray).data], [5, 6]);
  t.equal(b, 7);
  t.equal((c as NDArray).dtype, "float32");
  t.equal((a as NDArray).dtype, "float64");
  t.same([...(c as NDArray).data], [Math.fround(0.1)]);
  t.same(rest, []);
});

t.test("an inner product keeps out what meets a zero", async (t) => {
  t.equal(inner(Float64Array.of(2, 3), Float64Array.of(5, 7)), 31);
  t.equal(inner(Float64Array.of(0, NaN, 3), Float64Array.of(Infinity, 0, 7)), 21);
  t.ok(Number.isNaN(inner(Float64Array.of(1, NaN), Float64Array.of(1, 1))));
  t.same([...oneHot(3, 1)], [0, 1, 0]);
});

t.test("an element belongs to the input that it lies in", async (t) => {
  const subject = subjectAt(entryOf(mul), [array([2, 3]), 5]);
  t.same(
    [0, 1, 2].map((j) => argumentOf(subject, j)),
    [0, 0, 1],
  );
});
