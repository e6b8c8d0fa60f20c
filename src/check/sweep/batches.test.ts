// Ops that are something else in a batch than alone: with another value, another shape, or the axes of another input.
import t from "tap";
import { array, cast, matmul, mul, norm, sin, sum, transpose, type Value } from "../../index.js";
import { bind } from "../../core/op.js";
import type { NDArray } from "../../ndarray/index.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import { batches } from "./batches.js";

const matrices = [array([[1, 2]]), array([[3], [4]])];
const all = { axes: [0], keepDims: false };

t.test("ops keep it by their core, by their batch, and call by call", async (t) => {
  for (const x of [0.5, array([0.5, NaN, Infinity]), array([])])
    t.equal(batches.check(subjectAt(entryOf(sin), [x])), undefined);
  t.equal(batches.check(subjectAt(entryOf(mul), [array([[1], [2]]), 3])), undefined);
  t.equal(batches.check(subjectAt(entryOf(matmul), matrices)), undefined);
  for (const x of [array([3, 4]), array([])])
    t.equal(batches.check(subjectAt(entryOf(norm), [x], { params: all })), undefined);
  const { batch: _batch, ...alone } = entryOf(sum);
  t.equal(batches.check(subjectAt(alone, [array([1, 2])], { params: all })), undefined);
});

t.test("another value is told, with the one of the input alone", async (t) => {
  const doubled = altered(sin, { batch: ([x = 0]) => mul(2, sin(x)) });
  const complaint = batches.check(subjectAt(doubled, [array([0, 0.5])]));
  t.same(complaint, {
    argument: 0,
    expected: Math.sin(0.5),
    says: `in a batch its value is ${String(2 * Math.sin(0.5))}, not ${String(Math.sin(0.5))}`,
  });
});

t.test("so is the same value for all inputs, and another shape", async (t) => {
  const first = altered(sum, { batch: ([x = 0]) => mul(1.5, sum(x, { axis: 1 })) });
  t.match(batches.check(subjectAt(first, [array([1, 2])], { params: all }))?.says, /value is 4.5, not 3$/);
  const constant = altered(sin, { batch: () => array([Math.sin(1), Math.sin(1), Math.sin(1)]) });
  t.match(batches.check(subjectAt(constant, [1]))?.says, /^in a batch its value is 0\.84.*, not 0\.47/);
  const turned = altered(sin, { batch: ([x = 0]) => transpose(sin(x), [0, 2, 1]) });
  t.same(batches.check(subjectAt(turned, [array([[1, 2]])])), {
    argument: 0,
    says: "in a batch its shape is [2, 1], not [1, 2]",
  });
});

t.test("inputs are batched alone and together, and the first that varies is told", async (t) => {
  const seen: string[] = [];
  const product = (x: readonly Value[], batched: readonly boolean[], off: boolean): Value => {
    seen.push(batched.join());
    const [a = 0, b = 0] = x;
    return mul(off ? 1.5 : 1, bind(entryOf(mul), [a, b], undefined));
  };
  const right = altered(mul, { batch: (x, batched) => product(x, batched, false) });
  t.equal(batches.check(subjectAt(right, [2, 3])), undefined);
  t.same(seen, ["true,false", "false,true", "true,true"]);
  const wrong = altered(mul, { batch: (x, batched) => product(x, batched, batched[1] === true) });
  const { argument, expected } = batches.check(subjectAt(wrong, [2, 3])) ?? {};
  t.same([argument, expected], [1, 6]);
});

t.test("rounding is let pass, and hardly more; in single precision what a float loses", async (t) => {
  const off = (by: number) => altered(sin, { batch: ([x = 0]) => mul(1 + by, sin(x)) });
  t.equal(batches.check(subjectAt(off(5e-13), [0.5])), undefined);
  t.ok(batches.check(subjectAt(off(5e-12), [0.5])));
  const single = [cast(array([0.5]), "float32") as NDArray];
  t.equal(batches.check(subjectAt(off(5e-6), single, { kind: "single" })), undefined);
  t.ok(batches.check(subjectAt(off(5e-5), single, { kind: "single" })));
});
