// Statistics, order statistics and differences: against 64 digits, at their ends, and their derivatives.
import t from "tap";
import { all, create, type BigNumber } from "mathjs";
import { arange, array, full, NDArray, random, zeros } from "../ndarray/index.js";
import { checkGrads } from "../check/index.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { grad, hessian } from "../transforms/index.js";
import * as ops from "./index.js";

const math = create(all ?? {}, { number: "BigNumber", precision: 64 });

/** A number with all its digits: a shorter text is another number. */
function exact(x: number): BigNumber {
  return math.bignumber(x.toPrecision(60));
}

/** By how many units in the last place `came` is off. */
function ulps(came: number, due: BigNumber): number {
  const nearest = Number(due.toString());
  return Math.abs(
    (came - nearest) / (nearest === 0 ? 1 : 2 ** (Math.floor(Math.log2(Math.abs(nearest))) - 52)),
  );
}

/** A plain value as nested arrays. */
function plain(x: Value): unknown {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
}

/** The elements of a plain value. */
function flat(x: unknown): number[] {
  return Array.from((x as NDArray).data);
}

const x = random.normal(random.key(3), [2, 3, 4]);

/** Vectors near 0, far from 0, of few and of many elements. */
const samples: readonly number[][] = [
  [1, 2, 4, 8.5],
  [1e9 + 1, 1e9 + 2, 1e9 + 4.5],
  [-1e-9, 3e-9, 1],
  flat(random.normal(random.key(1), [33])),
  flat(random.uniform(random.key(2), [500])).map((u) => 1e6 + u),
];

t.test(
  "variance and std and their derivatives are right to 4 ulp of 64 digits, far from 0 as well",
  async (t) => {
    for (const [i, sample] of samples.entries()) {
      const xs = sample.map(exact);
      const variance = math.variance(xs, "uncorrected") as unknown as BigNumber;
      const mean = math.mean(xs);
      const std = variance.sqrt();
      const title = `sample ${String(i)}`;
      t.ok(ulps(ops.variance(ops.lift("", sample) as NDArray), variance) <= 4, `${title}: variance`);
      t.ok(ulps(ops.std(ops.lift("", sample) as NDArray), std) <= 4, `${title}: std`);
      const slopes = flat(grad((v: NDArray) => ops.std(v))(ops.lift("", sample) as NDArray));
      for (const [k, slope] of slopes.entries()) {
        const due = (xs[k] as BigNumber).minus(mean).div(std.times(sample.length));
        // Near the mean x − x̄ is the difference of two numbers that are almost equal: what counts is its share of 1/√n.
        const error = Math.abs(slope - due.toNumber()) * Math.sqrt(sample.length);
        t.ok(error <= 4 * 2 ** -52, `${title}: ∂std/∂x of element ${String(k)}`);
      }
    }
  },
);

t.test("std of a constant has derivative 0, in both modes, whatever the constant is", async (t) => {
  for (const c of [0, 0.1, -1e300, 7e-310])
    for (const n of [1, 3, 10]) {
      const sample = ops.broadcastTo(c, [n]) as NDArray;
      t.equal(ops.std(sample), 0);
      t.strictSame(flat(grad((v: Value) => ops.std(v), { mode: "both" })(sample)), new Array(n).fill(0));
    }
  t.equal(grad((v: Value) => ops.std(v))(5), 0);
  t.equal(ops.std([1e200, 3e200] as unknown as Float64Array), 1e200, "nothing overflows");
  const tiny = plain(ops.std([3e-200, 1e-200])) as number;
  t.ok(Math.abs(tiny / 1e-200 - 1) <= 4 * 2 ** -52, "nor underflows");
});

