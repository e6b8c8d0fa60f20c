// Products, sums over named axes, and linear algebra: values against loops written out, derivatives by the
// checks.
import t from "tap";
import { type NDArray, array, cast, eye, ones, random, zeros } from "../ndarray/index.js";
import { value, type Op, type Value } from "../core/op.js";
import { checkGrads, checkOp } from "../check/index.js";
import { grad, hessian, jacobian, jvp, type Mode } from "../transforms/index.js";
import {
  add,
  cholesky,
  cofactor,
  cofactorDerivative,
  det,
  dot,
  einsum,
  inv,
  matmul,
  mul,
  neg,
  outer,
  reshape,
  solve,
  sum,
  tensordot,
  transpose,
  triangularSolve,
  type TriangleOptions,
} from "./index.js";

const modes: readonly Mode[] = ["forward", "reverse", "both"];

function randomArray(seed: number, shape: readonly number[]): NDArray {
  return random.normal(random.key(seed), shape);
}

/** The element at an index. */
function at(x: Value, ...index: number[]): number {
  const a = value(x) as NDArray;
  return a.data[index.reduce((place, i, k) => place * (a.shape[k] ?? 1) + i, 0)] ?? NaN;
}

function plain(x: Value): unknown {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
}

type Asserts = Pick<typeof t, "strictSame" | "ok">;

function near(t: Asserts, got: Value, want: Value, name: string): void {
  const [a, b] = [value(got) as NDArray, value(want) as NDArray];
  t.strictSame(a.shape, b.shape, `${name}: shape`);
  const gap = Math.max(0, ...Array.from(a.data, (x, i) => Math.abs(x - (b.data[i] ?? NaN))));
  t.ok(gap < 1e-12, `${name}: off by ${String(gap)}`);
}

t.test(
  "dot is the inner product of vectors, a multiple by a number, and a sum over the inner axes of arrays",
  async (t) => {
    t.equal(dot([1, 2, 3], [4, 5, 6]), 32);
    t.equal(dot(2, 3), 6);
    t.strictSame(plain(dot(2, [1, 2])), [2, 4]);
    const [a, b] = [randomArray(1, [2, 3]), randomArray(2, [4, 3, 5])];
    const y = dot(a, b);
    t.strictSame((value(y) as NDArray).shape, [2, 4, 5]);
    const by = [0, 1, 2].reduce((total, k) => total + at(a, 1, k) * at(b, 2, k, 3), 0);
    t.ok(Math.abs(at(y, 1, 2, 3) - by) < 1e-14);
  },
);

t.test("matmul takes vectors for rows and columns, and broadcasts leading axes", async (t) => {
  const m = array([
    [1, 2],
    [3, 4],
  ]);
  t.strictSame(plain(matmul(m, [1, 1])), [3, 7]);
  t.strictSame(plain(matmul([1, 1], m)), [4, 6]);
  t.equal(matmul([1, 2], [3, 4]), 11);
  const [a, b] = [randomArray(3, [2, 1, 2, 3]), randomArray(4, [4, 3, 2])];
  const y = matmul(a, b);
  t.strictSame((value(y) as NDArray).shape, [2, 4, 2, 2]);
  const by = [0, 1, 2].reduce((total, k) => total + at(a, 1, 0, 1, k) * at(b, 3, k, 0), 0);
  t.ok(Math.abs(at(y, 1, 3, 1, 0) - by) < 1e-14);
  t.throws(() => matmul(ones([2, 3]), ones([2, 3])), { message: /^matmul: / });
});

t.test("outer and tensordot agree with their sums", async (t) => {
  t.strictSame(plain(outer([1, 2], [3, 4, 5])), [
    [3, 4, 5],
    [6, 8, 10],
  ]);
  const [a, b] = [randomArray(5, [2, 3, 4]), randomArray(6, [4, 3, 5])];
  near(
    t,
    tensordot(a, b, {
      axes: [
        [1, 2],
        [1, 0],
      ],
    }),
    einsum("ijk,kjl->il", a, b),
    "tensordot",
  );
  near(
    t,
    tensordot(a, randomArray(7, [3, 4])),
    einsum("ijk,jk->i", a, randomArray(7, [3, 4])),
    "two axes by default",
  );
  t.strictSame((value(tensordot(ones([2]), ones([3]), { axes: 0 })) as NDArray).shape, [2, 3]);
  t.throws(() => tensordot(a, b), { message: /^tensordot: axes must be pairs of axes of equal length/ });
  t.throws(() => tensordot(a, b, { axes: 4 }), { message: /^tensordot: axes/ });
});

