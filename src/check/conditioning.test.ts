// Path sums: what a derivative would be if none of its terms cancelled.
import t from "tap";
import { bind, type Inputs, type Op, type Value } from "../core/op.js";
import {
  abs,
  add,
  arange,
  array,
  greater,
  inv,
  jacobian,
  matmul,
  mul,
  sin,
  slice,
  sub,
  sum,
} from "../index.js";
import { pathSums } from "./conditioning.js";
import { flat, type Program } from "./points.js";
import { wengertList } from "./wengert.js";
import type { Plain } from "../ndarray/index.js";

/** The path sums of a program along a direction. */
function sumsOf(f: Program, x: readonly Plain[], v: readonly number[]): number[] {
  return [...pathSums(wengertList(f, x), Float64Array.from(v))];
}

t.test("what cancels in a derivative adds up in its path sums", (t) => {
  const twice: Program = ([x = 0]) => [sub(mul(3, x), mul(2, x))];
  t.same(sumsOf(twice, [1], [1]), [5], "3 − 2, without the sign");
  t.same(sumsOf(twice, [1], [-4]), [20], "and without that of the direction");
  t.same(
    sumsOf(([x = 0]) => [sub(x, x)], [1], [1]),
    [2],
  );
  t.same(
    sumsOf(([x = 0, y = 0]) => [mul(x, y), sub(x, y)], [2, -3], [1, 10]),
    [23, 11],
  );
  t.same(
    sumsOf(([x = 0]) => [mul(mul(-2, x), mul(5, x))], [-1], [1]),
    [20],
    "along both paths",
  );
  t.end();
});

t.test("where nothing cancels, the path sums are the derivative", (t) => {
  const [a, x] = [
    array([
      [1, 2],
      [0.5, 3],
    ]),
    array([0.25, 0.75]),
  ];
  const f = (v: Value): Value => matmul(a, mul(v, v));
  const J = jacobian(f)(x);
  for (const v of [
    [1, 0],
    [0, 1],
    [2, 3],
  ]) {
    const expected = flat([matmul(J, array(v))]);
    const got = sumsOf(([u = 0]) => [f(u)], [x], v);
    got.forEach((s, i) => t.ok(Math.abs(s - expected[i]!) < 1e-12, `${String(s)}, ${String(expected[i])}`));
  }
  t.end();
});

t.test("what the direction does not touch, and what does not depend on x, adds nothing", (t) => {
  const f: Program = ([x = 0, y = 0]) => [sin(y), add(x, y), 7, x];
  t.same(sumsOf(f, [1, 0], [1, 0]), [0, 1, 0, 1]);
  t.same(
    sumsOf(([x = 0]) => [mul(x, greater(x, 0))], [2], [3]),
    [3],
    "a truth value is no path",
  );
  t.same(
    sumsOf(([x = 0]) => [array([1, 2]), x], [2], [3]),
    [0, 0, 3],
  );
  t.same(
    sumsOf(([x = 0]) => [mul(slice(x, 0), Infinity)], [array([1, 1])], [0, 1]),
    [0],
    "0 times Infinity",
  );
  t.end();
});

t.test("through more than 256 elements the sum is of the size that thrown signs add up to", (t) => {
  const total: Program = ([x = 0]) => [sum(abs(x))];
  const all = (n: number, v: number): number[] => new Array<number>(n).fill(v);
  t.same(sumsOf(total, [add(1, arange(256))] as Plain[], all(256, 1)), [256]);
  const [large = 0] = sumsOf(total, [add(1, arange(10_000))] as Plain[], all(10_000, 3));
  t.ok(large > 3 * 100 && large < 8 * 3 * 100, String(large));
  t.same(sumsOf(total, [add(1, arange(257))] as Plain[], all(257, 0)), [0]);
  const each = sumsOf(([x = 0]) => [mul(x, array([...all(256, 0), 5]))], [arange(257)], all(257, 1));
  t.same(each, [...all(256, 0), 10], "elements that do not mix keep theirs, twice");
  t.end();
});

t.test("inside an op that mixes its elements, all are of the size of the largest", (t) => {
  const x = array([
    [1, 0],
    [0, 100],
  ]);
  const one = sumsOf(([a = 0]) => [inv(a)], [x], [1, 0, 0, 0]);
  t.same(one, [1, 1, 1, 1], "∂(1/a)/∂a is 1, and the rest is computed together with it");
  const scaled = sumsOf(([a = 0]) => [mul(a, 2)], [x], [1, 0, 0, 0]);
  t.same(scaled, [2, 0, 0, 0], "not so element by element,");
  t.same(
    sumsOf(([a = 0]) => [sum(a, { axis: 0 })], [x], [1, 0, 0, 0]),
    [1, 0],
    "nor in a linear op",
  );
  const { scalar: _, ...rules } = sin.op as unknown as Op<Inputs, undefined>;
  const mixed = ([a = 0]: readonly Value[]): Value[] => [bind(rules, [a], undefined)];
  t.same(sumsOf(mixed, [array([0, 5])], [1, 0]), [1, 1], "as far as the op tells");
  t.end();
});
