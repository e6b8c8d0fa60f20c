// Eigenvalues of matrices that are not symmetric, with all digits: a v = λ v, in complex numbers.
import t from "tap";
import { field, type Big } from "../fixtures/digits.js";
import { complexEigen } from "./eigenvalues.js";
import { matrixRules, type Matrix } from "./matrices.js";

const { add, sub, mul, fromNumber, toNumber } = field;
const solve = (a: Matrix<Big>, b: Matrix<Big>): Matrix<Big> =>
  matrixRules(field)["solve"]?.([a, b], undefined) ?? [];

const matrices = {
  "with real eigenvalues": [
    [2, 1, 0.5],
    [-0.25, -1, 3],
    [0.5, 0.125, 4],
  ],
  "with a pair": [
    [0, -1],
    [1, 0.5],
  ],
  "of order one": [[3]],
};

for (const [name, a] of Object.entries(matrices)) {
  t.test(`a v = λ v to sixty digits, with v of length 1, for a matrix ${name}`, async (t) => {
    const big = a.map((row) => row.map(fromNumber));
    const [values = [], ...rows] = complexEigen(field, big, solve);
    t.equal(values.length, 2 * a.length);
    for (const j of a.keys()) {
      const part = (k: 0 | 1): Big[] => rows.map((row) => row[2 * j + k] ?? fromNumber(NaN));
      const [re, im] = [part(0), part(1)];
      const [lr, li] = [values[2 * j], values[2 * j + 1]] as [Big, Big];
      const length = [...re, ...im].reduce((sum, x) => add(sum, mul(x, x)), fromNumber(0));
      t.ok(Math.abs(toNumber(sub(length, fromNumber(1)))) < 1e-60);
      for (const [i, row] of big.entries()) {
        const dot = (x: readonly Big[]): Big =>
          row.reduce((sum, v, k) => add(sum, mul(v, x[k] as Big)), fromNumber(0));
        const dueRe = sub(mul(lr, re[i] as Big), mul(li, im[i] as Big));
        const dueIm = add(mul(lr, im[i] as Big), mul(li, re[i] as Big));
        t.ok(Math.abs(toNumber(sub(dot(re), dueRe))) < 1e-58, `real part, row ${String(i)}`);
        t.ok(Math.abs(toNumber(sub(dot(im), dueIm))) < 1e-58, `imaginary part, row ${String(i)}`);
      }
    }
    // The eigenvalues are all of them: their sum is the trace.
    const trace = a.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
    const sum = (k: 0 | 1): Big => a.reduce((all, _, j) => add(all, values[2 * j + k] as Big), fromNumber(0));
    t.ok(Math.abs(toNumber(sub(sum(0), fromNumber(trace)))) < 1e-58);
    t.ok(Math.abs(toNumber(sum(1))) < 1e-58);
  });
}

t.test("a vector's largest component is real, so that vectors are the same each time", async (t) => {
  const [, ...rows] = complexEigen(
    field,
    matrices["with a pair"].map((row) => row.map(fromNumber)),
    solve,
  );
  for (const j of [0, 1]) {
    const parts = rows.map((row) => [row[2 * j], row[2 * j + 1]].map((x) => toNumber(x as Big)));
    const largest = parts.reduce((a, b) => (Math.hypot(...b) > Math.hypot(...a) * (1 + 1e-9) ? b : a));
    t.equal(largest[1], 0);
    t.ok((largest[0] ?? 0) > 0);
  }
});
