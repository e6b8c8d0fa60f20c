// The conventions of the ops at ties, kinks and edges: in both modes, on numbers and on arrays, and nested.
import t from "tap";
import fc from "fast-check";
import {
  abs,
  acos,
  acosh,
  add,
  arange,
  argmax,
  argmin,
  array,
  asin,
  atan2,
  atanh,
  cast,
  cbrt,
  ceil,
  clip,
  concatenate,
  cos,
  cumsum,
  div,
  dot,
  equal,
  exp,
  expandDims,
  expm1,
  floor,
  grad,
  greater,
  hessian,
  hypot,
  isFinite,
  isNaN,
  jacobian,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  logSoftmax,
  logsumexp,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  NDArray,
  norm,
  notEqual,
  ones,
  outer,
  pow,
  prod,
  ravel,
  reciprocal,
  relu,
  remainder,
  reshape,
  round,
  rsqrt,
  shapeOf,
  sigmoid,
  sign,
  sin,
  slice,
  softmax,
  softplus,
  sqrt,
  square,
  squeeze,
  stack,
  stopGradient,
  sub,
  sum,
  take,
  tanh,
  transpose,
  trunc,
  value,
  type Value,
  vjp,
  where,
  zeros,
} from "../index.js";
import type { Op } from "../core/op.js";

const modes = ["forward", "reverse"] as const;
const [inf, nan] = [Infinity, NaN];

type F = (...x: Value[]) => Value;

/** The gradient of the sum of `f` with respect to all of its arguments. */
function gradients(f: F, at: readonly Value[], mode: "forward" | "reverse"): readonly Value[] {
  const argnums = at.map((_, i) => i);
  return grad((...x: Value[]) => sum(f(...x)), { mode, argnums })(...at);
}

function plain(x: Value): unknown {
  const v = value(x);
  return typeof v === "number" ? v : v.toArray();
}

