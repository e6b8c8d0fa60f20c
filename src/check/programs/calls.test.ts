// Calls that are sampled: shapes broadcast to the one that is asked for, and values come into them by one op.
import t from "tap";
import { array, matmul, max, mul, sin, where } from "../../index.js";
import { broadcastShapes, ones, sameShape } from "../../ndarray/index.js";
import { entryOf } from "../fixtures/subjects.js";
import { callOf, fitsInto, shapedAs } from "./calls.js";
import { Dice } from "./dice.js";

const seeds = Array.from({ length: 60 }, (_, seed) => seed);
const near = ones([2, 3]);

t.test("an op with examples is called as one of them says", async (t) => {
  const { examples } = entryOf(max);
  const calls = seeds.map((seed) => callOf(entryOf(max), new Dice(seed), near));
  for (const call of calls) {
    t.ok(examples.some(({ params }) => params === call.params));
    t.ok(examples.some(({ shapes }) => shapes === call.shapes));
  }
  t.equal(new Set(calls.map(({ params }) => params)).size, examples.length, "each of them in its turn");
  t.ok(calls.every((call) => !("loose" in call) && call.held.length === 0));
});

t.test(
  "an elementwise op takes any shapes that broadcast to the first, often that of a value nearby",
  async (t) => {
    const calls = seeds.map((seed) => callOf(entryOf(mul), new Dice(seed), near));
    for (const { shapes, loose = [] } of calls) {
      t.equal(shapes.length, 2);
      t.same(shapes[0], loose);
      t.same(broadcastShapes("test", ...shapes), loose);
      t.ok(loose.length <= 2 && loose.every((n) => n >= 1 && n <= 3));
    }
    const asNear = calls.filter(({ loose = [] }) => sameShape(loose, [2, 3]));
    t.ok(asNear.length > 30 && asNear.length < 60, `${String(asNear.length)} of 60 take after it`);
    const narrow = calls.filter(({ shapes: [a = [], b = []] }) => !sameShape(a, b));
    t.ok(narrow.length > 5 && narrow.length < 40, `${String(narrow.length)} of 60 broadcast`);
    t.ok(
      narrow.some(({ shapes: [a = [], b = []] }) => a.length === b.length),
      "by a length of 1",
    );
    t.ok(
      narrow.some(({ shapes: [a = [], b = []] }) => a.length > b.length),
      "by axes that are missing",
    );
    t.ok(calls.every(({ held, params }) => held.length === 0 && params === undefined));
  },
);

t.test("without a value nearby it is a number as a rule", async (t) => {
  const calls = seeds.map((seed) => callOf(entryOf(sin), new Dice(seed)));
  const numbers = calls.filter(({ loose }) => loose?.length === 0).length;
  t.ok(numbers > 40 && numbers < 60, String(numbers));
});

t.test("an elementwise op with an example holds what that holds, at any shapes", async (t) => {
  const [example] = entryOf(where).examples;
  const { held, shapes, loose } = callOf(entryOf(where), new Dice(1), near);
  t.same(held, example?.held);
  t.equal(shapes.length, 3);
  t.ok(loose);
  t.same(
    callOf({ ...entryOf(matmul), examples: [{ shapes: [[1]], params: 5, held: [0] }] }, new Dice(1)).held,
    [0],
  );
});

t.test("a value broadcasts into a shape or does not fit", async (t) => {
  t.equal(fitsInto(3, [2, 3]), "none");
  t.equal(fitsInto(array([1, 2, 3]), [2, 3]), "none");
  t.equal(fitsInto(ones([2, 1]), [2, 3]), "none");
  t.equal(fitsInto(array([1, 2]), [2, 3]), undefined);
  t.equal(fitsInto(ones([1, 3]), [3]), undefined, "of more axes");
});

t.test("a shape is had as it is, by reshaping, by broadcasting, or not", async (t) => {
  t.equal(shapedAs(near, [2, 3]), "none");
  t.equal(shapedAs(near, [6]), "reshape");
  t.equal(shapedAs(3, [1]), "reshape");
  t.equal(shapedAs(3, [2]), "broadcastTo");
  t.equal(shapedAs(ones([3]), [2, 3]), "broadcastTo");
  t.equal(shapedAs(near, [4]), undefined);
  t.equal(shapedAs(near, [3]), undefined);
});
