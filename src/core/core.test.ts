// The seam, the space that derivatives live in, trees, options and the words of messages.
import t from "tap";
import fc from "fast-check";
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Forward } from "../forward/index.js";
import {
  arange,
  array,
  NDArray,
  ones,
  zeros,
  type DType,
  type Plain,
  describe,
  known,
} from "../ndarray/index.js";
import { add, greater, less, mul, sin, stopGradient, sum } from "../ops/index.js";
import { Tape } from "../reverse/index.js";
import {
  bind,
  broadcastTo,
  cast,
  chain,
  dtypeOf,
  flatten,
  leavesLike,
  materialize,
  nextLevel,
  notOutput,
  outside,
  plus,
  shapeOf,
  strong,
  sumTo,
  value,
  zeroOf,
  type Box,
  type Inputs,
  type Op,
} from "./index.js";

/** A box around `x` by each engine: of a trace that is still open. */
function boxes(x: Plain): Record<string, Box> {
  return { forward: new Forward().box(x, x) as Box, reverse: new Tape().watch(x) as Box };
}

const anyShape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });

t.test("an op goes to the trace that began last, and plainly if no input is boxed", (t) => {
  const [outer, inner] = [new Forward(), new Forward()];
  t.ok(inner.level > outer.level && nextLevel() > inner.level);
  const [x, y] = [outer.box(2, 1), inner.box(3, 1)];
  for (const [a, b] of [
    [x, y],
    [y, x],
  ] as const) {
    const product = mul(a, b) as Box;
    t.equal(product.trace, inner);
    t.equal((product.value as Box).trace, outer);
    t.equal(value(product), 6);
  }
  t.equal(bind(mul.op as unknown as Op<Inputs, undefined>, [2, 3], undefined), 6);
  t.end();
});

t.test("value and shapeOf see through any number of boxes", (t) => {
  const x = new Forward().box(new Tape().watch(arange(3)), 0);
  t.same(value(x), arange(3));
  t.same(shapeOf(x), [3]);
  t.same((x as Box).shape, [3]);
  t.equal((x as Box).dtype, "float64");
  t.same([shapeOf(3), dtypeOf(3), value(3)], [[], "float64", 3]);
  t.end();
});

t.test("every native operator on a box throws, and names what to write instead", (t) => {
  for (const [engine, scalar] of Object.entries(boxes(3))) {
    const x = scalar as unknown as number;
    const attempts: Record<string, () => unknown> = {
      "+": () => x + 1,
      "-": () => 1 - x,
      "*": () => x * x,
      "/": () => x / 2,
      "**": () => x ** 2,
      "%": () => x % 2,
      "unary -": () => -x,
      "<": () => x < 1,
      ">=": () => 1 >= x,
      // eslint-disable-next-line eqeqeq -- what a loose comparison does is the point
      "==": () => x == 3,
      "++": () => {
        let y = x;
        y++;
        return y;
      },
      template: () => `${x}`,
      concatenation: () => "x" + String(x),
      index: () => [1, 2][x],
      "Math.sin": () => Math.sin(x),
      isNaN: () => isNaN(x),
      parseFloat: () => parseFloat(x as never),
      BigInt: () => BigInt(x),
      Date: () => new Date(x).getTime(),
      "typed array": () => Float64Array.of(x),
      sort: () => [2, x, 1].sort((a, b) => a - b),
      join: () => [x].join(),
    };
    for (const [operator, attempt] of Object.entries(attempts)) {
      const message = /native operator.*add, sub, mul.*value\(x\)/;
      t.throws(attempt, { name: "TypeError", message }, `${operator}, ${engine}`);
    }
  }
  for (const x of Object.values(boxes(arange(2)))) {
    t.throws(() => (x as unknown as number) * 2, { message: /native operator/ }, "a box around an array");
  }
  t.end();
});