/** Gradients of functions of numbers, which must come out so on numbers and on arrays of one element. */
const atPoints: Record<string, [f: F, at: number[], gradient: number[]]> = {
  "abs at 0": [abs, [0], [0]],
  "abs at -0": [abs, [-0], [0]],
  "relu at 0": [relu, [0], [0]],
  "sign at 0": [sign, [0], [0]],
  "maximum at a tie": [maximum, [2, 2], [0.5, 0.5]],
  "minimum at a tie": [minimum, [2, 2], [0.5, 0.5]],
  "maximum(x, 0) at 0": [(x) => maximum(x, 0), [0], [0.5]],
  "maximum(x, x)": [(x) => maximum(x, x), [2], [1]],
  "minimum(x, x)": [(x) => minimum(x, x), [2], [1]],
  "clip at its lower bound": [(x) => clip(x, 0, 1), [0], [1]],
  "clip at its upper bound": [(x) => clip(x, 0, 1), [1], [1]],
  "clip outside": [(x) => clip(x, 0, 1), [2], [0]],
  "clip with respect to its bounds, outside": [clip, [2, 0, 1], [0, 0, 1]],
  "clip with respect to its bounds, at the lower": [clip, [0, 0, 1], [1, 0, 0]],
  "pow(x, y) at (0, 1)": [pow, [0, 1], [1, 0]],
  "pow(x, y) at (0, 2)": [pow, [0, 2], [0, 0]],
  "pow(x, y) at (0, 1/2)": [pow, [0, 0.5], [inf, 0]],
  "pow(x, y) at (-2, 2)": [pow, [-2, 2], [-4, nan]],
  "pow(x, y) at (-2, 3)": [pow, [-2, 3], [12, nan]],
  "pow(x, 0) at 0": [(x) => pow(x, 0), [0], [0]],
  "pow(x, 1) at 0": [(x) => pow(x, 1), [0], [1]],
  "pow(x, 2) at 0": [(x) => pow(x, 2), [0], [0]],
  "pow(x, 3) at -2": [(x) => pow(x, 3), [-2], [12]],
  "pow(0, y) at 1": [(y) => pow(0, y), [1], [0]],
  "sqrt at 0": [sqrt, [0], [inf]],
  "sqrt(x²) at 0": [(x) => sqrt(mul(x, x)), [0], [0]],
  "cbrt at 0": [cbrt, [0], [inf]],
  "log at 0": [log, [0], [inf]],
  "reciprocal at 0": [reciprocal, [0], [-inf]],
  "rsqrt at 0": [rsqrt, [0], [-inf]],
  "div at (1, 0)": [div, [1, 0], [inf, -inf]],
  "asin at 1": [asin, [1], [inf]],
  "acos at -1": [acos, [-1], [-inf]],
  "acosh at 1": [acosh, [1], [inf]],
  "atanh at 1": [atanh, [1], [inf]],
  "sqrt in an untaken branch": [(x) => where(greater(x, 0), sqrt(x), 0), [-1], [0]],
  "sqrt in a branch untaken at its kink": [(x) => where(greater(x, 0), sqrt(x), 0), [0], [0]],
  "log in an untaken branch": [(x) => where(greater(x, 0), log(x), 0), [0], [0]],
  "sin(x) / x in an untaken branch": [(x) => where(notEqual(x, 0), div(sin(x), x), 1), [0], [0]],
  "sqrt of a product with 0": [(x) => mul(0, sqrt(x)), [0], [0]],
  "log of a product with 0": [(x) => mul(0, log(x)), [0], [0]],
  "atan2 on the positive x axis": [atan2, [0, 2], [0.5, 0]],
  "atan2 on the negative x axis": [atan2, [0, -2], [-0.5, 0]],
  "atan2 on the y axis": [atan2, [4, 0], [0, -0.25]],
  "atan2 at the origin": [atan2, [0, 0], [0, 0]],
  "hypot on an axis": [hypot, [3, 0], [1, 0]],
  "hypot at the origin": [hypot, [0, 0], [0, 0]],
  "tanh at 1000": [tanh, [1000], [0]],
  "sigmoid at 1000": [sigmoid, [1000], [0]],
  "sigmoid at -1000": [sigmoid, [-1000], [0]],
  "softplus at 1000": [softplus, [1000], [1]],
  "softplus at -1000": [softplus, [-1000], [0]],
  "log(sigmoid) as -softplus(-x) at -1000": [(x) => mul(-1, softplus(mul(-1, x))), [-1000], [1]],
  "expm1 at 1e-20": [expm1, [1e-20], [1]],
  "log1p at 1e-20": [log1p, [1e-20], [1]],
  floor: [floor, [1.5], [0]],
  ceil: [ceil, [1.5], [0]],
  round: [round, [0.5], [0]],
  trunc: [trunc, [-1.5], [0]],
  "floor of a quotient": [(a, b) => floor(div(a, b)), [5.5, 2], [0, 0]],
  remainder: [remainder, [5.5, 2], [1, -2]],
  "remainder of a negative number": [remainder, [-5.5, 2], [1, 3]],
  stopGradient: [(x) => mul(x, stopGradient(x)), [3], [3]],
  "x² + x at 3": [(x) => add(mul(x, x), x), [3], [7]],
  "x - x": [(x) => sub(x, x), [3], [0]],
  "x / x": [(x) => div(x, x), [3], [0]],
  "norm of a number": [(x) => norm(x), [-2], [-1]],
  "norm at 0": [(x) => norm(x), [0], [0]],
};

t.test("gradients at ties, kinks and edges are what the conventions say, in both modes", (t) => {
  for (const [title, [f, at, gradient]] of Object.entries(atPoints)) {
    for (const mode of modes) {
      t.same(gradients(f, at, mode), gradient, `${title}, ${mode}`);
      const arrays = gradients(
        f,
        at.map((x) => array([x])),
        mode,
      );
      t.same(
        arrays.map(plain),
        gradient.map((g) => [g]),
        `${title}, on arrays, ${mode}`,
      );
    }
  }
  t.end();
});

