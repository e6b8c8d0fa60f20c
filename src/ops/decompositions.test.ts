// Decompositions: what they are made to be, values worked out by hand, conventions at the edges, derivatives by
// the checks.
import t from "tap";
import { checkGrads } from "../check/index.js";
import { value, type Value } from "../core/op.js";
import { eye, NDArray, random } from "../ndarray/index.js";
import { grad, type Mode } from "../transforms/index.js";
import {
  add,
  eigh,
  eigvalsh,
  exp,
  expandDims,
  matmul,
  matrixTranspose,
  mul,
  slogdet,
  sub,
  sum,
} from "./index.js";

const modes: readonly Mode[] = ["forward", "reverse", "both"];

type Asserts = Pick<typeof t, "ok">;

/** The largest element of |got − want|. */
function near(t: Asserts, got: Value, want: Value, name: string, slack = 1e-14): void {
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

/** Numbers for the columns of a matrix. */
function asColumns(values: Value): Value {
  return expandDims(values, -2);
}
