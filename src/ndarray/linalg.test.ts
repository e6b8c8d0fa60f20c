// Products and linear algebra: against naive loops, and against the equations that define the results.
import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import {
  arange,
  array,
  broadcastShapes,
  cholesky,
  cofactor,
  cofactorDerivative,
  det,
  dot,
  dotShape,
  eye,
  full,
  inv,
  map2,
  matmul,
  matmulShape,
  max,
  type NDArray,
  ones,
  type Plain,
  random,
  shapeOf,
  sizeOf,
  solve,
  sum,
  transpose,
  triangularSolve,
  zeros,
} from "./index.js";

const sub = map2("sub", (a, b) => a - b);
const mul = map2("mul", (a, b) => a * b);
const add = map2("add", (a, b) => a + b);
const T = (x: Plain): Plain =>
  transpose(x, [...shapeOf(x).keys()].slice(0, -2).concat(shapeOf(x).length - 1, shapeOf(x).length - 2));
const normal = (seed: number, ...shape: number[]): NDArray => random.normal(random.key(seed), shape);

/** The largest difference between two values of one shape. */
function distance(a: Plain, b: Plain): number {
  assert.deepEqual(shapeOf(a), shapeOf(b));
  const difference = map2("distance", (x, y) => Math.abs(x - y))(a, b);
  return sizeOf(shapeOf(a)) === 0 ? 0 : (max(difference, [...shapeOf(a).keys()], false) as number);
}

/** The matrix of batch `k` of x, whose batch broadcasts to `batch`. */
function matrixAt(x: NDArray, batch: readonly number[], k: number): number[][] {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const own = x.shape.slice(0, -2);
  let place = 0;
  let rest = k;
  let scale = 1;
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    const index = rest % batch[axis]!;
    const length = own[axis - batch.length + own.length] ?? 1;
    rest = Math.floor(rest / batch[axis]!);
    place += (length === 1 ? 0 : index) * scale;
    scale *= length;
  }
  return Array.from({ length: m }, (_, i) => [
    ...x.data.subarray((place * m + i) * n, (place * m + i + 1) * n),
  ]);
}

t.test("dot multiplies two vectors of one length", async (t) => {
  t.equal(dot(arange(4), arange(4)), 14);
  t.equal(dot(zeros(0), zeros(0)), 0);
  for (const n of [1, 5, 127, 128, 129, 1001]) t.equal(dot(arange(n), ones(n)), (n * (n - 1)) / 2);
  t.throws(() => dot(arange(2), arange(3)), {
    name: "RangeError",
    message:
      "dot: shapes [2] and [3]; expected two vectors of one length; for matrices use matmul, for numbers mul",
  });
  t.throws(() => dot(2, arange(3)), { name: "RangeError" });
  t.throws(() => dotShape("dot", [2, 2], [2]), { name: "RangeError" });
});

t.test("matmul is the sum over the inner axis, for every batch and every size of tile", async (t) => {
  const length = fc.integer({ min: 0, max: 9 });
  const flat = fc.array(fc.boolean(), { minLength: 2, maxLength: 2 });
  const batch = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 });
  fc.assert(
    fc.property(batch, flat, flat, length, length, length, (full, one, other, m, k, n) => {
      const part = (lengths: boolean[]): number[] =>
        full.map((length, axis) => (lengths[axis] === true ? 1 : length));
      const a = normal(1, ...part(one), m, k);
      const b = normal(2, ...part(other), k, n);
      const y = matmul(a, b);
      const shape = broadcastShapes("test", part(one), part(other));
      assert.deepEqual(shapeOf(y), [...shape, m, n]);
      const expected = Array.from({ length: sizeOf(shape) }, (_, place) => {
        const p = matrixAt(a, shape, place);
        const q = matrixAt(b, shape, place);
        return p.map((row) =>
          Array.from({ length: n }, (_, j) => row.reduce((total, x, i) => total + x * q[i]![j]!, 0)),
        );
      });
      assert.ok(distance(y, array(expected, { shape: [...shape, m, n] })) < 1e-12);
    }),
    { numRuns: 100 },
  );
  t.pass();
});

t.test("large products agree with small ones put together", async (t) => {
  const a = normal(3, 67, 601);
  const b = normal(4, 601, 45);
  const y = matmul(a, b) as NDArray;
  const rows = Array.from({ length: 67 }, (_, i) => matmul(array(a.data.slice(i * 601, (i + 1) * 601)), b));
  t.ok(distance(y, array(rows)) < 1e-12);
  const columns = Array.from({ length: 45 }, (_, j) =>
    matmul(a, array(Array.from({ length: 601 }, (_, i) => b.data[i * 45 + j]!))),
  );
  t.ok(distance(T(y), array(columns)) < 1e-12);
});