t.test("the angle of a point turns right in all four quadrants", (t) => {
  for (const [a, b] of [
    [1, 1],
    [1, -1],
    [-1, -1],
    [-1, 1],
  ] as const) {
    for (const mode of modes) {
      const [da, db] = gradients(atan2, [a, b], mode) as [number, number];
      t.ok(Math.abs(da - b / 2) < 1e-15 && Math.abs(db + a / 2) < 1e-15, `${mode} at ${String([a, b])}`);
    }
  }
  t.end();
});

function variance(x: Value): Value {
  return mean(square(sub(x, mean(x))));
}

/** Gradients of functions of arrays. */
const ofArrays: Record<string, [f: F, at: Value[], gradient: unknown[]]> = {
  "max at a tie": [(x) => max(x), [array([1, 3, 3])], [[0, 0.5, 0.5]]],
  "min at a tie": [(x) => min(x), [array([1, 1, 1, 1])], [[0.25, 0.25, 0.25, 0.25]]],
  "max along an axis": [
    (x) => max(x, { axis: 1 }),
    [
      array([
        [1, 1],
        [0, 2],
      ]),
    ],
    [
      [
        [0.5, 0.5],
        [0, 1],
      ],
    ],
  ],
  "max, kept": [
    (x) => max(x, { axis: 1, keepDims: true }),
    [
      array([
        [1, 1],
        [5, 2],
      ]),
    ],
    [
      [
        [0.5, 0.5],
        [1, 0],
      ],
    ],
  ],
  "prod with one zero": [(x) => prod(x), [array([2, 0, 3])], [[0, 6, 0]]],
  "prod with two zeros": [(x) => prod(x), [array([0, 0, 3])], [[0, 0, 0]]],
  "prod along an axis": [
    (x) => prod(x, { axis: 1 }),
    [
      array([
        [2, 0],
        [3, 4],
      ]),
    ],
    [
      [
        [0, 2],
        [4, 3],
      ],
    ],
  ],
  "norm at the origin": [(x) => norm(x), [zeros(3)], [[0, 0, 0]]],
  "norm of order 1 at 0": [(x) => norm(x, { ord: 1 }), [array([0, -2])], [[0, -1]]],
  "norm of order Infinity": [(x) => norm(x, { ord: inf }), [array([1, -2, 2])], [[0, -0.5, 0.5]]],
  "logsumexp at 1000": [(x) => logsumexp(x), [array([1000, 1000])], [[0.5, 0.5]]],
  "logsumexp with -∞": [(x) => logsumexp(x), [array([-inf, 0])], [[0, 1]]],
  "logsumexp of -∞ alone": [(x) => logsumexp(x), [array([-inf, -inf])], [[0, 0]]],
  "softmax at 1000": [(x) => mul(softmax(x), array([1, 2])), [array([1000, 1000])], [[-0.25, 0.25]]],
  "logSoftmax at ±1000": [(x) => take(logSoftmax(x), 1), [array([1000, -1000])], [[-1, 1]]],
  "the deviation of equal numbers": [(x) => sqrt(variance(x)), [array([2, 2, 2])], [[0, 0, 0]]],
  "the variance of equal numbers": [variance, [array([2, 2, 2])], [[0, 0, 0]]],
  "sqrt in untaken branches": [(x) => where(greater(x, 0), sqrt(x), 0), [array([-1, 0, 4])], [[0, 0, 0.25]]],
  "where chooses": [
    (a, b) => where([1, 0], a, b),
    [array([1, 2]), array([3, 4])],
    [
      [1, 0],
      [0, 1],
    ],
  ],
  "a broadcast of both": [mul, [array([[1], [2], [3]]), array([[10, 20]])], [[[30], [30], [30]], [[6, 6]]]],
  "a broadcast of a number": [
    mul,
    [
      2,
      array([
        [1, 2],
        [3, 4],
      ]),
    ],
    [
      10,
      [
        [2, 2],
        [2, 2],
      ],
    ],
  ],
  "a broadcast over a missing axis": [
    add,
    [array([1, 2]), zeros([2, 2])],
    [
      [2, 2],
      [
        [1, 1],
        [1, 1],
      ],
    ],
  ],
  "an input next to itself": [(x) => concatenate([x, x]), [array([1, 2])], [[2, 2]]],
  "an input many times": [
    (x) => concatenate([...Array<Value>(12).fill(x), mul(x, x)]),
    [array([1, 2])],
    [[14, 16]],
  ],
  "an input taken twice": [(x) => take(x, [0, 0, -1]), [array([1, 2, 3])], [[2, 0, 1]]],
  "an input backwards": [(x) => mul(slice(x, [null, null, -1]), [1, 2, 3]), [array([4, 5, 6])], [[3, 2, 1]]],
  cumsum: [(x) => cumsum(x), [array([1, 2, 3])], [[3, 2, 1]]],
  "a cast to whole numbers": [(x) => cast(cast(x, "int32"), "float64"), [array([2.5])], [[0]]],
  "a cast to single precision": [(x) => cast(x, "float32"), [array([2.5])], [[1]]],
  "argmax and argmin": [(x) => add(argmax(x), argmin(x)), [array([1, 2])], [[0, 0]]],
};

