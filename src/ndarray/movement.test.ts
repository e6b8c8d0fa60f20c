// Moving elements: operations against naive loops over places, transposes against their adjoint identities.
import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import {
  arange,
  array,
  broadcastTo,
  cast,
  concatenate,
  type DType,
  flip,
  map2,
  type NDArray,
  normalizeRanges,
  ones,
  type Plain,
  type RangeSpec,
  reshape,
  shapeOf,
  shapeOfRanges,
  sizeOf,
  slice,
  sliceTranspose,
  stack,
  stridesOf,
  sum,
  sumTo,
  take,
  takeShape,
  takeTranspose,
  transpose,
  zeros,
} from "./index.js";

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
const counting = (shape: readonly number[]): NDArray => array(arange(sizeOf(shape)), { shape });
const at = (x: Plain, place: readonly number[]): number =>
  typeof x === "number" ? x : x.data[place.reduce((sum, k, axis) => sum + k * stridesOf(x.shape)[axis]!, 0)]!;
const places = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (all, n) => all.flatMap((p) => Array.from({ length: n }, (_, k) => [...p, k])),
    [[]],
  );
const elements = (x: Plain): number[] => (typeof x === "number" ? [x] : [...x.data]);
const mul = map2("mul", (a, b) => a * b);
const inner = (a: Plain, b: Plain): number => {
  const ab = mul(a, b);
  return sum(ab, [...shapeOf(ab).keys()], false) as number;
};

/** Asserts y[place] = x[from(place)] at every place of y. */
function assertMoved(y: Plain, x: Plain, from: (place: number[]) => number[]): void {
  assert.deepEqual(
    elements(y),
    places(shapeOf(y)).map((place) => at(x, from(place))),
  );
}

t.test("reshape shares the elements and keeps their order", async (t) => {
  const x = arange(6);
  const y = reshape(x, [2, 3]) as NDArray;
  t.equal(y.data, x.data);
  t.strictSame(y.toArray(), [
    [0, 1, 2],
    [3, 4, 5],
  ]);
  t.strictSame(reshape(3, [1, 1]), array([[3]]));
  t.equal(reshape(array([3]), []), 3);
  t.throws(() => reshape(x, [4]), { name: "RangeError", message: /6 elements do not fit shape \[4\]/ });
});

t.test("transpose sends every place to the place with its axes exchanged", async (t) => {
  fc.assert(
    fc.property(shapes, fc.infiniteStream(fc.nat()), (shape, random) => {
      const axes = shape
        .map((_, axis) => [random.next().value as number, axis])
        .sort(([a], [b]) => a! - b!)
        .map(([, axis]) => axis!);
      const x = counting(shape);
      const y = transpose(x, axes);
      assert.deepEqual(
        shapeOf(y),
        axes.map((axis) => shape[axis]),
      );
      assertMoved(y, x, (place) => shape.map((_, axis) => place[axes.indexOf(axis)]!));
    }),
  );
  t.pass();
});

t.test("broadcastTo repeats, and sumTo is its transpose", async (t) => {
  fc.assert(
    fc.property(
      shapes,
      fc.nat(4),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      (shape, skip, flat) => {
        const own = shape.slice(skip).map((n, axis) => (flat[axis] === true ? 1 : n));
        const x = own.length === 0 ? 7 : counting(own);
        const y = broadcastTo(x, shape);
        const dy = counting(shape);
        assertMoved(y, x, (place) =>
          place.slice(shape.length - own.length).map((k, axis) => (own[axis] === 1 ? 0 : k)),
        );
        assert.deepEqual(shapeOf(sumTo(dy, own)), own);
        assert.equal(inner(dy, y), inner(sumTo(dy, own), x));
      },
    ),
  );
  t.pass();
  const x = arange(2);
  t.equal(broadcastTo(x, [2]), x, "an array that has the shape is itself");
  t.throws(() => broadcastTo(x, [3]), {
    name: "RangeError",
    message: /broadcastTo: shape \[2\] does not broadcast to \[3\]/,
  });
  t.throws(() => broadcastTo(x, []), { name: "RangeError" });
});

t.test("flip reads axes backwards", async (t) => {
  fc.assert(
    fc.property(shapes, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (shape, turned) => {
      const axes = [...shape.keys()].filter((axis) => turned[axis]);
      const x = counting(shape);
      assertMoved(flip(x, axes), x, (place) =>
        place.map((k, axis) => (axes.includes(axis) ? shape[axis]! - 1 - k : k)),
      );
    }),
  );
  t.pass();
});

