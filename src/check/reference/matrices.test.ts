// The linear algebra of the references, held to small matrices that are solved by hand and to its laws.
import t from "tap";
import { reals } from "../fixtures/reals.js";
import { matrixRules, type Matrix } from "./matrices.js";

const rules = matrixRules(reals);
const run = (name: string, x: readonly Matrix<number>[], params?: unknown): Matrix<number> =>
  rules[name]?.(x, params) ?? [];

const identity = (n: number): Matrix<number> =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
const transposed = (a: Matrix<number>): Matrix<number> =>
  (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? NaN));

/** The largest distance of two matrices; infinite if they differ in shape. */
function distance(a: Matrix<number>, b: Matrix<number>): number {
  const [x, y] = [a.flat(), b.flat()];
  if (a.length !== b.length || x.length !== y.length) return Infinity;
  return x.reduce((most, xi, k) => Math.max(most, Math.abs(xi - (y[k] ?? NaN))), 0);
}

/** The Leibniz sum over all permutations. */
function leibniz(a: Matrix<number>): number {
  const n = a.length;
  const sum = (i: number, used: readonly number[], sign: number): number => {
    if (i === n) return sign;
    return Array.from(a[i] ?? [], (x, j) => {
      if (used.includes(j)) return 0;
      const passed = used.filter((other) => other > j).length;
      return x * sum(i + 1, [...used, j], passed % 2 === 0 ? sign : -sign);
    }).reduce((total, term) => total + term, 0);
  };
  return sum(0, [], 1);
}

/** A matrix of small integers that looks like no other. */
const sample = (n: number): Matrix<number> =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => ((7 * i + 5 * j + 3 * i * j) % 11) - 4),
  );

const a = [
  [0, 2, 1],
  [4, 1, -3],
  [1, 5, 2],
];

t.test("a product is rows times columns", async (t) => {
  t.same(
    run("matmul", [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [[1], [10], [100]],
    ]),
    [[321], [654]],
  );
});

t.test("the solution of a system solves it, though its first pivot is 0", async (t) => {
  const b = [
    [1, 2],
    [3, -4],
    [5, 6],
  ];
  t.ok(distance(run("matmul", [a, run("solve", [a, b])]), b) < 1e-14);
  t.ok(distance(run("matmul", [a, run("inv", [a])]), identity(3)) < 1e-14);
  t.ok(distance(run("matmul", [run("inv", [a]), a]), identity(3)) < 1e-14);
});

t.test("the largest pivot is taken: a tiny one would lose all digits", async (t) => {
  const x = run("solve", [
    [
      [1e-20, 1],
      [1, 1],
    ],
    [[1], [2]],
  ]);
  t.ok(distance(x, [[1], [1]]) < 1e-15);
  const y = run("solve", [
    [
      [1, 1, 1],
      [-1e-20, 1e-20, 1],
      [-3, 2, 0],
    ],
    [[3], [1], [-1]],
  ]);
  t.ok(distance(y, [[1], [1], [1]]) < 1e-15);
});

t.test("of a triangle only its own part is read", async (t) => {
  const full = [
    [2, 9, 8],
    [3, 4, 7],
    [5, 6, 10],
  ];
  const parts = {
    lower: (i: number, j: number) => i >= j,
    upper: (i: number, j: number) => i <= j,
  };
  for (const [name, isRead] of Object.entries(parts)) {
    for (const transpose of [false, true]) {
      for (const unitDiagonal of [false, true, undefined]) {
        const read = full.map((row, i) =>
          row.map((x, j) => (i === j && unitDiagonal === true ? 1 : isRead(i, j) ? x : 0)),
        );
        const params = {
          lower: name === "lower",
          transpose,
          ...(unitDiagonal === undefined ? {} : { unitDiagonal }),
        };
        const x = run("triangularSolve", [full, [[1], [2], [3]]], params);
        const back = run("matmul", [transpose ? transposed(read) : read, x]);
        t.ok(distance(back, [[1], [2], [3]]) < 1e-13, JSON.stringify(params));
      }
    }
  }
});

t.test("the Cholesky factor is lower, has a positive diagonal, and its square is the matrix", async (t) => {
  const l = [
    [2, 0, 0],
    [-1, 3, 0],
    [5, 0.5, 1],
  ];
  const square = run("matmul", [l, transposed(l)]);
  t.ok(distance(run("cholesky", [square]), l) < 1e-14);
  const crooked = square.map((row, i) => row.map((x, j) => x + (i < j ? 1 : i > j ? -1 : 0)));
  t.ok(distance(run("cholesky", [crooked]), l) < 1e-14, "the symmetric part is what counts");
});

t.test("what is not positive definite has no Cholesky factor", async (t) => {
  t.same(run("cholesky", [[[-4]]]), [[NaN]]);
  t.same(run("cholesky", [[[0]]]), [[NaN]]);
});

t.test("determinants of all sizes are those of Leibniz, singular ones too", async (t) => {
  t.same(run("det", [[]]), [[1]], "of no rows");
  for (const n of [1, 2, 3, 4, 6, 7]) {
    const x = sample(n).map((row, i) => row.map((entry, j) => (i === j ? entry + 3 : entry)));
    const [[y = NaN] = []] = run("det", [x]);
    t.ok(Math.abs(y - leibniz(x)) <= 1e-10 * Math.abs(leibniz(x)), `of ${String(n)} rows: ${String(y)}`);
    t.ok(leibniz(x) !== 0, "which is not 0");
  }
  t.same(
    run("det", [
      [
        [1, 2],
        [2, 4],
      ],
    ]),
    [[0]],
  );
});

t.test("a large determinant changes its sign with each exchange of rows", async (t) => {
  const n = 7;
  const exchanged = identity(n).map((_, i, all) => all[(i + 1) % n] ?? []);
  t.same(run("det", [exchanged.map((row) => row.map((x) => 2 * x))]), [[2 ** n]], "an even permutation");
  const twice = exchanged.with(0, exchanged[1] ?? []).with(1, exchanged[0] ?? []);
  t.same(run("det", [twice]), [[-1]], "an odd one");
});

t.test("cofactors times the matrix are its determinant", async (t) => {
  const det = leibniz(a);
  const scaled = identity(3).map((row) => row.map((x) => x * det));
  t.ok(distance(run("matmul", [a, transposed(run("cofactor", [a]))]), scaled) < 1e-14);
});

t.test("the derivative of the cofactors is that of their polynomials", async (t) => {
  const e = [
    [1, -2, 0],
    [3, 1, 5],
    [-1, 4, 2],
  ];
  // Cofactors of 3 × 3 are quadratic: a central difference is exact.
  const moved = (h: number): Matrix<number> =>
    a.map((row, i) => row.map((x, j) => x + h * (e[i]?.[j] ?? NaN)));
  const [above, below] = [run("cofactor", [moved(1)]), run("cofactor", [moved(-1)])];
  const expected = above.map((row, i) => row.map((x, j) => (x - (below[i]?.[j] ?? NaN)) / 2));
  t.ok(distance(run("cofactorDerivative", [a, e]), expected) < 1e-13);
});
