// The logarithm of matrices: closed forms, the way back, and its derivatives in both modes.
import t from "tap";
import { checkGrads } from "../check/index.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { eye, zeros } from "../ndarray/index.js";
import { near, numbers, randomMatrix } from "./fixtures/matrices.js";
import { add, expm, logm, matmul, matrixTranspose, mul, sum } from "./index.js";

t.test("logm of rotations, of triangles and of diagonals is their closed form", async (t) => {
  for (const angle of [1e-9, 0.3, 1.5, 3]) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const turn = [
      [c, -s],
      [s, c],
    ];
    const want = [
      [0, -angle],
      [angle, 0],
    ];
    // At half a turn the logarithm has a cut, and before it the roots lose digits.
    near(t, logm(turn), want, `a turn by ${String(angle)}`, 4e-15 / Math.cos(angle / 2));
  }
  for (const [d, e] of [
    [1, 2],
    [1e-3, 50],
    [4, 4.000001],
    [1e-8, 1e8],
  ] as const) {
    const slope = Math.log(e / d) / (e - d);
    const want = [
      [Math.log(d), slope],
      [0, Math.log(e)],
    ];
    const triangle = [
      [d, 1],
      [0, e],
    ];
    near(t, logm(triangle), want, `${String(d)}, ${String(e)}`, 1e-14 * Math.max(20, slope));
  }
  const jordan = [
    [2, 1, 0],
    [0, 2, 1],
    [0, 0, 2],
  ];
  const ln2 = Math.LN2;
  near(t, logm(jordan), [
      [ln2, 1 / 2, -1 / 8],
      [0, ln2, 1 / 2],
      [0, 0, ln2],
    ], "a block of Jordan's", 4e-15); // prettier-ignore
});

t.test("logm is the way back from expm", async (t) => {
  for (const scale of [1e-6, 0.1, 1]) {
    const x = mul(scale, randomMatrix(4, [3, 4, 4]));
    near(t, logm(expm(x)), x, String(scale), 2e-14);
  }
  const positive = (a: Value): Value => add(matmul(a, matrixTranspose(a)), eye(3));
  const a = positive(randomMatrix(5, [3, 3]));
  near(t, expm(logm(a)), a, "of a positive definite matrix", 1e-13);
});

t.test("the derivative of logm is the inverse of that of expm, to the second order", async (t) => {
  const w = randomMatrix(1, [3, 3]);
  for (const scale of [0, 0.05, 1]) {
    const at = value(expm(mul(scale, randomMatrix(2, [3, 3]))));
    const f = (x: Value): Value => sum(mul(w, logm(x)));
    const report = checkGrads(f, [at], { order: 2 });
    t.equal(report.verdict, "pass", `${String(scale)}: ${String(report)}`);
  }
});

t.test("logm of what has no logarithm is NaN, and of no matrix an error", async (t) => {
  t.ok(numbers(logm([[-1]])).every(Number.isNaN));
  t.ok(numbers(logm([[NaN]])).every(Number.isNaN));
  t.strictSame(shapeOf(logm(zeros([2, 0, 0]))), [2, 0, 0]);
  t.throws(() => logm([[1, 2]]), { name: "RangeError", message: /^logm: .*square/ });
  t.strictSame(numbers(logm([[1]])), [0]);
});