t.test("a box is readable in logs and in messages", (t) => {
  for (const x of Object.values(boxes(3))) {
    t.same([x.toString(), JSON.stringify({ x }), inspect(x)], ["3", '{"x":3}', "Box(3)"]);
  }
  for (const x of Object.values(boxes(arange(2)))) {
    t.same([x.toString(), JSON.stringify(x), inspect([x])], ["[0, 1]", "[0,1]", "[ Box([0, 1]) ]"]);
  }
  t.end();
});

t.test("zero is strong in the product of the chain rule, for numbers and for elements", (t) => {
  const inf = Infinity;
  const products = [
    [0, inf, 0],
    [inf, 0, 0],
    [0, NaN, 0],
    [NaN, -0, 0],
    [2, 3, 6],
    [inf, 2, inf],
  ];
  for (const [p = 0, dx = 0, expected] of products) {
    t.same(strong(p, dx), expected);
    t.same(chain(p, dx), expected);
    t.same((chain(array([p, p]), array([dx, 1])) as NDArray).data[0], expected);
  }
  t.ok(Number.isNaN(strong(NaN, 1)) && Number.isNaN(strong(inf, NaN)), "but NaN is not hidden otherwise");
  t.equal(chain(0, arange(3)), 0, "the number 0 is the zero of every space");
  const x = arange(3);
  t.equal(chain(1, x), x);
  t.equal(plus(0, x), x);
  t.equal(plus(x, 0), x);
  t.end();
});

t.test("sumTo is the transpose of broadcastTo", (t) => {
  const digits = fc.infiniteStream(fc.integer({ min: -9, max: 9 }));
  fc.assert(
    fc.property(anyShape, anyShape, digits, (inner, lead, numbers) => {
      const thin = inner.map((n, axis) => (axis % 2 === 0 ? 1 : n));
      const wide = [...lead, ...inner];
      const draw = (shape: readonly number[]): NDArray => {
        const x = zeros(shape);
        for (let i = 0; i < x.size; i++) x.data[i] = Number(numbers.next().value);
        return x;
      };
      const [x, y] = [draw(thin), draw(wide)];
      return sum(mul(broadcastTo(x, wide), y)) === sum(mul(x, sumTo(y, thin)));
    }),
  );
  t.equal(sumTo(0, []), 0);
  t.end();
});

t.test("the zeros of a space have its shape, and single precision if it has", (t) => {
  t.same(zeroOf(3), 0);
  t.same(zeroOf(arange(3)), zeros(3));
  const zeroOfType = { float32: "float32", float64: "float64", int32: "float64", bool: "float64" };
  for (const [dtype, zero] of Object.entries(zeroOfType)) {
    t.equal(dtypeOf(zeroOf(ones(2, { dtype: dtype as DType }))), zero);
  }
  t.same(materialize(0, arange(2)), zeros(2));
  t.same(materialize(arange(2), arange(2)), arange(2));
  t.equal(dtypeOf(cast(arange(2), "float32")), "float32");
  t.end();
});

/** Trees of all that a tree may hold. */
const { tree: anyTree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(
    fc.double(),
    fc.array(fc.double(), { maxLength: 3 }).map((x) => array(x)),
    fc.array(fc.double(), { maxLength: 3 }).map((x) => Float64Array.from(x)),
    fc.array(fc.double(), { maxLength: 3 }).map((x) => Float32Array.from(x)),
    fc.double().map((x) => new NDArray(Float64Array.of(x), [])),
    fc.constant(undefined),
  ),
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.array(fc.double(), { maxLength: 4 }),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

t.test("a tree that was taken apart is put together as it was", (t) => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const { leaves, restore } = flatten("f", tree, "x");
      assert.deepStrictEqual(restore(leaves), tree);
      assert.equal(leavesLike("f", "dx", tree, tree).length, leaves.length);
    }),
  );
  t.end();
});

