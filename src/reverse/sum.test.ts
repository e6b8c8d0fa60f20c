// Cotangents added up in place: the same sums as made anew, in work that follows what is read, and nobody's array
// is written to.
import t from "tap";
import { inputsOf } from "../check/ops.js";
import { defineOp } from "../check/define.js";
import { bind, type Inputs, type Op, type Value } from "../core/op.js";
import { arange, array, NDArray, ones, zeros, type Nested } from "../ndarray/index.js";
import { embedOp, sliceOp } from "../ops/slicing.js";
import {
  add,
  at,
  gather,
  log,
  mul,
  registry,
  slice,
  square,
  sum,
  take,
  takeAlongAxis,
} from "../ops/index.js";
import { custom, grad, hessian, hvp, vjp } from "../transforms/index.js";
import { GradientTape } from "./gradient-tape.js";
import { backward, variable } from "./variable.js";

function nested(x: unknown): Nested {
  return x instanceof NDArray ? x.toArray() : (x as number);
}

const adding = registry().filter((op) => op.vjpInto !== undefined) as unknown as readonly Op<
  Inputs,
  unknown
>[];

t.test("what a rule adds in place is what it returns", (t) => {
  t.same(
    adding.map((op) => op.name),
    ["slice", "take", "gather"],
  );
  for (const op of adding)
    for (const call of op.examples) {
      const x = inputsOf(op, call, 1);
      const y = op.eval(x, call.params);
      const sums = arange((x[0] as NDArray).size);
      const total = new NDArray(sums.data.slice(), (x[0] as NDArray).shape);
      op.vjpInto?.(0, total, y, call.params);
      const expected = add(
        total.shape.length === 1 ? sums : new NDArray(sums.data, total.shape),
        op.vjp(0, y, y, x, call.params),
      );
      t.same(total, expected, `${op.name} of ${JSON.stringify(call.shapes)}`);
    }
  t.end();
});

/** Reads of the i-th element of a vector; a number, or a vector of one. */
const reads: Readonly<Record<string, (x: Value, i: number) => Value>> = {
  slice: (x, i) => slice(x, i),
  "slice of one": (x, i) => slice(x, [i, i + 1]),
  take: (x, i) => take(x, i),
  "take of one": (x, i) => take(x, [i]),
  gather: (x, i) => gather(x, [i]),
  takeAlongAxis: (x, i) => takeAlongAxis(x, [i]),
  "at an index": (x, i) => at(x, i).get(),
  "at an array": (x, i) => at(x, Int32Array.of(i)).get(),
};

/** Σ xᵢ³, each element read by itself. */
const cubes =
  (read: (x: Value, i: number) => Value, n: number) =>
  (x: Value): Value => {
    let total: Value = 0;
    for (let i = 0; i < n; i++) {
      const e = read(x, i);
      total = add(total, sum(mul(e, square(e))));
    }
    return total;
  };

t.test("reads in a loop have the gradient of the whole, to the second order and in both engines", (t) => {
  const x = array([1, 2, -3]);
  for (const [name, read] of Object.entries(reads)) {
    const f = cubes(read, 3);
    t.same(nested(grad(f, { mode: "both" })(x)), [3, 12, 27], name);
    t.same(nested(hessian(f)(x)), [
      [6, 0, 0],
      [0, 12, 0],
      [0, 0, -18],
    ]);
    t.same(nested(hvp(f)(x, array([1, 1, 1]))), [6, 12, -18]);
    t.same(nested(grad((v: Value) => sum(square(grad(f)(v as NDArray))))(x)), [36, 288, -972]);
    const w = variable(x);
    backward(f(w));
    t.same(nested(w.grad), [3, 12, 27], `${name}, variables`);
    const single = grad(f)(array([1, 2, -3], { dtype: "float32" }));
    t.same([nested(single), single.dtype], [[3, 12, 27], "float32"]);
  }
  t.end();
});

function vjpUnused(): Value {
  throw new Error("the transpose was made");
}

t.test("no array of zeros is made for a read", (t) => {
  const frugal = { ...sliceOp, vjp: vjpUnused };
  const read = (x: Value, i: number): Value =>
    bind(frugal, [x], { ranges: [{ start: i, stop: i + 1, step: 1 }], shape: [] });
  const f = cubes(read, 4);
  t.same(nested(grad(f)(arange(4))), [0, 3, 12, 27]);
  const w = variable(arange(4));
  backward(f(w));
  t.same(nested(w.grad), [0, 3, 12, 27]);
  const blocks = (x: Value): Value => add(sum(at(mul(x, 2), [0, 3]).get()), read(x, 1));
  t.same(nested(grad(blocks)(arange(4))), [2, 3, 2, 0], "nor where an array has been added before");
  t.throws(() => hessian(f)(arange(4)), { message: "the transpose was made" }, "but it is where it is boxed");
  t.end();
});