t.test("gradients of reductions, movements and broadcasts are what the conventions say", (t) => {
  for (const [title, [f, at, gradient]] of Object.entries(ofArrays)) {
    for (const mode of modes) t.same(gradients(f, at, mode).map(plain), gradient, `${title}, ${mode}`);
  }
  t.end();
});

t.test("empty arrays have derivatives of their shape", (t) => {
  const empty = array([]);
  const table: Record<string, [f: F, value: unknown]> = {
    sum: [(x) => sum(x), 0],
    prod: [(x) => prod(x), 1],
    mean: [(x) => mean(x), nan],
    norm: [(x) => norm(x), 0],
    logsumexp: [(x) => logsumexp(x), -inf],
    dot: [(x) => dot(x, x), 0],
    sin: [(x) => sin(x), []],
    cumsum: [(x) => cumsum(x), []],
    concatenate: [(x) => concatenate([x, x]), []],
    reshape: [(x) => reshape(x, [0, 3]), []],
    "max over no rows": [(x) => max(reshape(x, [2, 0]), { axis: 0 }), []],
    "an outer product": [(x) => outer([1, 2], x), [[], []]],
  };
  for (const [title, [f, expected]] of Object.entries(table)) {
    t.same(plain(f(empty)), expected, title);
    for (const mode of modes) {
      t.same(gradients(f, [empty], mode).map(plain), [[]], `${title}, ${mode}`);
      const second = hessian((x: Value) => sum(f(x)), { mode })(empty);
      t.same(second, zeros([0, 0]), `${title}, second order, ${mode}`);
    }
  }
  for (const f of [max, min]) t.throws(() => f(empty), { message: /at least one element/ });
  t.end();
});

/** D²f at a number by each nesting of the modes. */
function second(f: (x: Value) => Value, x: number): Readonly<Record<string, number>> {
  const pairs = modes.flatMap((inner) => modes.map((outer) => [inner, outer] as const));
  return Object.fromEntries(
    pairs.map(([inner, outer]) => [
      `${outer} over ${inner}`,
      grad(grad(f, { mode: inner }), { mode: outer })(x),
    ]),
  );
}

