// Shapes, axes and element types: the rules of NumPy, and errors that say what to do where they are broken.
import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import {
  arange,
  array,
  broadcastShapes,
  commonTypeOf,
  type DType,
  floatTypeOf,
  normalizeAxes,
  normalizeAxis,
  ones,
  reducedShape,
  resolveShape,
  sizeOf,
  stridesOf,
  zeros,
} from "./index.js";

const typed = (dtype: DType) => zeros(1, { dtype });
const [f64, f32, i32, bool] = (["float64", "float32", "int32", "bool"] as const).map(typed) as [
  ReturnType<typeof typed>,
  ReturnType<typeof typed>,
  ReturnType<typeof typed>,
  ReturnType<typeof typed>,
];

t.test("a shape knows its size and its row-major strides", async (t) => {
  t.equal(sizeOf([2, 3, 4]), 24);
  t.equal(sizeOf([]), 1, "a scalar has one element");
  t.equal(sizeOf([2, 0]), 0);
  t.strictSame(stridesOf([2, 3, 4]), [12, 4, 1]);
});

t.test("shapes broadcast from the last axis on, where an axis of length 1 grows", async (t) => {
  t.strictSame(broadcastShapes("add", [2, 1, 4], [3, 1]), [2, 3, 4]);
  t.strictSame(broadcastShapes("add", [], [3]), [3]);
  t.strictSame(broadcastShapes("add", [1], [0]), [0], "even to length 0");
  t.strictSame(broadcastShapes("where", [2, 1], [3], []), [2, 3]);
  t.throws(() => broadcastShapes("add", [3], [4]), {
    name: "RangeError",
    message:
      "add: shapes [3] and [4] do not broadcast; axes, aligned at the last, must be equal or 1; " +
      "reshape or slice one of them",
  });
  t.throws(() => broadcastShapes("add", [0], [2]), /\[0\] and \[2\] do not broadcast/);
});

t.test("broadcasting does not depend on the order of its arguments", async (t) => {
  const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });
  const attempt = (...shapes: number[][]): unknown => {
    try {
      return broadcastShapes("f", ...shapes);
    } catch {
      return "refused";
    }
  };
  fc.assert(fc.property(shape, shape, (a, b) => assert.deepEqual(attempt(a, b), attempt(b, a))));
  t.pass();
});

t.test("a negative axis counts from the end, and a wrong one is named", async (t) => {
  t.equal(normalizeAxis("sum", -1, 3), 2);
  t.throws(() => normalizeAxis("sum", 2, 2), {
    name: "RangeError",
    message: "sum: axis 2 is out of range for an array of rank 2; use -2 to 1",
  });
  t.throws(() => normalizeAxis("sum", 0, 0), /rank 0; a scalar has no axes/);
  t.throws(() => normalizeAxis("sum", 0.5, 2), {
    name: "TypeError",
    message: "sum: axis must be an integer, not 0.5",
  });
  t.throws(() => normalizeAxes("sum", "0" as never, 2), { name: "TypeError" });
});

t.test("axes come back ascending, each once, and all when none is named", async (t) => {
  t.strictSame(normalizeAxes("sum", undefined, 3), [0, 1, 2]);
  t.strictSame(normalizeAxes("sum", 1, 3), [1]);
  t.strictSame(normalizeAxes("sum", [-1, 0], 3), [0, 2]);
  t.strictSame(normalizeAxes("sum", [], 3), []);
  t.throws(() => normalizeAxes("sum", [0, -2], 2), { name: "RangeError", message: /axis 0 is given twice/ });
});

t.test("reduced axes vanish, or stay with length 1", async (t) => {
  t.strictSame(reducedShape([2, 3, 4], [0, 2], false), [3]);
  t.strictSame(reducedShape([2, 3, 4], [0, 2], true), [1, 3, 1]);
});

t.test("one length of a new shape may be -1", async (t) => {
  t.strictSame(resolveShape("reshape", 6, [2, -1]), [2, 3]);
  t.strictSame(resolveShape("reshape", 6, -1), [6]);
  t.strictSame(resolveShape("reshape", 0, [0, 3]), [0, 3]);
  t.throws(() => resolveShape("reshape", 6, [4, -1]), {
    name: "RangeError",
    message: /6 elements do not fit shape \[4, -1\]/,
  });
  t.throws(
    () => resolveShape("reshape", 0, [0, -1]),
    { name: "RangeError" },
    "nothing determines the length",
  );
  t.throws(() => resolveShape("reshape", 6, [-1, -1]), { name: "RangeError" });
  t.throws(() => resolveShape("reshape", 6, [2]), { name: "RangeError" });
  t.throws(() => resolveShape("reshape", 6, "6" as never), {
    name: "TypeError",
    message: /not the string "6"/,
  });
});

t.test("a real-valued result is float32 where an array of reals is, and all of them are", async (t) => {
  t.equal(floatTypeOf([f32, 2, f32]), "float32", "numbers adapt");
  t.equal(floatTypeOf([f32, f64]), "float64");
  t.equal(floatTypeOf([i32]), "float64");
  t.equal(floatTypeOf([f32, bool]), "float32", "masks adapt");
  t.equal(floatTypeOf([bool]), "float64");
  t.equal(floatTypeOf([1, 2]), "float64");
});

t.test("the common type holds every value of its inputs", async (t) => {
  t.equal(commonTypeOf([bool, bool]), "bool");
  t.equal(commonTypeOf([bool, i32]), "int32");
  t.equal(commonTypeOf([bool, f32]), "float32");
  t.equal(commonTypeOf([i32, f32]), "float64", "as float32 cannot hold all of int32");
  t.equal(commonTypeOf([f32, f64]), "float64");
  t.equal(commonTypeOf([f32, 1]), "float32", "a number adapts to float32");
  t.equal(commonTypeOf([i32, 1]), "float64", "but is no integer");
  t.equal(commonTypeOf([1]), "float64");
});

t.test("arrays are made with the type asked for, and unknown types are refused", async (t) => {
  for (const dtype of ["float64", "float32", "int32", "bool"] as const)
    t.equal(ones([2], { dtype }).dtype, dtype);
  t.equal(array(arange(3), { dtype: "int32" }).data.constructor, Int32Array);
  t.throws(() => zeros(2, { dtype: "float16" as never }), {
    name: "TypeError",
    message: `zeros: dtype must be "float64", "float32", "int32" or "bool", not the string "float16"`,
  });
});
