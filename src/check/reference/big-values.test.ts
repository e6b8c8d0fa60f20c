// Values with 64 digits are the doubles nearest to the truth.
import t from "tap";
import type { Inputs, Op } from "../../core/op.js";
import { array, det, exp, floor, max, sin, sub, sum } from "../../index.js";
import type { Plain } from "../../ndarray/index.js";
import { loadBigValues } from "./big-values.js";

const values = await loadBigValues();
const of = (
  published: { op: unknown },
  x: readonly Plain[],
  params?: unknown,
): readonly number[] | undefined => {
  const y = values(published.op as Op<Inputs, unknown>, x, params);
  return y && Array.from(y);
};

t.test("values of elementwise ops are correctly rounded, with broadcasting", async (t) => {
  // sin of the double nearest to π is π less that double: 1.2246467991473531772e-16.
  t.same(of(sin, [Math.PI]), [1.2246467991473532e-16]);
  t.same(of(sub, [array([1, 2]), 0.75]), [0.25, 1.25]);
  t.same(of(exp, [array([[1], [0]])]), [Math.E, 1]);
});

t.test("an op that jumps has values, too", async (t) => {
  t.same(of(floor, [array([-0.5, 2.75])]), [-1, 2]);
});

t.test("so have reductions and ops on matrices, with their parameters", async (t) => {
  const x = array([
    [1, 5],
    [7, 3],
  ]);
  t.same(of(max, [x], { axes: [0] }), [7, 5]);
  t.same(of(max, [x], { axes: [1] }), [5, 7]);
  // Both products round to the same double.
  const [a, b] = [2 ** 27 + 1, 2 ** 27 - 1];
  t.same(
    of(det, [
      array([
        [a, 2 ** 27],
        [2 ** 27, b],
      ]),
    ]),
    [-1],
  );
});

t.test("a linear op is not judged by itself, and what has no name no one knows", async (t) => {
  t.equal(of(sum, [array([1, 2])], { axes: [0], keepDims: false }), undefined);
  t.equal(of({ op: { ...(sin.op as object), name: "mystery" } }, [1]), undefined);
});
