// Scans: against loops over their elements, at ties, zeros and infinities, and their derivatives.
import t from "tap";
import { all, create } from "mathjs";
import { array, NDArray, random } from "../ndarray/index.js";
import { checkGrads, sweepOp } from "../check/index.js";
import { value, type Value } from "../core/op.js";
import { grad, jacobian, jvp } from "../transforms/index.js";
import * as ops from "./index.js";

const math = create(all ?? {}, { number: "BigNumber", precision: 64 });

/** A plain value as nested arrays. */
function plain(x: Value): unknown {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
}

/** The elements of a plain value. */
function flat(x: unknown): number[] {
  return x instanceof NDArray ? Array.from(x.data) : [x as number];
}

type Scan = (x: Value, options?: ops.RunningOptions) => Value;

/** Each scan, and what it makes of the elements so far. */
const scans: Record<string, readonly [scan: Scan, of: (x: readonly number[]) => number]> = {
  cumsum: [ops.cumsum, (x) => x.reduce((a, b) => a + b)],
  cumprod: [ops.cumprod, (x) => x.reduce((a, b) => a * b)],
  cummax: [ops.cummax, (x) => Math.max(...x)],
  cummin: [ops.cummin, (x) => Math.min(...x)],
  cumlogsumexp: [ops.cumlogsumexp, (x) => Math.log(x.reduce((sum, a) => sum + Math.exp(a), 0))],
};

const x = random.normal(random.key(4), [2, 5, 3]);

t.test(
  "a scan gives at each place what its elements so far make, along any axis and from either end",
  async (t) => {
    for (const [name, [scan, of]] of Object.entries(scans)) {
      const close = (came: Value, due: number, title: string): void => {
        t.ok(Math.abs((came as number) - due) <= 1e-14 * Math.max(1, Math.abs(due)), `${name} ${title}`);
      };
      for (const axis of [0, 1, -1])
        for (const [i, j, k] of [
          [0, 0, 0],
          [1, 4, 2],
          [1, 2, 1],
        ] as const) {
          const lane = flat(
            axis === 0
              ? ops.slice(x, null, j, k)
              : axis === 1
                ? ops.slice(x, i, null, k)
                : ops.slice(x, i, j),
          );
          const at = axis === 0 ? i : axis === 1 ? j : k;
          const title = `at ${String([i, j, k])} along ${String(axis)}`;
          close(ops.slice(scan(x, { axis }), i, j, k), of(lane.slice(0, at + 1)), title);
          close(
            ops.slice(scan(x, { axis, reverse: true }), i, j, k),
            of(lane.slice(at)),
            `${title}, backwards`,
          );
        }
      t.strictSame((value(scan(x)) as NDArray).shape, [30], "flattened without an axis");
      close(ops.slice(scan(x), 29), of(flat(x)), "of all");
      t.strictSame([plain(scan(array([]))), plain(scan(3))], [[], [3]]);
      t.strictSame((value(scan(ops.lift("", x), { axis: 1 })) as NDArray).shape, [2, 5, 3]);
      const rest = (f: Scan): unknown => plain(ops.slice(f(array([1, NaN, 2, 3])), [1, null]));
      t.strictSame(rest(scan), [NaN, NaN, NaN], `${name} is NaN from a NaN on`);
      if (name !== "cumsum") t.strictSame(plain(scan(array([[], []]), { axis: 1 })), [[], []]);
    }
    t.equal((value(ops.cummax(new Int32Array([1, 3, 2]))) as NDArray).dtype, "int32");
  },
);

/** Elements of which no two are so near each other that finite differences would see the kink. */
const apart = [0.3, -1.1, 0.9, 1.7, -0.5, 0.1, 2.3, -1.9, 1.3, -0.8, 0.5, -1.5, -2.3, 1.1, -0.2, 2];

t.test("their derivatives hold to second order, in both modes", async (t) => {
  for (const [name, [scan]] of Object.entries(scans))
    for (const options of [{ axis: 1 }, { axis: 0, reverse: true }, {}]) {
      const f = (v: Value): Value => ops.square(scan(v, options));
      const at = ops.reshape(apart, [2, 4, 2]);
      t.equal(checkGrads(f, [at], { order: 2 }).verdict, "pass", `${name} ${JSON.stringify(options)}`);
    }
});

t.test("cummax and cummin hold every law of the sweep", async (t) => {
  for (const f of [ops.cummax, ops.cummin]) t.equal(sweepOp(f).verdict, "pass", String(sweepOp(f)));
});

