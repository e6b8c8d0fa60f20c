// Functions of matrices: powers, exponentials, roots; Sylvester's equation; and what all linear algebra says to
// inputs that do not fit.
import t from "tap";
import { checkGrads } from "../check/index.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { eye, zeros } from "../ndarray/index.js";
import { near, numbers, randomMatrix } from "./fixtures/matrices.js";
import {
  add,
  concatenate,
  matrixCond,
  eigh,
  eigvalsh,
  exp,
  expandDims,
  expm,
  lstsq,
  lu,
  matmul,
  matrixNorm,
  matrixPower,
  mul,
  pinv,
  qr,
  slogdet,
  sqrtm,
  sum,
  svd,
  slice,
  sylvester,
  tridiagonalSolve,
} from "./index.js";

t.test("matrixPower multiplies, and divides for negative powers", (t) => {
  const a = randomMatrix(1, [2, 3, 3]);
  const cube = matmul(a, matmul(a, a));
  near(t, matrixPower(a, 3), cube, "3");
  near(t, matrixPower(a, 7), matmul(cube, matmul(a, cube)), "7", 1e-11);
  near(t, matmul(matrixPower(a, -3), cube), eye(3), "-3", 1e-11);
  near(
    t,
    matrixPower(
      [
        [1, 1],
        [0, 1],
      ],
      1e9,
    ),
    [
      [1, 1e9],
      [0, 1],
    ],
    "1e9",
    0,
  );
  t.equal(matrixPower(a, 1), a);
  for (const n of [-2, 0, 1, 5])
    t.equal(
      checkGrads((x: Value) => sum(exp(matrixPower(x, n))), [randomMatrix(3, [2, 2])], { order: 2 }).verdict,
      "pass",
      String(n),
    );
  t.end();
});

// Σ aᵏ / k! with 80 digits, by mathjs
const exponentials = [
  [
    [
      [1, 2],
      [3, 4],
    ],
    [
      [51.968956198705, 74.73656456700321],
      [112.10484685050481, 164.07380304920983],
    ],
  ],
  [
    [
      [0.125, -0.5],
      [0.25, 0.0625],
    ],
    [
      [1.0644959420296083, -0.5378616611855571],
      [0.26893083059277856, 0.9972632343814137],
    ],
  ],
  [
    [
      [-3, 1, 0],
      [2, -5, 1],
      [0, 4, -2],
    ],
    [
      [0.09544693599397934, 0.05584123917926248, 0.03217699302918992],
      [0.11168247835852496, 0.11247242975221408, 0.0880182322084524],
      [0.2574159442335194, 0.3520729288338096, 0.31217314031919147],
    ],
  ],
  [
    [
      [10, -7],
      [5, 2.5],
    ],
    [
      [-491.1341876007737, 785.0717576497594],
      [-560.7655411783996, 350.0141241668257],
    ],
  ],
] as const;

t.test("expm is the exponential of a matrix to the last digits", (t) => {
  for (const [a, want] of exponentials) {
    const largest = Math.max(...want.flat());
    near(t, expm(a), want, JSON.stringify(a), 8e-16 * largest);
  }
  near(
    t,
    expm([
      [0, 1e10],
      [0, 0],
    ]),
    [
      [1, 1e10],
      [0, 1],
    ],
    "a nilpotent one",
    1e-4,
  );
  const turn = expm(
    mul(1000, [
      [0, -1],
      [1, 0],
    ]),
  );
  near(
    t,
    turn,
    [
      [Math.cos(1000), -Math.sin(1000)],
      [Math.sin(1000), Math.cos(1000)],
    ],
    "a rotation",
    2e-13,
  );
  t.strictSame(shapeOf(expm(zeros([2, 0, 0]))), [2, 0, 0]);
  t.ok(
    numbers(
      expm([
        [Infinity, 0],
        [0, 1],
      ]),
    ).some(Number.isNaN),
  );
  t.end();
});

t.test("the derivative of expm is the sum of that of all products", (t) => {
  const w = randomMatrix(1, [3, 3]);
  for (const scale of [0, 1, 6])
    t.equal(
      checkGrads((x: Value) => sum(mul(w, expm(x))), [value(mul(scale, randomMatrix(2, [3, 3])))], {
        order: 2,
      }).verdict,
      "pass",
      String(scale),
    );
  t.end();
});

t.test("sylvester solves a x + x b = c", (t) => {
  const [a, b, c] = [randomMatrix(1, [4, 3, 3]), randomMatrix(2, [2, 2]), randomMatrix(3, [4, 3, 2])];
  const x = sylvester(a, b, c);
  near(t, add(matmul(a, x), matmul(x, b)), c, "a batch", 1e-13);
  near(t, sylvester([[1]], [[3]], [[8]]), [[2]], "numbers", 0);
  t.notOk(Number.isFinite(numbers(sylvester([[1]], [[-1]], [[1]]))[0]), "no solution");
  t.strictSame(shapeOf(sylvester(zeros([0, 0]), [[3]], zeros([0, 1]))), [0, 1]);
  t.end();
});

