// Lists run over other number systems: their values and derivatives are those of the formulas.
import t from "tap";
import { bind, type Inputs, type Op, type Value } from "../../core/op.js";
import { add, array, cast, det, greater, mul, reshape, sin, sum, value, where } from "../../index.js";
import type { Plain } from "../../ndarray/index.js";
import { flat, type Program } from "../points.js";
import { wengertList } from "../wengert.js";
import { complexField } from "./complex-field.js";
import { complex } from "./complex.js";
import { interpret, notCovered } from "./interpret.js";

/** Values and derivatives of a program along `v`, by dual parts that are so small that no square of them counts. */
function duals(f: Program, x: readonly Plain[], v: readonly number[]) {
  const h = 2 ** -200;
  const y = interpret(
    complexField,
    wengertList(f, x),
    Array.from(flat(x), (xi, i) => complex(xi, h * (v[i] ?? 0))),
  );
  return y?.map(({ re, im }) => [re, im / h]);
}

t.test("each line reads lines before it, inputs and constants", async (t) => {
  const f: Program = ([x = 0, y = 0]) => {
    const p = mul(x, y);
    return [add(p, mul(x, 3)), y, 7, add(p, array([10, 20]))];
  };
  t.same(duals(f, [2, 5], [1, 10]), [
    [16, 5 + 20 + 3],
    [5, 10],
    [7, 0],
    [20, 25],
    [30, 25],
  ]);
});

t.test("inputs are cut apart by their shapes", async (t) => {
  const f: Program = ([a = 0, b = 0, c = 0]) => [sum(mul(a, a)), mul(b, c)];
  t.same(duals(f, [array([[1, 2]]), 3, array([4, 5])], [1, 1, 10, 0, 1]), [
    [5, 6],
    [12, 40],
    [15, 53],
  ]);
});

t.test("the shape of a line is the one that its op tells", async (t) => {
  const f: Program = ([x = 0]) => [det(reshape(x, [2, 2])), sum(reshape(x, [2, 2]), { axis: 0 })];
  t.same(duals(f, [array([1, 2, 3, 4])], [1, 0, 0, 0]), [
    [-2, 4],
    [4, 1],
    [6, 0],
  ]);
});

t.test("a value that no input moves is taken as it came out", async (t) => {
  const f: Program = ([x = 0]) => [mul(where(greater(x, 1.5), x, 2), x), mul(cast(x, "int32"), x)];
  t.same(duals(f, [array([1.25, 3])], [1, 1]), [
    [2.5, 2],
    [9, 6],
    [1.25, 1],
    [9, 3],
  ]);
});

t.test("a cast to floats moves with what is cast", async (t) => {
  t.same(
    duals(([x = 0]) => [cast(x, "float64")], [array([1.25])], [3]),
    [[1.25, 3]],
  );
});

t.test("how a program branched is fixed, as the list has it", async (t) => {
  const f: Program = ([x = 0]) => [(value(x) as number) > 1 ? mul(x, x) : x];
  t.same(duals(f, [3], [1]), [[9, 6]]);
});

const sine = sin.op as unknown as Op<Inputs, unknown>;
const called =
  (op: Op<Inputs, unknown>) =>
  ([x = 0]: readonly Value[]): Value[] => [bind(op, [x], undefined)];

t.test("the first op that is not covered is named, and gives no values", async (t) => {
  const { scalar: _, ...rest } = sine;
  const mystery = called({ ...rest, name: "mystery" });
  const f: Program = (x) => [sin(mystery(x)[0] ?? 0)];
  t.equal(notCovered(complexField, wengertList(f, [1])), "mystery");
  t.equal(duals(f, [1], [1]), undefined);
  t.equal(
    notCovered(
      complexField,
      wengertList(([x = 0]) => [sin(x)], [1]),
    ),
    undefined,
  );
});

t.test("an op that is constant needs no covering", async (t) => {
  const { scalar: _, ...rest } = sine;
  const f = called({ ...rest, name: "mystery", constant: true });
  t.equal(notCovered(complexField, wengertList(f, [array([1])])), undefined);
  t.same(duals(f, [array([1])], [1]), [[Math.sin(1), 0]]);
});

t.test("an op that bears the name of another gives no values", async (t) => {
  const square = (x: number): number => x * x;
  const run = (([x = 0]: readonly Plain[]) => square(x as number)) as unknown as typeof sine.eval;
  const f = called({ ...sine, eval: run, scalar: { f: square, partials: [] } });
  t.equal(notCovered(complexField, wengertList(f, [3])), undefined, "its name is covered");
  t.equal(duals(f, [3], [1]), undefined);
});
