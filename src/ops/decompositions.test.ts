// Decompositions: what they are made to be, values worked out by hand, conventions at the edges, derivatives by
// the checks.
import t from "tap";
import { checkGrads } from "../check/index.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { eye, NDArray, ones, random, zeros } from "../ndarray/index.js";
import { grad, type Mode } from "../transforms/index.js";
import {
  add,
  matrixCond,
  eigh,
  eigvalsh,
  exp,
  expandDims,
  lstsq,
  lu,
  matmul,
  matrixNorm,
  matrixTranspose,
  mul,
  pinv,
  qr,
  reshape,
  slogdet,
  sub,
  sum,
  svd,
  type Like,
} from "./index.js";

const modes: readonly Mode[] = ["forward", "reverse", "both"];

type Asserts = Pick<typeof t, "ok">;

/** The largest element of |got − want|. */
function near(t: Asserts, got: Value, want: Like, name: string, slack = 1e-14): void {
  const gap = Math.max(0, ...numbers(sub(got, want)).map(Math.abs));
  t.ok(gap <= slack, `${name}: off by ${String(gap)}`);
}

function numbers(x: Value): number[] {
  const v = value(x);
  return typeof v === "number" ? [v] : Array.from(v.data);
}

function randomMatrix(seed: number, shape: readonly number[]): NDArray {
  return random.normal(random.key(seed), shape);
}

t.test("slogdet is the sign and the logarithm of the determinant, where that overflows too", (t) => {
  const of = (a: readonly (readonly number[])[]): unknown[] => Object.values(slogdet(a)).map(numbers).flat();
  t.same(of([[2]]), [1, Math.LN2]);
  t.strictSame(
    of([
      [0, 2],
      [2, 0],
    ]),
    [-1, Math.log(4)],
  );
  t.strictSame(
    of([
      [1, 2],
      [2, 4],
    ]),
    [0, -Infinity],
  );
  t.strictSame(Object.values(slogdet(eye(0))), [1, 0]);
  t.ok(
    of([
      [NaN, 1],
      [1, 2],
    ]).every(Number.isNaN),
  );
  const huge = slogdet(mul(1e200, eye(3)));
  near(t, huge.logabsdet, 600 * Math.LN10, "of 1e600", 1e-12);
  const [x, y] = [3e10, (1 + 1e-9) / 3e10];
  t.equal(
    slogdet([
      [x, 0],
      [0, y],
    ]).logabsdet,
    Math.log(x * y),
    "factors that nearly cancel keep their digits",
  );
  t.end();
});

t.test("the gradient of logabsdet is the inverse transposed, and that of the sign is zero", (t) => {
  const a = [
    [1, 2],
    [3, 5],
  ];
  for (const mode of modes) {
    near(
      t,
      grad((x: Value) => slogdet(x).logabsdet, { mode })(randomMatrix(0, [0, 0])),
      eye(0),
      "an empty one",
    );
    const slope = grad((x: Value) => slogdet(x).logabsdet, { mode })(
      new NDArray(Float64Array.from(a.flat()), [2, 2]),
    );
    near(
      t,
      slope,
      [
        [-5, 3],
        [2, -1],
      ],
      mode,
      1e-13,
    );
    const ofSign = grad((x: Value) => slogdet(x).sign, { mode })(
      new NDArray(Float64Array.of(1, 2, 2, 4), [2, 2]),
    );
    near(
      t,
      ofSign,
      [
        [0, 0],
        [0, 0],
      ],
      `${mode}: the sign of a singular one`,
      0,
    );
  }
  t.end();
});

