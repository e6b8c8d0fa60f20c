// Parts of arrays: what is read and written, that the old array stays, and the derivatives.
import t from "tap";
import type { Value } from "../core/op.js";
import { arange, array, NDArray, ones, zeros, type Nested } from "../ndarray/index.js";
import { grad, hessian } from "../transforms/index.js";
import { at, log, mul, reshape, slice, square, sum, type Index } from "./index.js";

function nested(x: unknown): Nested {
  return x instanceof NDArray ? x.toArray() : (x as number);
}

const ints = Int32Array.of.bind(Int32Array);
const cube = reshape(arange(24), [2, 3, 4]) as NDArray;

/** Indices, and what they must select from the cube: the place of each element is the element. */
const selections: readonly (readonly [readonly Index[], Nested])[] = [
  [[1, 2, 3], 23],
  [[-1, -1], [20, 21, 22, 23]],
  [[0, [0, 3, 2], -1], [3, 11]],
  [[1, null, [null, null, -3]], [[15, 12], [19, 16], [23, 20]]],
  [[0, ints(2, 0)], [[8, 9, 10, 11], [0, 1, 2, 3]]],
  [[null, ints(-1), 0], [[8], [20]]],
  [[0, [0, 2], ints(3, 3)], [[3, 3], [7, 7]]],
  [[ints(0, 1), ints(2, 0), 1], [9, 13]],
  [[ints(0, 1), 0, array([[1], [2]], { dtype: "int32" })], [[1, 13], [2, 14]]],
  [[1, array([[0, 1]]), [2, 4]], [[[14, 15], [18, 19]]]],
  [[new NDArray(ints(1), []), 0, 0], 12],
  [[0, [2, 1]], []],
]; // prettier-ignore

t.test("at reads what its indices select", (t) => {
  for (const [index, expected] of selections) t.same(nested(at(cube, ...index).get()), expected);
  t.equal(at(5).get(), 5);
  t.end();
});

t.test("what at reads is what it writes", (t) => {
  for (const [index] of selections) {
    const part = at(cube, ...index).get();
    const places = part instanceof NDArray ? Array.from(part.data) : [part as number];
    const changed = (f: (x: number) => number): number[] =>
      Array.from(cube.data, (x) => (places.includes(x) ? f(x) : x));
    const written = (y: Value): number[] => Array.from((y as NDArray).data);
    t.same(
      written(at(cube, ...index).set(-1)),
      changed(() => -1),
      "set",
    );
    t.same(written(at(cube, ...index).set(part)), Array.from(cube.data), "set to what it was");
    const times = (x: number): number => places.filter((place) => place === x).length;
    t.same(
      written(at(cube, ...index).add(100)),
      changed((x) => x + 100 * times(x)),
      "add",
    );
    t.same(
      written(at(cube, ...index).mul(2)),
      changed((x) => x * 2 ** times(x)),
      "mul",
    );
    t.same(
      written(at(cube, ...index).max(9.5)),
      changed((x) => Math.max(x, 9.5)),
      "max",
    );
    t.same(
      written(at(cube, ...index).min(9.5)),
      changed((x) => Math.min(x, 9.5)),
      "min",
    );
  }
  t.same(
    Array.from(cube.data),
    Array.from({ length: 24 }, (_, i) => i),
    "the array is left as it was",
  );
  t.equal(at(5).set(3), 3);
  t.end();
});

t.test("values are broadcast to the part, and go to its elements in their order", (t) => {
  const x = zeros([2, 3]);
  t.same(nested(at(x, null, [null, null, -2]).set([1, 2])), [
    [2, 0, 1],
    [2, 0, 1],
  ]);
  t.same(nested(at(x, null, ints(1)).add([[5], [6]])), [
    [0, 5, 0],
    [0, 6, 0],
  ]);
  t.same(nested(at(arange(3), ints(1, 1, 1)).set([7, 8, 9])), [0, 9, 2], "the last one wins");
  t.same(nested(at(arange(3), ints(1, 1, 1)).add([7, 8, 9])), [0, 25, 2], "all are added");
  t.same(nested(at(ones(3), ints(1, 1, 0)).mul([2, 3, 5])), [5, 6, 1], "all are multiplied");
  t.same(nested(at(arange(3), ints(0, 2, 0)).max([4, 1, 3])), [4, 1, 2], "the largest of all");
  t.same(nested(at(arange(3), ints(2, 2)).min([1, -1])), [0, 1, -1], "the smallest of all");
  const single = at(array([1, 2], { dtype: "float32" }), [0, 2]).set(5) as NDArray;
  t.equal(single.dtype, "float32", "a number takes on the type of the array");
  t.end();
});

