// Sorting and what is made of it: order, ties, NaN, and the derivatives.
import t from "tap";
import { array, random, zeros } from "../ndarray/index.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { checkGrads } from "../check/index.js";
import { grad, hessian, jacobian } from "../transforms/index.js";
import {
  add,
  argsort,
  interp,
  mul,
  oneHot,
  searchsorted,
  sin,
  sort,
  sum,
  takeAlongAxis,
  topK,
} from "./index.js";

const plain = (x: Value): unknown => {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
};

t.test("elements come in order along any axis, NaN as the largest, equal ones as they were", (t) => {
  t.strictSame(plain(sort([3, 1, 2])), [1, 2, 3]);
  t.strictSame(plain(sort([3, 1, 2], { descending: true })), [3, 2, 1]);
  t.strictSame(plain(sort([NaN, Infinity, 1, -Infinity])), [-Infinity, 1, Infinity, NaN]);
  t.strictSame(plain(sort([2, NaN, 1], { descending: true })), [NaN, 2, 1]);
  t.strictSame(plain(sort([0, -0])), [0, -0], "zeros are equal");
  t.strictSame(
    plain(
      sort(
        [
          [3, 1],
          [2, 9],
        ],
        { axis: 0 },
      ),
    ),
    [
      [2, 1],
      [3, 9],
    ],
  );
  t.strictSame(plain(argsort([1, 0, 1, 0])), [1, 3, 0, 2]);
  t.strictSame(plain(argsort([1, 0, 1, 0], { descending: true })), [0, 2, 1, 3]);
  t.strictSame(shapeOf(sort(zeros([2, 0]))), [2, 0]);
  const x = random.normal(random.key(4), [3, 4, 5]);
  for (const axis of [0, 1, 2])
    t.strictSame(plain(takeAlongAxis(x, argsort(x, { axis }), { axis })), plain(sort(x, { axis })));
  t.throws(() => sort(3), { name: "RangeError" });
  t.end();
});

t.test("each element takes its derivative along, at ties as well", (t) => {
  const weights = array([1, 10, 100]);
  const f = (x: Value): Value => sum(mul(sort(x), weights));
  for (const mode of ["forward", "reverse"] as const) {
    t.strictSame(plain(grad(f, { mode })(array([3, 1, 2]))), [100, 1, 10]);
    t.strictSame(
      plain(grad(f, { mode })(array([2, 1, 2]))),
      [10, 1, 100],
      "the first of equal ones stays first",
    );
    t.strictSame(plain(jacobian(sort, { mode })(array([2, 1]))), [
      [0, 1],
      [1, 0],
    ]);
  }
  const g = (x: Value): Value => sum(mul(sort(sin(x)), mul(sort(x), weights)));
  t.equal(checkGrads(g, [array([0.3, -1, 0.9])], { order: 2 }).verdict, "pass");
  t.strictSame(shapeOf(hessian(g)(array([0.3, -1, 0.9]))), [3, 3]);
  t.end();
});

t.test("the k largest or smallest, and where they were", (t) => {
  const { values, indices } = topK([3, 1, 4, 1, 5], 3);
  t.strictSame(
    [plain(values), plain(indices)],
    [
      [5, 4, 3],
      [4, 2, 0],
    ],
  );
  const least = topK(
    [
      [3, 1],
      [1, 1],
    ],
    1,
    { largest: false, axis: 0 },
  );
  t.strictSame([plain(least.values), plain(least.indices)], [[[1, 1]], [[1, 0]]]);
  t.strictSame(plain(grad((x: Value) => sum(topK(x, 2).values))(array([3, 1, 4]))), [1, 0, 1]);
  t.strictSame(shapeOf(topK([1, 2], 0).values), [0]);
  t.throws(() => topK([1, 2], 3), { name: "RangeError", message: /k must be a whole number from 0 to 2/ });
  t.end();
});

t.test("where numbers would stand among sorted ones", (t) => {
  const at = [0, 1, 2, 3, 5, 9, NaN];
  t.strictSame(plain(searchsorted([1, 2, 2, 5], at)), [0, 0, 1, 3, 3, 4, 4]);
  t.strictSame(plain(searchsorted([1, 2, 2, 5], at, { side: "right" })), [0, 1, 3, 3, 4, 4, 4]);
  t.strictSame(plain(searchsorted([1, NaN], NaN, { side: "right" })), 2);
  t.strictSame(plain(searchsorted([], [1])), [0]);
  t.throws(() => searchsorted([1], 1, { side: "middle" as never }), { name: "TypeError" });
  t.throws(() => searchsorted([[1]], 1), { name: "TypeError", message: /ascending vector/ });
  t.end();
});

t.test("indices as one-hot vectors", (t) => {
  t.strictSame(plain(oneHot([2, 0, -1, 3], 3)), [
    [0, 0, 1],
    [1, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  t.strictSame(plain(oneHot(1, 2)), [0, 1]);
  t.throws(() => oneHot([0], 1.5), { name: "TypeError" });
  t.end();
});

t.test("lines between points: values, ends, and derivatives in all inputs", (t) => {
  const [xp, fp] = [array([0, 1, 3]), array([10, 20, 0])];
  t.strictSame(plain(interp([-1, 0, 0.5, 1, 2, 3, 9, NaN], xp, fp)), [10, 10, 15, 20, 10, 0, 0, NaN]);
  t.strictSame(plain(interp([-1, 9], xp, fp, { left: 7, right: NaN })), [7, NaN]);
  t.strictSame(plain(interp([1, 2], [1], [5])), [5, 5]);
  t.strictSame(plain(interp(0.3, [0, 0.1, 0.3], [1, 2, 0.7])), 0.7, "at the last point its very value");
  const slopes = grad((x: Value) => sum(interp(x, xp, fp)))(array([-1, 0, 0.5, 1, 2, 9]));
  t.strictSame(plain(slopes), [0, 10, 10, -10, -10, 0]);
  const f = (x: Value, xs: Value, fs: Value): Value => sum(sin(interp(x, xs, fs)));
  const { verdict } = checkGrads(f, [array([0.2, 1.7, 5]), xp, mul(0.1, fp)], { order: 2 });
  t.equal(verdict, "pass");
  const ends = grad((l: Value) => sum(interp([-1, 4], xp, fp, { left: l, right: add(l, l) })))(1);
  t.equal(ends, 3);
  t.throws(() => interp(1, [1, 2], [1]), { name: "RangeError", message: /fp must be of shape \[2\]/ });
  t.throws(() => interp(1, [], []), { name: "RangeError", message: /xp must be a vector/ });
  t.end();
});