t.test("eigh has ascending values and upright vectors", (t) => {
  const half = Math.SQRT1_2;
  const { values, vectors } = eigh([
    [2, -1, 0],
    [-1, 2, -1],
    [0, -1, 2],
  ]);
  near(t, values, [2 - Math.SQRT2, 2, 2 + Math.SQRT2], "values");
  near(
    t,
    vectors,
    [
      [0.5, half, -0.5],
      [half, 0, half],
      [0.5, -half, -0.5],
    ],
    "vectors",
  );
  near(
    t,
    eigvalsh([
      [0, 4],
      [0, 0],
    ]),
    [-2, 2],
    "of the symmetric part",
  );
  near(
    t,
    eigvalsh(
      mul(1e300, [
        [2, 1],
        [1, 2],
      ]),
    ),
    [1e300, 3e300],
    "of large entries",
    1e286,
  );
  near(
    t,
    eigvalsh(
      mul(2 ** -1060, [
        [2, 1],
        [1, 2],
      ]),
    ),
    mul(2 ** -1060, [1, 3]),
    "of tiny entries",
    0,
  );
  t.ok(
    numbers(
      eigvalsh([
        [Infinity, 0],
        [0, 1],
      ]),
    ).every(Number.isNaN),
  );
  t.strictSame(numbers(eigvalsh(eye(0))), []);
  t.end();
});

t.test("eigh takes a matrix apart that its parts make again", (t) => {
  for (const shape of [
    [1, 1],
    [5, 5],
    [2, 3, 4, 4],
    [20, 20],
  ]) {
    const a = randomMatrix(shape.length, shape);
    const { values, vectors } = eigh(a);
    const flipped = matrixTranspose(vectors);
    near(
      t,
      matmul(mul(vectors, asColumns(values)), flipped),
      mul(0.5, add(a, matrixTranspose(a))),
      "a",
      3e-14,
    );
    near(t, matmul(flipped, vectors), eye(shape.at(-1) ?? 0), "the vectors are orthonormal", 1e-14);
  }
  t.end();
});

t.test("what is made of eigenvalues and vectors has the derivatives of what it is", (t) => {
  const [a, w] = [randomMatrix(1, [3, 3]), randomMatrix(2, [3, 3])];
  const matrixExponential = (x: Value): Value => {
    const { values, vectors } = eigh(x);
    return matmul(mul(vectors, asColumns(exp(values))), matrixTranspose(vectors));
  };
  const { verdict } = checkGrads((x: Value) => sum(mul(w, matrixExponential(x))), [a], { order: 2 });
  t.equal(verdict, "pass");
  t.end();
});

t.test("equal eigenvalues have derivatives, and their vectors have none", (t) => {
  for (const mode of modes) {
    const slope = grad((x: Value) => sum(exp(eigvalsh(x))), { mode })(eye(3));
    near(t, slope, mul(Math.E, eye(3)), mode, 0);
    const none = numbers(
      grad((x: Value) => sum(mul(randomMatrix(1, [3, 3]), eigh(x).vectors)), { mode })(eye(3)),
    );
    t.notOk(
      none.some((x, k) => k % 4 !== 0 && Number.isFinite(x)),
      `${mode}: ${String(none)}`,
    );
  }
  t.end();
});

const shapes = [
  [1, 1],
  [4, 4],
  [7, 3],
  [3, 7],
  [2, 3, 5, 4],
  [20, 20],
  [3, 0],
  [0, 3],
];

t.test("qr takes a matrix apart, tall and wide, with a positive diagonal", (t) => {
  for (const shape of shapes) {
    const a = randomMatrix(shape.length, shape);
    const { q, r } = qr(a);
    const k = Math.min(...shape.slice(-2));
    t.same(
      [shapeOf(q).slice(-2), shapeOf(r).slice(-2)],
      [
        [shape.at(-2), k],
        [k, shape.at(-1)],
      ],
    );
    near(t, matmul(q, r), a, `a, ${String(shape)}`);
    near(t, matmul(matrixTranspose(q), q), eye(k), `orthonormal columns, ${String(shape)}`);
    const [rows = 0, columns = 0] = shapeOf(r).slice(-2);
    const below = numbers(r).filter((_, i) => Math.floor(i / columns) % rows > i % columns);
    const diagonal = numbers(r).filter((_, i) => Math.floor(i / columns) % rows === i % columns);
    t.ok(below.every((x) => x === 0) && diagonal.every((x) => x > 0), "a triangle with a positive diagonal");
  }
  near(
    t,
    qr([
      [-3, 1],
      [-4, 2],
    ]).r,
    [
      [5, -2.2],
      [0, 0.4],
    ],
    "by hand",
  );
  near(
    t,
    qr(
      mul(1e300, [
        [3, 1],
        [4, 2],
      ]),
    ).r,
    mul(1e300, [
      [5, 2.2],
      [0, 0.4],
    ]),
    "large entries",
    1e286,
  );
  near(
    t,
    qr([
      [1, 1],
      [0, 1e-300],
    ]).r,
    [
      [1, 1],
      [0, 1e-300],
    ],
    "a tiny diagonal",
    0,
  );
  near(
    t,
    qr([
      [0, 1],
      [0, 2],
    ]).r,
    [
      [0, 1],
      [0, 2],
    ],
    "a column of zeros",
  );
  t.ok(
    numbers(
      qr([
        [NaN, 1],
        [1, 1],
      ]).r,
    ).every(Number.isNaN),
  );
  t.end();
});

