// Loops over elements as WebAssembly: what has no kernel bit by bit, what has within its ulps, at every size and edge.
import t from "tap";
import {
  abs,
  add,
  arange,
  array,
  cos,
  div,
  dot,
  exp,
  expm1,
  grad,
  jit,
  less,
  log,
  log1p,
  maximum,
  minimum,
  mul,
  neg,
  ones,
  pow,
  relu,
  sigmoid,
  sin,
  softplus,
  sqrt,
  sub,
  sum,
  tanh,
  valueAndGrad,
  where,
  zeros,
  type NDArray,
  type Value,
} from "../../index.js";

const sizes = [1, 2, 3, 4, 5, 127, 128, 129, 131, 2047, 2048, 2049, 5003];

const wave = (n: number): Value => mul(3, sin(mul(arange(n), 1.7)));

/** What is special: infinities, NaN, both zeros, subnormal numbers, numbers beyond the range of each kernel. */
const edges = array([
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  5e-324,
  -5e-324,
  1e-310,
  1,
  -1,
  1e5,
  -1e5,
  1e300,
  -1e300,
  709,
  -709,
  745,
  1600.5,
  0.5,
]);

const plain: Readonly<Record<string, (x: Value) => Value | Value[]>> = {
  arithmetic: (x) => sub(div(mul(x, x), add(2, abs(x))), neg(sqrt(x))),
  extrema: (x) => [maximum(x, 0.5), minimum(x, neg(x)), relu(x)],
  choices: (x) => where(sub(x, x), mul(2, x), div(1, x)),
  calls: (x) => pow(abs(x), 1.5),
  sums: (x) => [sum(mul(x, x)), dot(x, mul(x, 2)), dot(x, x), mul(x, 2)],
  "derivatives with strong zeros": (x) => grad((v: Value) => sum(mul(sqrt(v), v)))(x),
  "a number besides": (x) => mul(x, sum(x)),
};

const forced = { backEnd: "webassembly" } as const;

for (const [name, f] of Object.entries(plain))
  t.test(`${name}: the same, bit by bit`, (t) => {
    for (const x of [...sizes.map(wave), edges, add(wave(3000), where(less(wave(3000), 2.9), 0, Infinity))]) {
      const g = jit(f, forced);
      g(x);
      t.strictSame(g(x), f(x));
      t.equal(jit.explain(g).eagerCalls, 0);
      t.match(jit.explain(g).sources[0], /vectors\d+\(/, "it is WebAssembly");
    }
    t.end();
  });

/** The largest distance of elements in units of the last place; NaN is as near to NaN as can be. */
function ulpsApart(got: NDArray, want: NDArray): number {
  return Array.from(want.data).reduce((most, b, i) => {
    const a = got.data[i]!;
    if (Object.is(a, b)) return most;
    return Math.max(most, Math.abs(a - b) / 2 ** Math.max(-1074, Math.floor(Math.log2(Math.abs(b))) - 52));
  }, 0);
}

/** Functions with a kernel, and how far one of them may be from what Math gives, which is up to 2 ulp off itself. */
const kernels = { exp, expm1, log, log1p, sin, cos, tanh };

for (const [name, f] of Object.entries(kernels))
  t.test(`${name} in a loop is within 3 ulp of that of Math, and the same at the edges`, (t) => {
    for (const x of [...sizes.map(wave), edges]) {
      const g = jit((v: Value) => f(v) as NDArray, forced);
      g(x);
      const [got, want] = [g(x), f(x) as NDArray];
      t.ok(ulpsApart(got, want) <= 3, `${String(ulpsApart(got, want))} ulp`);
    }
    t.end();
  });

t.test("functions made of kernels, and gradients, are near", (t) => {
  const f = (x: Value): Value => sum(mul(sigmoid(x), add(softplus(x), mul(tanh(x), sin(mul(500, x))))));
  for (const n of sizes) {
    const x = wave(n);
    const [g, h] = [jit(valueAndGrad(f), forced), valueAndGrad(f)];
    g(x);
    const [got, want] = [g(x), h(x)];
    t.ok(Math.abs(got.value - want.value) <= 1e-14 * n);
    const apart = sub(got.gradient, want.gradient) as NDArray;
    t.ok(apart.data.every((d) => Math.abs(d) <= 1e-12));
  }
  t.end();
});

t.test("an element beyond the range of a kernel changes no other", (t) => {
  const f = (x: Value): NDArray => add(sin(x), exp(x)) as NDArray;
  const x = wave(5003) as NDArray;
  const g = jit(f, forced);
  g(x);
  const usual = g(x);
  // In the first fifty every third, so that each has a neighbour among its two and its four.
  const isOdd = (i: number): boolean => (i < 150 && i % 3 === 0) || i === 2500 || i === 5002;
  const got = g(array(Float64Array.from(x.data, (v, i) => (isOdd(i) ? 1e6 + i : v))));
  t.ok(got.data.every((y, i) => !isOdd(i) || y === Infinity));
  t.strictSame(
    got.data.filter((_, i) => !isOdd(i)),
    usual.data.filter((_, i) => !isOdd(i)),
  );
  t.end();
});

t.test("it is chosen by size, and not where JavaScript is asked for", (t) => {
  const isChosen = (n: number, options = {}): boolean => {
    const g = jit((x: Value) => exp(mul(x, x)), options);
    g(ones([n]));
    g(ones([n]));
    return /vectors\d+\(/.test(jit.explain(g).sources[0] ?? "");
  };
  t.notOk(isChosen(200));
  t.ok(isChosen(200, forced));
  t.ok(isChosen(1000));
  t.notOk(isChosen(1000, { backEnd: "javascript" }));
  const empty = jit((x: Value) => exp(x), forced);
  empty(zeros([0, 3]));
  t.strictSame(empty(zeros([0, 3])), zeros([0, 3]));
  t.end();
});

t.test("a program may have more arrays than fit at once", (t) => {
  const f = (xs: readonly Value[]): Value => xs.reduce((sum, x) => add(sum, x));
  const xs = Array.from({ length: 200 }, (_, k) => mul(k, wave(700)));
  const g = jit(f);
  g(xs);
  t.strictSame(g(xs), f(xs));
  t.end();
});