t.test("variance and std reduce as NumPy does", async (t) => {
  t.equal(ops.var, ops.variance);
  t.strictSame(shapeOf(ops.variance(x, { axis: [0, -1], keepDims: true })), [1, 3, 1]);
  t.strictSame(
    plain(
      ops.var(
        [
          [1, 3],
          [2, 6],
        ],
        { axis: 0, ddof: 1 },
      ),
    ),
    [0.5, 4.5],
  );
  t.strictSame(
    plain(
      ops.std(
        [
          [1, 3],
          [2, 6],
        ],
        { axis: 1 },
      ),
    ),
    [1, 2],
  );
  t.strictSame([plain(ops.variance(4)), plain(ops.std(4))], [0, 0]);
  t.strictSame([ops.variance(zeros([0])), ops.std(zeros([0]))], [NaN, NaN]);
  t.strictSame(plain(ops.variance(zeros([0, 2]), { axis: 0 })), [NaN, NaN]);
  t.strictSame(plain(ops.variance([1, 2], { ddof: 2 })), Infinity);
  t.strictSame(
    [plain(ops.variance([1, 2], { ddof: 3 })), plain(ops.variance(4, { ddof: 1 }))],
    [Infinity, NaN],
  );
  t.ok(Number.isNaN(plain(ops.std([1, Infinity], {}))));
});

t.test("ptp, and what leaves out what is not a number", async (t) => {
  t.strictSame(
    plain(
      ops.ptp(
        [
          [3, 1],
          [4, 9],
        ],
        { axis: 0 },
      ),
    ),
    [1, 8],
  );
  t.strictSame(
    flat(grad((v: Value) => ops.ptp(v))(ops.lift("", [2, 1, 2, 0]) as NDArray)),
    [0.5, 0, 0.5, -1],
  );
  t.strictSame(
    plain(
      ops.nansum(
        [
          [1, NaN],
          [NaN, NaN],
        ],
        { axis: 1 },
      ),
    ),
    [1, 0],
  );
  t.strictSame(
    plain(
      ops.nanmean(
        [
          [1, NaN],
          [2, 4],
        ],
        { axis: 0 },
      ),
    ),
    [1.5, 4],
  );
  t.strictSame([plain(ops.nanmean([NaN, NaN])), plain(ops.nansum([])), ops.nansum(NaN)], [NaN, 0, 0]);
  const at = ops.lift("", [
    [1, NaN, 3],
    [NaN, NaN, NaN],
  ]) as NDArray;
  const total = (v: Value): Value => ops.slice(ops.nanmean(ops.square(v), { axis: 1 }), 0);
  t.strictSame(flat(grad(total, { mode: "both" })(at)), [1, 0, 3, 0, 0, 0]);
  t.strictSame(
    flat(grad((v: Value) => ops.nansum(ops.sqrt(v)))(ops.lift("", [4, NaN]) as NDArray)),
    [0.25, 0],
  );
});

t.test("average weighs by element or by axis", async (t) => {
  t.equal(ops.average([1, 2, 4]), 7 / 3);
  t.strictSame(
    plain(
      ops.average(
        [
          [1, 2],
          [3, 4],
        ],
        { axis: 1, weights: [1, 3] },
      ),
    ),
    [1.75, 3.75],
  );
  t.strictSame(
    plain(
      ops.average(
        [
          [1, 2],
          [3, 4],
        ],
        {
          axis: 0,
          weights: [
            [1, 0],
            [1, 2],
          ],
        },
      ),
    ),
    [2, 4],
  );
  const weights = random.uniform(random.key(5), [4, 2]);
  const whole = ops.broadcastTo(ops.reshape(ops.transpose(weights), [2, 1, 4]), [2, 3, 4]);
  t.strictSame(
    plain(ops.average(x, { axis: [2, 0], weights })),
    plain(ops.average(x, { axis: [0, 2], weights: whole })),
    "in the order of the axes",
  );
});

/** Covariances in 64 digits. */
function covariance(a: readonly number[], b: readonly number[]): BigNumber {
  const [p, q] = [a.map(exact), b.map(exact)];
  const [meanP, meanQ] = [math.mean(p), math.mean(q)];
  const products = p.map((u, i) => u.minus(meanP).times((q[i] as BigNumber).minus(meanQ)));
  return math.sum(products).div(a.length - 1);
}