t.test("a write has derivative 0 inside for the array, and outside for the value", (t) => {
  const weights = array([1, 2, 3]);
  const slopes = (f: (x: Value, v: Value) => Value): Nested[] =>
    grad((x: Value, v: Value) => sum(mul(weights, f(x, v))), { mode: "both", argnums: [0, 1] })(
      array([4, 5, 6]),
      array([7, 8]),
    ).map(nested);
  t.same(
    slopes((x, v) => at(x, [0, 2]).set(v)),
    [
      [0, 0, 3],
      [1, 2],
    ],
  );
  t.same(
    slopes((x, v) => at(x, ints(2, 2)).set(v)),
    [
      [1, 2, 0],
      [0, 3],
    ],
    "the one that lost has none",
  );
  t.same(
    slopes((x, v) => at(x, ints(2, 2)).add(v)),
    [
      [1, 2, 3],
      [3, 3],
    ],
  );
  t.same(
    slopes((x, v) => at(x, ints(2, 2)).mul(v)),
    [
      [1, 2, 3 * 56],
      [3 * 6 * 8, 3 * 6 * 7],
    ],
  );
  t.same(
    slopes((x, v) => at(x, ints(2, 0)).max(v)),
    [
      [0, 2, 0],
      [3, 1],
    ],
  );
  t.same(
    slopes((x, v) => at(x, ints(2, 0)).min(v)),
    [
      [1, 2, 3],
      [0, 0],
    ],
  );
  t.same(
    slopes((x, v) => at(x, 1).set(at(v, -1).get())),
    [
      [1, 0, 3],
      [0, 2],
    ],
    "a number, written and read",
  );
  t.end();
});

t.test("an infinite or undefined element that is overwritten does not leak into the gradient", (t) => {
  for (const mode of ["forward", "reverse"] as const) {
    const f = (x: Value): Value => sum(at(log(x), [0, 2]).set(1));
    t.same(nested(grad(f, { mode })(array([0, -1, 4]))), [0, 0, 0.25]);
    const second = grad((x: Value) => sum(grad(f, { mode })(x as never)));
    t.same(nested(second(array([0, -1, 4]))), [0, 0, -0.0625]);
  }
  t.end();
});

t.test("an update in a loop is differentiated to any order", (t) => {
  // x₀, x₀ x₁, x₀ x₁ x₂ … written one by one; their sum at ones has the Hessian n − max(i, j) off the diagonal.
  const products = (x: Value): Value => {
    let y: Value = zeros(4);
    for (let i = 0; i < 4; i++)
      y = at(y, i).set(i === 0 ? at(x, 0).get() : mul(at(y, i - 1).get(), at(x, i).get()));
    return sum(y);
  };
  t.same(nested(grad(products, { mode: "both" })(ones(4))), [4, 3, 2, 1]);
  t.same(
    nested(hessian(products)(ones(4))),
    [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 0 : 4 - Math.max(i, j)))),
  );
  t.end();
});

t.test("at refuses what selects nothing that is there, and values that do not fit", (t) => {
  const x = zeros([2, 3]);
  const refused: [() => unknown, RegExp][] = [
    [() => at(x, 2), /^at: index 2 is out of range for axis 0 of length 2; use -2 to 1/],
    [() => at(x, null, ints(0, -4)), /^at: index -4 is out of range for axis 1 of length 3/],
    [() => at(x, 0, 0, 0), /^at: /],
    [() => at(x, 0).set([1, 2]), /^at\(…\).set: shape \[2\] does not broadcast to \[3\]/],
    [() => at(x, ints(0, 1)).add([1, 2]), /^at\(…\).add: shape \[2\] does not broadcast to \[2, 3\]/],
    [() => at(cube, ints(0, 1), ints(0, 1, 2)), /^at: .*broadcast/],
  ];
  for (const [call, message] of refused) t.throws(call, { name: "RangeError", message });
  const wrong: [() => unknown, RegExp][] = [
    [() => at(x, 0.5), /^at: the index of axis 0 must be an integer, not 0.5/],
    [() => at(x, array([0.5])), /^at: indices must be integers/],
    [() => at(x, array([true, false])), /^at: indices must be integers; booleanMask/],
    [() => at(cube, ints(0), null, ints(0)), /^at: index arrays must stand side by side/],
    [() => at(x, "a" as never), /^at: /],
    [() => at(x, 0).set("a" as never), /^at\(…\).set: /],
    [() => at("a" as never, 0), /^at: /],
  ];
  for (const [call, message] of wrong) t.throws(call, { name: "TypeError", message });
  t.same(nested(slice(x, 0)), [0, 0, 0]);
  t.end();
});

t.test("reads of a part are differentiated in both modes and twice", (t) => {
  const f = (x: Value): Value => sum(square(at(x, [null, null, -1], ints(1, 1)).get()));
  t.same(
    nested(
      grad(f, { mode: "both" })(
        array([
          [1, 2],
          [3, 4],
        ]),
      ),
    ),
    [
      [0, 8],
      [0, 16],
    ],
  );
  t.same(nested(hessian((x: Value) => f(reshape(x, [1, 2])))(array([1, 2]))), [
    [0, 0],
    [0, 4],
  ]);
  t.end();
});