t.test("the derivatives of qr are right for tall and wide matrices", (t) => {
  for (const shape of [
    [4, 2],
    [2, 4],
  ]) {
    const a = randomMatrix(5, shape);
    const [w, v] = [qr(randomMatrix(6, shape)).q, randomMatrix(7, [2, shape[1] ?? 0])];
    const f = (x: Value): Value => {
      const { q, r } = qr(x);
      return add(sum(mul(w, exp(q))), sum(mul(v, r)));
    };
    t.equal(checkGrads(f, [a], { order: 2 }).verdict, "pass", String(shape));
  }
  t.end();
});

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

t.test("lu takes a matrix apart, with row exchanges", (t) => {
  for (const shape of shapes.filter(([m, n]) => m === n)) {
    const a = randomMatrix(shape.length, shape);
    const { p, l, u } = lu(a);
    near(t, matmul(matmul(p, l), u), a, String(shape));
    t.ok(numbers(l).every((x) => Math.abs(x) <= 1));
  }
  const { p, l, u } = lu([
    [1, 2],
    [2, 2],
  ]);
  near(
    t,
    p,
    [
      [0, 1],
      [1, 0],
    ],
    "p",
    0,
  );
  near(
    t,
    l,
    [
      [1, 0],
      [0.5, 1],
    ],
    "l",
    0,
  );
  near(
    t,
    u,
    [
      [2, 2],
      [0, 1],
    ],
    "u",
    0,
  );
  const moved = (x: Value): Value => {
    const parts = lu(x);
    return add(sum(exp(parts.l)), sum(exp(parts.u)));
  };
  t.equal(checkGrads(moved, [randomMatrix(3, [3, 3])], { order: 2 }).verdict, "pass");
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

t.test("what is not a matrix, or not of a shape that fits, is answered with advice", (t) => {
  const square = "expected a square matrix, or a batch [..., n, n] of them, not shape";
  t.throws(() => slogdet([[1, 2]]), new RangeError(`slogdet: ${square} [1, 2]`));
  t.throws(() => eigh([1, 2]), new RangeError(`eigh: ${square} [2]`));
  t.throws(() => eigvalsh([[1, 2]]), new RangeError(`eigvalsh: ${square} [1, 2]`));
  t.throws(() => lu(3), new RangeError(`lu: ${square} []`));
  t.throws(() => matrixCond([[1, 2]], 1), new RangeError(`matrixCond: ${square} [1, 2]`));
  for (const f of [qr, svd, pinv, matrixNorm, matrixCond])
    t.throws(
      () => f(3),
      new TypeError(`${f.name}: its input must be a matrix, or a batch [..., m, n] of them, not 3`),
    );
  t.throws(() => matrixNorm(eye(2), 3), /^matrixNorm: ord must be "fro", "nuc", 1, 2 or Infinity, not 3$/);
  t.throws(
    () => matrixCond(zeros([0, 0])),
    /^matrixCond: its input must be of at least one row and one column/,
  );
  t.throws(() => lstsq(eye(2), [1, 2, 3]), /^lstsq: its second input must be \[2\] or \[\.\.\., 2, k\]/);
  t.end();
});

/** Numbers for the columns of a matrix. */
function asColumns(values: Value): Value {
  return expandDims(values, -2);
}
