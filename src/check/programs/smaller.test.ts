// Smaller programs: what is tried, and in which order.
import t from "tap";
import { add, array, broadcastTo, mul, neg, reshape, sin, sum } from "../../index.js";
import { flat, type Program } from "../points.js";
import { programOf, valuesOf, wengertList, type WengertList } from "../wengert.js";
import { listing } from "./listing.js";
import { narrower, shorter } from "./smaller.js";

const text = (list: WengertList): string => listing(list).replaceAll("\n", "; ");
const values = (list: WengertList): number[] => [...flat(programOf(list)(list.inputs))];

/** The attempts of narrower that run, by their inputs. */
function narrowed(f: Program, ...x: Parameters<typeof wengertList>[1]): string[] {
  return [...narrower(wengertList(f, x))].map(text);
}

t.test("lines are left out, the last of them first, and inputs at the end", async (t) => {
  const list = wengertList(([x = 0]) => [neg(sin(mul(x, x)))], [0.5]);
  const y = Math.sin(0.25);
  t.same([...shorter(list)].map(text), [
    // Each line as the output.
    "x = 0.5; v1 = mul(x, x); return v1",
    "x = 0.5; v1 = mul(x, x); v2 = sin(v1); return v2",
    // The output is what the last line reads.
    "x = 0.5; v1 = mul(x, x); v2 = sin(v1); return v2",
    // For sin its value, an input, and what it reads.
    `v1 = neg(${String(y)}); return v1`,
    `x = ${String(y)}; v1 = neg(x); return v1`,
    "x = 0.5; v1 = mul(x, x); v2 = neg(v1); return v2",
    // The same for the product, which reads two.
    "v1 = sin(0.25); v2 = neg(v1); return v2",
    "x = 0.25; v1 = sin(x); v2 = neg(v1); return v2",
    "x = 0.5; v1 = sin(x); v2 = neg(v1); return v2",
    "x = 0.5; v1 = sin(x); v2 = neg(v1); return v2",
    // The input, as a constant.
    "v1 = mul(0.5, 0.5); v2 = sin(v1); v3 = neg(v2); return v3",
  ]);
});

t.test("several outputs become one, and inputs constants from the last", async (t) => {
  const list = wengertList(([x = 0, y = 0]) => [sin(x), y, 7], [1, 2]);
  t.same([...shorter(list)].map(text), [
    "x = 1; v1 = sin(x); return v1",
    "x = 2; return x",
    "return 7",
    "x = 1; v1 = sin(x); return v1",
    `x = 2; return ${String(Math.sin(1))}, x, 7`,
    `x0 = 2; x1 = ${String(Math.sin(1))}; return x1, x0, 7`,
    "x0 = 1; x1 = 2; return x0, x1, 7",
    "x = 1; v1 = sin(x); return v1, 2, 7",
    "x = 2; v1 = sin(1); return v1, x, 7",
  ]);
});

t.test("an operand of another shape does not stand for its line", async (t) => {
  const list = wengertList(([x = 0]) => [sin(sum(mul(x, 2)))], [array([1, 2])]);
  const tried = [...shorter(list)].map(text);
  t.ok(tried.includes("x = [1, 2]; v1 = sum(x, { axes: [0], keepDims: false }); v2 = sin(v1); return v2"));
  t.notOk(tried.some((one) => one.includes("v1 = mul(x, 2); v2 = sin(v1); return")));
  t.notOk(
    tried.some((one) => one.includes("sin(2)")),
    "2 has not the shape of the product",
  );
  const constant = wengertList(([x = 0]) => [sin(mul(x, 2))], [1]);
  t.ok([...shorter(constant)].map(text).includes("v1 = sin(2); return v1"));
});

t.test("what is cut keeps its value where a line became its value", async (t) => {
  const list = wengertList(([x = 0, y = 0]) => [add(mul(x, y), sin(y))], [array([1, 2]), 3]);
  const same = [...shorter(list)].filter((one) => String(values(one)) === String(values(list)));
  t.equal(same.length, 6, "two lines and two inputs as constants, two lines as inputs");
});

