// Eigenvalues and eigenvectors of matrices that are not symmetric: their equation, conventions and derivatives.
import t, { type Test } from "tap";
import { checkGrads } from "../check/index.js";
import { shapeOf, type Value } from "../core/op.js";
import { array, eye, zeros } from "../ndarray/index.js";
import { grad, jacobian } from "../transforms/index.js";
import { near, numbers, randomMatrix } from "./fixtures/matrices.js";
import {
  add,
  eig,
  eigh,
  eigvals,
  matmul,
  matrixTranspose,
  mul,
  slice,
  solve,
  sub,
  sum,
  type Like,
} from "./index.js";

/** Real and imaginary parts of pairs. */
const part = (x: Value, k: 0 | 1): Value =>
  slice(
    x,
    ...shapeOf(x)
      .slice(0, -1)
      .map(() => null),
    k,
  );

/** How far a v − v diag λ is from 0, and the columns from length 1. */
function satisfied(t: Test, a: Like, name: string, slack: number): void {
  const { values, vectors } = eig(a);
  const [lr, li] = [part(values, 0), part(values, 1)];
  const [vr, vi] = [part(vectors, 0), part(vectors, 1)];
  near(t, matmul(a, vr), sub(mul(vr, lr), mul(vi, li)), `${name}, real parts`, slack);
  near(t, matmul(a, vi), add(mul(vr, li), mul(vi, lr)), `${name}, imaginary parts`, slack);
  const lengths = sum(add(mul(vr, vr), mul(vi, vi)), { axis: -2 });
  for (const length of numbers(lengths)) t.ok(Math.abs(length - 1) < 1e-14, `${name}: length`);
}

t.test("eig takes matrices apart, with double and missing vectors too", async (t) => {
  for (const n of [1, 2, 3, 6, 30])
    satisfied(t, randomMatrix(n, [n, n]), `${String(n)} random`, 1e-14 * (n + 1));
  const cases: Readonly<Record<string, readonly (readonly number[])[]>> = {
    "a turn": [[0, 1], [-1, 0]],
    "the identity": [[1, 0], [0, 1]],
    "Jordan's": [[2, 1], [0, 2]],
    nothing: [[0, 0], [0, 0]],
    "a cycle": [[0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]],
    "two equal turns": [[0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 0, 1], [0, 0, -1, 0]],
    singular: [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
  }; // prettier-ignore
  for (const [name, a] of Object.entries(cases)) satisfied(t, a, name, 2e-15 * Math.max(1, ...a.flat()));
});

t.test("values ascend, conjugates together; the largest component of a vector is positive", async (t) => {
  const { values, vectors } = eig([
    [0, 2, 0],
    [-2, 0, 0],
    [0, 0, 1],
  ]);
  near(t, values, [[0, -2], [0, 2], [1, 0]], "values", 1e-15); // prettier-ignore
  const r = Math.SQRT1_2;
  near(t, part(vectors, 0), [[r, r, 0], [0, 0, 0], [0, 0, 1]], "real parts", 1e-15); // prettier-ignore
  near(t, part(vectors, 1), [[0, 0, 0], [-r, r, 0], [0, 0, 0]], "imaginary parts", 1e-15); // prettier-ignore
  const even = [[2, 1, 0], [1, 3, 1], [0, 1, 5]]; // prettier-ignore
  const { values: ascending, vectors: upright } = eigh(even);
  near(t, part(eigvals(even), 0), ascending, "as eigh", 1e-14);
  near(t, part(eig(even).vectors, 0), upright, "as eigh", 1e-14);
  t.ok(numbers(part(eig(even).vectors, 1)).every((x) => x === 0));
});

t.test("entries of very different sizes are balanced first", async (t) => {
  const [a, b] = [1e154, 0.5];
  const { values, vectors } = eig([[0, b], [a, 0]]); // prettier-ignore
  const root = Math.sqrt(a) * Math.sqrt(b);
  const [low = 0, , high = 0] = numbers(values);
  t.ok(Math.abs(low / root + 1) < 1e-15 && Math.abs(high / root - 1) < 1e-15);
  const [first = 0, , second = 0] = numbers(vectors);
  t.ok(Math.abs((first * root) / b + 1) < 1e-15 && Math.abs((second * root) / b - 1) < 1e-15);
});

t.test("the values have their derivatives where the vectors have none", async (t) => {
  const trace = (a: Value): Value => sum(part(eigvals(a), 0));
  for (const mode of ["forward", "reverse"] as const) {
    near(t, grad(trace, { mode })(eye(3)), eye(3), mode, 1e-15);
    t.notOk(
      numbers(
        grad((a: Value) => sum(mul(randomMatrix(1, [3, 3, 2]), eig(a).vectors)), { mode })(eye(3)),
      ).every(Number.isFinite),
    );
  }
});

t.test("a function of the matrix made of its parts has the derivative of that function", async (t) => {
  // v diag λ² v⁻¹ is a², whatever the vectors are multiplied by.
  const squared = (a: Value): Value => {
    const { values, vectors } = eig(a);
    const [lr, li] = [part(values, 0), part(values, 1)];
    const [vr, vi] = [part(vectors, 0), part(vectors, 1)];
    const [sr, si] = [sub(mul(lr, lr), mul(li, li)), mul(2, mul(lr, li))];
    const [wr, wi] = [sub(mul(vr, sr), mul(vi, si)), add(mul(vr, si), mul(vi, sr))];
    // x v = w in complex numbers, of which x is real: x (vr + vi) = wr + wi.
    const [v, w] = [add(vr, vi), add(wr, wi)];
    return matrixTranspose(solve(matrixTranspose(v), matrixTranspose(w)));
  };
  const square = (x: Value): Value => matmul(x, x);
  const a = array([[1, 2, 0.5], [-3, 1, 0.2], [0.3, 0.1, 4]]); // prettier-ignore
  near(t, squared(a), matmul(a, a), "value", 2e-14);
  for (const mode of ["forward", "reverse"] as const)
    near(t, jacobian(squared, { mode })(a), jacobian(square)(a), mode, 1e-13);
});

t.test("derivatives of values and vectors are those of differences, to the second order", async (t) => {
  const w = randomMatrix(7, [3, 3, 2]);
  const f = (a: Value): Value => {
    const { values, vectors } = eig(a);
    return add(sum(mul(w, vectors)), sum(mul(slice(w, 0), values)));
  };
  for (const a of [
    [
      [1, 2, 0.5],
      [-3, 1, 0.2],
      [0.3, 0.1, 4],
    ],
    [
      [1, 2, 0.5],
      [3, -1, 0.2],
      [0.3, 0.1, 4],
    ],
  ]) {
    // prettier-ignore
    const report = checkGrads(f, [array(a)], { order: 2 });
    t.equal(report.verdict, "pass", String(report));
  }
});

t.test("what is not finite is NaN, what is empty stays so, and what is not square an error", async (t) => {
  t.ok(numbers(eig([[NaN, 1], [0, 1]]).values).every(Number.isNaN)); // prettier-ignore
  t.ok(numbers(eig([[Infinity, 1], [0, 1]]).vectors).every(Number.isNaN)); // prettier-ignore
  t.strictSame(shapeOf(eigvals(zeros([2, 0, 0]))), [2, 0, 2]);
  t.throws(() => eig([[1, 2]]), { name: "RangeError", message: /^eig: .*square/ });
  t.throws(() => eigvals([1, 2]), { name: "RangeError", message: /^eigvals: .*square/ });
});
