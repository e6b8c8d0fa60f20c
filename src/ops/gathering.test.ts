// Gathering and scattering: what is read and written where, duplicates, and the derivatives of both.
import t from "tap";
import { checkOp } from "../check/index.js";
import type { Op } from "../core/op.js";
import { arange, array, NDArray, ones, type Nested, type Plain } from "../ndarray/index.js";
import { grad, hessian } from "../transforms/index.js";
import { gatherOp, gatherTransposeOp, scatterOp } from "./gathering.js";
import {
  booleanMask,
  gather,
  less,
  log,
  mul,
  reshape,
  scatter,
  scatterAdd,
  segmentSum,
  square,
  sum,
  take,
  takeAlongAxis,
  type Like,
} from "./index.js";
import type { Value } from "../core/op.js";

function nested(x: unknown): Nested {
  return x instanceof NDArray ? x.toArray() : (x as number);
}

const cube = reshape(arange(24), [2, 3, 4]) as NDArray;

/** The element of nested arrays at a list of indices. */
function element(x: Nested, indices: readonly number[]): Nested {
  return indices.reduce((part, i) => (part as Nested[]).at(i) as Nested, x);
}

t.test("gather reads what the tuples name: elements, or slices where they are short", (t) => {
  const tuples = [
    [1, 2, 3],
    [0, -1, 0],
    [-2, 0, -4],
    [1, 2, 3],
  ];
  const whole = cube.toArray();
  for (const length of [1, 2, 3]) {
    const some = tuples.map((tuple) => tuple.slice(0, length));
    t.same(
      nested(gather(cube, some)),
      some.map((tuple) => element(whole, tuple)),
    );
    t.same(nested(gather(cube, [some])), [some.map((tuple) => element(whole, tuple))]);
    t.same(nested(gather(cube, some[0] as number[])), element(whole, some[0] as number[]), "a single tuple");
  }
  t.same(nested(gather(cube, new NDArray(new Int32Array(0), [0, 2]))), []);
  t.same((gather(array([1, 2], { dtype: "float32" }), [[0]]) as NDArray).dtype, "float32");
  t.end();
});

t.test("takeAlongAxis reads one list of indices for each line of the axis", (t) => {
  const x = array([
    [10, 30, 20],
    [60, 40, 50],
  ]);
  t.same(
    nested(
      takeAlongAxis(x, [
        [0, 2, 1],
        [1, 2, 0],
      ]),
    ),
    [
      [10, 20, 30],
      [40, 50, 60],
    ],
  );
  t.same(nested(takeAlongAxis(x, [[1, 0, -1]], { axis: 0 })), [[60, 30, 50]]);
  t.same(nested(takeAlongAxis(x, [[2], [-3]])), [[20], [60]]);
  t.same(
    nested(takeAlongAxis(x, [[2, 2, 0, 1]], { axis: 1 })),
    [
      [20, 20, 10, 30],
      [50, 50, 60, 40],
    ],
    "the indices are broadcast",
  );
  t.same(nested(takeAlongAxis([[1, 2]], [[0], [1], [0]])), [[1], [2], [1]], "and so is the array");
  t.end();
});

t.test("scatter replaces, the last of several updates winning, and scatterAdd adds them all", (t) => {
  t.same(nested(scatter([1, 2, 3], [[0], [2], [0], [-1]], [10, 20, 30, 40])), [30, 2, 40]);
  t.same(nested(scatterAdd([1, 2, 3], [[0], [2], [0], [-1]], [10, 20, 30, 40])), [41, 2, 63]);
  const zeros = [
    [0, 0],
    [0, 0],
  ];
  t.same(nested(scatter(zeros, [[1]], [[5, 6]])), [
    [0, 0],
    [5, 6],
  ]);
  t.same(
    nested(
      scatter(
        zeros,
        [
          [0, 1],
          [1, 0],
        ],
        7,
      ),
    ),
    [
      [0, 7],
      [7, 0],
    ],
    "a number goes to all places",
  );
  t.same(nested(scatterAdd(zeros, [[1], [1]], [1, 2])), [
    [0, 0],
    [2, 4],
  ]);
  const x = array([1, 2]);
  scatter(x, [[0]], 5);
  t.same(nested(x), [1, 2], "x is left as it was");
  t.equal((scatter(array([1, 2], { dtype: "float32" }), [[0]], 5) as NDArray).dtype, "float32");
  t.end();
});

/** The gradients of Σ w f(x, u) by both modes, which must agree. */
function gradients(f: (x: Value, u: Value) => Value, w: Like, x: Plain, u: Plain): readonly Nested[] {
  const weighed = (a: Value, b: Value): Value => sum(mul(w, f(a, b)));
  return grad(weighed, { mode: "both", argnums: [0, 1] })(x, u).map(nested);
}

t.test("an update that lost has derivative 0, and so has the element that is replaced", (t) => {
  const places = [[0], [2], [0], [-1]];
  const u = array([10, 20, 30, 40]);
  const replaced = gradients((x, v) => scatter(x, places, v), [1, 2, 3], arange(3), u);
  t.same(replaced, [
    [0, 2, 0],
    [0, 0, 1, 3],
  ]);
  const added = gradients((x, v) => scatterAdd(x, places, v), [1, 2, 3], arange(3), u);
  t.same(added, [
    [1, 2, 3],
    [1, 3, 1, 3],
  ]);
  t.end();
});

