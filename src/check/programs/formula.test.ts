// Ops as formulas, each held to its own value when the formula is read again.
import t, { type Test } from "tap";
import { parse } from "mathjs";
import { compileExpression } from "../../expression/index.js";
import * as ops from "../../index.js";
import { array, type Value } from "../../index.js";
import { skewed } from "../fixtures/faulty.js";
import { flat, type Program } from "../points.js";
import { wengertList } from "../wengert.js";
import { withoutBrackets } from "./formula.js";
import { expressionOf } from "./print.js";

const vector = array([0.5, 2, -1.5]);
const matrix = array([
  [1, 2, -3],
  [4, 5, 0.5],
]);
const cube = array([[[1, 2]], [[3, 4]]]);

/** The formula of a function at a point; what it evaluates to is compared. */
function written(t: Test, f: (...x: Value[]) => Value, ...at: (number | ops.NDArray)[]): string | undefined {
  const program: Program = (x) => [f(...x)];
  const text = expressionOf(wengertList(program, at));
  if (text === undefined) return undefined;
  const { f: read, names } = compileExpression(text, parse);
  const order = at.length === 1 ? ["x"] : at.map((_, i) => `x${String(i)}`);
  const value = read(...names.map((name) => at[order.indexOf(name)] ?? NaN));
  t.same(ops.shapeOf(value), ops.shapeOf(f(...at)), text);
  t.same(flat([value]), flat([f(...at)]), text);
  return text;
}

t.test("operators stand between operands, those of arrays with a dot", async (t) => {
  t.equal(
    written(t, (x) => ops.add(x, 2), 3),
    "x + 2",
  );
  t.equal(
    written(t, (x, y) => ops.sub(y, x), 3, vector),
    "x1 - x0",
  );
  t.equal(
    written(t, (x) => ops.neg(x), vector),
    "-x",
  );
  t.equal(
    written(t, (x, y) => ops.mul(x, y), 3, 4),
    "x0 * x1",
  );
  t.equal(
    written(t, (x, y) => ops.mul(x, y), vector, 4),
    "x0 * x1",
  );
  t.equal(
    written(t, (x, y) => ops.mul(x, y), 4, vector),
    "x0 * x1",
  );
  t.equal(
    written(t, (x, y) => ops.mul(x, y), vector, vector),
    "x0 .* x1",
  );
  t.equal(
    written(t, (x, y) => ops.div(x, y), vector, 4),
    "x0 / x1",
  );
  t.equal(
    written(t, (x, y) => ops.div(x, y), 4, vector),
    "x0 ./ x1",
  );
  t.equal(
    written(t, (x, y) => ops.pow(x, y), 4, 0.5),
    "x0 ^ x1",
  );
  t.equal(
    written(t, (x, y) => ops.pow(x, y), 4, vector),
    "x0 .^ x1",
  );
  t.equal(
    written(t, (x) => ops.pow(x, 2), vector),
    "x .^ 2",
  );
});

t.test("operations stand in brackets within others, and arguments in none", async (t) => {
  t.equal(
    written(t, (x) => ops.mul(ops.add(x, 1), ops.neg(x)), 3),
    "(x + 1) * (-x)",
  );
  t.equal(
    written(t, (x) => ops.sin(ops.add(ops.mul(2, x), 1)), 3),
    "sin((2 * x) + 1)",
  );
  t.equal(
    written(t, (x) => ops.hypot(x, ops.sub(1, x)), 3),
    "hypot(x, 1 - x)",
  );
});

t.test("an op of the registry is called by its name, another has none", async (t) => {
  t.equal(written(t, ops.sin, vector), "sin(x)");
  t.equal(
    written(t, (x, y) => ops.maximum(x, y), 1, vector),
    "maximum(x0, x1)",
  );
  t.equal(written(t, skewed(2, 2, 2), 1), undefined);
  t.equal(
    written(t, (x) => ops.sin(skewed(2, 2, 2)(x)), 1),
    undefined,
    "nor has what is made of it",
  );
  const solve = (x: Value): Value => ops.tridiagonalSolve([1, 1], [4, 4, 4], [1, 1], x);
  t.equal(written(t, solve, vector), undefined, "the function takes its diagonals together");
});

t.test("sums are over all, or along one axis", async (t) => {
  t.equal(
    written(t, (x) => ops.sum(x), matrix),
    "sum(x)",
  );
  t.equal(
    written(t, (x) => ops.sum(x, { axis: 0 }), vector),
    "sum(x)",
  );
  t.equal(
    written(t, (x) => ops.sum(x, { axis: 0 }), matrix),
    "sum(x, 1)",
  );
  t.equal(
    written(t, (x) => ops.sum(ops.neg(x), { axis: 1 }), matrix),
    "sum((-x), 2)",
  );
  t.equal(
    written(t, (x) => ops.sum(x, { axis: 1, keepDims: true }), matrix),
    undefined,
  );
  t.equal(
    written(t, (x) => ops.sum(x, { axis: [0, 2] }), cube),
    undefined,
  );
  t.equal(
    written(t, (x) => ops.sum(x, { axis: [] }), matrix),
    undefined,
  );
});

