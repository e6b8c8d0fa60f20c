// The test for the arguments of a call: what is compiled for some is not taken for others.
import t from "tap";
import { array, full, grad, jit, mul, ones, sum, type Value } from "../index.js";
import { leavesOfFew } from "./leaves.js";

const all: readonly unknown[] = [
  3,
  array([1, 2]),
  array([1, 2, 3]),
  array([1, 2], { dtype: "float32" }),
  ones([2, 2]),
  ones([4]),
  full([], 3),
  Float64Array.of(1, 2),
  Float32Array.of(1, 2),
  Float64Array.of(1),
  [1, 2],
  [[1, 2]],
  { x: 1 },
];

t.test("arguments of one kind are told from all others, whichever were first", (t) => {
  const f = grad((x: unknown) => sum(mul(leaf(x), leaf(x)))) as (x: unknown) => unknown;
  for (const first of all) {
    const g = jit(f);
    for (const x of [first, first, ...all]) t.strictSame(g(x), f(x));
    t.equal(jit.explain(g).signatures, all.length);
  }
  t.end();
});

t.test("so are calls with more arguments, and with fewer", (t) => {
  const f = (x: Value, y: Value = 1, z: Value = 1): Value => mul(mul(x, y), z);
  const g = jit(f);
  for (const args of [[2, 3], [2, 3, 4], [2, array([3, 4])], [array([3, 4]), 2], [2], [2, 3]] as const)
    t.strictSame(g(...(args as unknown as [Value])), f(...(args as unknown as [Value])));
  t.equal(jit.explain(g).signatures, 5);
  t.end();
});

t.test("the code is for few arguments, and for what has no parts", (t) => {
  const number = { kind: "number" } as const;
  t.strictSame(leavesOfFew([number])?.([3]), [3]);
  t.strictSame(leavesOfFew([])?.([]), []);
  t.equal(leavesOfFew([{ kind: "list", items: [number] }]), undefined);
  t.equal(leavesOfFew(new Array<typeof number>(9).fill(number)), undefined);
  t.end();
});

/** The one value in a tree. */
function leaf(x: unknown): Value {
  if (Array.isArray(x) && Array.isArray(x[0])) return mul((x[0] as Value[])[0] ?? 0, 1);
  if (Array.isArray(x)) return (x as Value[])[1] ?? 0;
  return x !== null && typeof x === "object" && "x" in x ? (x.x as Value) : (x as Value);
}
