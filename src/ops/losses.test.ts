// Losses, normalizations, and activations along an axis: against 64 digits and plain loops, at their ends, and their
// derivatives.
import t from "tap";
import { all, create, type BigNumber } from "mathjs";
import { array, NDArray, random } from "../ndarray/index.js";
import { checkGrads } from "../check/index.js";
import { shapeOf, value, type Value } from "../core/op.js";
import { grad, hessian, jacobian } from "../transforms/index.js";
import * as ops from "./index.js";

const math = create(all ?? {}, { number: "BigNumber", precision: 64 });

/** What a formula is at numbers with all their digits: a shorter text is another number. */
function exact(formula: string, scope: Readonly<Record<string, number>>): number {
  const digits = Object.entries(scope).map(([name, x]) => [name, math.bignumber(x.toPrecision(60))]);
  return Number(String(math.evaluate(formula, Object.fromEntries(digits) as Record<string, BigNumber>)));
}

/** By how many units in the last place `came` is off. */
function ulps(came: Value, due: number): number {
  return Math.abs((came as number) - due) / (2 ** -52 * Math.abs(due));
}

/** A plain value as nested arrays. */
function plain(x: Value): unknown {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
}

/** The elements of a plain value. */
function flat(x: unknown): number[] {
  return x instanceof NDArray ? Array.from(x.data) : [x as number];
}

const both = { mode: "both" } as const;
const [x, y] = [random.normal(random.key(1), [4, 3]), random.normal(random.key(2), [4, 3])];
/** Probabilities of three classes in four rows. */
const probabilities = ops.softmax(random.normal(random.key(3), [4, 3])) as NDArray;

t.test("mse and huber are means of their formulas, and reduce as they are told", async (t) => {
  t.equal(ops.mse([1, 2, 3], [1, 4, 0]), 13 / 3);
  t.equal(ops.mse([1, 2, 3], [1, 4, 0], { reduction: "sum" }), 13);
  t.strictSame(plain(ops.mse([1, 2, 3], 1, { reduction: "none" })), [0, 1, 4]);
  t.strictSame(
    plain(ops.huber([0, 0, 0, 0], [0.5, -2, 2, 8], { delta: 2, reduction: "none" })),
    [0.125, 2, 2, 14],
  );
  t.equal(ops.huber([0, 0], [1, 3], { reduction: "sum" }), 3);
  const at = array([-1e200, -1, 0, 0.5, 1, 1e200]);
  const slopes = grad((v: Value) => ops.huber(v, 0, { reduction: "sum" }), both)(at);
  t.strictSame(flat(slopes), [-1, -1, 0, 0.5, 1, 1], "what is not taken may overflow");
});

t.test("binaryCrossEntropyWithLogits is right to 4 ulp of 64 digits, far out on both sides", async (t) => {
  for (const z of [-800, -40, -1.5, -1e-9, 0, 0.3, 36, 500])
    for (const p of [0, 1e-9, 0.25, 1]) {
      const due = exact("p * log(1 + exp(-z)) + (1 - p) * log(1 + exp(z))", { p, z });
      t.ok(due === 0 || ulps(ops.binaryCrossEntropyWithLogits(z, p), due) <= 4, `${String(z)}, ${String(p)}`);
      const slope = exact("1 / (1 + exp(-z)) - p", { p, z });
      const came = grad((v: Value) => ops.binaryCrossEntropyWithLogits(v, p), both)(z);
      // σ(x) − y is as large as the sum of its two parts, or it cancels as it must.
      t.ok(
        Math.abs(came - slope) <= 4 * 2 ** -52 * (exact("1 / (1 + exp(-z))", { z }) + p),
        `slope at ${String(z)}, ${String(p)}`,
      );
    }
  t.strictSame(
    [ops.binaryCrossEntropyWithLogits(Infinity, 1), ops.binaryCrossEntropyWithLogits(-Infinity, 0)],
    [0, 0],
  );
  const options = { posWeight: 3, weight: [1, 2], reduction: "none" } as const;
  const weighed = flat(ops.binaryCrossEntropyWithLogits([0, 0], [1, 0], options));
  t.strictSame(weighed, [3 * Math.LN2, 2 * Math.LN2]);
});