t.test("cov and corrcoef agree with 64 digits, and with NumPy on how variables lie", async (t) => {
  const [a, b] = [samples[3] ?? [], (samples[4] ?? []).slice(0, 33)];
  const due = [covariance(a, a), covariance(a, b), covariance(b, a), covariance(b, b)];
  const scale = (k: number): number => Math.sqrt(Number(due[k & 2 ? 3 : 0]) * Number(due[k & 1 ? 3 : 0]));
  for (const [k, c] of flat(ops.cov([a, b])).entries())
    t.ok(Math.abs(c - Number(due[k])) <= 4 * 2 ** -52 * scale(k), `cov ${String(k)}`);
  for (const [k, c] of flat(ops.corrcoef([a, b])).entries())
    t.ok(Math.abs(c - Number(due[k]) / scale(k)) <= 4 * 2 ** -52, `corrcoef ${String(k)}`);
  const columns = ops.transpose(ops.lift("", [a, b]));
  t.strictSame(plain(ops.cov(columns, { rowVar: false })), plain(ops.cov([a, b])));
  t.strictSame(plain(ops.cov(a, { y: b })), plain(ops.cov([a, b])));
  t.strictSame(plain(ops.corrcoef(a, { y: b })), plain(ops.corrcoef([a, b])));
  t.strictSame(
    [plain(ops.cov([1, 3])), plain(ops.cov([1, 3], { bias: true })), plain(ops.cov([1, 3], { ddof: 0 }))],
    [2, 1, 1],
  );
  t.strictSame([plain(ops.corrcoef([1, 3])), plain(ops.cov(5))], [1, NaN]);
  t.strictSame(
    plain(
      ops.corrcoef([
        [1, 1],
        [1, 2],
      ]),
    ),
    [
      [NaN, NaN],
      [NaN, 1],
    ],
  );
  const against = (v: Value): Value => ops.slice(ops.corrcoef(v, { y: [0, -3, -12, -15] }), 0, 1);
  t.equal(against(array([0, 1, 4, 5])), -1, "though rounding gives less");
  t.ok((flat(hessian(against)(array([0, 1, 4, 5])))[0] ?? NaN) > 0.01, "at its least it is still curved");
  for (let seed = 0; seed < 20; seed++) {
    const r = flat(ops.corrcoef(random.normal(random.key(seed), [3, 7])));
    t.ok(
      r.every((c) => Math.abs(c) <= 1),
      "rounding does not leave −1 to 1",
    );
  }
});