t.test("the leaves of a tree come in the order of its entries, and go back in their kinds", (t) => {
  const tree = { b: [1, 2], a: Float32Array.of(3), c: { d: undefined, e: arange(2) } };
  const { leaves, restore, fill } = flatten("f", tree, "x");
  t.same(leaves.map(shapeOf), [[], [], [1], [2]]);
  const restored = restore([5, 6, array([7], { dtype: "float32" }), ones(2)]) as { a: Float32Array };
  t.strictSame(restored, { b: [5, 6], a: Float32Array.of(7), c: { d: undefined, e: ones(2) } });
  t.same(fill(["p", "q", "r", "s"] as never), { b: ["p", "q"], a: "r", c: { d: undefined, e: "s" } });
  const zero = flatten("f", new NDArray(Float32Array.of(2), []), "x");
  t.same(zero.leaves, [2]);
  t.same(zero.restore([3]), new NDArray(Float32Array.of(3), []));
  t.end();
});

t.test("a tree may be a thousand levels deep, and hold a hundred thousand leaves", (t) => {
  let deep: unknown = 1;
  for (let i = 0; i < 1000; i++) deep = i % 2 === 0 ? [deep] : { in: deep };
  t.same(flatten("f", deep, "x").leaves, [1]);
  t.throws(() => flatten("f", [[deep]], "x"), { message: /f: x must be a tree.*at most 1000 levels/ });
  const cyclic: Record<string, unknown> = { a: 1 };
  cyclic["self"] = cyclic;
  t.throws(() => flatten("f", cyclic, "x"), { message: /without cycles/ });
  const wide = Array.from({ length: 1e5 }, (_, i) => (i % 2 === 0 ? i : [i]));
  const { leaves, restore } = flatten("f", wide, "x");
  t.equal(leaves.length, 1e5);
  t.same((restore(leaves) as unknown[]).slice(-2), [99998, [99999]]);
  t.equal(
    flatten(
      "f",
      Array.from({ length: 1e5 }, (_, i) => i),
      "x",
    ).leaves[77777],
    77777,
  );
  t.end();
});

t.test("a hole in a list is an absent leaf", (t) => {
  const { leaves, restore } = flatten("f", [1, , 3], "x");
  t.same(leaves, [1, 3]);
  t.same(restore([4, 5]), [4, undefined, 5]);
  t.end();
});

t.test("a leaf that has no derivative is refused by its place", (t) => {
  class Point {
    x = 1;
  }
  const bad: Record<string, [unknown, RegExp]> = {
    "a string": ["a", /f: x.p\[1\] is the string "a", and only numbers, NDArrays/],
    null: [null, /is null/],
    "a truth value": [true, /is true/],
    "a bigint": [1n, /is 1n/],
    "a date": [new Date(), /is an instance of Date/],
    "a map": [new Map(), /is an instance of Map/],
    "an instance": [new Point(), /is an instance of Point/],
    "a function": [sin, /is the function sin/],
    "a symbol": [Symbol("s"), /is Symbol\(s\)/],
    "a typed array of integers": [Int32Array.of(1), /is an instance of Int32Array/],
    "an array of integers": [
      ones(2, { dtype: "int32" }),
      /x.p\[1\] has dtype int32.*cast it to float64,.* or close over it/,
    ],
    "an integer of rank 0": [new NDArray(Int32Array.of(1), []), /has dtype int32/],
    "a mask": [ones(2, { dtype: "bool" }), /has dtype bool/],
  };
  for (const [title, [leaf, message]] of Object.entries(bad)) {
    t.throws(() => flatten("f", { p: [1, leaf] }, "x"), { name: "TypeError", message }, title);
  }
  const { leaves } = flatten("f", { mask: less(arange(2), 1) }, "x", notOutput);
  t.equal(leaves.length, 1, "an output may be a mask");
  t.end();
});