t.test("greatest and least are those of all", async (t) => {
  t.equal(
    written(t, (x) => ops.max(x), matrix),
    "max(x)",
  );
  t.equal(
    written(t, (x) => ops.min(ops.neg(x)), matrix),
    "min(-x)",
  );
  t.equal(
    written(t, (x) => ops.max(x, { axis: 0 }), matrix),
    undefined,
  );
  t.equal(
    written(t, (x) => ops.min(x, { axis: 0 }), matrix),
    undefined,
  );
});

t.test("arrays are joined along the first axis", async (t) => {
  t.equal(
    written(t, (x, y) => ops.stack([x, y]), vector, vector),
    "stack(x0, x1)",
  );
  t.equal(
    written(t, (x, y) => ops.concatenate([x, y]), vector, vector),
    "concatenate(x0, x1)",
  );
  t.equal(
    written(t, (x) => ops.stack([x, x], { axis: 1 }), vector),
    undefined,
  );
  t.equal(
    written(t, (x) => ops.concatenate([x, x], { axis: 1 }), matrix),
    undefined,
  );
});

t.test("running sums are those of a vector, from its start", async (t) => {
  t.equal(
    written(t, (x) => ops.cumsum(x), vector),
    "cumsum(x)",
  );
  t.equal(
    written(t, (x) => ops.cumsum(x, { reverse: true }), vector),
    undefined,
  );
  t.equal(
    written(t, (x) => ops.cumsum(x, { axis: 1 }), matrix),
    undefined,
  );
});

t.test("axes are turned round, elements taken in ranges that count from 1 to their end", async (t) => {
  t.equal(
    written(t, (x) => ops.transpose(x), matrix),
    "transpose(x)",
  );
  t.equal(
    written(t, (x) => ops.transpose(x, [2, 1, 0]), cube),
    "transpose(x)",
  );
  t.equal(
    written(t, (x) => ops.transpose(x, [0, 2, 1]), cube),
    undefined,
  );
  t.equal(
    written(t, (x) => ops.slice(x, [1, null]), vector),
    "x[2:3]",
  );
  t.equal(
    written(t, (x) => ops.slice(ops.neg(x), [0, 1]), vector),
    "(-x)[1:1]",
  );
  t.equal(
    written(t, (x) => ops.slice(x, [0, 2], [0, null, 2]), matrix),
    "x[1:2, 1:2:3]",
  );
  t.equal(
    written(t, (x) => ops.slice(x, [null, null, -1]), vector),
    "x[3:-1:1]",
  );
  t.equal(
    written(t, (x) => ops.slice(x, [1, 1]), vector),
    undefined,
    "none of them",
  );
  t.equal(
    written(t, (x) => ops.slice(x, 1), matrix),
    undefined,
    "an axis less",
  );
});

t.test("a shape is given by an axis more in front, by none of length 1, or by one axis", async (t) => {
  t.equal(
    written(t, (x) => ops.reshape(x, [1, 2, 3]), matrix),
    "stack(x)",
  );
  t.equal(
    written(t, (x) => ops.reshape(x, [2, 2]), cube),
    "squeeze(x)",
  );
  t.equal(
    written(t, (x) => ops.reshape(x, [6]), matrix),
    "ravel(x)",
  );
  t.equal(
    written(t, (x) => ops.reshape(x, [3, 2]), matrix),
    undefined,
  );
  t.equal(
    written(t, (x) => ops.broadcastTo(x, [2, 2]), 3),
    "x + [[0, 0], [0, 0]]",
  );
  t.equal(
    written(t, (x) => ops.broadcastTo(ops.neg(x), [2, 3]), vector),
    "(-x) + [[0, 0, 0], [0, 0, 0]]",
  );
});

t.test("other parameters are in no formula", async (t) => {
  t.equal(
    written(t, (x) => ops.take(x, [0, 2]), vector),
    undefined,
  );
});

t.test("brackets around the whole are left out, and no others", async (t) => {
  t.equal(withoutBrackets("(a + b)"), "a + b");
  t.equal(withoutBrackets("((a + b) * c)"), "(a + b) * c");
  t.equal(withoutBrackets("(a * (b + c))"), "a * (b + c)");
  t.equal(withoutBrackets("((a))"), "(a)");
  for (const text of ["(a) + (b)", "(a + b) * (c)", "a", "sin(x)", "(-x)[1:1]", "((a) + b) / (c)"])
    t.equal(withoutBrackets(text), text);
});