t.test("einsum follows NumPy's rules", async (t) => {
  const [m, v] = [
    array([
      [1, 2],
      [3, 4],
    ]),
    array([5, 6]),
  ];
  t.strictSame(plain(einsum("ij,j", m, v)), [17, 39], "implicit output");
  t.strictSame(
    plain(einsum("ba", m)),
    [
      [1, 3],
      [2, 4],
    ],
    "implicit output is in alphabetical order",
  );
  t.equal(einsum("ii", m), 5, "the trace");
  t.strictSame(plain(einsum("ii->i", m)), [1, 4], "the diagonal");
  t.strictSame(plain(einsum("ij->", m)), 10, "the sum of all");
  t.strictSame(
    plain(einsum("i,j->ij", v, [1, 2])),
    [
      [5, 10],
      [6, 12],
    ],
    "the outer product",
  );
  t.strictSame(plain(einsum("i,i->i", v, v)), [25, 36], "elementwise");
  t.equal(einsum("i,ij,j->", v, m, v), 319, "three operands");
  t.equal(einsum("iii->", ones([2, 2, 2])), 2, "a name three times");
  t.strictSame(
    plain(einsum("...i,i", ones([2, 3, 2]), v)),
    [
      [11, 11, 11],
      [11, 11, 11],
    ],
    "an ellipsis",
  );
  const [a, b] = [randomArray(8, [2, 1, 3, 4]), randomArray(9, [5, 4, 2])];
  near(t, einsum("...ij,...jk->...ik", a, b), matmul(a, b), "batches are broadcast");
  near(
    t,
    einsum("a...b->b...a", randomArray(10, [2, 3, 4])),
    transpose(randomArray(10, [2, 3, 4])),
    "axes move",
  );
  t.strictSame(
    plain(einsum("ij,jk->ik", zeros([2, 0]), zeros([0, 3]))),
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    "an empty sum",
  );
});

t.test("einsum says what does not fit", async (t) => {
  const wrong: [string, Value[], RegExp][] = [
    ["ij,jk", [ones([2, 3]), ones([2, 3])], /"j" has length 3, and length 2 in operand 1/],
    ["ij,jk", [ones([2, 3])], /it has 2 operands, and 1 were given/],
    ["ij", [ones([2])], /"ij" does not name the axes of operand 0, of shape \[2\]/],
    ["i->ij", [ones([2])], /the output names "j", which no operand has/],
    ["ij->ii", [ones([2, 2])], /the output names an axis twice/],
    ["i1", [ones([2, 2])], /must be letters/],
    ["i->i->i", [ones([2])], /more than one "->"/],
  ];
  for (const [spec, operands, message] of wrong) t.throws(() => einsum(spec, ...operands), { message }, spec);
});

t.test("derivatives of compositions over products hold in both modes, at both orders", async (t) => {
  const [a, b] = [randomArray(11, [2, 3]), randomArray(12, [3, 2])];
  const programs: [string, (a: Value, b: Value) => Value][] = [
    ["matmul", (a, b) => matmul(a, b)],
    ["einsum", (a, b) => einsum("ij,jk,ij->k", a, b, a)],
    ["diagonal", (a, b) => einsum("ii->i", matmul(a, b))],
    [
      "tensordot",
      (a, b) =>
        tensordot(a, b, {
          axes: [
            [0, 1],
            [1, 0],
          ],
        }),
    ],
    ["outer", (a, b) => outer(a, b)],
    ["xᵀx", (a) => dot(reshape(a, [-1]), reshape(a, [-1]))],
  ];
  for (const [name, f] of programs) {
    const report = checkGrads(f, [a, b], { order: 2 });
    t.equal(report.verdict, "pass", `${name}: ${report.toString()}`);
  }
});

