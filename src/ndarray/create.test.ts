// Making arrays, reading them and printing them.
import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { inspect } from "node:util";
import { arange, array, eye, full, linspace, NDArray, ones, zeros, zerosLike } from "./index.js";

t.test("array(nested) has the shape of the nesting and is float64", async (t) => {
  const x = array([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  t.strictSame([x.shape, x.dtype, x.size, x.rank], [[2, 3], "float64", 6, 2]);
  t.strictSame(x.toArray(), [
    [1, 2, 3],
    [4, 5, 6],
  ]);
  t.strictSame(array([]).shape, [0]);
  t.strictSame(array([[], []]).shape, [2, 0]);
  t.strictSame(array(3).shape, []);
  t.equal(array(3).item(), 3);
});

t.test("array(typed) keeps the kind of number it is given", async (t) => {
  t.equal(array(new Float32Array(2)).dtype, "float32");
  t.equal(array(new Float64Array(2)).dtype, "float64");
  t.equal(array(new Int32Array(2)).dtype, "int32");
  t.equal(array(new Uint8Array([255])).dtype, "int32", "bytes are small integers, not truth values");
  t.equal(array(new Uint8Array([255])).item(), 255);
  t.equal(array(new Uint32Array([2 ** 32 - 1])).item(), 2 ** 32 - 1);
  t.equal(array([true, false]).dtype, "bool");
  t.equal(array([true, 2]).dtype, "float64");
  t.equal(array([new Float32Array(2), new Float32Array(2)]).dtype, "float32");
  t.strictSame(
    array([
      eye(2),
      [
        [1, 2],
        [3, 4],
      ],
    ]).shape,
    [2, 2, 2],
  );
});

t.test("array copies what it is given", async (t) => {
  const source = new Float64Array([1, 2]);
  const x = array(source);
  const y = array(x);
  source[0] = 9;
  t.strictSame(x.toArray(), [1, 2]);
  t.not(y.data, x.data);
});

t.test("array takes a shape and a type", async (t) => {
  t.strictSame(array([1, 2, 3, 4], { shape: [2, -1] }).toArray(), [
    [1, 2],
    [3, 4],
  ]);
  t.strictSame(array([1.9, -1.9], { dtype: "int32" }).toArray(), [1, -1], "fractions are cut off");
  t.strictSame(array([0, -0.5, NaN], { dtype: "bool" }).toArray(), [false, true, true]);
  t.throws(() => array([2 ** 31], { dtype: "int32" }), {
    name: "RangeError",
    message: /2147483648 does not fit int32/,
  });
  t.throws(() => array([NaN], { dtype: "int32" }), /NaN does not fit int32/);
  t.throws(() => array([1, 2, 3], { shape: [2] }), {
    name: "RangeError",
    message: /3 elements do not fit shape \[2\]/,
  });
});

t.test("a ragged nesting is refused with the place where it breaks", async (t) => {
  t.throws(() => array([[1], [1, 2]]), {
    name: "RangeError",
    message:
      "array: ragged nesting: element [1] has shape [2] where its neighbours have [1]; " +
      "make all of them alike",
  });
  t.throws(
    () =>
      array([
        [[1, 2]],
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    /element \[1\] has shape \[2, 2\] where its neighbours have \[1, 2\]/,
  );
  t.throws(() => array([1, [2]] as never), /element \[1\] has shape \[1\] where its neighbours have \[\]/);
});

t.test("what is no number is refused with its place and its kind", async (t) => {
  const refused = (source: unknown, message: RegExp): void =>
    void t.throws(() => array(source as never), { name: "TypeError", message });
  refused([[1], ["a"]], /element \[1\]\[0\] is the string "a"; expected numbers/);
  refused(null, /the argument is null/);
  refused([1, undefined], /element \[1\] is undefined/);
  refused(new Array(2), /element \[0\] is undefined/);
  refused([new Map()], /element \[0\] is an instance of Map/);
  refused([Object.create(null)], /an object with keys {}/);
  refused([1n], /element \[0\] is 1n/);
  refused([Math.sin], /the function sin/);
  refused(new BigInt64Array(1), /an instance of BigInt64Array/);
  refused(["x".repeat(99)], /"x{40}…"/);
});

t.test("lengths given one by one are refused: the shape goes in a list", async (t) => {
  const loose = { zeros: zeros as (...x: unknown[]) => unknown, ones: ones as (...x: unknown[]) => unknown };
  for (const [name, make] of Object.entries(loose)) {
    t.throws(() => make(2, 3), {
      name: "TypeError",
      message: `${name}: its options must be an object, { dtype }, not 3`,
    });
    t.throws(() => make(2, { type: "bool" }), {
      message: `${name}: there is no option type; its options are { dtype }`,
    });
  }
});

t.test("an array that contains itself is refused instead of being walked for ever", async (t) => {
  const source: unknown[] = [];
  source.push(source);
  t.throws(() => array(source as never), { name: "RangeError", message: /does the array contain itself/ });
});

t.test("toArray undoes array", async (t) => {
  const matrix = fc
    .integer({ min: 1, max: 4 })
    .chain((n) =>
      fc.array(fc.array(fc.double(), { minLength: n, maxLength: n }), { minLength: 1, maxLength: 4 }),
    );
  fc.assert(fc.property(matrix, (rows) => assert.deepEqual(array(rows).toArray(), rows)));
  t.pass();
});

t.test("JSON has an array as nested lists", (t) => {
  const rows = [
    [1, 2.5],
    [-3, 4],
  ];
  t.equal(JSON.stringify({ x: array(rows) }), JSON.stringify({ x: rows }));
  t.end();
});

t.test("zeros, ones, full and eye fill an array", async (t) => {
  t.strictSame(zeros(2).toArray(), [0, 0]);
  t.strictSame(zeros([0, 3]).shape, [0, 3]);
  t.strictSame(ones([1, 2]).toArray(), [[1, 1]]);
  t.strictSame(full(2, 1.5).toArray(), [1.5, 1.5]);
  t.strictSame(full([2], true).toArray(), [true, true]);
  t.strictSame(full(1, 2, { dtype: "bool" }).data, new Uint8Array([1]));
  t.strictSame(eye(2).toArray(), [
    [1, 0],
    [0, 1],
  ]);
  t.strictSame(eye(1, 2).toArray(), [[1, 0]]);
  t.equal(zerosLike(3), 0);
  t.strictSame(zerosLike(ones([2], { dtype: "float32" })), zeros([2], { dtype: "float32" }));
});

t.test("arange counts in steps and leaves the end out", async (t) => {
  t.strictSame(arange(4).toArray(), [0, 1, 2, 3]);
  t.strictSame(arange(2, 5).toArray(), [2, 3, 4]);
  t.strictSame(arange(5, 0, -2).toArray(), [5, 3, 1]);
  t.strictSame(arange(1, 0).toArray(), []);
  t.strictSame(arange(0, 1, 0.25).toArray(), [0, 0.25, 0.5, 0.75]);
  t.throws(() => arange(1, 2, 0), { name: "RangeError", message: /step must not be 0/ });
  t.throws(() => arange(NaN), {
    name: "TypeError",
    message: "arange: stop must be a finite number, not NaN",
  });
  t.throws(() => arange("4" as never), { name: "TypeError" });
});

t.test("linspace includes both ends exactly", async (t) => {
  t.strictSame(linspace(0, 1, 5).toArray(), [0, 0.25, 0.5, 0.75, 1]);
  t.equal(linspace(0, 0.3, 4).data[3], 0.3);
  t.equal(linspace(0, 1).size, 50);
  t.strictSame(linspace(2, 3, 1).toArray(), [2]);
  t.strictSame(linspace(2, 3, 0).toArray(), []);
  t.throws(() => linspace(0, Infinity), { name: "TypeError", message: /stop must be a finite number/ });
});

t.test("a shape that is none is refused", async (t) => {
  t.throws(() => zeros(-1), {
    name: "RangeError",
    message: "zeros: a shape holds whole numbers of 0 or more, not -1 for axis 0",
  });
  t.throws(() => zeros([1, 2.5]), { name: "RangeError", message: /not 2.5 for axis 1/ });
  t.throws(() => zeros("3" as never), { name: "TypeError", message: /not the string "3"/ });
  t.throws(() => zeros([1e6, 1e6]), {
    name: "RangeError",
    message: /\[1000000, 1000000\] has 1000000000000 elements/,
  });
  t.throws(() => full(2, "1" as never), { name: "TypeError", message: /full: the fill is the string "1"/ });
  t.throws(() => new NDArray(new Float64Array(2), [3]), {
    name: "RangeError",
    message: /2 elements do not fill shape \[3\]/,
  });
});

t.test("item reads a single element only", async (t) => {
  t.equal(array([[7]]).item(), 7);
  t.throws(() => arange(2).item(), {
    name: "RangeError",
    message: /expected an array of one element, not shape \[2\]/,
  });
});

t.test("arithmetic on an array throws instead of giving NaN or text", async (t) => {
  const x = arange(2) as unknown as number;
  for (const attempt of [() => x * 2, () => x + 1, () => x < 1, () => Math.sqrt(x), () => x + x]) {
    t.throws(attempt, { name: "TypeError", message: /write add\(x, y\), mul\(x, y\), less\(x, y\)/ });
  }
  t.equal([arange(2)].join(), "[0, 1]", "but text is to be had where text is asked for");
});

t.test("an array prints as its elements, columns aligned at the point", async (t) => {
  const lines = (source: unknown): string[] =>
    array(source as never)
      .toString()
      .split("\n");
  t.strictSame(lines([0, 4, 8, 12]), ["[0, 4, 8, 12]"]);
  t.strictSame(lines([0.5, 1 / 3, -2]), ["[0.5, 0.33333333, -2]"]);
  t.strictSame(
    lines([
      [1.5, -2],
      [3, 0.001],
    ]),
    ["[[ 1.5  , -2    ],", " [ 3    ,  0.001]]"],
  );
  t.strictSame(
    lines([
      [1, NaN],
      [-Infinity, 22],
    ]),
    ["[[        1,       NaN],", " [-Infinity,        22]]"],
  );
  t.strictSame(lines([true, false]), ["[true, false]"]);
  t.strictSame(lines([[true], [false]]), ["[[ true],", " [false]]"]);
  t.strictSame(lines([-0]), ["[-0]"]);
  t.strictSame(lines([]), ["[]"]);
  t.strictSame(
    lines([
      [[1], [2]],
      [[3], [4]],
    ]),
    ["[[[1],", "  [2]],", "", " [[3],", "  [4]]]"],
  );
});

t.test("very large and very small numbers print as powers of ten", async (t) => {
  t.equal(array([1e-9, 1, -5e20]).toString(), "[1e-9, 1e+0, -5e+20]");
  t.equal(array([123456789, 1]).toString(), "[123456789, 1]", "whole numbers keep all their digits");
  t.equal(array([0.1], { dtype: "float32" }).toString(), "[0.1]", "without the digits that float32 lacks");
});

t.test("long rows wrap, and arrays of more than 1000 elements are shortened", async (t) => {
  const wrapped = array(linspace(0, 1, 30))
    .toString()
    .split("\n");
  t.ok(wrapped.length > 1);
  t.ok(
    wrapped.every((line) => line.length <= 81),
    "80 columns and the closing bracket",
  );
  t.equal(arange(1000).toString().includes("..."), false);
  t.equal(arange(2000).toString(), "[0, 1, 2, ..., 1997, 1998, 1999]");
  t.strictSame(
    array(arange(40000), { shape: [200, 200] })
      .toString()
      .split("\n").length,
    7,
  );
});

t.test("console.log shows the type and the shape too", async (t) => {
  t.equal(inspect(array([0, 4, 8, 12])), "NDArray float64 [4] [0, 4, 8, 12]");
  t.equal(inspect(eye(2, 2)), "NDArray float64 [2, 2]\n[[1, 0],\n [0, 1]]");
});
