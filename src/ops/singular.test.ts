// Singular values, and what is made of them and of qr: norms, pseudoinverses, least squares.
import t from "tap";
import { checkGrads } from "../check/index.js";
import { shapeOf, type Value } from "../core/op.js";
import { eye, ones, zeros } from "../ndarray/index.js";
import { grad, type Mode } from "../transforms/index.js";
import { asColumns, near, numbers, randomMatrix, shapes } from "./fixtures/matrices.js";
import {
  add,
  matrixCond,
  exp,
  lstsq,
  matmul,
  matrixNorm,
  matrixTranspose,
  mul,
  pinv,
  reshape,
  sum,
  svd,
} from "./index.js";

const modes: readonly Mode[] = ["forward", "reverse", "both"];

t.test("svd takes a matrix apart, with descending values and upright vectors", (t) => {
  for (const shape of shapes) {
    const a = randomMatrix(shape.length, shape);
    const { u, s, vt } = svd(a);
    const k = Math.min(...shape.slice(-2));
    near(t, matmul(mul(u, asColumns(s)), vt), a, `a, ${String(shape)}`, 3e-14);
    near(t, matmul(matrixTranspose(u), u), eye(k), `left, ${String(shape)}`);
    near(t, matmul(vt, matrixTranspose(vt)), eye(k), `right, ${String(shape)}`);
    const [all, length] = [numbers(s), Math.max(1, k)];
    t.ok(all.every((x, i) => x >= 0 && (i % length === 0 || x <= (all[i - 1] ?? 0))));
  }
  const [r2, r3] = [Math.SQRT2, Math.sqrt(3)];
  const { u, s, vt } = svd([
    [1, 1],
    [0, 1],
    [-1, 0],
  ]);
  near(t, s, [r3, 1], "values by hand");
  near(
    t,
    u,
    [
      [2 / r2 / r3, 0],
      [1 / r2 / r3, 1 / r2],
      [-1 / r2 / r3, 1 / r2],
    ],
    "left vectors by hand",
  );
  near(
    t,
    vt,
    [
      [1 / r2, 1 / r2],
      [-1 / r2, 1 / r2],
    ],
    "right vectors by hand",
  );
  near(
    t,
    svd([
      [1e154, 1],
      [0, 1],
    ]).s,
    [1e154, 1],
    "values far apart",
    0,
  );
  t.ok(
    numbers(
      svd([
        [NaN, 1],
        [1, 1],
      ]).s,
    ).every(Number.isNaN),
  );
  t.end();
});

t.test("svd has orthonormal vectors for values 0, too", (t) => {
  for (const a of [zeros([3, 2]), zeros([2, 3]), matmul(randomMatrix(1, [5, 2]), randomMatrix(2, [2, 4]))]) {
    const { u, vt } = svd(a);
    near(t, matmul(matrixTranspose(u), u), eye(shapeOf(u).at(-1) ?? 0), "left");
    near(t, matmul(vt, matrixTranspose(vt)), eye(shapeOf(vt).at(-2) ?? 0), "right");
  }
  t.end();
});

t.test("the derivatives of svd are right for tall, wide and square matrices", (t) => {
  for (const shape of [
    [3, 2],
    [2, 3],
    [2, 2],
  ]) {
    const a = randomMatrix(5, shape);
    const [w, v] = [randomMatrix(6, [shape[0] ?? 0, 2]), randomMatrix(7, [2, shape[1] ?? 0])];
    const f = (x: Value): Value => {
      const { u, s, vt } = svd(x);
      return add(add(sum(mul(w, u)), sum(exp(s))), sum(mul(v, vt)));
    };
    t.equal(checkGrads(f, [a], { order: 2 }).verdict, "pass", String(shape));
  }
  for (const mode of modes) {
    const slope = grad((x: Value) => sum(svd(x).s), { mode })(eye(2));
    near(t, slope, eye(2), `${mode}: equal values`, 0);
  }
  t.end();
});