t.test(
  "what a triangular solve does not read has derivative 0, though products there overflow",
  async (t) => {
    const [a, b] = [
      array([
        [-1.79e308, -0.02],
        [1.01, 8],
      ]),
      array([[-1.79e308], [0.08]]),
    ];
    const options = { lower: true, transpose: true, unitDiagonal: true };
    for (const mode of ["forward", "reverse"] as const) {
      const slopes = jacobian((m: Value) => triangularSolve(m, b, options), { mode })(a) as NDArray;
      t.ok(slopes.data.every(Number.isFinite), mode);
    }
  },
);

t.test("solve, inv and triangularSolve undo the product", async (t) => {
  const a = array([
    [4, 1, 0],
    [2, 5, 1],
    [0, 3, 6],
  ]);
  const x = randomArray(13, [3, 2]);
  near(t, solve(a, matmul(a, x)), x, "solve");
  near(
    t,
    matmul(a, inv(a)),
    array([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]),
    "inv",
  );
  t.strictSame((value(solve(a, [1, 2, 3])) as NDArray).shape, [3], "a vector stays a vector");
  const lower = array([
    [4, 0, 0],
    [2, 5, 0],
    [0, 3, 6],
  ]);
  near(t, triangularSolve(a, matmul(lower, x)), x, "only the lower triangle is read");
  near(t, triangularSolve(a, matmul(transpose(lower), x), { transpose: true }), x, "and may be transposed");
  near(
    t,
    matmul(cholesky(matmul(a, transpose(a))), transpose(cholesky(matmul(a, transpose(a))))),
    matmul(a, transpose(a)),
    "cholesky",
  );
  const batch = randomArray(14, [2, 1, 3, 3]);
  t.strictSame(
    (value(solve(batch, ones([4, 3, 1]))) as NDArray).shape,
    [2, 4, 3, 1],
    "batches are broadcast",
  );
  t.throws(() => solve(ones([2, 3]), ones([2])), { message: /^solve: .*square/ });
  t.throws(() => inv([1, 2]), { message: /^inv: .*square/ });
  t.ok(
    Number.isNaN(
      at(
        cholesky([
          [1, 2],
          [2, 1],
        ]),
        1,
        1,
      ),
    ),
    "not positive definite",
  );
});

t.test("the gradient of det is the adjugate transposed, exact where the matrix is singular", async (t) => {
  for (const mode of modes) {
    t.strictSame(
      plain(
        grad((a: Value) => det(a), { mode })(
          array([
            [1, 2],
            [2, 4],
          ]),
        ),
      ),
      [
        [4, -2],
        [-2, 1],
      ],
      mode,
    );
    const second = hessian((a: Value) => det(a), { mode })(
      array([
        [1, 2],
        [2, 4],
      ]),
    );
    t.same(
      plain(reshape(second, [4, 4])),
      [
        [0, 0, 0, 1],
        [0, 0, -1, 0],
        [0, -1, 0, 0],
        [1, 0, 0, 0],
      ],
      `${mode}, second order`,
    );
  }
  const rankOne = array([
    [1, 2, 3],
    [2, 4, 6],
    [3, 6, 9],
  ]);
  for (const mode of modes) {
    const third = jacobian(
      jacobian(
        jacobian((a: Value) => det(a), { mode }),
        { mode },
      ),
      { mode },
    )(rankOne);
    // ∂³ det / ∂a₀₀ ∂a₁₁ ∂a₂₂ = 1, and with two rows exchanged −1.
    t.equal(at(third, 0, 0, 1, 1, 2, 2), 1, `${mode}, third order`);
    t.equal(at(third, 0, 1, 1, 0, 2, 2), -1, `${mode}, third order, odd permutation`);
    t.equal(at(third, 0, 0, 1, 1, 1, 2) + 0, 0, `${mode}, third order, a row twice`);
  }
  t.equal(det(zeros([0, 0])), 1);
  t.strictSame(plain(reshape(grad((a: Value) => sum(det(a)))(array([[[3]], [[0]]])), [-1])), [1, 1]);
  near(
    t,
    cofactor([
      [1, 2],
      [3, 4],
    ]),
    array([
      [4, -3],
      [-2, 1],
    ]),
    "cofactor",
  );
});