t.test("tridiagonalSolve solves in bands, with exchanges of rows", (t) => {
  const [l, d, u] = [randomMatrix(1, [3, 5]), mul(0.1, randomMatrix(2, [6])), randomMatrix(3, [5])];
  const b = randomMatrix(4, [3, 6, 2]);
  const x = tridiagonalSolve(l, d, u, b);
  const bands = [
    [slice(x, null, [0, 5]), l],
    [x, d],
    [slice(x, null, [1, 6]), u],
  ] as const;
  const products = bands.map(([part, band]) => mul(part, expandDims(band, -1)));
  const zero = zeros([3, 1, 2]);
  const [lower = 0, main = 0, upper = 0] = products;
  const a = add(add(concatenate([zero, lower], { axis: 1 }), main), concatenate([upper, zero], { axis: 1 }));
  near(t, a, b, "a x = b", 1e-12);
  near(t, tridiagonalSolve([1, 1], [2, 2, 2], [1, 1], [3, 4, 3]), [1, 1, 1], "a vector");
  near(t, tridiagonalSolve([], [2], [], [3]), [1.5], "one unknown", 0);
  t.notOk(Number.isFinite(numbers(tridiagonalSolve([1], [1, 1], [1], [1, 0]))[1]), "a singular one");
  const f = (...given: readonly Value[]): Value =>
    sum(exp(tridiagonalSolve(...(given as [Value, Value, Value, Value]))));
  const point = [randomMatrix(1, [2]), randomMatrix(2, [3]), randomMatrix(3, [2]), randomMatrix(4, [3])];
  t.equal(checkGrads(f, point, { order: 2 }).verdict, "pass");
  t.throws(
    () => tridiagonalSolve([1, 2], [1, 2], [1], [1, 2]),
    new RangeError(
      "tridiagonalSolve: its lower diagonal must be of length 1 (one for each row), not an NDArray of shape [2]",
    ),
  );
  t.throws(
    () => tridiagonalSolve([1], [1, 2], [1], 3),
    /^tridiagonalSolve: its right-hand side must be of shape \[n\] or \[\.\.\., n, k\], not 3$/,
  );
  t.end();
});

t.test("sqrtm is the principal root", (t) => {
  for (const shape of [
    [1, 1],
    [4, 4],
    [2, 3, 3],
    [0, 0],
  ]) {
    const a = value(add(mul(4, eye(shape.at(-1) ?? 0)), randomMatrix(1, shape)));
    const root = sqrtm(a);
    near(t, matmul(root, root), a, String(shape));
  }
  near(
    t,
    sqrtm([
      [4, 0],
      [0, 1e-12],
    ]),
    [
      [2, 0],
      [0, 1e-6],
    ],
    "far apart",
  );
  near(
    t,
    sqrtm([
      [0, -1],
      [1, 0],
    ]),
    mul(Math.SQRT1_2, [
      [1, -1],
      [1, 1],
    ]),
    "of a quarter turn, half of it",
  );
  for (const none of [
    [
      [-1, 0],
      [0, 2],
    ],
    [
      [0, 1],
      [0, 0],
    ],
    [
      [NaN, 0],
      [0, 1],
    ],
  ])
    t.ok(numbers(sqrtm(none)).every(Number.isNaN), "none");
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
  t.throws(() => sqrtm([[1, 2]]), new RangeError(`sqrtm: ${square} [1, 2]`));
  t.throws(() => expm([[1, 2]]), new RangeError(`expm: ${square} [1, 2]`));
  t.throws(() => matrixPower([[1, 2]], 2), new RangeError(`matrixPower: ${square} [1, 2]`));
  t.throws(() => matrixPower(eye(2), 0.5), new TypeError("matrixPower: n must be a whole number, not 0.5"));
  t.throws(() => sylvester([[1, 2]], eye(2), eye(2)), new RangeError(`sylvester: ${square} [1, 2]`));
  const third = "sylvester: its third input must be of shape [..., 2, 3], not an NDArray of shape [3, 2]";
  t.throws(() => sylvester(eye(2), eye(3), eye(3, 2)), new RangeError(third));
  t.throws(() => matrixNorm(eye(2), 3), /^matrixNorm: ord must be "fro", "nuc", 1, 2 or Infinity, not 3$/);
  t.throws(
    () => matrixCond(zeros([0, 0])),
    /^matrixCond: its input must be of at least one row and one column/,
  );
  t.throws(
    () => lstsq(eye(2), [1, 2, 3]),
    /^lstsq: its second input must be of shape \[2\] or \[\.\.\., 2, k\]/,
  );
  t.end();
});
