// The incomplete gamma functions: values and slopes in both arguments against 64 digits, and at the ends.
import t from "tap";
import type { Value } from "../../core/op.js";
import { grad } from "../../transforms/index.js";
import { agreement } from "./fixtures/agreement.js";
import { inA, inX } from "./fixtures/incomplete-rows.js";
import { gammainc, gammaincc } from "./index.js";

const agree = agreement((f, mode) => grad(f, { mode }));

t.test("gammainc and its slopes in x and in a are as exact as the docstring says", async (t) => {
  for (const [a, rows] of inX) agree(t, `of ${String(a)}`, (x) => gammainc(a, x), rows, a < 10 ? 6 : 200);
  for (const [x, rows] of inA)
    agree(t, `by a, at ${String(x)}`, (a) => gammainc(a, x), rows, x < 10 ? 12 : 200);
});

t.test("gammaincc is what is left of 1, and exact where that is small", async (t) => {
  for (const [a, x] of [
    [0.3, 0.1],
    [2.5, 1.1],
    [2.5, 7],
    [30, 20],
    [30, 50],
  ] as const)
    t.ok(Math.abs(gammainc(a, x) + gammaincc(a, x) - 1) <= 2 ** -52, `${String(a)}, ${String(x)}`);
  t.ok(Math.abs(gammaincc(1, 40) / Math.exp(-40) - 1) < 1e-15);
  const slope = (x: number): number => grad((a: Value) => gammaincc(a, x), { mode: "both" })(1.5);
  t.equal(slope(2), -grad((a: Value) => gammainc(a, 2))(1.5));
});

t.test("at the ends they are 0 and 1, outside NaN", async (t) => {
  t.same([gammainc(2, 0), gammaincc(2, 0), gammainc(2, Infinity), gammaincc(2, Infinity)], [0, 1, 1, 0]);
  t.ok([gammainc(-1, 1), gammainc(1, -1), gammainc(NaN, 1), gammainc(1e9, 1)].every(Number.isNaN));
  t.same(
    [0.5, 1, 2].map((a) => grad((x: Value) => gammainc(a, x))(0)),
    [Infinity, 1, 0],
  );
});
