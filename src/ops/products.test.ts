// Products: against loops written out, and what they refuse.
import t from "tap";
import { type NDArray, array, ones, random, zeros } from "../ndarray/index.js";
import { value, type Value } from "../core/op.js";
import { checkGrads } from "../check/index.js";
import { grad, jacobian, type Mode } from "../transforms/index.js";
import { dot, matmul, matrixTranspose, outer, sum, tensordot, type TensordotOptions } from "./index.js";

function normal(seed: number, shape: readonly number[]): NDArray {
  return random.normal(random.key(seed), shape);
}

function at(x: Value, ...index: number[]): number {
  const a = value(x) as NDArray;
  return a.data[index.reduce((place, i, k) => place * (a.shape[k] ?? 1) + i, 0)] ?? NaN;
}

function plain(x: Value): unknown {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
}

const modes: readonly Mode[] = ["forward", "reverse"];

t.test(
  "tensordot pairs axes in the order in which they are given, and counts negative ones from the end",
  async (t) => {
    const [a, b] = [normal(1, [2, 3, 4]), normal(2, [4, 5, 2])];
    const y = tensordot(a, b, {
      axes: [
        [-1, 0],
        [0, -1],
      ],
    });
    t.strictSame((value(y) as NDArray).shape, [3, 5]);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 5; j++) {
        let total = 0;
        for (let p = 0; p < 4; p++) for (let q = 0; q < 2; q++) total += at(a, q, i, p) * at(b, p, j, q);
        t.ok(Math.abs(at(y, i, j) - total) < 1e-13, `${String(i)}, ${String(j)}`);
      }
    }
    t.strictSame(plain(tensordot(ones([2, 3]), ones([3, 2]), { axes: 1 })), [
      [3, 3],
      [3, 3],
    ]);
    t.equal(tensordot(2, 3, { axes: 0 }), 6);
  },
);

t.test("tensordot refuses axes that it would otherwise have to ignore", async (t) => {
  const m = ones([2, 2]);
  const refused: [unknown, RegExp][] = [
    [1, /^tensordot: its options must be an object, \{ axes \}, not 1$/],
    [{ axis: 1 }, /^tensordot: there is no option axis/],
    [{ axes: null }, /^tensordot: axes must be a number of axes, or a list of axes for each .*, not null$/],
    [{ axes: "ab" }, /^tensordot: axes must be a number of axes, or a list .* "ab"$/],
    [{ axes: [0, 1] }, /^tensordot: axes must be a number of axes, or a list/],
    [{ axes: [[1], [0], [0]] }, /^tensordot: axes must be a number of axes, or a list/],
    [
      {
        axes: [
          [0, 0],
          [0, 1],
        ],
      },
      /^tensordot: axis 0 is given twice/,
    ],
    [{ axes: [[2], [0]] }, /^tensordot: axis 2 is out of range/],
    [{ axes: [[1], [0, 1]] }, /^tensordot: axes must be pairs of axes of equal length/],
    [{ axes: 3 }, /^tensordot: axes must be a number of axes that both \[2, 2\] and \[2, 2\] have, not 3$/],
    [{ axes: 0.5 }, /^tensordot: axes must be a number of axes/],
  ];
  for (const [options, message] of refused) {
    t.throws(() => tensordot(m, m, options as TensordotOptions), { message }, JSON.stringify(options));
  }
});

t.test("an error of dot names dot, whatever it is made of", async (t) => {
  t.throws(() => dot([1, 2], [1, 2, 3]), { message: /^dot: / });
  t.throws(() => dot(ones([2, 3]), ones([2, 3])), { message: /^dot: .*\[2, 3\] and \[2, 3\]/ });
  t.throws(() => dot(ones([2, 3]), ones([2, 4, 3])), {
    message: /^dot: .*the last axis of the first, 3, must equal 4/,
  });
  t.throws(() => dot([1, 2], undefined as unknown as number), { message: /^dot: its second input/ });
});