t.test("what is replaced does not leak: infinite partials and NaN stay out of the gradient", (t) => {
  for (const mode of ["forward", "reverse"] as const) {
    const g = grad((x: Value) => sum(scatter(log(x), [[0], [2]], [1, 1])), { mode });
    t.same(nested(g(array([0, 2, NaN]))), [0, 0.5, 0]);
  }
  t.same(nested(scatter([NaN, 2, Infinity], [[0], [2]], [1, 3])), [1, 2, 3]);
  t.end();
});

t.test("the gradient of a gather adds up what several reads of one element get", (t) => {
  for (const mode of ["forward", "reverse"] as const) {
    const weights = array([1, 10, 100]);
    const read = grad((x: Value) => sum(mul(weights, gather(x, [[1], [1], [-1]]))), { mode });
    t.same(nested(read(array([5, 6, 7]))), [0, 11, 100]);
    const along = grad((x: Value) => sum(mul([[1], [10]], takeAlongAxis(x, [[0], [-1]]))), { mode });
    t.same(nested(along(ones([2, 2]))), [
      [1, 0],
      [0, 10],
    ]);
  }
  const second = hessian((x: Value) => sum(square(takeAlongAxis(x, [1, 1, 0]))));
  t.same(nested(second(array([1, 2]))), [
    [2, 0],
    [0, 4],
  ]);
  t.end();
});

t.test("segmentSum adds rows by their ids, and leaves out those with a negative one", (t) => {
  t.same(nested(segmentSum([1, 2, 3, 4], [2, 0, 2, -1])), [2, 0, 4]);
  t.same(nested(segmentSum([1, 2], [0, 0], { numSegments: 3 })), [3, 0, 0]);
  t.same(nested(segmentSum([1, 2], [-1, -1])), []);
  t.same(
    nested(
      segmentSum(ones([2, 2, 3]), [
        [0, 1],
        [1, 1],
      ]),
    ),
    [
      [1, 1, 1],
      [3, 3, 3],
    ],
  );
  const g = grad((x: Value) => sum(mul([1, 10], segmentSum(x, [1, -2, 0]))), { mode: "both" });
  t.same(nested(g(arange(3))), [10, 0, 1]);
  t.throws(() => segmentSum([1, 2], [0, 2], { numSegments: 2 }), {
    name: "RangeError",
    message: "segmentSum: segmentIds must be below 2, the number of segments, not 2",
  });
  t.throws(() => segmentSum([1, 2], [0]), {
    message: /^segmentSum: segmentIds must .* axes of \[2\], not \[1\]/,
  });
  for (const numSegments of [-1, 0.5, NaN, "2"] as number[])
    t.throws(() => segmentSum([1, 2], [0, 0], { numSegments }), {
      message: /segmentSum: numSegments must be/,
    });
  t.end();
});

t.test("booleanMask keeps the rows of a mask, which may be a comparison of what is differentiated", (t) => {
  t.same(nested(booleanMask([1, 2, 3], [true, false, true])), [1, 3]);
  t.same(
    nested(
      booleanMask(cube, [
        [0, 1, 0],
        [0, 0, 2],
      ]),
    ),
    [cube.toArray(), cube.toArray()].map((x, i) => element(x, [i, i + 1])),
  );
  t.same(nested(booleanMask([1, 2], [false, false])), []);
  const g = grad((x: Value) => sum(square(booleanMask(x, less(x, 2) as Plain))), { mode: "both" });
  t.same(nested(g(array([1, 2, -3]))), [2, 0, -6]);
  t.throws(() => booleanMask([1, 2], true), {
    name: "TypeError",
    message: /^booleanMask: mask must be a list/,
  });
  t.throws(() => booleanMask([1, 2], [true]), {
    message: /^booleanMask: mask must .* axes of \[2\], not \[1\]/,
  });
  t.end();
});

t.test("an index out of range is refused by its number, its axis and the name of the op", (t) => {
  const refused: [() => unknown, RegExp][] = [
    [() => gather([1, 2, 3], [[3]]), /^gather: index 3 is out of range for axis 0 of length 3; use -3 to 2/],
    [() => gather(cube, [[0, -4]]), /^gather: index -4 is out of range for axis 1 of length 3/],
    [() => scatter([1, 2, 3], [[5]], 1), /^scatter: index 5 is out of range/],
    [() => scatterAdd([1, 2, 3], [[-5]], 1), /^scatterAdd: index -5 is out of range/],
    [() => takeAlongAxis([1, 2], [2]), /^takeAlongAxis: index 2 is out of range for axis 0 of length 2/],
    [() => take([1, 2], 2 ** 32), /^take: 4294967296 does not fit int32/],
    [() => gather([1, 2], [[0, 0]]), /^gather: .*2/],
    [() => scatter([1, 2, 3], [[0], [1]], [1, 2, 3]), /^scatter: shape \[3\] does not broadcast to \[2\]/],
  ];
  for (const [call, message] of refused) t.throws(call, { name: "RangeError", message });
  const wrong: [() => unknown, RegExp][] = [
    [() => gather([1, 2], 0), /^gather: indices must be tuples of one index or more/],
    [() => gather([1, 2], [[0.5]]), /^gather: indices must be integers/],
    [() => gather([1, 2], [[true]]), /^gather: indices must be integers; booleanMask/],
    [() => takeAlongAxis([1, 2], [[0]]), /^takeAlongAxis: indices must be of rank 1/],
    [() => grad((x: Value) => gather([1, 2], x))(1), /^gather: indices must be plain integers/],
  ];
  for (const [call, message] of wrong) t.throws(call, { name: "TypeError", message });
  t.end();
});

t.test("both rules of each op agree with differences", (t) => {
  for (const op of [gatherOp, gatherTransposeOp, scatterOp] as unknown as readonly Op[])
    t.equal(checkOp(op).verdict, "pass", op.name);
  t.end();
});