t.test("each of k elements that are tied for the extremum so far has the share 1/k", async (t) => {
  const shares = [
    [1, 0, 0, 0, 0, 0],
    [1 / 2, 1 / 2, 0, 0, 0, 0],
    [1 / 2, 1 / 2, 0, 0, 0, 0],
    [1 / 3, 1 / 3, 0, 1 / 3, 0, 0],
    [0, 0, 0, 0, 1, 0],
    [0, 0, 0, 0, 1 / 2, 1 / 2],
  ];
  const tied = array([2, 2, 1, 2, 7, 7]);
  for (const mode of ["forward", "reverse"] as const) {
    t.strictSame(plain(jacobian((v: Value) => ops.cummax(v), { mode })(tied)), shares, `cummax, ${mode}`);
    t.strictSame(
      plain(jacobian((v: Value) => ops.cummin(ops.neg(v)), { mode })(tied)),
      ops.neg(array(shares)).toArray(),
      `cummin, ${mode}`,
    );
  }
  const last = (v: Value): Value => ops.slice(ops.cummax(v), 2);
  t.strictSame(flat(grad(last, { mode: "both" })(array([-Infinity, -Infinity, -Infinity]))), [
    1 / 3,
    1 / 3,
    1 / 3,
  ]);
  t.strictSame(
    flat(grad(last, { mode: "both" })(array([3, NaN, NaN]))),
    [0, 1, 0],
    "the first NaN is what is read",
  );
});

t.test("an infinite tangent stays with the elements that are read", async (t) => {
  const { tangent } = jvp((v: NDArray) => ops.cummax(v), [array([1, 0, 2])], [array([0, Infinity, 1])]);
  t.strictSame(flat(tangent), [0, 0, 1]);
  const untaken = (v: Value): Value => ops.sum(ops.cummax(ops.sqrt(v)));
  t.strictSame(flat(grad(untaken, { mode: "both" })(array([1, 0, 4]))), [1, 0, 0.25]);
});

t.test("cumprod has exact derivatives of every order where factors are zero", async (t) => {
  const zeros = array([2, 0, 3, 0, 5]);
  const product = (v: Value): Value => ops.slice(ops.cumprod(v), 4);
  t.strictSame(flat(grad(product, { mode: "both" })(zeros)), [0, 0, 0, 0, 0]);
  const slope =
    (i: number) =>
    (v: Value): Value =>
      ops.slice(grad(product)(v as NDArray), i);
  t.strictSame(flat(grad(slope(1))(zeros)), [0, 0, 0, 30, 0]);
  t.strictSame(flat(grad(slope(3), { mode: "forward" })(zeros)), [0, 30, 0, 0, 0]);
});

t.test("cumlogsumexp neither overflows nor underflows, and is exact at −∞", async (t) => {
  t.strictSame(plain(ops.cumlogsumexp([-Infinity, -Infinity, 3, -Infinity])), [-Infinity, -Infinity, 3, 3]);
  t.strictSame(plain(ops.cumlogsumexp([1e308, 1e308])), [1e308, 1e308]);
  t.strictSame(plain(ops.cumlogsumexp([-1e308, 5, Infinity, 2])), [-1e308, 5, Infinity, Infinity]);
  const at = array([-Infinity, -Infinity, 3, -Infinity, 3]);
  const rows = [
    [1, 0, 0, 0, 0],
    [0.5, 0.5, 0, 0, 0],
    [0, 0, 1, 0, 0],
    [0, 0, 1, 0, 0],
    [0, 0, 0.5, 0, 0.5],
  ];
  for (const mode of ["forward", "reverse"] as const)
    t.strictSame(plain(jacobian((v: Value) => ops.cumlogsumexp(v), { mode })(at)), rows, mode);
  const far = array([-1000, 700, 1000, 1001]);
  const due = flat(ops.softmax(far));
  const slopes = flat(grad((v: Value) => ops.slice(ops.cumlogsumexp(v), 3), { mode: "both" })(far));
  t.ok(slopes.every((slope, i) => Math.abs(slope - (due[i] ?? NaN)) <= 2 ** -52));
});

t.test("cumprod and cumlogsumexp are right to 4 ulp of 64 digits", async (t) => {
  const sample = flat(random.uniform(random.key(6), [16])).map((u) => 0.5 + u);
  const [products, sums] = [flat(ops.cumprod(array(sample))), flat(ops.cumlogsumexp(array(sample)))];
  let [product, sum] = [math.bignumber(1), math.bignumber(0)];
  for (const [i, u] of sample.entries()) {
    product = product.times(math.bignumber(u.toPrecision(60)));
    sum = sum.plus(math.exp(math.bignumber(u.toPrecision(60))));
    const ulps = (came: number | undefined, due: number): number =>
      Math.abs((came ?? NaN) - due) / (2 ** -52 * Math.abs(due));
    t.ok(ulps(products[i], product.toNumber()) <= 4, `cumprod, ${String(i)}`);
    t.ok(ulps(sums[i], Number(String(math.log(sum)))) <= 4, `cumlogsumexp, ${String(i)}`);
  }
});

t.test("a wrong argument is answered by an error that names the scan", async (t) => {
  for (const [name, [scan]] of Object.entries(scans)) {
    t.throws(() => scan(x, { axis: 3 }), {
      name: "RangeError",
      message: new RegExp(`^${name}: axis 3 is out of range`),
    });
    t.throws(() => scan(x, 1 as never), {
      name: "TypeError",
      message: new RegExp(`^${name}: its options must be`),
    });
    t.throws(() => scan("a" as never), {
      name: "TypeError",
      message: new RegExp(`^${name}: its input must be`),
    });
  }
});