t.test("an array that others hold is not written to", (t) => {
  const shared = (x: Value): Value => {
    const [a, b] = [mul(x, 2), mul(x, 5)];
    const e = slice(a, 0);
    // Both get one and the same cotangent, and then a gets that of e.
    return add(e, sum(mul(add(a, b), [1, 1, 1])));
  };
  t.same(nested(grad(shared, { mode: "both" })(zeros(3))), [9, 7, 7]);
  const w = variable(zeros(3));
  backward(shared(w));
  t.same(nested(w.grad), [9, 7, 7]);

  const seed = array([1, 2, 3]);
  const { pullback } = vjp((x: Value) => [x, slice(x, 0)], zeros(3));
  const bars = [pullback([seed, 10]), pullback([seed, 100])].map(([bar]) => nested(bar));
  t.same(bars, [
    [11, 2, 3],
    [101, 2, 3],
  ]);
  t.same(nested(seed), [1, 2, 3], "not the caller's own either");

  const tape = new GradientTape({ persistent: true });
  const x = tape.watch(ones(2));
  const y = add(slice(x, 1), sum(x));
  const [first, second] = [tape.gradient(y, x), tape.gradient(y, x)];
  t.same(
    [nested(first), nested(second)],
    [
      [1, 2],
      [1, 2],
    ],
  );
  t.end();
});

t.test("all reads of an array are added to one and the same array", (t) => {
  const seen = new Set<unknown>();
  const { vjpInto } = sliceOp;
  const watched: typeof sliceOp = {
    ...sliceOp,
    vjp: vjpUnused,
    vjpInto: (i, sums, dy, block) => {
      seen.add(sums);
      vjpInto?.(i, sums, dy, block);
    },
  };
  const part = (x: Value, start: number, stop: number, shape: readonly number[]): Value =>
    bind(watched, [x], { ranges: [{ start, stop, step: 1 }], shape });
  const f = (x: Value): Value => add(sum(part(x, 0, 2, [2])), add(part(x, 1, 2, []), part(x, 2, 3, [])));
  grad(f)(arange(3));
  t.equal(seen.size, 1);
  backward(f(variable(arange(3))));
  t.equal(seen.size, 2);
  const { pullback } = vjp(
    (x: Value) => [part(x, 0, 2, [2]), part(x, 1, 2, [])],
    array([1, 2, 3], { dtype: "float32" }),
  );
  pullback([array([1, 2], { dtype: "float32" }), 3]);
  t.equal(seen.size, 3, "a block of single precision too is added to one of double");
  t.end();
});

t.test("single and double precision add up in double", (t) => {
  const x = array([1, 2], { dtype: "float32" });
  // From the end: 1e8 in single precision, then 1 and −1e8 in double.
  const { pullback } = vjp((v: Value) => [slice(v, 0), slice(v, 0), slice(v, [0, 2])], x);
  const [g] = pullback([-1e8, 1, array([1e8, 1], { dtype: "float32" })]);
  t.same([nested(g), g.dtype], [[1, 1], "float32"]);
  t.end();
});

t.test("a read after a sum that an outer derivative watches is added to it", (t) => {
  const slopes = (y: Value): Value =>
    sum(mul([1, 10], grad((x: Value) => add(slice(x, 0), sum(mul(x, y))))(ones(2)) as Value));
  for (const mode of ["forward", "reverse"] as const)
    t.same(nested(grad(slopes, { mode })(array([3, 4]))), [1, 10]);
  t.equal(slopes(array([3, 4])), 1 * (3 + 1) + 10 * 4);
  t.end();
});

t.test("what is not read stays a strong zero", (t) => {
  const g = grad((x: Value) => slice(log(x), 1));
  t.same(nested(g(array([0, 2, -1]))), [0, 0.5, 0]);
  t.same(
    nested(bind(embedOp, [2], { ranges: [{ start: 0, stop: 1, step: 1 }], shape: [], of: [2] })),
    [2, 0],
  );
  t.end();
});

t.test("an array that a user's rule returns stays the user's", (t) => {
  const weights = array([1, 2, 3]);
  const own = defineOp({
    name: "weighted",
    eval: ([x]) => sum(mul(weights, x as NDArray)),
    vjp: (_i, dy) => (dy === 1 ? weights : mul(dy, weights)),
    examples: [{ shapes: [[3]] }],
  });
  const byRules = custom((x: Value) => sum(mul(weights, x)), { vjp: () => [weights] });
  for (const f of [own, byRules] as readonly ((x: Value) => Value)[]) {
    const once = grad((x: Value) => f(x))(ones(3));
    once.data.fill(7);
    for (let call = 0; call < 2; call++)
      t.same(nested(grad((x: Value) => add(f(x), add(f(x), f(x))))(ones(3))), [3, 6, 9]);
    t.same(nested(weights), [1, 2, 3]);
  }
  t.end();
});

t.test("an array that a user's rule returns for two inputs is not added to as one's alone", (t) => {
  const total = custom((x: Value, y: Value) => sum(add(x, y)), {
    vjp: (dy) => {
      const both = mul(dy, ones(2));
      return [both, both];
    },
  });
  const g = grad((x: Value, y: Value) => add(add(sum(x), sum(x)), total(x, y)), { argnums: [0, 1] });
  t.same(g(ones(2), ones(2)).map(nested), [
    [3, 3],
    [1, 1],
  ]);
  t.end();
});