t.test("a tangent has the structure, the shapes and the element types of what it belongs to", (t) => {
  const like = { w: arange(4), b: [1, 2], s: Float32Array.of(1, 2), o: undefined };
  const leaves = leavesLike("f", "dx", { w: [1, 2, 3, 4], b: [3, 4], s: arange(2), o: undefined }, like);
  t.same(leaves, [array([1, 2, 3, 4]), 3, 4, array([0, 1], { dtype: "float32" })]);
  const bad: [unknown, RegExp][] = [
    [3, /f: dx must have the structure of what it belongs to: an object with keys \{w, b, s, o\}, not 3/],
    [{ ...like, w: arange(3) }, /f: dx.w must have shape \[4\], the shape of what it belongs to, not \[3\]/],
    [{ ...like, w: 1 }, /dx.w must have shape \[4\].*not \[\]/],
    [{ ...like, w: "1" }, /dx.w must have the structure.*not the string/],
    [{ ...like, b: [1] }, /dx.b must have the structure.*an array of length 2, not an array of length 1/],
    [{ ...like, b: [1, [2]] }, /dx.b\[1\] must have the structure.*2, not an array of length 1/],
    [{ ...like, b: arange(2) }, /dx.b must have the structure/],
    [{ ...like, o: 1 }, /dx.o must have the structure.*undefined, not 1/],
    [{ w: like.w, b: like.b, s: like.s }, /must have the structure/],
    [{ ...like, extra: 1 }, /must have the structure/],
    [null, /not null/],
    [{ ...like, w: [[1], [2, 3]] }, /ragged/],
  ];
  for (const [dx, message] of bad) {
    t.throws(() => leavesLike("f", "dx", dx, like), { message }, message.source);
  }
  t.end();
});

t.test("a side result is opened for its own trace alone", (t) => {
  const [own, other] = [new Forward(), new Forward()];
  const [x, y] = [own.box(2, 1), other.box(3, 1)];
  const map = new Map([["x", x]]);
  const opened = outside("f", own, { x: [x, "text", null], y, map, n: 4 });
  t.strictSame(opened, { x: [2, "text", null], y, map, n: 4 });
  const cyclic: unknown[] = [];
  cyclic.push(cyclic, cyclic);
  t.throws(() => outside("f", own, cyclic), { message: /f: aux must be a tree without cycles/ });
  t.end();
});

t.test("options are an object of known names", (t) => {
  const options = { axis: 1 };
  t.equal(known("f", options, ["axis"]), options);
  t.same(known<{ axis?: number }>("f", {}, ["axis"]), {});
  for (const bad of [0, null, "axis", true, [0], arange] as readonly unknown[]) {
    const message = /f: its options must be an object, \{ axis \}, not /;
    t.throws(() => known<{ axis?: number }>("f", bad as object, ["axis"]), { message });
  }
  const message = "f: there is no option axes; its options are { axis }";
  t.throws(() => known("f", { axes: 1 } as { axis?: number }, ["axis"]), { message });
  t.end();
});

function* counting(): Generator<number> {
  yield 1;
}

t.test("messages say in short what came", (t) => {
  const table: [unknown, string][] = [
    [3, "3"],
    [undefined, "undefined"],
    [null, "null"],
    [1n, "1n"],
    [() => 1, "a function"],
    ["x".repeat(50), `the string "${"x".repeat(40)}…"`],
    [[1, 2], "an array of length 2"],
    [arange(3), "an NDArray of shape [3]"],
    [{ a: 1, b: 2 }, "an object with keys {a, b}"],
    [Promise.resolve(1), "a Promise (f must not be async)"],
    [sum, "the function sum"],
    [Object.create(null), "an object with keys {}"],
    [new Date(0), "an instance of Date"],
    [counting(), "a generator (f must not be one)"],
    [new Forward().box(3, 1), "a value that is being differentiated, batched or compiled"],
    [{ trace: 1 }, "an object with keys {trace}"],
  ];
  for (const [got, text] of table) t.equal(describe(got), text);
  t.end();
});

t.test("a locally constant op of boxes gives no box", (t) => {
  for (const x of Object.values(boxes(3))) {
    t.equal(greater(x, 2), true);
    t.equal(stopGradient(x), 3);
    t.equal(value(add(x, stopGradient(x))), 6);
  }
  const outer = new Forward().box(3, 1);
  const inner = new Forward().box(outer, 1);
  t.equal(stopGradient(inner), 3, "of an inner trace and of an outer one");
  t.end();
});
