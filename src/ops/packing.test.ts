// What was packed comes out again, in every shape and with every cotangent.
import t from "tap";
import { add, array, grad, mul, sum, value, vjp, type Value } from "../index.js";
import { pack, packLike, unpack } from "./packing.js";

const json = (x: unknown): unknown => JSON.parse(JSON.stringify(x));

t.test("parts lie one after the other, and come out in their shapes", (t) => {
  const parts = [
    array([
      [1, 2],
      [3, 4],
    ]),
    5,
    array([6, 7]),
  ];
  const packed = pack(parts);
  t.same(json(packed), [1, 2, 3, 4, 5, 6, 7]);
  t.same(json(unpack(packed, [[2, 2], [], [2]])), json(parts));
  t.same(json(unpack(pack([array([])]), [[0]])), [[]], "also an empty one");
  t.end();
});

t.test("the axes of a batch stay in front", (t) => {
  const [a, b] = [
    array([
      [1, 2],
      [3, 4],
    ]),
    array([5, 6]),
  ];
  const packed = pack([a, b], [2]);
  t.same(json(packed), [
    [1, 2, 5],
    [3, 4, 6],
  ]);
  t.same(json(unpack(packed, [[2], []])), json([a, b]));
  t.end();
});

t.test("a part that nobody uses has no share in the derivative, and a missing cotangent is zero", (t) => {
  const f = (x: Value): Value => {
    const [squares = 0, , total = 0] = unpack(pack([mul(x, x), mul(x, NaN), sum(x)]), [[2], [2], []]);
    return add(sum(squares), mul(10, total));
  };
  t.same(json(grad(f)(array([3, 4]))), [16, 18]);
  t.same(json(packLike([0, array([1, 2])], [array([9, 9]), array([9, 9])])), [0, 0, 1, 2]);
  const { pullback } = vjp((x: Value) => pack([x, 7]), array([1, 2]));
  t.same(json(pullback(array([1, 2, 3]))), [[1, 2]]);
  t.equal(value(unpack(pack([1, 2]), [[], []])[1] ?? NaN), 2);
  t.end();
});