t.test("a vector is a row on the left and a column on the right", async (t) => {
  const m = array([
    [1, 2],
    [3, 4],
  ]);
  const v = array([10, 1]);
  t.strictSame(matmul(v, m), array([13, 24]));
  t.strictSame(matmul(m, v), array([12, 34]));
  t.equal(matmul(v, v), 101);
  t.strictSame(matmulShape("matmul", [5, 2, 3], [3]), [5, 2]);
  t.strictSame(matmulShape("matmul", [3], [5, 3, 2]), [5, 2]);
  t.strictSame(matmul(zeros([2, 0]), zeros([0, 3])), zeros([2, 3]), "an empty sum is 0");
});

t.test("products that do not fit are refused with both shapes", async (t) => {
  t.throws(() => matmul(zeros([2, 3]), zeros([4, 5])), {
    name: "RangeError",
    message:
      "matmul: shapes [2, 3] and [4, 5] do not multiply; the last axis of the first, 3, must equal 4, " +
      "the last axis but one of the second",
  });
  t.throws(() => matmul(zeros([2, 3]), zeros([4])), /must equal 4, the length of the second/);
  t.throws(() => matmul(2, zeros([2, 2])), {
    name: "RangeError",
    message: /the first argument is a scalar .*; use mul/,
  });
  t.throws(() => matmul(zeros([2, 2]), 2), /the second argument is a scalar/);
  t.throws(
    () => matmul(zeros([2, 1, 1]), zeros([3, 1, 1])),
    /matmul: shapes \[2\] and \[3\] do not broadcast/,
  );
});

t.test("float32 matrices are multiplied in float64 and rounded once", async (t) => {
  const a = full([1, 3], 0.1, { dtype: "float32" });
  const y = matmul(a, T(a)) as NDArray;
  t.strictSame([y.dtype, y.data[0]], ["float32", Math.fround(3 * Math.fround(0.1) ** 2)]);
  t.equal((matmul(a, zeros([3, 1])) as NDArray).dtype, "float64");
});

t.test("solve undoes matmul, for vectors, matrices and batches", async (t) => {
  for (const [left, right] of [
    [[5, 5], [5]],
    [
      [5, 5],
      [5, 3],
    ],
    [
      [4, 3, 3],
      [3, 2],
    ],
    [
      [3, 3],
      [4, 3, 2],
    ],
    [
      [2, 1, 3, 3],
      [4, 3, 1],
    ],
  ] as const) {
    const a = normal(5, ...left);
    const x = normal(6, ...right);
    const b = matmul(a, x);
    const found = solve(a, b);
    t.ok(distance(matmul(a, found), b) < 1e-12, `${left.join("×")} and ${right.join("×")}`);
  }
  t.strictSame(
    solve(
      array([
        [0, 1],
        [1, 0],
      ]),
      array([2, 3]),
    ),
    array([3, 2]),
    "rows are exchanged where a pivot is 0",
  );
  t.strictSame(shapeOf(solve(normal(1, 4, 3, 3), normal(2, 3))), [4, 3], "a vector serves the whole batch");
  t.strictSame(solve(zeros([0, 0]), zeros([0, 2])), zeros([0, 2]));
});

t.test("solve refuses what is not square or does not fit", async (t) => {
  t.throws(() => solve(zeros([2, 3]), zeros(2)), {
    name: "RangeError",
    message: "solve: expected a square matrix, or a batch [..., n, n] of them, not shape [2, 3]",
  });
  t.throws(() => solve(2, zeros(2)), { name: "RangeError", message: /not shape \[\]/ });
  t.throws(() => solve(zeros([2, 2]), zeros(3)), {
    name: "RangeError",
    message: /expected \[2\], or \[..., 2, k\]/,
  });
  t.throws(() => solve(zeros([2, 2]), 1), { name: "RangeError" });
  for (const f of [det, inv, cholesky, cofactor]) t.throws(() => f(zeros([2, 3])), { name: "RangeError" });
});

t.test("a singular matrix gives no finite solution and no error", async (t) => {
  const singular = array([
    [1, 2],
    [2, 4],
  ]);
  t.notOk((solve(singular, array([1, 1])) as NDArray).data.some(Number.isFinite));
  t.notOk((inv(singular) as NDArray).data.every(Number.isFinite));
  t.equal(det(singular), 0);
  t.ok(
    Number.isNaN(
      det(
        array([
          [1, 2],
          [NaN, 4],
        ]),
      ),
    ),
    "and NaN is not taken for a pivot of 0",
  );
});

t.test("inv is the inverse and det the product of the pivots, with its sign", async (t) => {
  const a = normal(8, 3, 6, 6);
  t.ok(distance(matmul(a, inv(a)), add(zeros([3, 6, 6]), eye(6))) < 1e-11);
  t.equal(
    det(
      array([
        [0, 1],
        [1, 0],
      ]),
    ),
    -1,
  );
  t.equal(
    det(
      array([
        [2, 1],
        [1, 3],
      ]),
    ),
    5,
  );
  t.equal(det(zeros([0, 0])), 1);
  t.strictSame(shapeOf(det(a)), [3]);
  const [p, q] = [normal(9, 4, 4), normal(10, 4, 4)];
  t.ok(distance(det(matmul(p, q)), mul(det(p), det(q))) < 1e-12, "det is multiplicative");
});

