// Vector products, bilinear forms, and chains of matrices.
import t from "tap";
import { checkGrads } from "../check/index.js";
import { value, type Value } from "../core/op.js";
import { array, random, type NDArray } from "../ndarray/index.js";
import {
  bilinear,
  cross,
  dot,
  einsum,
  expit,
  identity,
  inner,
  matmul,
  multiDot,
  sigmoid,
  sin,
  sub,
  sum,
  trace,
  vdot,
} from "./index.js";

const plain = (x: Value): unknown => {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
};
const normal = (seed: number, ...shape: number[]): NDArray => random.normal(random.key(seed), shape);
const most = (x: Value): number => Math.max(...(value(x) as NDArray).data.map(Math.abs));

t.test("the vector product of vectors, along any axis, broadcast", (t) => {
  t.strictSame(plain(cross([1, 0, 0], [0, 1, 0])), [0, 0, 1]);
  t.strictSame(
    plain(
      cross(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [7, 8, 9],
      ),
    ),
    [
      [-6, 12, -6],
      [-3, 6, -3],
    ],
  );
  t.strictSame(plain(cross([[1], [2], [3]], [[7], [8], [9]], { axis: 0 })), [[-6], [12], [-6]]);
  const [a, b] = [normal(1, 3), normal(2, 3)];
  t.ok(Math.abs(Number(value(dot(a, cross(a, b))))) < 1e-15, "at right angles to both");
  t.equal(checkGrads((x: Value, y: Value) => sum(sin(cross(x, y))), [a, b], { order: 2 }).verdict, "pass");
  t.throws(() => cross([1, 2], [1, 2]), { name: "RangeError", message: /of length 3/ });
  t.end();
});

t.test("bilinear forms, batched over leading axes", (t) => {
  const [x, w, y] = [normal(1, 5, 2), normal(2, 4, 2, 3), normal(3, 5, 3)];
  t.ok(most(sub(bilinear(x, w, y), einsum("bm,kmn,bn->bk", x, w, y))) < 1e-15);
  t.strictSame(
    plain(
      bilinear(
        [1, 2],
        [
          [
            [1, 0],
            [0, 1],
          ],
          [
            [0, 1],
            [0, 0],
          ],
        ],
        [3, 4],
      ),
    ),
    [11, 4],
  );
  const f = (...args: Value[]): Value => sum(sin(bilinear(...(args as [Value, Value, Value]))));
  t.equal(checkGrads(f, [x, w, y]).verdict, "pass");
  t.throws(() => bilinear([1], [[1]], [1]), { name: "TypeError", message: /k forms/ });
  t.end();
});

t.test("a chain of matrices is multiplied in the cheapest order", (t) => {
  const chain = [normal(1, 30, 35), normal(2, 35, 15), normal(3, 15, 5), normal(4, 5, 10), normal(5, 10, 20)];
  const inOrder = chain.slice(1).reduce<Value>((product, x) => matmul(product, x), chain[0] as Value);
  t.ok(most(sub(multiDot(chain), inOrder)) < 1e-11);
  t.strictSame(
    plain(
      multiDot([
        [1, 2],
        [
          [1, 2],
          [3, 4],
        ],
        [1, 1],
      ]),
    ),
    17,
  );
  t.strictSame(plain(multiDot([[[1, 2]]])), [[1, 2]]);
  t.strictSame(
    plain(
      multiDot([
        [1, 2],
        [3, 4],
      ]),
    ),
    11,
  );
  const small = [normal(6, 2, 3), normal(7, 3, 2), normal(8, 2)];
  const f = (...args: Value[]): Value => sum(sin(multiDot(args)));
  t.equal(checkGrads(f, small, { order: 2 }).verdict, "pass");
  t.throws(() => multiDot([]), { name: "TypeError" });
  t.throws(() => multiDot([array([1, 2]), 3, [1]]), {
    name: "TypeError",
    message: /factor 1 must be a matrix/,
  });
  t.end();
});

t.test("inner products, as NumPy has them", (t) => {
  const [a, b] = [normal(1, 2, 3), normal(2, 4, 5, 3)];
  t.ok(most(sub(inner(a, b), einsum("ik,mnk->imn", a, b))) < 1e-15);
  t.strictSame(plain(inner([1, 2], [3, 4])), 11);
  t.strictSame(plain(inner(2, [1, 2])), [2, 4]);
  t.throws(() => inner([1, 2], [1, 2, 3]), { name: "RangeError", message: /length 2 along its last axis/ });
  t.strictSame(
    plain(
      vdot(
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 1],
          [1, 1],
        ],
      ),
    ),
    10,
  );
  t.throws(() => vdot([1, 2], [1, 2, 3]), { name: "RangeError" });
  const matrices = normal(3, 2, 3, 3);
  t.ok(most(sub(trace(matrices, { axes: [1, 2] }), einsum("bii->b", matrices))) < 1e-15);
  t.strictSame(
    plain(
      trace(
        [
          [1, 2],
          [3, 4],
        ],
        { offset: 1 },
      ),
    ),
    2,
  );
  t.equal(checkGrads((x: Value) => sin(trace(x)), [normal(4, 3, 3)], { order: 2 }).verdict, "pass");
  t.strictSame([plain(expit([0, 3])), plain(identity([1, 2]))], [plain(sigmoid([0, 3])), [1, 2]]);
  t.end();
});
