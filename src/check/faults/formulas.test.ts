// What each wrong formula makes of a rule that is right, element by element.
import t from "tap";
import type { Inputs, Value } from "../../core/op.js";
import { array, div, matmul, mul, sin } from "../../index.js";
import type { NDArray } from "../../ndarray/index.js";
import { entryOf } from "../fixtures/subjects.js";
import type { AnyOp, Spoil } from "./fault.js";
import * as formulas from "./formulas.js";

/** What a spoiled rule of an op gives. */
function run(
  spoil: Spoil,
  op: AnyOp,
  which: "jvp" | "vjp",
  i: number,
  d: Value,
  x: Inputs,
): Value | undefined {
  const y = op.eval(x as never, undefined);
  return spoil({ op, rule: op[which], transposed: which === "vjp" })?.(i, d, y, x, undefined);
}

const elements = (v: Value | undefined): unknown => (typeof v === "object" ? [...(v as NDArray).data] : v);
const [a, b] = [array([1, 2, 3]), array([10, 20, 30])];
const dy = array([1, -1, 5]);
const product = entryOf(mul);

t.test("a factor multiplies what the rule gives", async (t) => {
  for (const which of ["jvp", "vjp"] as const)
    t.same(elements(run(formulas.times(-2), product, which, 0, dy, [a, b])), [-20, 40, -300], which);
});

t.test("swapped inputs are taken for each other where their shapes are alike", async (t) => {
  t.same(elements(run(formulas.swapped, product, "vjp", 0, dy, [a, b])), [1, -2, 15]);
  t.same(elements(run(formulas.swapped, product, "vjp", 0, dy, [a, 7])), [7, -7, 35], "others are left");
  t.equal(
    run(formulas.swapped, entryOf(sin), "vjp", 0, 1, [2]),
    undefined,
    "a single input has none to swap with",
  );
  const alone = formulas.swapped({ op: product, rule: (_i, dx) => dx, transposed: true });
  t.equal(alone?.(0, 5, 2, [2], undefined), 5, "nor has one that is alone");
});

t.test("the last of several inputs loses its term, a single one its first element", async (t) => {
  t.equal(run(formulas.dropped, product, "vjp", 1, dy, [a, b]), 0);
  t.same(elements(run(formulas.dropped, product, "vjp", 0, dy, [a, b])), [10, -20, 150]);
  const zero = array([0, 0, 0]);
  for (const which of ["jvp", "vjp"] as const) {
    t.same(elements(run(formulas.dropped, entryOf(sin), which, 0, dy, [zero])), [0, -1, 5], which);
    t.equal(run(formulas.dropped, entryOf(sin), which, 0, 3, [0]), 3, "a number keeps its own");
  }
});

t.test("a product with the zero of every space is that zero", async (t) => {
  t.equal(formulas.product(0, a), 0);
  t.equal(formulas.product(a, 0), 0);
  t.same(elements(formulas.product(a, b)), [10, 40, 90]);
});

t.test("what comes in is taken for ones, in its shape", async (t) => {
  t.same(elements(run(formulas.ignorant, product, "vjp", 0, dy, [a, b])), [10, 20, 30]);
  t.equal(run(formulas.ignorant, product, "jvp", 0, 5, [2, 3]), 3);
});

t.test("a contribution that is added twice is twice as large", async (t) => {
  t.same(elements(run(formulas.twice, product, "vjp", 0, dy, [a, b])), [20, -40, 300]);
});

t.test("a matrix is transposed, and read in the shape that is due", async (t) => {
  const [m, one] = [
    array([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    array([
      [1, 0],
      [0, 1],
    ]),
  ];
  // The cotangent of the second of I m is the cotangent: its transpose is read row by row.
  const wrong = run(formulas.transposed, entryOf(matmul), "vjp", 1, m, [one, m]);
  t.same((wrong as NDArray).shape, [2, 3]);
  t.same(elements(wrong), [1, 4, 2, 5, 3, 6]);
  t.same(
    elements(run(formulas.transposed, product, "vjp", 0, dy, [a, b])),
    [10, -20, 150],
    "a vector has no transpose",
  );
});

t.test("what comes in is moved on by one element, the first to the end", async (t) => {
  t.same(elements(run(formulas.rolled, product, "vjp", 0, dy, [a, b])), [-10, 100, 30]);
  const table = array([
    [1, 2],
    [3, 4],
  ]);
  const rolled = run(formulas.rolled, entryOf(div), "jvp", 0, table, [table, 1]);
  t.same((rolled as NDArray).shape, [2, 2]);
  t.same(elements(rolled), [2, 3, 4, 1]);
  t.equal(run(formulas.rolled, product, "vjp", 0, 5, [2, 3]), 15, "one element stays");
  t.same(
    elements(run(formulas.rolled, product, "vjp", 0, array([1, 2]), [array([1, 2]), array([1, 1])])),
    [2, 1],
    "two change places",
  );
});

t.test("an axis of length 1 is put in front", async (t) => {
  t.same((run(formulas.misshapen, product, "vjp", 0, dy, [a, b]) as NDArray).shape, [1, 3]);
  t.same((run(formulas.misshapen, product, "vjp", 0, 2, [3, 4]) as NDArray).shape, [1]);
  t.equal(
    formulas.misshapen({ op: product, rule: () => 0, transposed: true })?.(0, dy, a, [a, b], undefined),
    0,
  );
});