t.test("slices mean what they mean in NumPy", async (t) => {
  const cut = (spec: RangeSpec): unknown => {
    const { ranges } = normalizeRanges("slice", [5], [spec]);
    return (slice(arange(5), ranges) as NDArray).toArray();
  };
  t.strictSame(cut(null), [0, 1, 2, 3, 4]);
  t.strictSame(cut([1, 3]), [1, 2]);
  t.strictSame(cut([-2]), [3, 4]);
  t.strictSame(cut([undefined, -1]), [0, 1, 2, 3]);
  t.strictSame(cut([null, null, 2]), [0, 2, 4]);
  t.strictSame(cut([null, null, -1]), [4, 3, 2, 1, 0]);
  t.strictSame(cut([3, 0, -2]), [3, 1]);
  t.strictSame(cut([-100, 100]), [0, 1, 2, 3, 4], "bounds beyond an end stop there");
  t.strictSame(cut([100, -100, -3]), [4, 1]);
  t.strictSame(cut([3, 1]), []);
  t.strictSame(cut(-1), [4], "an index keeps its axis here …");
  t.strictSame(
    normalizeRanges("slice", [2, 3], [undefined, 1]).squeeze,
    [1],
    "… and lists it, to be dropped",
  );
  t.strictSame(normalizeRanges("slice", [2, 3], [1]).ranges.length, 2, "axes not mentioned are whole");
});

t.test("a number is sliced by no ranges, and is then itself", async (t) => {
  t.equal(slice(5, []), 5);
  t.equal(sliceTranspose(5, [], []), 5);
});

t.test("wrong slices are refused with their axis", async (t) => {
  const refused = (spec: readonly unknown[], name: string, message: RegExp): void =>
    void t.throws(() => normalizeRanges("slice", [2, 3], spec as RangeSpec[]), { name, message });
  refused([2], "RangeError", /slice: index 2 is out of range for axis 0 of length 2; use -2 to 1/);
  refused([0.5], "TypeError", /the index of axis 0 must be an integer/);
  refused([null, [0, 1.5]], "TypeError", /a bound of axis 1 must be an integer, not 1.5/);
  refused([[0, 1, 0]], "RangeError", /the step of axis 0 must not be 0/);
  refused(["x"], "TypeError", /axis 0 must be given as an index, null, or \[start, stop, step\]/);
  refused([[0, 1, 1, 1]], "TypeError", /not an array of length 4/);
  refused([0, 0, 0], "RangeError", /3 indices for shape \[2, 3\]; give at most 2/);
  t.throws(() => normalizeRanges("slice", [0], [0]), /the axis is empty/);
});

const bound = fc.option(fc.integer({ min: -6, max: 6 }));
const cuts = shapes.chain((shape) =>
  fc.tuple(
    fc.constant(shape),
    fc.tuple(...shape.map(() => fc.tuple(bound, bound, fc.constantFrom(1, 2, 3, -1, -2)))),
  ),
);

t.test("slice reads the places of its ranges, and sliceTranspose writes to them", async (t) => {
  fc.assert(
    fc.property(cuts, ([shape, spec]) => {
      const { ranges } = normalizeRanges("slice", shape, spec);
      const x = counting(shape);
      const y = slice(x, ranges);
      const walked = spec.map(([start, stop, step], axis) => {
        const all = Array.from({ length: shape[axis]! }, (_, k) => k);
        const kept: number[] = [];
        const from =
          start === null ? (step > 0 ? 0 : all.length - 1) : start < 0 ? start + all.length : start;
        const to = stop === null ? (step > 0 ? Infinity : -Infinity) : stop < 0 ? stop + all.length : stop;
        const first = step > 0 ? Math.max(from, 0) : Math.min(from, all.length - 1);
        for (let k = first; step > 0 ? k < Math.min(to, all.length) : k > Math.max(to, -1); k += step)
          kept.push(k);
        return kept;
      });
      assert.deepEqual(
        shapeOfRanges(ranges),
        walked.map((kept) => kept.length),
      );
      assertMoved(y, x, (place) => place.map((k, axis) => walked[axis]![k]!));
      const dy = counting(shapeOf(y));
      const dx = sliceTranspose(dy, shape, ranges);
      assert.equal(inner(dx, x), inner(dy, y));
      assert.deepEqual(slice(dx, ranges), dy);
    }),
    { numRuns: 200 },
  );
  t.pass();
});