t.test("axes of a length are cut to halves, to one index, and to all but one", async (t) => {
  const at = (x: readonly number[]): string[] => narrowed(([v = 0]) => [sin(v)], array([...x]));
  const tried = (x: readonly number[]): unknown[] => [
    ...new Set(at(x).map((one) => /x = (.*?);/.exec(one)?.[1])),
  ];
  t.same(tried([5]), ["5"]);
  t.same(tried([5, 6]), ["[5]", "[6]", "5", "6"]);
  t.same(tried([5, 6, 7]), ["[5]", "[6]", "[7]", "[6, 7]", "[5, 7]", "[5, 6]", "5", "6", "7"]);
  const four = [
    "[1]",
    "[2]",
    "[3]",
    "[4]",
    "[1, 2]",
    "[3, 4]",
    "[2, 3, 4]",
    "[1, 3, 4]",
    "[1, 2, 4]",
    "[1, 2, 3]",
  ];
  t.same(tried([1, 2, 3, 4]), [...four, "1", "2", "3", "4"]);
  t.same(tried([1, 2, 3, 4, 5, 6, 7, 8, 9]).slice(0, 3), ["[1, 2, 3, 4]", "[5, 6, 7, 8, 9]", "[1]"]);
  t.ok(tried([1, 2, 3, 4, 5, 6, 7, 8]).includes("[1, 2, 3, 4, 5, 6, 8]"));
});

t.test("every axis of that length is cut, in all values, the longest first", async (t) => {
  const x = array([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const tried = narrowed(([v = 0, w = 0]) => [add(mul(v, array([7, 8, 9])), w)], x, array([[10], [20]]));
  t.equal(tried[0], "x0 = [[1], [4]]; x1 = [[10], [20]]; v1 = mul(x0, [7]); v2 = add(v1, x1); return v2");
  t.equal(tried[0], tried[1], "no op has a shape for a parameter");
  t.equal(tried[2], "x0 = [[2], [5]]; x1 = [[10], [20]]; v1 = mul(x0, [8]); v2 = add(v1, x1); return v2");
  const rows = "x0 = [[4, 5, 6]]; x1 = [[20]]; v1 = mul(x0, [7, 8, 9]); v2 = add(v1, x1); return v2";
  t.ok(tried.indexOf(rows) > tried.findLastIndex((one) => one.startsWith("x0 = [[2, 3]")));
  const square = narrowed(
    ([v = 0]) => [sin(v)],
    array([
      [1, 2],
      [3, 4],
    ]),
  );
  t.equal(square[0], "x = [[1]]; v1 = sin(x); return v1");
  t.equal(square[2], "x = [[4]]; v1 = sin(x); return v1");
});

t.test("arrays become one element each, with their axes or without", async (t) => {
  const x = array([
    [1, 2],
    [3, 4],
  ]);
  const tried = narrowed(([v = 0, w = 0]) => [mul(v, w)], x, array([5, 6]));
  t.ok(tried.includes("x0 = [[3]]; x1 = [6]; v1 = mul(x0, x1); return v1"), "or their last");
  t.ok(tried.includes("x0 = 3; x1 = 6; v1 = mul(x0, x1); return v1"));
  t.equal(tried.at(-1), "x0 = 4; x1 = 6; v1 = mul(x0, x1); return v1");
  const one = narrowed(([v = 0]) => [sin(v)], array([[7]]));
  t.same(one, ["x = 7; v1 = sin(x); return v1", "x = 7; v1 = sin(x); return v1"]);
  t.same(
    narrowed(([v = 0]) => [sin(v)], 7),
    [],
    "a number is as small as it gets",
  );
});

t.test("an op of one operand that is not elementwise is left out among numbers", async (t) => {
  const tried = narrowed(([v = 0]) => [sin(sum(neg(v)))], array([1, 2]));
  t.ok(tried.includes("x = 2; v1 = neg(x); v2 = sin(v1); return v2"));
  t.notOk(tried.includes("x = 2; v1 = sin(x); return v1"), "but one that is stays");
});

t.test("shapes that are parameters change with the arrays", async (t) => {
  const list = wengertList(([v = 0]) => [broadcastTo(reshape(v, [3, 1]), [3, 2])], [array([1, 2, 3])]);
  const runs = (one: WengertList): boolean => {
    try {
      valuesOf(one);
      return true;
    } catch {
      return false;
    }
  };
  const tried = [...narrower(list)].filter(runs).map(text);
  const first =
    "x = [1]; v1 = reshape(x, { shape: [1, 1] }); v2 = broadcastTo(v1, { shape: [1, 2] }); return v2";
  t.equal(tried[0], first);
  t.ok(tried.includes(first.replace("shape: [1, 2]", "shape: [1, 1]")), "all of them");
  t.ok(
    tried.includes(
      "x = [1, 3]; v1 = reshape(x, { shape: [2, 1] }); v2 = broadcastTo(v1, { shape: [2, 2] }); return v2",
    ),
  );
  const axes = narrowed(([v = 0]) => [sum(v, { axis: 1 })], array([[1, 2]]));
  t.equal(
    axes[0],
    "x = [[1]]; v1 = sum(x, { axes: [1], keepDims: false }); return v1",
    "axes are no lengths",
  );
});