t.test(
  "cholesky factors the symmetric part, and fills with NaN where it is not positive definite",
  async (t) => {
    const a = normal(11, 2, 5, 5);
    const s = matmul(a, T(a));
    const l = cholesky(s) as NDArray;
    t.ok(distance(matmul(l, T(l)), s) < 1e-12);
    t.ok(
      l.data.every((x, k) => x === 0 || k % 5 <= Math.floor(k / 5) % 5),
      "zeros above the diagonal",
    );
    const skew = sub(a, T(a));
    t.ok(distance(cholesky(add(s, skew)), l) < 1e-12, "the antisymmetric part does not count");
    t.strictSame(
      cholesky(
        array([
          [1, 2],
          [2, 1],
        ]),
      ),
      array([
        [NaN, 0],
        [NaN, NaN],
      ]),
    );
  },
);

t.test("triangularSolve reads one triangle, transposed or with a diagonal of ones as asked", async (t) => {
  const a = add(normal(12, 4, 4), mul(4, eye(4))) as NDArray;
  const b = normal(13, 4, 2);
  for (const lower of [true, false]) {
    for (const transposed of [true, false]) {
      for (const unitDiagonal of [true, false]) {
        const part = array(
          Array.from(a.data, (x, k) => {
            const [i, j] = [Math.floor(k / 4), k % 4];
            return i === j ? (unitDiagonal ? 1 : x) : lower === i > j ? x : 0;
          }),
          { shape: [4, 4] },
        );
        const x = triangularSolve(a, b, { lower, transpose: transposed, unitDiagonal });
        t.ok(distance(matmul(transposed ? T(part) : part, x), b) < 1e-12);
      }
    }
  }
  t.strictSame(triangularSolve(array([[2]]), array([4]), { lower: true, transpose: false }), array([2]));
});

/** Cofactors by their definition: signed determinants of what is left without a row and a column. */
function minors(rows: number[][]): number[][] {
  return rows.map((row, i) =>
    row.map((_, j) => {
      const left = rows.filter((_, r) => r !== i).map((r) => r.filter((_, c) => c !== j));
      return (
        (-1) ** (i + j) *
        (left.length === 0 ? 1 : left[0]!.reduce((total, x, c) => total + x * minors(left)[0]![c]!, 0))
      );
    }),
  );
}

t.test("cofactor is the matrix of signed minors, whatever the rank", async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(4), fc.nat(1000), (n, rank, seed) => {
      const integers = (k: number, ...shape: number[]): Plain =>
        random.integers(random.key(seed * 2 + k), -3, 4, shape);
      const a = matmul(integers(0, n, rank), integers(1, rank, n)) as NDArray;
      const expected = array(minors(a.toArray() as number[][]));
      const size = Math.max(1, ...a.data.map(Math.abs)) ** (n - 1);
      assert.ok(distance(cofactor(a), expected) <= 1e-13 * size);
    }),
    { numRuns: 100 },
  );
  t.strictSame(
    cofactor(
      array([
        [1, 1],
        [1, 1],
      ]),
    ),
    array([
      [1, -1],
      [-1, 1],
    ]),
  );
  t.strictSame(cofactor(zeros([1, 1])), array([[1]]));
  t.strictSame(cofactor(zeros([0, 0])), zeros([0, 0]));
});

t.test("cofactor is det(a)·a⁻ᵀ where there is an inverse", async (t) => {
  const a = normal(14, 3, 5, 5);
  const scale = array((det(a) as NDArray).data, { shape: [3, 1, 1] });
  t.ok(distance(cofactor(a), mul(scale, T(inv(a)))) < 1e-11);
});

t.test("cofactorDerivative is the slope of cofactor, whatever the rank, and its own transpose", async (t) => {
  for (const rank of [0, 1, 2, 3, 4]) {
    const a = matmul(normal(15, 4, rank), normal(16, rank, 4));
    const e = normal(17, 4, 4);
    const h = 1e-3;
    const along = (s: number): Plain => cofactor(add(a, mul(e, s)));
    const rough = (s: number): Plain => mul(sub(along(s), along(-s)), 1 / (2 * s));
    const slope = mul(sub(mul(rough(h), 4), rough(2 * h)), 1 / 3); // exact for cubics but for rounding
    t.ok(distance(cofactorDerivative(a, e), slope) < 1e-9, `rank ${rank}`);
    const g = normal(18, 4, 4);
    const inner = (x: Plain, y: Plain): number => sum(mul(x, y), [0, 1], false) as number;
    t.ok(Math.abs(inner(g, cofactorDerivative(a, e)) - inner(cofactorDerivative(a, g), e)) < 1e-11);
  }
  t.throws(() => cofactorDerivative(eye(2), eye(3)), { name: "RangeError", message: /must be equal/ });
});