t.test("take gathers along an axis, and takeTranspose adds back what was taken twice", async (t) => {
  const x = array([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const indices = array([2, 0, 2, -1], { dtype: "int32" });
  t.strictSame(
    take(x, indices, 0),
    array([
      [5, 6],
      [1, 2],
      [5, 6],
      [5, 6],
    ]),
  );
  t.strictSame(
    take(x, array([[1], [0]], { dtype: "int32" }), 1),
    array([
      [[2], [1]],
      [[4], [3]],
      [[6], [5]],
    ]),
  );
  const one = array(1, { dtype: "int32" });
  t.strictSame(take(x, one, 0), array([3, 4]), "a single index drops the axis");
  t.equal(take(arange(3), one, 0), 1, "and of the last axis leaves a number");
  t.strictSame(takeTranspose(5, [3], one, 0), array([0, 5, 0]));
  t.strictSame(
    takeTranspose(ones([4, 2]), [3, 2], indices, 0),
    array([
      [1, 1],
      [0, 0],
      [3, 3],
    ]),
  );
  t.strictSame(takeShape([3, 2], [4, 5], 0), [4, 5, 2]);
  t.throws(() => take(x, array([3], { dtype: "int32" }), 0), {
    name: "RangeError",
    message: "take: index 3 is out of range for axis 0 of length 3; use -3 to 2",
  });
  const dy = counting([3, 4]);
  const along = array([1, 1, 0, -2], { dtype: "int32" });
  t.equal(inner(dy, take(x, along, 1)), inner(takeTranspose(dy, [3, 2], along, 1), x));
});

t.test("concatenate joins along an axis, stack along a new one", async (t) => {
  fc.assert(
    fc.property(
      shapes,
      fc.nat(),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
      (shape, k, lengths) => {
        const axis = k % shape.length;
        const parts = lengths.map((n) => counting(shape.with(axis, n)));
        const y = concatenate(parts, axis);
        const starts = lengths.map((_, part) => lengths.slice(0, part).reduce((a, b) => a + b, 0));
        assert.deepEqual(
          elements(y),
          places(shapeOf(y)).map((place) => {
            const part = starts.findLastIndex(
              (start, p) => start <= place[axis]! && place[axis]! < start + lengths[p]!,
            );
            return at(parts[part]!, place.with(axis, place[axis]! - starts[part]!));
          }),
        );
      },
    ),
  );
  t.pass();
  t.strictSame(stack([1, 2, 3], 0), array([1, 2, 3]));
  t.strictSame(
    stack([arange(2), arange(2, 4)], 1),
    array([
      [0, 2],
      [1, 3],
    ]),
  );
  t.equal(
    (stack([zeros(1, { dtype: "float32" }), zeros(1, { dtype: "float32" })], 0) as NDArray).dtype,
    "float32",
  );
  t.throws(() => concatenate([arange(2), zeros([2, 2])], 0), {
    name: "RangeError",
    message: /shapes \[2\], \[2, 2\] do not join along axis 0/,
  });
  t.throws(() => concatenate([1, 2], 0), { name: "RangeError" });
  t.throws(() => stack([1, arange(2)], 0), {
    name: "RangeError",
    message: /stack: shapes \[\], \[2\] differ/,
  });
  t.throws(() => stack([], 0), { name: "RangeError", message: /the list is empty/ });
  t.throws(() => concatenate([], 0), { name: "RangeError", message: /the list is empty/ });
});

t.test("movement keeps the type of the elements", async (t) => {
  for (const dtype of ["float64", "float32", "int32", "bool"] as DType[]) {
    const x = ones([2, 2], { dtype });
    const { ranges } = normalizeRanges("slice", [2, 2], [[0, 1]]);
    const index = array([0], { dtype: "int32" });
    const results = [
      transpose(x, [1, 0]),
      broadcastTo(x, [2, 2, 2]),
      flip(x, [0]),
      slice(x, ranges),
      take(x, index, 0),
      concatenate([x, x], 0),
      stack([x], 0),
      reshape(x, [4]),
      sliceTranspose(ones([1, 2], { dtype }), [2, 2], ranges),
    ];
    t.strictSame(
      results.map((y) => (y as NDArray).dtype),
      results.map(() => dtype),
    );
  }
});

t.test("cast changes the type, and refuses what does not fit", async (t) => {
  t.strictSame(cast(array([1.7, -1.7]), "int32"), array([1, -1], { dtype: "int32" }));
  t.strictSame(cast(array([0, 2, NaN]), "bool"), array([false, true, true]));
  t.strictSame(
    [cast(0.1, "float32"), cast(1.7, "int32"), cast(3, "bool"), cast(0.1, "float64")],
    [Math.fround(0.1), 1, 1, 0.1],
  );
  t.throws(() => cast(array([Infinity]), "int32"), {
    name: "RangeError",
    message: /cast: Infinity does not fit int32/,
  });
  const x = arange(2);
  t.equal(cast(x, "float64"), x);
});

t.test("an axis that is not there is refused, and no loop runs forever", async (t) => {
  t.throws(() => transpose(1, [1, 0]), { name: "RangeError", message: /^transpose: axis 1 / });
  t.throws(() => sum(1, [0], false), { name: "RangeError", message: /^reduce: axis 0 / });
  t.throws(() => sum(arange(3), [1, 0], false), { name: "RangeError" });
});