t.test("crossEntropy of indices is −ln softmax of the class, weighted, smoothed, or ignored", async (t) => {
  const logs = plain(ops.logSoftmax(x)) as number[][];
  const classes = [2, 0, 1, 2];
  const near = (came: readonly number[], due: readonly number[]): void => {
    t.strictSame(
      came.filter((loss, i) => !(ulps(loss, due[i] ?? NaN) <= 4)),
      [],
    );
  };
  const each = classes.map((k, i) => -(logs[i]?.[k] ?? NaN));
  near(flat(ops.crossEntropy(x, classes, { reduction: "none" })), each);
  t.ok(ulps(ops.crossEntropy(x, classes), ops.mean(each) as number) <= 4);
  const weight = [1, 2, 5];
  const weights = classes.map((k) => weight[k] ?? NaN);
  const weighted = each.map((loss, i) => loss * (weights[i] ?? NaN));
  near(flat(ops.crossEntropy(x, classes, { weight, reduction: "none" })), weighted);
  t.ok(
    ulps(ops.crossEntropy(x, classes, { weight }), weighted.reduce((a, b) => a + b) / 13) <= 4,
    "mean by weight",
  );
  t.ok(ulps(ops.crossEntropy(x, [2, -100, 1, -100]), ((each[0] ?? NaN) + (each[2] ?? NaN)) / 2) <= 4);
  t.ok(ulps(ops.crossEntropy(x, [7, 0, 7, 7], { ignoreIndex: 7 }), each[1] ?? NaN) <= 4);
  const even = logs.map((row) => -row.reduce((a, b) => a + b) / 3);
  const smooth = flat(ops.crossEntropy(x, classes, { labelSmoothing: 0.3, reduction: "none" }));
  for (const [i, loss] of smooth.entries())
    t.ok(ulps(loss, 0.7 * (each[i] ?? NaN) + 0.3 * (even[i] ?? NaN)) <= 8);
  const some = flat(ops.crossEntropy(x, [-100, 0, 1, 2], { labelSmoothing: 0.3, reduction: "none" }));
  t.equal(some[0], 0, "what is ignored is not smoothed either");
  t.ok(
    ulps(ops.crossEntropy([0, 1, 3], 1), exact("log(1 + e + exp(3)) - 1", { e: Math.E })) <= 4,
    "of one vector",
  );
});

t.test("crossEntropy is right to 4 ulp of 64 digits, where it is almost 0 as well", async (t) => {
  for (const z of [-30, -2, 0, 1e-9, 5, 36, 90]) {
    const at = array([1, 1 + z]);
    const due = exact("log(1 + exp(a - b))", { a: at.data[0] ?? NaN, b: at.data[1] ?? NaN });
    t.ok(ulps(ops.crossEntropy(at, 1), due) <= 4, String(z));
    const slope = exact("1 / (1 + exp(b - a))", { a: at.data[0] ?? NaN, b: at.data[1] ?? NaN });
    const came = flat(grad((v: Value) => ops.crossEntropy(v, 1), both)(at));
    t.ok(ulps(came[0] ?? NaN, slope) <= 4, `slope at ${String(z)}`);
  }
});

