// Programs as text: names, literals in full precision, and parameters.
import t from "tap";
import { add, array, mul, sin, sum } from "../../index.js";
import * as nd from "../../ndarray/index.js";
import { wengertList } from "../wengert.js";
import { listing, literal, namesOf } from "./listing.js";

t.test("a program is its point, a line for each op, and what comes out", async (t) => {
  const list = wengertList(([x = 0]) => [sin(mul(x, 0.1)), 7], [2]);
  t.equal(listing(list), "x = 2\nv1 = mul(x, 0.1)\nv2 = sin(v1)\nreturn v2, 7");
  const two = wengertList(([x = 0, y = 0]) => [add(y, x)], [-0, array([[1, 2]])]);
  t.equal(listing(two), "x0 = -0\nx1 = [[1, 2]]\nv1 = add(x1, x0)\nreturn v1");
  t.equal(listing({ inputs: [], lines: [], outputs: [3] }), "return 3");
});

t.test("an operand that is not there has no name", async (t) => {
  t.equal(listing({ inputs: [1], lines: [], outputs: [{ at: 5 }] }), "x = 1\nreturn ?");
});

t.test("parameters are given as they are written, those that are not set left out", async (t) => {
  const list = wengertList(([x = 0]) => [sum(x, { axis: 1 })], [array([[1, 2]])]);
  t.match(listing(list), "v1 = sum(x, { axes: [1], keepDims: false })");
  const told = (params: unknown): string | undefined =>
    listing({ ...list, lines: list.lines.map((line) => ({ ...line, params })) }).split("\n")[1];
  t.equal(told(undefined), "v1 = sum(x)");
  t.equal(told(null), "v1 = sum(x, null)");
  t.equal(told(3), "v1 = sum(x, 3)");
  t.equal(told(array([1.5, -0])), "v1 = sum(x, [1.5, -0])");
  t.equal(told([[1], [2, 3]]), "v1 = sum(x, [[1], [2, 3]])");
  t.equal(told({ a: undefined, b: { c: "d" } }), "v1 = sum(x, { b: { c: d } })");
});

t.test("literals have all their digits, and the sign of zero", async (t) => {
  t.equal(literal(0.1 + 0.2), "0.30000000000000004");
  t.equal(literal(-0), "-0");
  t.equal(literal(0), "0");
  t.equal(
    literal(
      array([
        [1, -0],
        [0, NaN],
      ]),
    ),
    "[[1, -0], [0, NaN]]",
  );
  t.equal(literal(array([])), "[]");
  t.equal(literal(nd.cast(array([1.5, 0]), "bool")), "[1, 0]", "truth values are numbers");
});

t.test("inputs are named as the checks name them, lines from 1", async (t) => {
  const list = wengertList(([x = 0, y = 0]) => [sin(add(x, y))], [1, 2]);
  t.same(namesOf(list), ["x0", "x1", "v1", "v2"]);
  t.same(namesOf({ ...list, inputs: [1] }), ["x", "v1", "v2"]);
  t.same(namesOf({ inputs: [], lines: [], outputs: [] }), []);
});