t.test("second derivatives at ties, kinks and edges are the same in all nestings of the modes", (t) => {
  const table: Record<string, [f: (x: Value) => Value, at: number, value: number]> = {
    "x² at 0": [(x) => mul(x, x), 0, 2],
    "pow(x, 2) at 0": [(x) => pow(x, 2), 0, 2],
    "pow(x, 3) at 0": [(x) => pow(x, 3), 0, 0],
    "pow(x, 1) at 0": [(x) => pow(x, 1), 0, 0],
    "pow(x, 0) at 0": [(x) => pow(x, 0), 0, 0],
    "pow(x, 2) at -2": [(x) => pow(x, 2), -2, 2],
    "abs at 0": [abs, 0, 0],
    "relu at 0": [relu, 0, 0],
    "maximum(x, 0) at 0": [(x) => maximum(x, 0), 0, 0],
    "sqrt in an untaken branch": [(x) => where(greater(x, 0), sqrt(x), 0), -1, 0],
    "tanh at 1000": [tanh, 1000, 0],
    "sigmoid at -1000": [sigmoid, -1000, 0],
    "softplus at ±1000": [(x) => add(softplus(x), softplus(mul(-1, x))), 1000, 0],
    "softplus at 0": [softplus, 0, 0.25],
    "log1p at 1e-20": [log1p, 1e-20, -1],
    floor: [floor, 1.5, 0],
    "x stopGradient(x)": [(x) => mul(x, stopGradient(x)), 3, 0],
    "exp at 1": [exp, 1, Math.E],
  };
  for (const [title, [f, at, expected]] of Object.entries(table)) {
    for (const [nesting, got] of Object.entries(second(f, at))) t.same(got, expected, `${title}, ${nesting}`);
  }
  for (const [f, expected] of [
    [tanh, -0.7268619813835876],
    [sigmoid, -0.05755679485232075],
  ] as const) {
    for (const got of Object.values(second(f, 0.5))) t.ok(Math.abs(got - expected) < 1e-15, f.name);
  }
  t.end();
});