t.test("crossEntropy of probabilities is that of indices where they are certain", async (t) => {
  const certain = array([
    [0, 0, 1],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  for (const options of [{}, { labelSmoothing: 0.25 }, { reduction: "sum", weight: [1, 1, 1] }] as const)
    t.ok(
      ulps(ops.crossEntropy(x, certain, options), ops.crossEntropy(x, [2, 0, 1, 2], options) as number) <= 4,
    );
  t.equal(ops.crossEntropy([0, -Infinity], [1, 0]), 0, "nothing is lost where nothing is expected");
  t.strictSame(flat(grad((v: Value) => ops.crossEntropy(v, [1, 0]), both)(array([0, -Infinity]))), [0, 0]);
  const wide = ops.reshape(random.normal(random.key(5), [24]), [2, 3, 4]);
  const targets = [
    [0, 1, 2, 0],
    [1, 2, 0, 1],
  ];
  const losses = ops.crossEntropy(wide, targets, { reduction: "none" });
  t.strictSame(shapeOf(losses), [2, 4]);
  for (const [i, row] of targets.entries())
    for (const [j, k] of row.entries()) {
      const due = ops.neg(ops.slice(ops.logSoftmax(ops.slice(wide, i, null, j)), k));
      t.ok(ulps(ops.slice(losses, i, j), due as number) <= 4, "classes lie along axis 1");
    }
  t.same(flat(grad((v: Value) => ops.crossEntropy(v, 0), both)(array([1000, 0]))), [0, 0]);
});

t.test("klDivergence is the relative entropy", async (t) => {
  const logs = ops.logSoftmax(y);
  const terms = flat(probabilities).map((p, i) => p * (Math.log(p) - (flat(logs)[i] ?? NaN)));
  const total = terms.reduce((a, b) => a + b);
  const close = (came: Value, due: number) => t.ok(Math.abs((came as number) - due) <= 1e-15);
  close(ops.klDivergence(logs, probabilities), total / 12);
  close(ops.klDivergence(logs, probabilities, { reduction: "batchMean" }), total / 4);
  close(ops.klDivergence(logs, ops.log(probabilities), { reduction: "sum", logTarget: true }), total);
  t.equal(ops.klDivergence([-Infinity, 0], [0, 1]), 0);
  t.equal(ops.klDivergence([-Infinity, 0], [-Infinity, 0], { logTarget: true }), 0);
  t.equal(ops.klDivergence([-Infinity, 0], [0.5, 0.5], { reduction: "sum" }), Infinity);
});

t.test("cosineSimilarity does not overflow, and is 0 of a vector of zeros", async (t) => {
  t.ok(ulps(ops.cosineSimilarity([3e200, 4e200], [4e-6, 3e-6]), 0.96) <= 4);
  t.equal(ops.cosineSimilarity([0, 0], [1, 2]), 0);
  t.strictSame(shapeOf(ops.cosineSimilarity(x, y)), [4]);
  t.strictSame(shapeOf(ops.cosineSimilarity(x, ops.slice(y, 0), { axis: -1 })), [4], "broadcast");
  t.strictSame(shapeOf(ops.cosineSimilarity(x, y, { axis: 0 })), [3]);
});

t.test("layerNorm and batchNorm bring to mean 0 and variance 1, then scale and shift", async (t) => {
  const z = random.normal(random.key(6), [4, 3, 5]);
  const due = (axis: readonly number[]): Value => {
    const centred = ops.sub(z, ops.mean(z, { axis, keepDims: true }));
    return ops.div(centred, ops.sqrt(ops.add(ops.var(z, { axis, keepDims: true }), 1e-5)));
  };
  const near = (a: Value, b: Value): boolean => ops.max(ops.abs(ops.sub(a, b)) as NDArray) <= 1e-14;
  t.ok(near(ops.layerNorm(z, [3, 5]), due([1, 2])));
  t.ok(near(ops.layerNorm(z, 5), due([2])));
  t.ok(near(ops.batchNorm(z), due([0, 2])));
  const column = [1, 2, 3].map((w) => [w]);
  const options = { weight: [1, 2, 3], bias: [4, 5, 6] };
  t.ok(near(ops.batchNorm(z, options), ops.add(ops.mul(due([0, 2]), column), ops.add(column, 3))));
  const stats = { runningMean: [1, 2, 3], runningVar: [4, 4, 4], eps: 0 };
  t.ok(near(ops.batchNorm(z, stats), ops.div(ops.sub(z, column), 2)));
  const constant = ops.batchNorm(ops.broadcastTo(0.1, [3, 2]));
  t.strictSame(flat(constant), [0, 0, 0, 0, 0, 0]);
});

t.test("sparsemax is the nearest point of the simplex", async (t) => {
  t.strictSame(plain(ops.sparsemax([0, 0, 0, 0])), [0.25, 0.25, 0.25, 0.25]);
  t.strictSame(plain(ops.sparsemax([1e300, 0, -Infinity])), [1, 0, 0]);
  t.strictSame(
    plain(
      ops.sparsemax(
        [
          [1, 5],
          [1.5, 1],
        ],
        { axis: 0 },
      ),
    ),
    [
      [0.25, 1],
      [0.75, 0],
    ],
  );
  t.strictSame([plain(ops.sparsemax(7)), plain(ops.sparsemax([]))], [1, []]);
  t.strictSame(plain(ops.sparsemax([1, NaN])), [NaN, NaN]);
  const z = random.normal(random.key(8), [7]);
  const p = flat(ops.sparsemax(z));
  t.ok(Math.abs(p.reduce((a, b) => a + b) - 1) <= 1e-15);
  // Optimal: zᵢ − pᵢ is the same, τ, where pᵢ > 0, and no more than τ elsewhere.
  const tau = Math.max(...p.map((pi, i) => (z.data[i] ?? NaN) - pi));
  for (const [i, pi] of p.entries())
    t.ok(pi > 0 ? Math.abs((z.data[i] ?? NaN) - pi - tau) < 1e-15 : (z.data[i] ?? NaN) <= tau);
  const slopes = plain(jacobian((v: Value) => ops.sparsemax(v), both)(array([1, 0.5, -1])));
  t.strictSame(slopes, [
    [0.5, -0.5, 0],
    [-0.5, 0.5, 0],
    [0, 0, 0],
  ]);
  t.strictSame(
    plain(jacobian((v: Value) => ops.sparsemax(v), both)(array([1, 0]))),
    [
      [0, 0],
      [0, 0],
    ],
    "at τ: left out",
  );
});

t.test("glu gates one half by the other, and the slope of prelu is learnt", async (t) => {
  t.strictSame(
    plain(
      ops.glu(
        [
          [2, 4],
          [0, 0],
        ],
        { axis: 0 },
      ),
    ),
    [[1, 2]],
  );
  t.strictSame(plain(ops.glu([3, -1000])), [0]);
  t.strictSame(
    plain(
      ops.prelu(
        [
          [-2, 4],
          [2, -4],
        ],
        [0.5, 0.25],
      ),
    ),
    [
      [-1, 4],
      [2, -1],
    ],
  );
  t.strictSame(
    flat(
      grad(
        (a: Value) =>
          ops.sum(
            ops.prelu(
              [
                [-2, 4],
                [-3, -4],
              ],
              a,
            ),
          ),
        both,
      )(array([0.5, 0.25])),
    ),
    [-5, -4],
  );
  t.equal(grad((v: Value) => ops.prelu(v, 0.3), both)(0), 0.3);
});

const programs: Record<string, (v: Value) => Value> = {
  mse: (v) => ops.mse(v, y),
  huber: (v) => ops.huber(v, ops.sin(v)),
  binary: (v) => ops.binaryCrossEntropyWithLogits(v, ops.sigmoid(ops.sin(v)), { posWeight: 2 }),
  "class indices": (v) => ops.crossEntropy(v, [0, 2, 1, -100], { weight: [1, 2, 3], labelSmoothing: 0.1 }),
  "class probabilities": (v) => ops.crossEntropy(v, ops.softmax(ops.sin(v)), { labelSmoothing: 0.1 }),
  klDivergence: (v) => ops.klDivergence(ops.logSoftmax(v), ops.softmax(ops.sin(v))),
  "klDivergence of logarithms": (v) => ops.klDivergence(v, ops.sin(v), { logTarget: true }),
  cosineSimilarity: (v) => ops.cosineSimilarity(v, ops.exp(v)),
  layerNorm: (v) => ops.layerNorm(v, 3, { weight: ops.slice(v, 0), bias: ops.slice(v, 1) }),
  batchNorm: (v) => ops.batchNorm(v, { weight: ops.slice(v, 0), bias: ops.slice(v, 1) }),
  "batchNorm of given statistics": (v) =>
    ops.batchNorm(v, { runningMean: ops.slice(v, 0), runningVar: ops.square(ops.slice(v, 1)) }),
  sparsemax: (v) => ops.sparsemax(v),
  glu: (v) => ops.glu(v, { axis: 0 }),
  prelu: (v) => ops.prelu(v, ops.slice(v, 0)),
};

t.test("their derivatives hold to second order, in both modes", async (t) => {
  for (const [name, f] of Object.entries(programs))
    t.equal(checkGrads((v: Value) => ops.square(f(v)), [x], { order: 2 }).verdict, "pass", name);
  const curvature = hessian(
    (v: Value) => ops.slice(ops.layerNorm(v, 2, { eps: 0.25 }), 0),
    both,
  )(array([0, 0]));
  t.ok(
    flat(curvature).every((c) => c === 0),
    "at a constant too: there it is odd",
  );
});

t.test("a wrong argument is answered by an error that names the function and the argument", async (t) => {
  const refused: readonly [call: () => unknown, name: "RangeError" | "TypeError", message: RegExp][] = [
    [
      () => ops.mse([1, 2], [[1], [2]]),
      "RangeError",
      /^mse: its target must be of shape \[2\].*not an NDArray of shape \[2, 1\]/,
    ],
    [
      () => ops.mse(1, 2, { reduction: "avg" as never }),
      "TypeError",
      /^mse: reduction must be "mean" or "sum" or "none"/,
    ],
    [() => ops.mse("a" as never, 1), "TypeError", /^mse: its input must be a number or an array/],
    [() => ops.huber(1, 2, { delta: 0 }), "TypeError", /^huber: delta must be a number > 0/],
    [
      () => ops.binaryCrossEntropyWithLogits(x, [1]),
      "RangeError",
      /^binaryCrossEntropyWithLogits: its target must/,
    ],
    [
      () => ops.klDivergence(x, y, { reduction: "batchmean" as never }),
      "TypeError",
      /^klDivergence: reduction must be .*"batchMean"/,
    ],
    [() => ops.crossEntropy(3, 0), "TypeError", /^crossEntropy: its input must be the logits of classes/],
    [
      () => ops.crossEntropy(x, [0, 1]),
      "RangeError",
      /^crossEntropy: its target must be class indices of shape \[4\], or/,
    ],
    [
      () => ops.crossEntropy(x, [0, 1, 2, 3]),
      "RangeError",
      /^crossEntropy: its target must be class indices from 0 to 2.*not 3/,
    ],
    [
      () => ops.crossEntropy(x, [0, 1, 2, 0.5]),
      "RangeError",
      /^crossEntropy: its target must be class indices/,
    ],
    [
      () => ops.crossEntropy(x, [0, 0, 0, 0], { weight: [1] }),
      "RangeError",
      /^crossEntropy: weight must be of shape \[3\]/,
    ],
    [
      () => ops.crossEntropy(x, y, { labelSmoothing: 2 }),
      "TypeError",
      /^crossEntropy: labelSmoothing must be from 0 to 1/,
    ],
    [
      () => grad((v: Value) => ops.crossEntropy(x, v))(array([0, 0, 0, 0])),
      "TypeError",
      /^crossEntropy: its target must be plain/,
    ],
    [
      () => ops.cosineSimilarity(x, [1, 2]),
      "RangeError",
      /^cosineSimilarity: shapes \[4, 3\] and \[2\] do not broadcast/,
    ],
    [() => ops.cosineSimilarity(1, 2), "RangeError", /^cosineSimilarity: axis 1 is out of range/],
    [() => ops.layerNorm(x, 4), "TypeError", /^layerNorm: shape must be the last axes of \[4, 3\]/],
    [() => ops.layerNorm(x, 3, { weight: [1] }), "RangeError", /^layerNorm: weight must be of shape \[3\]/],
    [() => ops.layerNorm(x, 3, { eps: -1 }), "TypeError", /^layerNorm: eps must be a number of 0 or more/],
    [() => ops.batchNorm([1, 2]), "TypeError", /^batchNorm: its input must be of rank 2 or more/],
    [
      () => ops.batchNorm([[1, 2]]),
      "RangeError",
      /^batchNorm: its input must be of more than one element for each channel/,
    ],
    [
      () => ops.batchNorm(x, { runningMean: [1, 2, 3] }),
      "TypeError",
      /^batchNorm: runningMean and runningVar must be given together/,
    ],
    [() => ops.sparsemax(x, { axis: 2 }), "RangeError", /^sparsemax: axis 2 is out of range/],
    [() => ops.glu([1, 2, 3]), "RangeError", /^glu: its input must be of even length along axis 0/],
    [() => ops.prelu(1, "a" as never), "TypeError", /^prelu: its alpha must be a number or an array/],
  ];
  for (const [call, name, message] of refused) t.throws(call, { name, message }, String(call));
});
