// Element by element: broadcasting as a naive loop over indices would have it, and the types of results.
import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import {
  arange,
  array,
  type DType,
  map1,
  map2,
  map3,
  type NDArray,
  type Plain,
  shapeOf,
  sizeOf,
  stridesOf,
  zeros,
} from "./index.js";

const add = map2("add", (a, b) => a + b);
const sub = map2("sub", (a, b) => a - b);
const sqrt = map1("sqrt", Math.sqrt);
const where = map3("where", (c, a, b) => (c ? a : b), "common");

/** The element of x at a place of a shape that x broadcasts to. */
function at(x: Plain, place: readonly number[]): number {
  if (typeof x === "number") return x;
  const own = place.slice(place.length - x.rank);
  const strides = stridesOf(x.shape);
  return x.data[own.reduce((sum, k, axis) => sum + (x.shape[axis] === 1 ? 0 : k * strides[axis]!), 0)]!;
}

const places = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (all, n) => all.flatMap((p) => Array.from({ length: n }, (_, k) => [...p, k])),
    [[]],
  );

/** Plain values whose shapes broadcast: parts of a common shape, some lengths replaced by 1. */
const compatible = (count: number): fc.Arbitrary<Plain[]> =>
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }).chain((shape) => {
    const part = fc
      .tuple(fc.nat(shape.length), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
      .map(([skip, flat]) => shape.slice(skip).map((n, axis) => (flat[axis] === true ? 1 : n)));
    const value = fc
      .tuple(part, fc.constantFrom<DType>("float64", "float32", "int32"), fc.nat(100))
      .map(([own, dtype, first]): Plain =>
        own.length === 0 ? first : array(arange(first, first + sizeOf(own)), { shape: own, dtype }),
      );
    return fc.tuple(...Array.from({ length: count }, () => value));
  });

t.test("on numbers, a mapped function is the function", async (t) => {
  t.equal(add(2, 3), 5);
  t.equal(sqrt(2), Math.SQRT2);
  t.equal(where(0, 1, 2), 2);
});

t.test("two operands broadcast as a loop over all places would read them", async (t) => {
  fc.assert(
    fc.property(compatible(2), ([a, b]) => {
      const y = sub(a!, b!);
      const expected = places(shapeOf(y)).map((place) => at(a!, place) - at(b!, place));
      assert.deepEqual(typeof y === "number" ? [y] : [...y.data], expected);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

t.test("three operands broadcast as a loop over all places would read them", async (t) => {
  const mix = map3("mix", (a, b, c) => a * 10000 + b * 100 + c);
  fc.assert(
    fc.property(compatible(3), ([a, b, c]) => {
      const y = mix(a!, b!, c!);
      const expected = places(shapeOf(y)).map((p) => at(a!, p) * 10000 + at(b!, p) * 100 + at(c!, p));
      assert.deepEqual(typeof y === "number" ? [y] : [...y.data], expected);
    }),
    { numRuns: 200 },
  );
  t.pass();
});

t.test("a number goes with every element, on either side", async (t) => {
  t.strictSame(sub(arange(3), 1), array([-1, 0, 1]));
  t.strictSame(sub(1, arange(3)), array([1, 0, -1]));
  t.strictSame(
    add(array([[1], [2]]), array([10, 20])),
    array([
      [11, 21],
      [12, 22],
    ]),
  );
});

t.test("an array of rank 0 gives a number, since results of rank 0 are numbers", async (t) => {
  t.equal(sqrt(array(4)), 2);
  t.equal(add(array(4), 1), 5);
  t.equal(add(array(4), array(1)), 5);
});

t.test("empty arrays give empty arrays", async (t) => {
  t.strictSame(add(zeros([0, 3]), zeros([1, 3])), zeros([0, 3]));
  t.strictSame(sqrt(zeros(0)), zeros(0));
});

t.test("shapes that do not broadcast are refused by the name of the op", async (t) => {
  t.throws(() => add(arange(3), arange(4)), { name: "RangeError", message: /^add: shapes \[3\] and \[4\]/ });
  t.throws(() => where(arange(2), arange(3), 0), { name: "RangeError", message: /^where: / });
});

t.test("float32 arrays stay float32, beside numbers too, and meet float64 as float64", async (t) => {
  const x = array([1, 2], { dtype: "float32" });
  const y = add(x, 0.1) as NDArray;
  t.strictSame([y.dtype, y.data[0]], ["float32", Math.fround(1.1)]);
  t.equal((add(x, arange(2)) as NDArray).dtype, "float64");
  t.equal((sqrt(x) as NDArray).dtype, "float32");
  t.equal((sqrt(array([4], { dtype: "int32" })) as NDArray).data[0], 2);
});

t.test("a comparison gives truth values, and a common type holds its inputs", async (t) => {
  const less = map2("less", (a, b) => (a < b ? 1 : 0), "bool");
  const truth = array([true, false]);
  t.strictSame(less(arange(3), 1), array([true, false, false]));
  t.strictSame(where(truth, array([1, 2], { dtype: "float32" }), 0), array([1, 0], { dtype: "float32" }));
  const addCommon = map2("addCommon", (a, b) => a + b, "common");
  t.strictSame(addCommon(truth, truth), truth, "true and true is true, not 2");
  t.strictSame(addCommon(truth, array([5, 6], { dtype: "int32" })), array([6, 6], { dtype: "int32" }));
  const halve = map1("halve", (x) => x / 2, "common");
  t.strictSame(halve(truth), truth, "what is not 0 is true");
  t.strictSame(map1("floor", Math.floor, "int32")(array([1.5])), array([1], { dtype: "int32" }));
});

t.test("one function serves arrays of all types in turn", async (t) => {
  for (let round = 0; round < 3; round++) {
    for (const dtype of ["float64", "float32", "int32", "bool"] as const) {
      const x = array([0, 1], { dtype });
      t.strictSame([...(add(x, x) as NDArray).data], [0, 2]);
      t.strictSame([...(add(x, 1) as NDArray).data], [1, 2]);
      t.strictSame([...(add(1, x) as NDArray).data], [1, 2]);
    }
  }
});
