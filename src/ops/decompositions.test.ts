// Decompositions of square matrices, and qr: what they are made to be, values worked out by hand, conventions at
// the edges, derivatives by the checks.
import t from "tap";
import { checkGrads } from "../check/index.js";
import { shapeOf, type Value } from "../core/op.js";
import { eye, NDArray } from "../ndarray/index.js";
import { grad, type Mode } from "../transforms/index.js";
import { asColumns, near, numbers, randomMatrix, shapes } from "./fixtures/matrices.js";
import { add, eigh, eigvalsh, exp, lu, matmul, matrixTranspose, mul, qr, slogdet, sum } from "./index.js";

const modes: readonly Mode[] = ["forward", "reverse", "both"];

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