t.test("second derivatives of products with zeros are exact", (t) => {
  for (const mode of modes) {
    const at = (x: number[]): unknown => plain(hessian((v: Value) => prod(v), { mode })(array(x)));
    t.same(at([2, 0, 3]), [
      [0, 3, 0],
      [3, 0, 2],
      [0, 2, 0],
    ]);
    t.same(at([0, 0, 3]), [
      [0, 3, 0],
      [3, 0, 0],
      [0, 0, 0],
    ]);
    t.same(at([0, 0, 0]), [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    t.same(at([1, 2, 0, 4]), [
      [0, 0, 8, 0],
      [0, 0, 4, 0],
      [8, 4, 0, 2],
      [0, 0, 2, 0],
    ]);
  }
  t.end();
});

t.test("values are finite and exact far out", (t) => {
  t.equal(softplus(1000), 1000);
  t.equal(softplus(-1000), 0);
  t.equal(sigmoid(-1000), 0);
  t.equal(sigmoid(1000), 1);
  t.equal(logsumexp([1000, 1000]), 1000 + Math.LN2);
  t.equal(logsumexp([-1000, -1000]), -1000 + Math.LN2);
  t.equal(logsumexp([-inf, -inf]), -inf);
  t.equal(logsumexp([inf, 0]), inf);
  t.same(softmax([1000, 0]), array([1, 0]));
  t.same(logSoftmax([0, -1000]), array([0, -1000]));
  t.end();
});

t.test("lengths and their gradients do not overflow on the way", (t) => {
  const near = (a: number, b: number): boolean => Math.abs(a / b - 1) < 4 * 2 ** -52;
  for (const scale of [1, 1e200, 1e-200]) {
    const [a, b] = [3 * scale, 4 * scale];
    t.ok(near(norm(array([a, b])), 5 * scale), `norm of ${String(a)}, …`);
    t.ok(near(hypot(a, b), 5 * scale), `hypot of ${String(a)}, …`);
    for (const mode of modes) {
      const ofNorm = gradients((x, y) => norm([x, y]), [a, b], mode) as readonly number[];
      const ofHypot = gradients(hypot, [a, b], mode) as readonly number[];
      for (const [da = 0, db = 0] of [ofNorm, ofHypot]) t.ok(near(da, 0.6) && near(db, 0.8), mode);
    }
  }
  t.end();
});

t.test("rounding goes to even, and a remainder has the sign of its divisor, as in NumPy", (t) => {
  t.same([0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999999999999994].map(round), [0, 2, 2, 0, -2, -2, 0]);
  t.same([remainder(5, 3), remainder(-5, 3), remainder(5, -3), remainder(-5, -3)], [2, 1, -1, -2]);
  t.ok(Number.isNaN(remainder(1, 0)));
  t.end();
});

t.test("a domain error is NaN, as in Math, and has a gradient", (t) => {
  for (const f of [log, sqrt, asin, acosh] as const) t.ok(Number.isNaN(f(-2)), f.name);
  for (const mode of modes) {
    t.same(grad(sqrt, { mode })(-2), nan);
    t.same(grad((x: Value) => sum(log(x)), { mode })(array([-1, 2])), array([-1, 0.5]), mode);
    t.same(gradients(maximum, [nan, 1], mode), [nan, nan], `maximum of NaN, ${mode}`);
    t.same(plain(grad((x: Value) => max(x), { mode })(array([nan, 1]))), [nan, nan], `max of NaN, ${mode}`);
  }
  t.end();
});

t.test("comparisons give booleans for numbers, boxed ones too, and masks for arrays", (t) => {
  const seen: unknown[] = [];
  for (const mode of modes) {
    grad(
      (x: Value) => {
        seen.push(less(x, 1), lessEqual(2, x), equal(x, 2), notEqual(x, x), logicalNot(x));
        seen.push(isFinite(x), isNaN(div(x, 0)), logicalAnd(x, 0), logicalOr(x, 0));
        return x;
      },
      { mode },
    )(2);
  }
  const each = [false, true, true, false, false, true, false, false, true];
  t.strictSame(seen, [...each, ...each]);
  t.equal(less(nan, 1), false);
  t.equal(notEqual(nan, nan), true);
  const mask = less(arange(3), 1);
  t.ok(mask instanceof NDArray && mask.dtype === "bool");
  t.strictSame(mask instanceof NDArray && mask.toArray(), [true, false, false]);
  t.end();
});

t.test("an op stacks a plain array of values, boxes among them", (t) => {
  for (const mode of modes) {
    t.equal(grad((x: Value) => dot([x, 2, x], [3, 4, x]), { mode })(5), 3 + 10);
    t.equal(
      grad(
        (x: Value) =>
          sum([
            [x, 1],
            [2, mul(x, x)],
          ]),
        { mode },
      )(5),
      11,
    );
    t.same(plain(jacobian((x: Value) => stack([x, [1, 2]], { axis: -1 }), { mode })(array([3, 4]))), [
      [
        [1, 0],
        [0, 0],
      ],
      [
        [0, 1],
        [0, 0],
      ],
    ]);
  }
  t.end();
});

t.test("movements of axes and of elements undo one another, for derivatives too", (t) => {
  const x = reshape(arange(6), [2, 3]);
  const there: Record<string, (x: Value) => Value> = {
    "two transposes": (v) => transpose(transpose(v)),
    "a ravel and a reshape": (v) => reshape(ravel(v), [2, -1]),
    "a new axis and a squeeze": (v) => squeeze(expandDims(v, 1)),
    "parts and a concatenation": (v) => concatenate([slice(v, [0, 1]), slice(v, [1, 2])]),
    "items and a stack": (v) => stack([slice(v, 0), slice(v, -1)]),
    "a take of all": (v) => take(take(v, [1, 0]), [1, 0]),
    "two reversals": (v) => slice(slice(v, null, [null, null, -1]), null, [null, null, -1]),
  };
  const identity = plain(reshape(jacobian((v: Value) => v)(arange(6)), [6, 6]));
  for (const [title, f] of Object.entries(there)) {
    t.same(plain(f(x)), plain(x), title);
    for (const mode of modes) {
      t.same(plain(reshape(jacobian(f, { mode })(x), [6, 6])), identity, `${title}, ${mode}`);
    }
  }
  t.end();
});

t.test("the cotangents of a broadcast are the sums of those of its copies", (t) => {
  const length = fc.constantFrom(1, 2, 3);
  const shapes = fc.tuple(length, length, fc.boolean(), fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(shapes, ([rows, columns, thinA, thinB, flat]) => {
      const a = reshape(arange(1, 1 + (thinA ? 1 : rows) * columns), [thinA ? 1 : rows, columns]) as NDArray;
      const b = flat ? arange(1, 1 + columns) : ones([rows, thinB ? 1 : columns]);
      const { value: y, pullback } = vjp((u: Value, v: Value) => mul(u, v), a, b);
      const [rowsY = 0, columnsY = 0] = shapeOf(y);
      const weights = reshape(arange(1, 1 + rowsY * columnsY), [rowsY, columnsY]) as NDArray;
      const [abar, bbar] = pullback(weights);
      const [expectA, expectB] = [zeros(a.shape), zeros(b.shape)];
      for (let i = 0; i < rowsY; i++) {
        for (let j = 0; j < columnsY; j++) {
          const at = (x: NDArray): number => {
            const [n = 0, m = 0] = x.rank === 1 ? [1, x.shape[0]] : x.shape;
            return (n === 1 ? 0 : i * m) + (m === 1 ? 0 : j);
          };
          const w = weights.data[i * columnsY + j] ?? 0;
          expectA.data[at(a)] = (expectA.data[at(a)] ?? 0) + w * (b.data[at(b)] ?? 0);
          expectB.data[at(b)] = (expectB.data[at(b)] ?? 0) + w * (a.data[at(a)] ?? 0);
        }
      }
      return String(abar) === String(expectA) && String(bbar) === String(expectB);
    }),
    { numRuns: 60 },
  );
  t.end();
});

t.test("the result of a movement or of a product with plain numbers is not what it was made of", (t) => {
  const x = Float64Array.of(1, 2);
  const g = grad((v: Value) => dot(v, x))(x);
  g[0] = 99;
  t.same(x, Float64Array.of(1, 2));
  t.same(grad((v: Value) => dot(v, x))(x), Float64Array.of(1, 2));
  t.same(plain(cos(array([0]))), [1]);
  t.end();
});

t.test("the remainder has the sign of the divisor, of zero too", (t) => {
  t.equal(remainder(-3, 3), 0);
  t.equal(remainder(3, -3), -0);
  t.equal(remainder(-0, 3), 0);
  t.same([remainder(-1, 3), remainder(1, -3), remainder(-5, inf)], [2, -2, inf]);
  t.end();
});

t.test("clip to a single point is constant in x, and moves with its bounds", (t) => {
  for (const mode of ["forward", "reverse"] as const) {
    const at = (x: number): unknown =>
      grad((a: Value, lo: Value, hi: Value) => clip(a, lo, hi), { mode, argnums: [0, 1, 2] })(x, 1, 1);
    t.same(
      [at(1), at(0), at(2)],
      [
        [0, 0, 1],
        [0, 1, 0],
        [0, 0, 1],
      ],
      mode,
    );
    t.equal(grad((x: Value) => clip(x, 1, 2), { mode })(1), 1, `${mode}: an interval is closed`);
  }
  t.end();
});

t.test("the second derivatives of a norm neither over- nor underflow", (t) => {
  for (const mode of ["forward", "reverse"] as const) {
    for (const scale of [1e200, 1, 1e-200]) {
      const { data } = hessian((x: Value) => norm(x), { mode })(array([3 * scale, 4 * scale])) as NDArray;
      const expected = [0.128, -0.096, -0.096, 0.072].map((h) => h / scale);
      t.ok(
        expected.every((h, k) => Math.abs((data[k] ?? NaN) / h - 1) < 1e-14),
        `${mode}, at ${String(scale)}`,
      );
    }
  }
  t.end();
});

t.test("a mask beside float32 leaves it float32, as in NumPy", (t) => {
  const x = array([1, 3, 3], { dtype: "float32" });
  const chosen = where(greater(x, 2), x, 0) as NDArray;
  t.equal(chosen.dtype, "float32");
  const share = max.op as unknown as Op<readonly Value[], unknown>;
  const params = { axes: [0], keepDims: true };
  const bar = share.vjp(0, array([1], { dtype: "float32" }), array([3], { dtype: "float32" }), [x], params);
  t.strictSame(bar, array([0, 0.5, 0.5], { dtype: "float32" }));
  t.end();
});