/** Random matrices with 2n more on their diagonals. */
function dominant(seed: number, shape: readonly number[]): NDArray {
  const n = shape.at(-1) ?? 0;
  return value(add(randomArray(seed, shape), mul(2 * n, eye(n)))) as NDArray;
}

t.test(
  "derivatives hold in both modes to second order where batches are broadcast, and for every triangle",
  async (t) => {
    const programs: [string, (...x: Value[]) => Value, NDArray[]][] = [
      ["matrices and a vector", (a = 0, b = 0) => solve(a, b), [dominant(1, [2, 2, 2]), randomArray(2, [2])]],
      [
        "a matrix and a batch",
        (a = 0, b = 0) => solve(a, b),
        [dominant(3, [2, 2]), randomArray(4, [2, 2, 1])],
      ],
      ["two batches", (a = 0, b = 0) => solve(a, b), [dominant(5, [2, 1, 2, 2]), randomArray(6, [2, 2, 1])]],
      ["inverses", (a = 0) => inv(a), [dominant(7, [2, 1, 2, 2])]],
      ["factors", (a = 0) => cholesky(a), [dominant(8, [2, 2, 2])]],
      ["determinants", (a = 0) => det(a), [randomArray(9, [2, 2, 2])]],
      [
        "cofactors of singular matrices",
        (a = 0) => cofactor(a),
        [
          array([
            [1, 2, 3],
            [4, 5, 6],
            [7, 8, 9],
          ]),
        ],
      ],
    ];
    for (const lower of [true, false]) {
      for (const transpose of [true, false]) {
        for (const unitDiagonal of [true, false]) {
          const triangle = { lower, transpose, unitDiagonal };
          const f = (a: Value = 0, b: Value = 0): Value => triangularSolve(a, b, triangle);
          programs.push([JSON.stringify(triangle), f, [dominant(10, [2, 2]), randomArray(11, [2, 2, 1])]]);
        }
      }
    }
    for (const [name, f, x] of programs) {
      const report = checkGrads(f, x, { order: 2 });
      t.equal(report.verdict, "pass", `${name}: ${report.toString()}`);
    }
  },
);

t.test("third derivatives are the same in all nestings of the modes", async (t) => {
  const x = randomArray(21, [3, 3]);
  const programs: [string, (a: Value) => Value][] = [
    ["cholesky", (a) => cholesky(add(matmul(a, transpose(a)), eye(3)))],
    ["inv", (a) => inv(add(a, mul(6, eye(3))))],
    ["solve", (a) => solve(add(a, mul(6, eye(3))), a)],
    ["det", (a) => det(a)],
  ];
  const along =
    (f: (a: Value) => Value, seed: number, mode: Mode) =>
    (a: Value): Value =>
      sum(mul(randomArray(seed, [3, 3]), grad((b: Value) => sum(f(b)), { mode })(a)));
  const two: readonly Mode[] = ["forward", "reverse"];
  for (const [name, f] of programs) {
    const answers = two.flatMap((i) =>
      two.flatMap((j) => two.map((k) => grad(along(along(f, 22, i), 23, j), { mode: k })(x))),
    );
    for (const answer of answers) near(t, answer, answers[0] ?? 0, name);
  }
});

t.test("matrices of one entry, of none, and batches of none have their shapes and derivatives", async (t) => {
  for (const mode of modes) {
    t.strictSame(plain(grad((a: Value) => sum(inv(a)), { mode })(array([[4]]))), [[-1 / 16]], mode);
    t.strictSame(plain(grad((a: Value) => sum(cholesky(a)), { mode })(array([[4]]))), [[0.25]], mode);
    t.strictSame(plain(grad((a: Value) => sum(solve(a, [2])), { mode })(array([[4]]))), [[-0.125]], mode);
    t.strictSame(plain(hessian((a: Value) => det(a), { mode })(array([[4]]))), [[[[0]]]], mode);
    for (const shape of [
      [0, 0],
      [0, 2, 2],
      [3, 0, 0],
    ]) {
      for (const f of [
        det,
        inv,
        cofactor,
        cholesky,
        (a: Value) => solve(a, a),
        (a: Value) => triangularSolve(a, a),
      ]) {
        t.strictSame(
          grad((a: Value) => sum(f(a)), { mode })(zeros(shape)).shape,
          shape,
          `${mode} [${shape.join(", ")}]`,
        );
      }
    }
  }
  t.strictSame(plain(det(zeros([3, 0, 0]))), [1, 1, 1]);
});

