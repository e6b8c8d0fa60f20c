// Names for the elements of trees, and trees as vectors.
import t from "tap";
import { array } from "../index.js";
import { flat, labels, unflat } from "./points.js";

t.test("elements have names, in the order of the leaves", (t) => {
  const tree = { a: 1, b: [2, array([[3], [4]])], c: Float64Array.of(5, 6), d: undefined };
  t.same(labels("x", tree), ["x.a", "x.b[0]", "x.b[1][0, 0]", "x.b[1][1, 0]", "x.c[0]", "x.c[1]"]);
  const leaves = [1, array([[3], [4]]), Float64Array.of(5, 6).reduce((s, x) => s + x, 0)];
  const numbers = flat(leaves);
  t.same(numbers, Float64Array.of(1, 3, 4, 11));
  t.same(unflat(numbers, leaves), leaves);
  t.end();
});
