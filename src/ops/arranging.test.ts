// Arrays moved, said several times, framed and cut: against loops over their elements, and their derivatives.
import t, { type Test } from "tap";
import { arange, array, NDArray, ones, random, zeros } from "../ndarray/index.js";
import { checkGrads } from "../check/index.js";
import { value, type Value } from "../core/op.js";
import { grad, vjp } from "../transforms/index.js";
import * as ops from "./index.js";

/** A plain value as nested arrays. */
function plain(x: Value): unknown {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
}

/** The element at an index. */
function at(x: Value, ...index: readonly number[]): number {
  const a = value(x) as NDArray;
  return a.data[index.reduce((place, i, k) => place * (a.shape[k] ?? 1) + i, 0)] ?? NaN;
}

/** All indices of a shape. */
function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (found, n) => found.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  );
}

/** That `y` has a shape, and at each index the element that a rule gives. */
function holds(t: Test, title: string, y: Value, shape: readonly number[], rule: (...i: number[]) => number) {
  t.strictSame(ops.lift("test", y) instanceof NDArray ? (value(y) as NDArray).shape : [], shape, title);
  const wrong = indicesOf(shape).filter((index) => at(y, ...index) !== rule(...index));
  t.strictSame(wrong, [], `${title}: all elements`);
}

const x = random.normal(random.key(1), [2, 3, 4]);

t.test("axes are exchanged and moved to where they are wanted", async (t) => {
  holds(t, "swapAxes", ops.swapAxes(x, 0, -1), [4, 3, 2], (a, b, c) => at(x, c, b, a));
  holds(t, "moveAxis", ops.moveAxis(x, 0, -1), [3, 4, 2], (a, b, c) => at(x, c, a, b));
  holds(t, "moveAxis back", ops.moveAxis(x, -1, 0), [4, 2, 3], (a, b, c) => at(x, b, c, a));
  holds(t, "moveAxis lists", ops.moveAxis(x, [0, 2], [1, 0]), [4, 2, 3], (a, b, c) => at(x, b, c, a));
});

t.test("flip, roll and rot90 read from other places", async (t) => {
  holds(t, "flip", ops.flip(x), [2, 3, 4], (a, b, c) => at(x, 1 - a, 2 - b, 3 - c));
  holds(t, "flip one", ops.flip(x, { axis: -1 }), [2, 3, 4], (a, b, c) => at(x, a, b, 3 - c));
  t.equal(ops.flip(3), 3);
  t.strictSame(plain(ops.flip(zeros([0, 2]))), []);
  holds(t, "roll", ops.roll(x, 5, { axis: 2 }), [2, 3, 4], (a, b, c) => at(x, a, b, (c + 3) % 4));
  holds(t, "roll two", ops.roll(x, [1, -1], { axis: [2, 1] }), [2, 3, 4], (a, b, c) =>
    at(x, a, (b + 1) % 3, (c + 3) % 4),
  );
  t.strictSame(plain(ops.roll(ops.reshape(arange(6), [2, 3]), 2)), [
    [4, 5, 0],
    [1, 2, 3],
  ]);
  t.strictSame(plain(ops.roll(arange(4), [1, 2], { axis: 0 })), [1, 2, 3, 0], "shifts of one axis add up");
  t.strictSame(plain(ops.roll([], 3)), []);
  const m = ops.slice(x, 0);
  holds(t, "rot90", ops.rot90(m), [4, 3], (a, b) => at(m, b, 3 - a));
  holds(t, "rot90 by 2", ops.rot90(m, { k: -2 }), [3, 4], (a, b) => at(m, 2 - a, 3 - b));
  holds(t, "rot90 by 3", ops.rot90(m, { k: 3 }), [4, 3], (a, b) => at(m, 2 - b, a));
  t.strictSame(plain(ops.rot90(x, { axes: [2, 0], k: 3 })), plain(ops.rot90(x, { axes: [0, 2] })));
});