t.test("float32 stays float32, in tangents too", async (t) => {
  const single = (x: NDArray): NDArray => cast(x, "float32") as NDArray;
  const [a, b] = [single(dominant(31, [3, 3])), single(randomArray(32, [3, 3]))];
  const programs: [string, (a: Value, b: Value) => Value][] = [
    ["solve", solve],
    ["inv", (a) => inv(a)],
    ["cholesky", (a) => cholesky(a)],
    ["cofactor", (a) => cofactor(a)],
    ["triangularSolve", (a, b) => triangularSolve(a, b)],
    ["cofactorDerivative", cofactorDerivative],
    ["matmul", matmul],
  ];
  for (const [name, f] of programs) {
    const { value: y, tangent } = jvp(f, [a, b], [b, a]);
    t.strictSame([(y as NDArray).dtype, (tangent as NDArray).dtype], ["float32", "float32"], name);
  }
});

t.test("where a matrix has no Cholesky factor, neither has it a derivative", async (t) => {
  for (const mode of ["forward", "reverse"] as const) {
    const bar = grad((a: Value) => sum(cholesky(a)), { mode })(
      array([
        [1, 2],
        [2, 1],
      ]),
    );
    t.ok(Array.from(bar.data).every(Number.isNaN), mode);
  }
});

t.test(
  "options that triangularSolve does not know are refused, and so are inputs that do not fit",
  async (t) => {
    const m = array([
      [1, 2],
      [0, 1],
    ]);
    const refused: [unknown, RegExp][] = [
      [
        { upper: true },
        /^triangularSolve: there is no option upper; its options are \{ lower, transpose, unitDiagonal \}$/,
      ],
      ["upper", /^triangularSolve: its options must be an object/],
      [{ lower: "no" }, /^triangularSolve: lower must be true or false, not the string "no"$/],
    ];
    for (const [options, message] of refused) {
      t.throws(
        () => triangularSolve(m, [1, 1], options as TriangleOptions),
        { message },
        JSON.stringify(options),
      );
    }
    t.throws(() => triangularSolve(ones([2, 3]), [1, 1]), {
      message: /^triangularSolve: expected a square matrix/,
    });
    t.throws(() => solve(m, [1, 2, 3]), { message: /^solve: right-hand side of shape \[3\]/ });
    t.throws(() => solve(m, 2), { message: /^solve: right-hand side of shape \[\]/ });
    t.throws(() => det(ones([2, 3])), { message: /^det: expected a square matrix/ });
    t.throws(() => cholesky(2), { message: /^cholesky: expected a square matrix/ });
    t.throws(() => cofactorDerivative(m, eye(3)), {
      message: /^cofactorDerivative: shapes \[2, 2\] and \[3, 3\]/,
    });
  },
);

t.test("a sign error in one rule of one input is seen", async (t) => {
  for (const { op } of [solve, triangularSolve, inv, cholesky, det, cofactor, cofactorDerivative]) {
    for (const rule of ["jvp", "vjp"] as const) {
      for (const input of op.domain.keys()) {
        const right = op[rule] as (i: number, d: Value, y: Value, x: Value[], params: unknown) => Value;
        const wrong = (i: number, ...rest: [Value, Value, Value[], unknown]): Value =>
          i === input ? neg(right(i, ...rest)) : right(i, ...rest);
        const broken = { ...op, [rule]: wrong } as unknown as Op;
        t.equal(
          checkOp(broken, { order: 1 }).verdict,
          "fail",
          `${op.name}: ${rule} of input ${String(input)}`,
        );
      }
    }
  }
});
