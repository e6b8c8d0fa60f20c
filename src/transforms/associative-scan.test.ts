// associativeScan: the same as a loop, for any length, along any axis, and its derivatives.
import t from "tap";
import { checkGrads } from "../check/index.js";
import { value, type Value } from "../core/op.js";
import { arange, array, ones, random, zeros, type NDArray } from "../ndarray/index.js";
import { add, cumprod, cumsum, flip, matmul, mul, slice, stack, sum } from "../ops/index.js";
import { associativeScan } from "./associative-scan.js";
import { grad } from "./gradient.js";
import { scan } from "./scan.js";
import { vmap } from "./vmap.js";

const plain = (x: Value): unknown => (value(x) as NDArray).toArray();
const sums = (a: Value, b: Value): Value => add(a, b);

t.test("sums of any number of elements, along any axis, from either end", (t) => {
  for (let n = 0; n < 18; n++)
    t.strictSame(plain(associativeScan(sums, arange(n) as Value)), plain(cumsum(arange(n))));
  const x = array([
    [1, 2, 3],
    [4, 5, 6],
  ]) as Value;
  t.strictSame(plain(associativeScan(sums, x, { axis: -1 })), [
    [1, 3, 6],
    [4, 9, 15],
  ]);
  t.strictSame(plain(associativeScan(sums, x)), [
    [1, 2, 3],
    [5, 7, 9],
  ]);
  t.strictSame(plain(associativeScan(sums, x, { axis: 1, reverse: true })), [
    [6, 5, 3],
    [15, 11, 6],
  ]);
  t.end();
});

t.test("an operation that does not commute keeps the order of its operands", (t) => {
  const x = random.normal(random.key(3), [7, 2, 2]) as Value;
  const products = associativeScan((a: Value, b: Value) => matmul(a, b), x);
  let product: Value = slice(x, 0);
  const each = [product];
  for (let i = 1; i < 7; i++) each.push((product = matmul(product, slice(x, i))));
  const worst = (plain(stack(each)) as number[][][]).flat(2).map((v, k) => {
    return Math.abs(v - ((plain(products) as number[][][]).flat(2)[k] ?? NaN));
  });
  t.ok(Math.max(...worst) < 1e-13);
  t.end();
});

t.test("a linear recurrence is a scan of pairs, with its derivatives in both modes", (t) => {
  // yᵢ = aᵢ yᵢ₋₁ + bᵢ
  type Pair = readonly [Value, Value];
  const steps = ([a, b]: Pair, [c, d]: Pair): Pair => [mul(a, c), add(mul(c, b), d)];
  const recurrence = (a: Value, b: Value): Value => associativeScan(steps, [a, b] as Pair)[1];
  const [a, b] = [array([0.5, 2, -1, 0.25, 3]), array([1, 2, 3, 4, 5])];
  const [, looped] = scan((y: Value, [p, q]: Pair) => [add(mul(p, y), q), add(mul(p, y), q)] as const, 0, [
    a,
    b,
  ]);
  t.strictSame(plain(recurrence(a, b)), plain(looped));
  t.equal(
    checkGrads((p: Value, q: Value) => sum(mul(recurrence(p, q), q)), [a, b], { order: 2 }).verdict,
    "pass",
  );
  t.end();
});

t.test("products have the derivatives of cumprod, zeros among them, and batches", (t) => {
  const x = array([2, 0, 3, 4]);
  const products = (x: Value): Value => associativeScan((a: Value, b: Value) => mul(a, b), x);
  t.strictSame(plain(grad((x: Value) => sum(products(x)))(x)), plain(grad((x: Value) => sum(cumprod(x)))(x)));
  t.strictSame(plain(vmap(products)(stack([x, flip(x)]))), [
    [2, 0, 0, 0],
    [4, 12, 0, 0],
  ]);
  t.end();
});

t.test("combine is called on many elements at once", (t) => {
  let calls = 0;
  associativeScan(
    (a: Value, b: Value) => {
      calls += 1;
      return add(a, b);
    },
    ones(1024) as Value,
  );
  t.ok(calls <= 20, `${String(calls)} calls`);
  t.end();
});

t.test("what cannot be scanned is refused", (t) => {
  const x = arange(4) as Value;
  t.throws(() => associativeScan(sums, 3), { name: "RangeError", message: /rank 0/ });
  t.throws(() => associativeScan(sums, x, { axis: 1 }), { name: "RangeError" });
  t.throws(() => associativeScan(() => 3, x), { message: /what combine returns/ });
  t.throws(() => associativeScan((a: Value[]) => a, [x, zeros(3)]), {
    name: "RangeError",
    message: /4 and 3/,
  });
  t.throws(() => associativeScan(sums, x, { reverse: 1 as never }), { name: "TypeError" });
  t.throws(() => associativeScan(1 as never, x), { name: "TypeError" });
  t.end();
});