t.test("split cuts an axis, and concatenate joins the parts again", async (t) => {
  t.strictSame(ops.split(arange(6), 3).map(plain), [
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
  t.strictSame(
    ops.split(arange(5), [1, -1, 9]).map(plain),
    [[0], [1, 2, 3], [4], []],
    "places are those of slices",
  );
  t.strictSame(ops.split(arange(4), [3, 1]).map(plain), [[0, 1, 2], [], [1, 2, 3]]);
  const parts = ops.split(x, 2, { axis: -1 });
  holds(t, "split", parts[1] ?? 0, [2, 3, 2], (a, b, c) => at(x, a, b, c + 2));
  t.strictSame(plain(ops.concatenate(parts, { axis: -1 })), plain(x));
});

t.test("tile, repeat, meshgrid and kron say elements several times", async (t) => {
  holds(t, "tile", ops.tile(x, [2, 3]), [2, 6, 12], (a, b, c) => at(x, a, b % 3, c % 4));
  holds(t, "tile to a higher rank", ops.tile([1, 2], [2, 1, 2]), [2, 1, 4], (_a, _b, c) => 1 + (c % 2));
  t.strictSame([plain(ops.tile(7, 2)), plain(ops.tile([1, 2], 0))], [[7, 7], []]);
  holds(t, "repeat", ops.repeat(x, 2, { axis: 1 }), [2, 6, 4], (a, b, c) => at(x, a, b >> 1, c));
  t.strictSame(
    plain(
      ops.repeat(
        [
          [1, 2],
          [3, 4],
        ],
        [0, 1, 2, 3],
      ),
    ),
    [2, 3, 3, 4, 4, 4],
  );
  t.strictSame(plain(ops.repeat(5, 3)), [5, 5, 5]);
  const [a, b, c] = ops.meshgrid([arange(2), arange(3), arange(4)]);
  holds(t, "meshgrid x", a, [3, 2, 4], (_i, j) => j);
  holds(t, "meshgrid y", b, [3, 2, 4], (i) => i);
  holds(t, "meshgrid z", c, [3, 2, 4], (_i, _j, k) => k);
  const [row, column] = ops.meshgrid([arange(2), arange(3)], { indexing: "ij" });
  holds(t, "meshgrid rows", row, [2, 3], (i) => i);
  holds(t, "meshgrid columns", column, [2, 3], (_i, j) => j);
  t.strictSame(ops.meshgrid([]), []);
  const [p, q] = [ops.slice(x, 0), ops.slice(x, 1, [0, 2])];
  holds(t, "kron", ops.kron(p, q), [6, 16], (i, j) => at(p, i >> 1, j >> 2) * at(q, i % 2, j % 4));
  holds(t, "kron of two ranks", ops.kron([2, 3], p), [3, 8], (i, j) => (2 + (j >> 2)) * at(p, i, j % 4));
  t.equal(ops.kron(2, 3), 6);
});

/** What pad(arange(1, n + 1), …) is: sequences that go on with the period of the mode, written out. */
const paddings: readonly [n: number, width: ops.PadWidth, mode: ops.PadOptions["mode"], due: number[]][] = [
  [3, [2, 1], "constant", [0, 0, 1, 2, 3, 0]],
  [3, [2, 1], "edge", [1, 1, 1, 2, 3, 3]],
  [3, 2, "reflect", [3, 2, 1, 2, 3, 2, 1]],
  [3, [5, 5], "reflect", [2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2]],
  [3, 2, "symmetric", [2, 1, 1, 2, 3, 3, 2]],
  [2, [4, 3], "symmetric", [1, 2, 2, 1, 1, 2, 2, 1, 1]],
  [3, [4, 2], "wrap", [3, 1, 2, 3, 1, 2, 3, 1, 2]],
  [1, [2, 1], "reflect", [1, 1, 1, 1]],
];

t.test("pad goes on as its mode says, however far", async (t) => {
  for (const [n, width, mode = "constant", due] of paddings)
    t.strictSame(plain(ops.pad(arange(1, n + 1), width, { mode })), due, `${mode} of ${String(n)}`);
  holds(
    t,
    "constant",
    ops.pad(
      x,
      [
        [1, 0],
        [0, 2],
        [0, 0],
      ],
      { value: 7 },
    ),
    [3, 5, 4],
    (a, b, c) => (a === 0 || b > 2 ? 7 : at(x, a - 1, b, c)),
  );
  holds(t, "wrap", ops.pad(x, [[1, 2]], { mode: "wrap" }), [5, 6, 7], (a, b, c) =>
    at(x, (a + 1) % 2, (b + 2) % 3, (c + 3) % 4),
  );
  t.strictSame(plain(ops.pad([], 1)), [0, 0]);
  t.strictSame(plain(ops.pad([Infinity, NaN], 1, { value: -1 })), [-1, Infinity, NaN, -1]);
  t.equal(ops.pad(3, 2), 3);
  t.same(grad((c: Value) => ops.sum(ops.pad([1, 2], [1, 2], { value: c })))(5), 3);
  t.equal((value(ops.pad(array([1, 2]), 1)) as NDArray).dtype, "float64");
  t.equal((value(ops.pad(new Int32Array(2), 1)) as NDArray).dtype, "int32");
});

t.test("triangles and diagonals are where their number says", async (t) => {
  for (const k of [-3, -1, 0, 2, 4]) {
    const name = `k = ${String(k)}`;
    holds(t, `tril, ${name}`, ops.tril(x, k), [2, 3, 4], (a, b, c) => (c - b <= k ? at(x, a, b, c) : 0));
    holds(t, `triu, ${name}`, ops.triu(x, k), [2, 3, 4], (a, b, c) => (c - b >= k ? at(x, a, b, c) : 0));
    const m = ops.slice(x, 1);
    const [down, right] = [Math.max(0, -k), Math.max(0, k)];
    const length = Math.max(0, Math.min(3 - down, 4 - right));
    holds(t, `diag, ${name}`, ops.diag(m, k), [length], (i) => at(m, i + down, i + right));
    holds(t, `diag of a vector, ${name}`, ops.diag([5, 6], k), [2 + Math.abs(k), 2 + Math.abs(k)], (a, b) =>
      b - a === k ? 5 + Math.min(a, b) : 0,
    );
    const due = (b: number, i: number): number => at(x, i + down, b, i + right);
    const deep = Math.max(0, Math.min(2 - down, 4 - right));
    holds(t, `diagonal, ${name}`, ops.diagonal(x, { offset: k, axes: [0, -1] }), [3, deep], due);
  }
  t.strictSame(
    plain(
      ops.tril(
        [
          [1, Infinity],
          [3, NaN],
        ],
        -1,
      ),
    ),
    [
      [0, 0],
      [3, 0],
    ],
    "nothing is multiplied by 0",
  );
  t.equal((value(ops.triu(ones([2, 2], { dtype: "int32" }))) as NDArray).dtype, "int32");
  t.strictSame([plain(ops.diag([])), plain(ops.diag([], 1))], [[], [[0]]]);
});

const programs: Record<string, (x: Value) => Value> = {
  swapAxes: (x) => ops.swapAxes(x, 0, 2),
  moveAxis: (x) => ops.moveAxis(x, 1, 0),
  flip: (x) => ops.flip(x, { axis: [0, 2] }),
  "roll flattened": (x) => ops.roll(x, 3),
  roll: (x) => ops.roll(x, [1, 2], { axis: [0, 2] }),
  rot90: (x) => ops.rot90(x, { axes: [1, 2] }),
  split: (x) => ops.mul(...(ops.split(x, 2, { axis: 2 }) as [Value, Value])),
  tile: (x) => ops.tile(x, [2, 1, 2]),
  repeat: (x) => ops.repeat(x, [2, 0, 3], { axis: 1 }),
  meshgrid: (x) => ops.mul(...ops.meshgrid([x, ops.slice(x, 1, 1)])),
  kron: (x) => ops.kron(ops.slice(x, 0), ops.slice(x, 1, [0, 2])),
  "pad constant": (x) => ops.pad(x, [1, 2], { value: ops.slice(x, 1, 2, 1) }),
  "pad edge": (x) => ops.pad(x, 2, { mode: "edge" }),
  "pad reflect": (x) => ops.pad(x, 3, { mode: "reflect" }),
  "pad symmetric": (x) => ops.pad(x, 3, { mode: "symmetric" }),
  "pad wrap": (x) =>
    ops.pad(
      x,
      [
        [1, 0],
        [0, 2],
        [5, 5],
      ],
      { mode: "wrap" },
    ),
  tril: (x) => ops.tril(x, 1),
  triu: (x) => ops.triu(x, -1),
  diag: (x) => ops.diag(ops.slice(x, 0), 1),
  "diag of a vector": (x) => ops.diag(ops.slice(x, 0, 1), -1),
  diagonal: (x) => ops.diagonal(x, { axes: [2, 1] }),
};

t.test("their derivatives hold to second order, in both modes", async (t) => {
  const small = random.normal(random.key(2), [2, 3, 2]);
  for (const [name, f] of Object.entries(programs)) {
    const y = (x: Value): Value => ops.square(f(x));
    t.equal(checkGrads(y, [small], { order: 2 }).verdict, "pass", name);
  }
});

t.test("a wrong argument is answered by an error that names the function and the argument", async (t) => {
  const refused: readonly [call: () => unknown, name: "RangeError" | "TypeError", message: RegExp][] = [
    [() => ops.swapAxes(x, 0, 3), "RangeError", /^swapAxes: axis 3 is out of range/],
    [
      () => ops.moveAxis(x, [0, 1], 0),
      "TypeError",
      /^moveAxis: destination must be 2 axes, as many as source/,
    ],
    [() => ops.moveAxis(x, [0, 0], [1, 2]), "RangeError", /^moveAxis: axis 0 is given twice/],
    [
      () => (ops.moveAxis as (...x: unknown[]) => Value)(x, 0),
      "TypeError",
      /^moveAxis: destination must be an integer/,
    ],
    [() => ops.flip(x, { axis: 5 }), "RangeError", /^flip: axis 5/],
    [() => ops.flip(x, 1 as never), "TypeError", /^flip: its options must be an object/],
    [() => ops.roll(x, 1.5), "TypeError", /^roll: shift must be an integer, not 1.5/],
    [() => ops.roll(x, "1" as never), "TypeError", /^roll: shift must be an integer, or a list/],
    [() => ops.roll(x, [1, 2, 3], { axis: [0, 1] }), "TypeError", /^roll: shift must be one number, or 2/],
    [() => ops.rot90([1, 2]), "RangeError", /^rot90: axis 1 is out of range/],
    [() => ops.rot90(x, { axes: [1] as never }), "TypeError", /^rot90: axes must be a list of two axes/],
    [() => ops.split(x, 2, { axis: 1 }), "RangeError", /^split: sections must be a divisor of 3/],
    [() => ops.split(x, 0), "RangeError", /^split: sections must be a divisor of 2/],
    [() => ops.split(3, 1), "RangeError", /^split: axis 0 is out of range for an array of rank 0/],
    [() => ops.tile(x, -1), "RangeError", /^tile: reps must be whole numbers of 0 or more, not -1/],
    [() => ops.repeat([1, 2], [1, 2, 3]), "RangeError", /^repeat: repeats must be one number, or 2/],
    [
      () => ops.meshgrid([x], { indexing: "yx" as never }),
      "TypeError",
      /^meshgrid: indexing must be "xy" or "ij"/,
    ],
    [() => ops.meshgrid(x as never), "TypeError", /^meshgrid: its first argument must be a list of vectors/],
    [() => ops.kron("a" as never, 1), "TypeError", /^kron: its first input must be a number or an array/],
    [
      () =>
        ops.pad(x, [
          [1, 1],
          [1, 1],
        ]),
      "TypeError",
      /^pad: width must be a number, .* each of the 3 axes/,
    ],
    [() => ops.pad(x, -1), "RangeError", /^pad: width must be whole numbers of 0 or more, not -1/],
    [() => ops.pad(x, 1, { mode: "mirror" as never }), "TypeError", /^pad: mode must be "constant", "edge"/],
    [() => ops.pad(x, 1, { value: [1, 2] }), "TypeError", /^pad: its value must be one number/],
    [
      () => ops.pad([], 1, { mode: "wrap" }),
      "RangeError",
      /^pad: width must be 0 where the axis 0 has no elements/,
    ],
    [() => ops.tril([1, 2]), "TypeError", /^tril: its input must be a matrix/],
    [() => ops.triu(x, 0.5), "TypeError", /^triu: k must be an integer, not 0.5/],
    [() => ops.diag(x), "TypeError", /^diag: its input must be a vector or a matrix/],
    [() => ops.diagonal(x, { axes: [1, -2] }), "RangeError", /^diagonal: axis 1 is given twice/],
    [() => ops.diagonal([1]), "TypeError", /^diagonal: its input must be a matrix/],
  ];
  for (const [call, name, message] of refused) t.throws(call, { name, message }, String(call));
});

t.test("what takes an element twice gives back both cotangents", async (t) => {
  const { pullback } = vjp((x: NDArray) => ops.pad(x, [1, 2], { mode: "wrap" }), array([1, 2]));
  t.strictSame(pullback(array([1, 2, 3, 4, 5])).map(plain), [[6, 9]]);
});