/** The sorted elements around the place of a quantile, which it may be the small difference of. */
function neighbours(sample: readonly number[], q: number): number[] {
  const sorted = sample.toSorted((a, b) => a - b);
  const at = q * (sample.length - 1);
  return [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
}

t.test("median and quantile read the sorted elements", async (t) => {
  for (const [i, sample] of samples.entries())
    for (const q of [0, 0.1, 0.25, 1 / 3, 0.5, 0.9, 1]) {
      const due = math.quantileSeq(sample.map(exact), exact(q));
      const came = plain(ops.quantile(sample, q)) as number;
      const largest = Math.max(...neighbours(sample, q).map(Math.abs));
      t.ok(Math.abs(came - Number(due)) <= 4 * 2 ** -53 * largest, `sample ${String(i)} at ${String(q)}`);
    }
  t.equal(plain(ops.median([3, 1, 2, 10])), 2.5);
  t.strictSame(
    plain(
      ops.median(
        [
          [3, 1, 2],
          [9, 8, 7],
        ],
        { axis: 1, keepDims: true },
      ),
    ),
    [[2], [8]],
  );
  t.strictSame(shapeOf(ops.quantile(x, [0.5, 0.1], { axis: [0, 2] })), [2, 3]);
  t.strictSame(shapeOf(ops.quantile(x, 0.5, { axis: 1, keepDims: true })), [2, 1, 4]);
  t.strictSame(
    plain(ops.median(x, { axis: [0, 2] })),
    plain(ops.median(ops.reshape(ops.swapAxes(x, 0, 1), [3, 8]), { axis: 1 })),
  );
  t.strictSame([plain(ops.median([NaN, 1, 2])), plain(ops.median([])), plain(ops.median(3))], [NaN, NaN, 3]);
  t.strictSame(
    plain(
      ops.median(
        [
          [1, NaN],
          [3, 4],
        ],
        { axis: 1 },
      ),
    ),
    [NaN, 3.5],
    "of the lane that holds it",
  );
  t.strictSame(
    [0, 0.5, 0.75].map((q) => plain(ops.quantile([-Infinity, 1, Infinity], q))),
    [-Infinity, 1, Infinity],
  );
  t.strictSame(plain(ops.median([Infinity, Infinity])), Infinity);
});

t.test(
  "the derivative of a quantile goes to the elements that were read, in their order at a tie",
  async (t) => {
    const at = (f: (v: Value) => Value, v: readonly number[]): number[] =>
      flat(grad(f, { mode: "both" })(ops.lift("", v) as NDArray));
    t.strictSame(at(ops.median, [5, 1, 3]), [0, 0, 1]);
    t.strictSame(at(ops.median, [4, 1, 3, 9]), [0.5, 0, 0.5, 0]);
    t.strictSame(at(ops.median, [2, 2, 2]), [0, 1, 0]);
    t.strictSame(
      at((v) => ops.quantile(v, 0.25), [2, 2, 1, 2]),
      [0.75, 0, 0.25, 0],
    );
    t.equal(grad((q: Value) => ops.quantile([1, 2, 4], q), { mode: "both" })(0.75), 4);
    t.equal(grad((q: Value) => ops.quantile([1, 2, 4], q), { mode: "both" })(1), 4);
  },
);

t.test("diff and trapezoid", async (t) => {
  t.strictSame(
    plain(
      ops.diff(
        [
          [1, 4, 9],
          [2, 3, 5],
        ],
        { axis: 0 },
      ),
    ),
    [[1, -1, -4]],
  );
  t.strictSame(plain(ops.diff([1, 4, 9, 16], { n: 3 })), [0]);
  t.strictSame(plain(ops.diff([1, 4], { n: 5 })), []);
  t.strictSame(plain(ops.diff([1, 4], { n: 0 })), [1, 4]);
  t.strictSame(plain(ops.diff([1, 4], { prepend: 0, append: [5, 7] })), [1, 3, 1, 2]);
  t.strictSame(shapeOf(ops.diff(zeros([3, 0]))), [3, 0]);
  t.equal(ops.trapezoid([1, 2, 3], { dx: 2 }), 8);
  t.strictSame(
    plain(
      ops.trapezoid(
        [
          [1, 2],
          [3, 5],
        ],
        { axis: 0, x: [0, 4] },
      ),
    ),
    [8, 14],
  );
  t.strictSame(
    plain(
      ops.trapezoid(
        [
          [1, 2],
          [3, 5],
        ],
        {
          x: [
            [0, 2],
            [1, 2],
          ],
        },
      ),
    ),
    [3, 4],
  );
  t.strictSame([ops.trapezoid([]), ops.trapezoid([3])], [0, 0]);
  const [p, q] = [arange(5), ops.square(arange(5))];
  t.equal(ops.trapezoid(ops.mul(3, p), { x: q }), 3 * (0.5 + 4.5 + 12.5 + 24.5));
});

const programs: Record<string, (x: Value) => Value> = {
  variance: (x) => ops.variance(x, { axis: [0, 2], ddof: 1 }),
  std: (x) => ops.std(x, { axis: 1 }),
  "std of all": (x) => ops.std(x),
  ptp: (x) => ops.ptp(x, { axis: 2 }),
  nansum: (x) => ops.nansum(ops.concatenate([x, full([2, 3, 1], NaN)], { axis: 2 }), { axis: 2 }),
  nanmean: (x) => ops.nanmean(ops.mul(x, x), { axis: 0 }),
  average: (x) => ops.average(x, { axis: 1, weights: ops.exp(x) }),
  cov: (x) => ops.cov(ops.reshape(x, [3, 4])),
  corrcoef: (x) => ops.corrcoef(ops.reshape(x, [3, 4])),
  median: (x) => ops.median(x, { axis: [0, 2] }),
  quantile: (x) => ops.quantile(x, ops.mul(0.4, ops.sigmoid(ops.slice(x, 0, 0))), { axis: [0, 1] }),
  diff: (x) => ops.diff(x, { n: 2, prepend: ops.slice(x, null, null, [1, 2]), axis: 2 }),
  trapezoid: (x) => ops.trapezoid(ops.square(x), { x, axis: 1 }),
};

t.test("their derivatives hold to second order, in both modes", async (t) => {
  // No two so near each other that finite differences would see a kink.
  const apart = [0.3, -1.1, 0.9, 1.7, -0.5, 0.1, 2.3, -1.9, 1.3, -0.8, 0.5, -1.5];
  const sample = ops.reshape(apart, [2, 3, 2]);
  for (const [name, f] of Object.entries(programs))
    t.equal(checkGrads((x: Value) => ops.square(f(x)), [sample], { order: 2 }).verdict, "pass", name);
});

t.test("a wrong argument is answered by an error that names the function and the argument", async (t) => {
  const refused: readonly [call: () => unknown, name: "RangeError" | "TypeError", message: RegExp][] = [
    [() => ops.variance(x, { ddof: NaN }), "TypeError", /^variance: ddof must be a finite number/],
    [() => ops.variance(x, 1 as never), "TypeError", /^variance: its options must be .*axis, keepDims, ddof/],
    [() => ops.std(x, { axis: 3 }), "RangeError", /^std: axis 3 is out of range/],
    [() => ops.ptp([]), "RangeError", /^ptp: shape \[0\] leaves nothing to choose from/],
    [() => ops.nanmean(x, { axis: [1, 1] }), "RangeError", /^nanmean: axis 1 is given twice/],
    [() => ops.nansum("a" as never), "TypeError", /^nansum: its input must be a number or an array/],
    [
      () => ops.average(x, { weights: [1, 2] }),
      "TypeError",
      /^average: weights must be of shape \[2, 3, 4\]/,
    ],
    [
      () => ops.average([1, 2], { weights: [1, -1] }),
      "RangeError",
      /^average: weights must be numbers that do not sum/,
    ],
    [() => ops.cov(x), "TypeError", /^cov: its input must be a vector or a matrix/],
    [() => ops.cov([1, 2], { y: [1, 2, 3] }), "RangeError", /^cov: y must be observed 2 times/],
    [() => ops.corrcoef([1, 2], { bias: true } as never), "TypeError", /^corrcoef: there is no option bias/],
    [() => ops.median(x, { axis: 1.5 }), "TypeError", /^median: axis must be an integer/],
    [() => ops.quantile(x, 1.5), "RangeError", /^quantile: q must be from 0 to 1, not 1.5/],
    [() => ops.quantile(x, [0.5, NaN]), "RangeError", /^quantile: q must be from 0 to 1, not NaN/],
    [() => ops.diff(3), "RangeError", /^diff: axis -1 is out of range/],
    [() => ops.diff([1], { append: "a" as never }), "TypeError", /^diff: append must be a number/],
    [() => ops.diff([1], { prepend: "a" as never }), "TypeError", /^diff: prepend must be a number/],
    [() => ops.diff([1, 2], { n: -1 }), "TypeError", /^diff: n must be a whole number/],
    [
      () => ops.diff(x, { prepend: [1] }),
      "RangeError",
      /^diff: prepend or append must be a number, or of a shape/,
    ],
    [
      () => ops.trapezoid(x, { x: [1, 2] }),
      "RangeError",
      /^trapezoid: x must be of shape \[4\] or \[2, 3, 4\]/,
    ],
    [() => ops.trapezoid([1, 2], { dx: [1] }), "TypeError", /^trapezoid: dx must be one number/],
    [() => ops.trapezoid(3), "RangeError", /^trapezoid: axis -1/],
  ];
  for (const [call, name, message] of refused) t.throws(call, { name, message }, String(call));
});

t.test("float32 stays float32", async (t) => {
  const single = new NDArray(new Float32Array([1, 2, 4, 8]), [2, 2]);
  type Reduce = (x: ops.Like, options: ops.ReduceOptions) => Value;
  const reduce: readonly Reduce[] = [
    ops.variance,
    ops.std,
    ops.ptp,
    ops.nansum,
    ops.nanmean,
    ops.average,
    ops.median,
  ];
  for (const f of reduce) t.equal((f(single, { axis: 0 }) as NDArray).dtype, "float32", f.name);
  t.equal((ops.quantile(single, 0.3, { axis: 1 }) as NDArray).dtype, "float32");
  for (const f of [
    ops.cov,
    ops.corrcoef,
    ops.diff,
    ops.trapezoid,
    ops.cumprod,
    ops.cummax,
    ops.sparsemax,
    ops.cumlogsumexp,
  ])
    t.equal((f(single) as NDArray).dtype, "float32", f.name);
  t.equal((ops.pad(single, 1, { value: 3 }) as NDArray).dtype, "float32");
});