t.test("pinv solves Penrose's equations, of full rank and of less", (t) => {
  const lowRank = matmul(randomMatrix(8, [4, 2]), randomMatrix(9, [2, 5]));
  for (const a of [...shapes.map((shape) => randomMatrix(1, shape)), lowRank]) {
    const p = pinv(a);
    const [ap, pa] = [matmul(a, p), matmul(p, a)];
    near(t, matmul(ap, a), a, "a p a = a", 1e-13);
    near(t, matmul(pa, p), p, "p a p = p", 1e-12);
    near(t, matrixTranspose(ap), ap, "a p is symmetric", 1e-13);
    near(t, matrixTranspose(pa), pa, "p a is symmetric", 1e-13);
  }
  near(t, pinv(zeros([2, 3])), zeros([3, 2]), "of zeros", 0);
  t.end();
});

t.test("the derivatives of pinv are right where the rank stays", (t) => {
  const [left, w] = [randomMatrix(3, [3, 1]), randomMatrix(4, [2, 3])];
  const ofRankOne = (x: Value): Value => sum(mul(w, pinv(matmul(left, reshape(x, [1, 2])))));
  t.equal(checkGrads(ofRankOne, [randomMatrix(5, [2])], { order: 2 }).verdict, "pass", "less than full rank");
  t.equal(
    checkGrads((x: Value) => sum(mul(w, pinv(x))), [eye(3, 2)], { order: 2 }).verdict,
    "pass",
    "equal values",
  );
  t.end();
});

t.test("norms and condition numbers of matrices", (t) => {
  const a = [
    [1, -2],
    [3, 4],
  ];
  const norms = [
    ["fro", Math.sqrt(30)],
    ["nuc", Math.sqrt(50)],
    [1, 6],
    [2, Math.sqrt(15 + Math.sqrt(125))],
    [Infinity, 7],
  ] as const;
  for (const [ord, want] of norms) {
    near(t, matrixNorm(a, ord), want, String(ord), 4e-15);
    near(t, matrixNorm([a, a], ord), [want, want], `${String(ord)} of a batch`, 4e-15);
    t.equal(matrixNorm(zeros([0, 3]), ord), 0, `${String(ord)} of an empty one`);
    t.equal(
      checkGrads((x: Value) => matrixNorm(x, ord), [randomMatrix(1, [3, 2])]).verdict,
      "pass",
      String(ord),
    );
  }
  near(
    t,
    matrixCond([
      [4, 0],
      [0, 2],
    ]),
    2,
    "by singular values",
  );
  near(t, matrixCond(a, 1), 6 * 0.7, "by the inverse");
  t.notOk(Number.isFinite(matrixCond(ones([2, 2]), 1)), "of a singular one");
  t.equal(checkGrads((x: Value) => matrixCond(x), [randomMatrix(1, [3, 2])]).verdict, "pass");
  t.end();
});

t.test("lstsq finds the nearest x, and the shortest", (t) => {
  for (const shape of [
    [6, 3],
    [3, 6],
    [3, 3],
    [2, 5, 2],
  ]) {
    const [a, b] = [randomMatrix(1, shape), randomMatrix(2, [...shape.slice(0, -1), 2])];
    near(t, lstsq(a, b), matmul(pinv(a), b), String(shape), 1e-13);
  }
  near(
    t,
    lstsq(
      [
        [1, 0],
        [0, 2],
        [0, 0],
      ],
      [3, 4, 5],
    ),
    [3, 2],
    "a vector",
  );
  const f = (a: Value, b: Value): Value => sum(exp(lstsq(a, b)));
  const point = (m: number, n: number) => [randomMatrix(1, [m, n]), randomMatrix(2, [m])];
  t.equal(checkGrads(f, point(3, 2), { order: 2 }).verdict, "pass", "tall");
  t.equal(checkGrads(f, point(2, 3), { order: 2 }).verdict, "pass", "wide");
  t.end();
});
