// Decompositions by the textbook: what their parts multiply to, in which order, with which signs.
import t from "tap";
import { reals } from "../fixtures/reals.js";
import {
  eigen,
  eliminated,
  flipped,
  orthogonal,
  pseudoinverse,
  signAndLogarithm,
  singular,
} from "./decompositions.js";
import type { Matrix } from "./matrices.js";

type Numbers = Matrix<number>;

const times = (a: Numbers, b: Numbers): number[][] =>
  a.map((row) => flipped(b).map((column) => row.reduce((sum, x, k) => sum + x * (column[k] ?? NaN), 0)));
const diagonal = (d: readonly number[]): number[][] => d.map((x, i) => d.map((_, j) => (i === j ? x : 0)));
const one = (n: number): number[][] => diagonal(new Array<number>(n).fill(1));
const apart = (a: Numbers, b: Numbers): number =>
  a.length === b.length
    ? Math.max(...a.flatMap((row, i) => row.map((x, j) => Math.abs(x - (b[i]?.[j] ?? NaN)))), 0)
    : Infinity;
const isOrthonormal = (a: Numbers): boolean => apart(times(flipped(a), a), one(flipped(a).length)) < 1e-14;

const tall: Numbers = [
  [2, -1],
  [0.5, 3],
  [-1, 0.25],
];
const square: Numbers = [
  [0.5, 2, -1],
  [4, 1, 0.25],
  [-2, 0.75, 3],
];
const symmetric: Numbers = [
  [2, -1, 0.5],
  [-1, -3, 0.25],
  [0.5, 0.25, 1],
];

t.test("a matrix is flipped over its diagonal", async (t) => {
  t.same(flipped(tall), [
    [2, 0.5, -1],
    [-1, 3, 0.25],
  ]);
  t.same(flipped([]), []);
});

t.test(
  "eigen: values ascend, and a v = λ v with orthonormal v, the largest element of which is positive",
  async (t) => {
    const [values = [], ...vectors] = eigen(reals, symmetric);
    t.ok(isOrthonormal(vectors));
    t.ok(apart(times(symmetric, vectors), times(vectors, diagonal(values))) < 1e-14);
    t.same(
      [...values].sort((a, b) => a - b),
      values,
    );
    for (const v of flipped(vectors)) {
      const largest = v.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      t.ok(largest > 0);
    }
    t.same(eigen(reals, diagonal([3, 1])), [
      [1, 3],
      [0, 1],
      [1, 0],
    ]);
  },
);

t.test("eigen: it is the symmetric part that counts", async (t) => {
  const [values] = eigen(reals, [
    [1, 4],
    [0, 1],
  ]);
  t.ok(apart([values ?? []], [[-1, 3]]) < 1e-14);
});

t.test(
  "orthogonal: a = q r with orthonormal q, and an r of positive diagonal and nothing below it",
  async (t) => {
    for (const a of [tall, square]) {
      const parts = orthogonal(reals, a);
      const [q, r] = [parts.slice(0, a.length), parts.slice(a.length)];
      t.ok(isOrthonormal(q));
      t.ok(apart(times(q, r), a) < 1e-14);
      for (const [i, row] of r.entries()) {
        t.ok((row[i] ?? 0) > 0);
        t.ok(row.slice(0, i).every((x) => x === 0));
      }
    }
  },
);

t.test("singular: a = u s vᵀ, with s descending, of tall, wide and square matrices", async (t) => {
  for (const a of [tall, square, flipped(tall)]) {
    const k = Math.min(a.length, flipped(a).length);
    const parts = singular(reals, a);
    const [u, s = [], v] = [parts.slice(0, a.length), parts[a.length], parts.slice(a.length + 1)];
    t.equal(s.length, k);
    t.ok(isOrthonormal(u));
    t.ok(isOrthonormal(flipped(v)));
    t.ok(apart(times(u, times(diagonal(s), v)), a) < 1e-14);
    t.same(
      [...s].sort((x, y) => y - x),
      s,
    );
    for (const column of flipped(u)) t.ok(column.reduce((x, y) => (Math.abs(y) > Math.abs(x) ? y : x)) > 0);
  }
});

t.test(
  "the first of the largest elements has the sign, of those that are the same to rounding",
  async (t) => {
    const [, first] = flipped(
      eigen(reals, [
        [0, 1],
        [1, 0],
      ]).slice(1),
    );
    t.ok(apart([first ?? []], [[Math.SQRT1_2, Math.SQRT1_2]]) < 1e-15);
    const [lowest = []] = flipped(
      eigen(reals, [
        [0, 1],
        [1, 0],
      ]).slice(1),
    );
    t.ok(apart([lowest], [[Math.SQRT1_2, -Math.SQRT1_2]]) < 1e-15);
  },
);

t.test("pseudoinverse: of tall and of wide matrices, from either side", async (t) => {
  const solve = (a: Numbers, b: Numbers): number[][] => {
    const [[p = 0, q = 0] = [], [r = 0, s = 0] = []] = a;
    const det = p * s - q * r;
    return times(
      [
        [s / det, -q / det],
        [-r / det, p / det],
      ],
      b,
    );
  };
  t.ok(apart(times(pseudoinverse(tall, times, solve), tall), one(2)) < 1e-14);
  const wide = flipped(tall);
  t.ok(apart(times(wide, pseudoinverse(wide, times, solve)), one(2)) < 1e-14);
});

t.test("eliminated: p a = l u with the largest pivots, l of ones on its diagonal", async (t) => {
  const parts = eliminated(reals, square);
  const [p, l, u] = [parts.slice(0, 3), parts.slice(3, 6), parts.slice(6)];
  t.ok(apart(times(times(p, l), u), square) < 1e-14);
  t.same(
    p.map((row) => [...row].sort()),
    [
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1],
    ],
  );
  t.same(p[1], [1, 0, 0], "the largest of the first column comes first");
  for (const [i, row] of l.entries()) {
    t.equal(row[i], 1);
    t.ok(row.every((x, j) => (j > i ? x === 0 : Math.abs(x) <= 1)));
    t.ok(u[i]?.every((x, j) => j >= i || x === 0));
  }
});

t.test("signAndLogarithm: 0 has the logarithm −∞", async (t) => {
  const field = { ...reals, functions: { log: Math.log } };
  t.same(signAndLogarithm(field, Math.E), [[1, 1]]);
  t.same(signAndLogarithm(field, -1), [[-1, 0]]);
  t.same(signAndLogarithm(field, 0), [[0, -Infinity]]);
});
