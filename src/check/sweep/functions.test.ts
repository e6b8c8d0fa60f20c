// Public functions that are not their ops: with another value, another shape, or a mask for a truth value.
import t from "tap";
import { add, array, greater, isNaN, mul, sin, sum, type Value } from "../../index.js";
import type { Plain } from "../../ndarray/index.js";
import { entryOf, subjectAt } from "../fixtures/subjects.js";
import { callOf, publicFunctions, type Call } from "./functions.js";

const asked = (of: Parameters<typeof entryOf>[0], call: unknown, x: readonly Plain[]) =>
  publicFunctions.check({ ...subjectAt(entryOf(of), x), call: call as Call });

t.test("the functions of the registry are their ops", async (t) => {
  t.equal(asked(sin, sin, [0.5]), undefined);
  t.equal(asked(mul, mul, [array([[1], [2]]), array([3, NaN])]), undefined);
  t.equal(asked(greater, greater, [2, 1]), undefined);
  t.equal(asked(greater, greater, [array([2]), 1]), undefined);
  t.equal(asked(isNaN, isNaN, [NaN]), undefined);
  t.equal(callOf(entryOf(sin)), sin);
  t.equal(callOf({ ...entryOf(sin) }), undefined);
});

t.test("another value, shape or sign of zero is told", async (t) => {
  t.match(asked(sin, Math.cos, [0.5])?.says, /^the function gives 0\.877.*, not 0\.479/);
  t.match(asked(sin, (x: Value) => sum(sin(x)), [array([0, 0])])?.says, /the shape \[\], not \[2\]/);
  t.match(asked(sin, (x: Value) => add(sin(x), 0), [-0])?.says, /gives 0, not 0/);
});

t.test(
  "a comparison of numbers is a truth value, under differentiation too, and of arrays a mask",
  async (t) => {
    const only = (call: (a: Value, b: Value) => unknown) => Object.assign(call, { mask: greater.mask });
    t.match(asked(greater, only(greater.mask), [2, 1])?.says, /number 1 for 1/);
    const plain = only((a, b) => (typeof a === "number" ? greater(a, b) : greater.mask(a, b)));
    t.match(asked(greater, plain, [2, 1])?.says, /gives number 1 for 1/);
    t.match(
      asked(
        greater,
        only(() => true),
        [array([2]), 1],
      )?.says,
      /gives boolean true for/,
    );
    const lessEqual = Object.assign((a: Value, b: Value) => greater(a, b), { mask: () => 0 });
    t.match(asked(greater, lessEqual, [2, 1])?.says, /^the function gives 0, not 1/, "so is its mask");
  },
);

t.test("an op that is no elementwise one, or has no function, is not asked", async (t) => {
  const params = { axes: [0], keepDims: false };
  const subject = subjectAt(entryOf(sum), [array([1, 2])], { params });
  t.equal(publicFunctions.check({ ...subject, call: sum }), undefined);
  t.equal(publicFunctions.check(subjectAt(entryOf(sin), [0.5])), undefined);
});
