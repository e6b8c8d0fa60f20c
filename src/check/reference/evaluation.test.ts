// What an op computes over any number system, beside the same thing done by hand.
import t from "tap";
import type { Inputs, Op } from "../../core/op.js";
import { reals } from "../fixtures/reals.js";
import type { Cells } from "./cells.js";
import { complexField } from "./complex-field.js";
import { complex } from "./complex.js";
import { evaluationOf } from "./evaluation.js";
import type { Field } from "./field.js";

/** An op of which all that is read is told. */
const op = (parts: Partial<Op<Inputs, unknown>>): Op<Inputs, unknown> => parts as Op<Inputs, unknown>;
const cells = <T>(shape: readonly number[], ...x: T[]): Cells<T> => ({ shape, cells: x });
const scalar = { f: (x: number) => x, partials: [] };

function run<T>(
  field: Field<T>,
  parts: Partial<Op<Inputs, unknown>>,
  inputs: readonly Cells<T>[],
  params?: unknown,
) {
  const whole = op(parts);
  return evaluationOf(field, whole)?.({ op: whole, params, inputs });
}

t.test("an elementwise op is applied to each element, with broadcasting", async (t) => {
  const field = {
    ...reals,
    functions: { minus: (a: number, b: number) => a - b },
  } as unknown as Field<number>;
  const [column, row] = [cells([2, 1], 10, 20), cells([3], 1, 2, 3)];
  t.same(run(field, { name: "minus", scalar }, [column, row]), [9, 8, 7, 19, 18, 17]);
  t.same(
    run(field, { name: "minus", constant: true }, [row, cells([], 5)]),
    [-4, -3, -2],
    "a constant op, too",
  );
  t.same(run(field, { name: "minus", scalar }, [cells([0]), cells([], 5)]), [], "of no elements");
});

t.test("what has no function of its name is not covered", async (t) => {
  t.equal(evaluationOf(reals, op({ name: "mystery", scalar })), undefined);
  t.equal(evaluationOf(reals, op({ name: "mystery" })), undefined);
  t.equal(
    evaluationOf(reals, op({ name: "max", constant: true })),
    undefined,
    "a constant op is elementwise",
  );
});

const table = cells([2, 3], 3, -7, 2, 1, 9, 9);

t.test("the largest and the smallest are found over the axes alone", async (t) => {
  t.same(run(reals, { name: "max" }, [table], { axes: [1] }), [3, 9]);
  t.same(run(reals, { name: "min" }, [table], { axes: [1] }), [-7, 1]);
  t.same(run(reals, { name: "max" }, [table], { axes: [0] }), [3, 9, 9]);
  t.same(run(reals, { name: "min" }, [table], { axes: [0, 1] }), [-7]);
});

t.test("of tied elements the mean is taken, what is beside the real part with it", async (t) => {
  const x = cells([3], complex(2, 1), complex(5, 4), complex(5, 8));
  t.same(run(complexField, { name: "max" }, [x], { axes: [0] }), [complex(5, 6)]);
  t.same(run(complexField, { name: "min" }, [x], { axes: [0] }), [complex(2, 1)]);
});

t.test("where one element is NaN, so is the largest", async (t) => {
  t.same(run(reals, { name: "max" }, [cells([3], 1, NaN, 3)], { axes: [0] }), [NaN]);
  t.same(run(reals, { name: "min" }, [cells([2, 2], 1, NaN, 3, 2)], { axes: [1] }), [NaN, 2]);
});

t.test("norms and sums of squares are those of the elements", async (t) => {
  t.same(run(reals, { name: "sumOfSquares" }, [table]), [9 + 49 + 4 + 1 + 81 + 81]);
  t.same(run(reals, { name: "norm" }, [cells([2, 2], 3, 4, 5, 12)], { axes: [1] }), [5, 13]);
  t.same(run(reals, { name: "cast" }, [table], { dtype: "float64" }), table.cells);
});

t.test("a rule for matrices is used for each matrix of a batch, with broadcasting", async (t) => {
  const pair = cells([2, 2, 2], 1, 2, 3, 4, 2, 0, 0, 5);
  t.same(run(reals, { name: "det" }, [pair]), [-2, 10]);
  const columns = cells([2, 1], 1, 10);
  t.same(run(reals, { name: "matmul", linearity: "bilinear" }, [pair, columns]), [21, 43, 2, 50]);
  const wide = cells([2, 3], 1, 2, 3, 4, 5, 6);
  t.same(
    run(reals, { name: "matmul", linearity: "bilinear" }, [wide, cells([3, 1], 1, 10, 100)]),
    [321, 654],
  );
});

/** An op that adds up what it is given, and counts how often it is evaluated. */
function counting(linearity: "linear" | "bilinear", name = "mystery") {
  const seen = { evaluations: 0 };
  const evaluate = (x: readonly { data: Float64Array }[]): number => {
    seen.evaluations += 1;
    const sums = x.map(({ data }) => data.reduce((sum, xi) => sum + xi, 0));
    return linearity === "linear" ? sums.reduce((a, b) => a + b) : sums.reduce((a, b) => a * b);
  };
  return { seen, op: { name, linearity, eval: evaluate as unknown as Op<Inputs, unknown>["eval"] } };
}

t.test("a linear or bilinear op of any name is known by its evaluation", async (t) => {
  const inputs = [cells([2], 1, 2), cells([2], 3, 4)];
  t.same(run(reals, counting("linear").op, inputs), [10]);
  t.same(run(reals, counting("bilinear").op, inputs), [21]);
});

t.test("over a plane a bilinear op is evaluated, be there a rule for matrices or not", async (t) => {
  const inputs = [cells([1, 1], complex(2, 1)), cells([1, 1], complex(3, 1))];
  const product = counting("bilinear", "matmul");
  t.same(run(complexField, product.op, inputs), [complex(5, 5)]);
  t.ok(product.seen.evaluations > 0);
  const rule = counting("bilinear", "matmul");
  t.same(run(reals, rule.op, [cells([1, 1], 2), cells([1, 1], 3)]), [6]);
  t.equal(rule.seen.evaluations, 0, "but over others the rule is quicker");
  t.same(run(complexField, { name: "det" }, [cells([1, 1], complex(2, 1))]), [complex(2, 1)]);
});