t.test("matrixTranspose exchanges the last two axes, and wants two", async (t) => {
  t.strictSame(
    plain(
      matrixTranspose([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ),
    [
      [1, 4],
      [2, 5],
      [3, 6],
    ],
  );
  t.strictSame((value(matrixTranspose(ones([5, 2, 3]))) as NDArray).shape, [5, 3, 2]);
  t.throws(() => matrixTranspose([1, 2]), {
    message: /^matrixTranspose: its input must be a matrix, .*\[2\]/,
  });
  t.throws(() => matrixTranspose(3), { message: /^matrixTranspose: its input must be a matrix, .* 3$/ });
});

t.test("products of vectors, batches and empty arrays have the derivatives of their loops", async (t) => {
  const programs: [string, (a: Value, b: Value) => Value, NDArray, NDArray][] = [
    ["row by batch", matmul, normal(1, [2]), normal(2, [2, 2, 1])],
    ["batch by column", matmul, normal(3, [2, 1, 2]), normal(4, [2])],
    ["batches that are broadcast", matmul, normal(5, [2, 1, 1, 2]), normal(6, [2, 2, 1])],
    ["dot of rank 3", dot, normal(7, [2, 2]), normal(8, [2, 2, 1])],
    ["outer of matrices", outer, normal(9, [2, 1]), normal(10, [2])],
    [
      "tensordot over axes out of order",
      (a, b) =>
        tensordot(a, b, {
          axes: [
            [1, 0],
            [0, 1],
          ],
        }),
      normal(11, [2, 2]),
      normal(12, [2, 2]),
    ],
  ];
  for (const [name, f, a, b] of programs) {
    const report = checkGrads(f, [a, b], { order: 2 });
    t.equal(report.verdict, "pass", `${name}: ${report.toString()}`);
  }
  for (const mode of modes) {
    const bar = grad((a: Value) => sum(matmul(a, zeros([0, 3]))), { mode })(zeros([2, 0]));
    t.strictSame(bar.shape, [2, 0], `${mode}: an empty sum`);
    const [da, db] = grad((a: Value, b: Value) => dot(a, b), { mode, argnums: [0, 1] })(2, 3);
    t.strictSame([da, db], [3, 2], `${mode}: numbers`);
  }
});

t.test("the product of a vector with itself has the derivative of the product of two", async (t) => {
  const x = array([1, -2, 3]);
  for (const mode of modes) {
    t.strictSame(plain(grad((v: Value) => dot(v, v), { mode })(x)), [2, -4, 6], mode);
    for (const outer of modes) {
      const twice = grad((v: Value) => sum(grad((w: Value) => dot(w, w), { mode })(v)), { mode: outer })(x);
      t.strictSame(plain(twice), [2, 2, 2], `${mode} in ${outer}`);
    }
  }
});

t.test("a zero of a tangent or of a cotangent keeps out what is infinite, in products too", async (t) => {
  const a = array([
    [1, Infinity],
    [NaN, 2],
  ]);
  const b = array([
    [3, 4],
    [-Infinity, 5],
  ]);
  const jacobians = (f: (x: Value) => Value, x: NDArray): unknown[] =>
    modes.map((mode) => plain(jacobian(f, { mode })(x)));
  for (const [f, x] of [
    [(v: Value) => matmul(v, b), a],
    [(v: Value) => matmul(a, v), b],
    [(v: Value) => dot(v, [Infinity, 2]), array([1, 2])],
    [(v: Value) => dot(v, v), array([Infinity, 2])],
  ] as const) {
    const [forward, reverse] = jacobians(f, x);
    t.strictSame(forward, reverse);
  }
  t.strictSame(jacobians((v: Value) => dot(v, [Infinity, 2]), array([1, 2]))[0], [Infinity, 2]);
  t.strictSame(jacobians((v: Value) => dot(v, v), array([Infinity, 2]))[0], [Infinity, 4]);
});
