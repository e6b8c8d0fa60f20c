// Bad input to every public function: each answers with a TypeError or a RangeError that names it, and with nothing
// else: no wrong number, no undefined, no message of the host's.
import t from "tap";
import { inspect } from "node:util";
import * as face from "../index.js";
import { checkGrads, checkOp } from "../check/index.js";

const {
  add,
  arange,
  array,
  backward,
  full,
  grad,
  GradientTape,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  mul,
  NDArray,
  ones,
  random,
  shapeOf,
  sum,
  valueAndGrad,
  variable,
  vjp,
  zeros,
} = face;
type Value = face.Value;

const native =
  /Cannot |is not (a function|iterable|a constructor|defined)|Maximum call|Invalid |undefined \(|\[object /;

/** What is wrong with how `call` fails, or undefined if it fails as it should. */
function complaint(name: string, call: () => unknown): string | undefined {
  try {
    const result: unknown = call();
    return `answers ${describe(result)}`;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) return `throws ${String(error)}`;
    if (native.test(error.message)) return `throws the host's "${error.message}"`;
    return error.message.startsWith(name) ? undefined : `does not name itself: "${error.message}"`;
  }
}

const cyclic: unknown[] = [];
cyclic.push(cyclic, cyclic);

/** Wrong arguments, by what they stand in for. */
const bad = {
  value: [
    "a",
    null,
    undefined,
    1n,
    Symbol("s"),
    new Date(0),
    new Map(),
    new Set([1]),
    () => 1,
    Promise.resolve(1),
    { a: 1 },
    new Number(1),
    [1, "a"],
    [[1], [null]],
    [undefined],
    [1n],
    [new Date(0)],
    /x/,
    new BigInt64Array(1),
    cyclic,
  ],
  list: ["a", null, undefined, 3, {}, [], ["a"], [null], new Map()],
  shape: ["ab", null, {}, -2, 1.5, NaN, [-2], [1.5], [NaN], ["2"], [null], true],
  axis: ["0", 0.5, NaN, 7, -9, null, {}, true],
  axes: ["0", 0.5, NaN, 7, -9, null, {}, [0, 0], ["0"], [9]],
  dtype: ["float16", 1, {}],
  indices: ["a", null, [0.5], ["a"], 99, -99, [99], [NaN]],
  range: ["a", 0.5, 99, -99, {}, [0, 1, 0], ["a"], [0.5], true],
  options: [0, "axis", null, true, [0], { nope: 1 }],
  spec: [3, null, undefined, "", "ij", "ij,jk->iz", "i j", "->i", "ij,jk,kl->il"],
  finite: ["1", null, undefined, NaN, Infinity, {}, [1]],
  count: ["1", null, -1, 0.5, NaN, {}, Infinity],
  function: [3, null, undefined, "f", {}, [], Promise.resolve(1)],
  scalarFunction: [
    () => "a",
    () => null,
    () => undefined,
    () => [1, 2],
    () => ({}),
    () => 1n,
    () => new Date(0),
    () => new Map(),
    () => Promise.resolve(1),
    () => () => 1,
    () => arange(2),
    () => true,
    () => [],
    () => cyclic,
  ],
  anyFunction: [
    () => "a",
    () => null,
    () => undefined,
    () => 1n,
    () => new Date(0),
    () => new Map(),
    () => true,
    () => Promise.resolve(1),
    () => () => 1,
    () => [1, "a"],
    () => ({ a: null }),
    () => cyclic,
  ],
  tree: [
    "a",
    null,
    1n,
    true,
    Symbol("s"),
    new Date(0),
    new Map(),
    new Set(),
    () => 1,
    Promise.resolve(1),
    [1, "a"],
    { a: null },
    { a: { b: new Date(0) } },
    new Number(1),
    ones(2, { dtype: "int32" }),
    ones(2, { dtype: "bool" }),
    Int32Array.of(1),
    new NDArray(Int32Array.of(1), []),
    cyclic,
  ],
  key: [3, null, undefined, "k", {}, []],
} satisfies Record<string, readonly unknown[]>;

type Kind = keyof typeof bad;

/** For each op a call that is right, and what kind each of its arguments is. */
const calls: Record<string, [args: readonly unknown[], kinds: readonly (Kind | undefined)[]]> = {
  argmax: [
    [arange(3), {}],
    ["value", "options"],
  ],
  argmin: [
    [arange(3), {}],
    ["value", "options"],
  ],
  booleanMask: [
    [arange(3), [1, 0, 1]],
    ["value", "value"],
  ],
  broadcastTo: [
    [1, [2]],
    ["value", "shape"],
  ],
  cast: [
    [1, "float32"],
    ["value", "dtype"],
  ],
  cholesky: [[[[1]]], ["value"]],
  eigh: [[[[1]]], ["value"]],
  lu: [[[[1]]], ["value"]],
  pinv: [[[[1]]], ["value"]],
  qr: [[[[1]]], ["value"]],
  slogdet: [[[[1]]], ["value"]],
  sqrtm: [[[[1]]], ["value"]],
  eig: [[[[1]]], ["value"]],
  svd: [[[[1]]], ["value"]],
  sylvester: [
    [[[1]], [[1]], [[1]]],
    ["value", "value", "value"],
  ],
  tridiagonalSolve: [
    [[], [1], [], [1]],
    ["value", "value", "value", "value"],
  ],
  zeta: [
    [2, 1],
    ["value", undefined],
  ],
  polygamma: [
    [1, 2],
    [undefined, "value"],
  ],
  cummax: [
    [arange(3), {}],
    ["value", "options"],
  ],
  cummin: [
    [arange(3), {}],
    ["value", "options"],
  ],
  clip: [
    [1, 0, 2],
    ["value", "value", "value"],
  ],
  cofactor: [[[[1]]], ["value"]],
  cofactorDerivative: [
    [[[1]], [[1]]],
    ["value", "value"],
  ],
  sort: [
    [arange(3), {}],
    ["value", "options"],
  ],
  argsort: [
    [arange(3), {}],
    ["value", "options"],
  ],
  searchsorted: [
    [arange(3), 1],
    ["value", "value"],
  ],
  conv: [
    [ones([1, 1, 3]), ones([1, 1, 2]), {}],
    ["value", "value", "options"],
  ],
  convTranspose: [
    [ones([1, 1, 3]), ones([1, 1, 2]), {}],
    ["value", "value", "options"],
  ],
  fft: [
    [ones([3, 2]), {}],
    ["value", "options"],
  ],
  concatenate: [
    [[arange(2)], {}],
    ["list", "options"],
  ],
  cumsum: [
    [arange(3), {}],
    ["value", "options"],
  ],
  det: [[[[1]]], ["value"]],
  einsum: [
    ["i,i", arange(2), arange(2)],
    ["spec", "value", "value"],
  ],
  expandDims: [
    [arange(2), 0],
    ["value", "axis"],
  ],
  gather: [
    [arange(3), [[0]]],
    ["value", "indices"],
  ],
  inv: [[[[1]]], ["value"]],
  logSoftmax: [
    [arange(3), {}],
    ["value", "options"],
  ],
  logsumexp: [
    [arange(3), {}],
    ["value", "options"],
  ],
  matmul: [
    [reshaped(), reshaped()],
    ["value", "value"],
  ],
  matrixTranspose: [[[[1]]], ["value"]],
  max: [
    [arange(3), {}],
    ["value", "options"],
  ],
  mean: [
    [arange(3), {}],
    ["value", "options"],
  ],
  min: [
    [arange(3), {}],
    ["value", "options"],
  ],
  norm: [
    [arange(3), {}],
    ["value", "options"],
  ],
  outer: [
    [1, 2],
    ["value", "value"],
  ],
  put: [
    [[5], array([1], { dtype: "int32" }), 0, [3]],
    ["value", "indices", "axis", "shape"],
  ],
  prod: [
    [arange(3), {}],
    ["value", "options"],
  ],
  ravel: [[1], ["value"]],
  reshape: [
    [arange(4), [2, 2]],
    ["value", "shape"],
  ],
  scatter: [
    [arange(3), [[0]], 1],
    ["value", "indices", "value"],
  ],
  scatterAdd: [
    [arange(3), [[0]], 1],
    ["value", "indices", "value"],
  ],
  segmentSum: [
    [arange(3), [0, 1, 0], {}],
    ["value", "indices", "options"],
  ],
  slice: [
    [reshaped(), 0, 0],
    ["value", "range", "range"],
  ],
  softmax: [
    [arange(3), {}],
    ["value", "options"],
  ],
  solve: [
    [[[1]], [1]],
    ["value", "value"],
  ],
  stopGradient: [[1], ["value"]],
  squeeze: [
    [[1], {}],
    ["value", "options"],
  ],
  stack: [
    [[1, 2], {}],
    ["list", "options"],
  ],
  sum: [
    [arange(3), {}],
    ["value", "options"],
  ],
  sumOfSquares: [[arange(3)], ["value"]],
  sumTo: [
    [arange(3), []],
    ["value", "shape"],
  ],
  take: [
    [arange(3), [0], {}],
    ["value", "indices", "options"],
  ],
  takeAlongAxis: [
    [arange(3), [0], {}],
    ["value", "indices", "options"],
  ],
  tensordot: [
    [reshaped(), reshaped(), { axes: [[0], [0]] }],
    ["value", "value", "options"],
  ],
  transpose: [
    [reshaped(), [1, 0]],
    ["value", "axes"],
  ],
  triangularSolve: [
    [[[1]], [1]],
    ["value", "value"],
  ],
  where: [
    [1, 2, 3],
    ["value", "value", "value"],
  ],
};

function reshaped(): Value {
  return face.reshape(arange(4), [2, 2]);
}

/** Every op of the public face; of those that are not in the table the number of inputs says all. */
function callsOfOps(): [string, readonly unknown[], readonly (Kind | undefined)[]][] {
  const ops = Object.entries(face).filter(
    ([name, f]) => (typeof f === "function" && "op" in f) || name in calls,
  );
  return ops.map(([name, f]) => {
    const call = calls[name];
    if (call !== undefined) return [name, ...call];
    const { op } = f as unknown as face.Published;
    const values = op.domain.map((): Kind => "value");
    return [name, values.map(() => 0.5), values];
  });
}

function apply(name: string, args: readonly unknown[]): unknown {
  return (face as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[name]?.(...args);
}

t.test("every op refuses what is no value, shape, axis, list or options, in each of its places", (t) => {
  const known = callsOfOps();
  t.ok(known.length > 80 && Object.keys(calls).every((name) => name in face));
  const wrong = known.flatMap(([name, args, kinds]) => {
    t.not(apply(name, args), undefined, `${name} works when it is called rightly`);
    return kinds.flatMap((kind, i) =>
      (kind === undefined ? [] : bad[kind]).flatMap((item) => {
        const found = complaint(name, () => apply(name, args.with(i, item)));
        return found === undefined ? [] : [`${name}, argument ${String(i)}, ${describe(item)}: ${found}`];
      }),
    );
  });
  t.same(wrong, []);
  t.end();
});

function describe(item: unknown): string {
  return inspect(item, { breakLength: Infinity });
}

t.test("an op refuses boxes and plain values alike", (t) => {
  const wrong: string[] = [];
  for (const mode of ["forward", "reverse"] as const) {
    grad(
      (x: Value) => {
        for (const item of bad.value) {
          for (const op of [add, mul, face.less, face.maximum, face.atan2]) {
            const calls = [
              () => op(x, item as never),
              () => op(item as never, x),
              () => op(mul(x, ones(2)), item as never),
            ];
            for (const call of calls) {
              const found = complaint(op.name, call);
              if (found !== undefined) wrong.push(`${op.name}, ${describe(item)}, ${mode}: ${found}`);
            }
          }
        }
        return x;
      },
      { mode },
    )(1);
  }
  t.same(wrong, []);
  t.end();
});

t.test("every axis that an op is told must be one of its input", (t) => {
  const one = ["argmax", "argmin", "cumsum", "logSoftmax", "softmax"];
  const several = ["logsumexp", "max", "mean", "min", "norm", "prod", "squeeze", "sum"];
  const wrong = [...one, ...several].flatMap((name) =>
    bad[one.includes(name) ? "axis" : "axes"].flatMap((axis) => {
      if (axis === null && !one.includes(name)) return [];
      const found = complaint(name, () => apply(name, [ones([1, 1]), { axis }]));
      return found === undefined ? [] : [`${name}, axis ${describe(axis)}: ${found}`];
    }),
  );
  const others: [string, readonly unknown[]][] = [
    ...bad.axis.map((axis): [string, unknown[]] => ["take", [arange(3), [0], { axis }]]),
    ...bad.axis.map((axis): [string, unknown[]] => ["takeAlongAxis", [arange(3), [0], { axis }]]),
    ...bad.axis.map((axis): [string, unknown[]] => ["concatenate", [[arange(2)], { axis }]]),
    ...bad.axis.map((axis): [string, unknown[]] => ["stack", [[arange(2)], { axis }]]),
    ...[0, "2", null, 0.5, NaN].map((ord): [string, unknown[]] => ["norm", [arange(2), { ord }]]),
    ...[3, -1, 0.5, "1", null, [[0]], [[0], [5]], [[0], [0, 1]], ["0", "1"]].map(
      (axes): [string, unknown[]] => ["tensordot", [reshaped(), reshaped(), { axes }]],
    ),
  ];
  for (const [name, args] of others) {
    const found = complaint(name, () => apply(name, args));
    if (found !== undefined) wrong.push(`${name}, ${describe(args.at(-1))}: ${found}`);
  }
  t.same(wrong, []);
  t.end();
});

t.test("shapes that do not go together are refused, by the op and with the shapes", (t) => {
  const [two, three, matrix] = [arange(2), arange(3), reshaped()];
  const calls: [string, () => unknown, RegExp][] = [
    ["add", () => add(two, three), /\[2\] and \[3\] do not broadcast/],
    ["where", () => face.where(two, three, 1), /do not broadcast/],
    ["dot", () => face.dot(two, three), /\[2\].*\[3\]/],
    ["matmul", () => face.matmul(matrix, three), /\[2, 2\].*\[3\]/],
    ["matmul", () => face.matmul(2, three), /\[\].*\[3\]/],
    ["concatenate", () => face.concatenate([two, matrix]), /\[2\].*\[2, 2\]/],
    ["concatenate", () => face.concatenate([1, 2]), /rank 0/],
    ["stack", () => face.stack([two, three]), /\[3\].*\[2\]|\[2\].*\[3\]/],
    ["reshape", () => face.reshape(three, [2, 2]), /3 elements do not fit shape \[2, 2\]/],
    ["reshape", () => face.reshape(three, [-1, -1]), /-1/],
    ["broadcastTo", () => face.broadcastTo(three, [2]), /\[3\].*\[2\]|do not broadcast/],
    ["broadcastTo", () => face.broadcastTo(matrix, [2]), /can be broadcast/],
    ["sumTo", () => face.sumTo(three, [2]), /do not broadcast/],
    ["squeeze", () => face.squeeze(three, { axis: 0 }), /length 1 of \[3\]/],
    ["transpose", () => face.transpose(matrix, [0, 0]), /each of the 2 axes once/],
    ["transpose", () => face.transpose(matrix, [0]), /each of the 2 axes once/],
    ["slice", () => face.slice(three, 0, 0), /slice/],
    ["max", () => face.max([]), /at least one element/],
    ["argmax", () => face.argmax([]), /at least one element/],
    ["solve", () => face.solve(matrix, three), /\[3\].*\[2, 2\]/],
    ["solve", () => face.solve(ones([2, 3]), two), /square/],
    ["det", () => face.det(three), /square/],
    ["convolve", () => face.convolve([], two), /not of shape \[0\]/],
    ["conv", () => face.conv(two, matrix), /axes of space, not of shape \[2\]/],
    ["cross", () => face.cross(two, three), /not of shape \[2\]/],
    ["inner", () => face.inner(two, three), /not of shape \[3\]/],
    ["fft", () => face.fft(three), /complex array.* not of shape \[3\]/],
    ["dct", () => face.dct([]), /not of shape \[0\]/],
    ["vmap", () => face.vmap((x: Value, y: Value) => add(x, y))(two, three), /not 2 and 3/],
    ["array", () => add([[1, 2], [3]], 1), /ragged/],
    ["sum", () => grad((x: Value) => sum([[x, x], [x]]))(1), /\[2\] is not \[1\]|same shape/],
  ];
  for (const [name, call, message] of calls) {
    t.equal(complaint(name, call), undefined, name);
    t.throws(call, { message }, `${name}: ${message.source}`);
  }
  t.end();
});

const square = (x: Value): Value => mul(x, x);

/** Each transform of a function at an argument; grad and its like in each mode. */
const transforms: Record<string, (f: never, x: never) => unknown> = {
  grad: (f, x) => grad(f)(x),
  "grad ": (f, x) => grad(f, { mode: "forward" })(x),
  " grad": (f, x) => grad(f, { mode: "both" })(x),
  "grad.explain": (f, x) => grad.explain(f)(x),
  valueAndGrad: (f, x) => valueAndGrad(f)(x),
  jvp: (f, x) => jvp(f, [x] as never, [x] as never),
  vjp: (f, x) => vjp(f, x),
  linearize: (f, x) => linearize(f, x),
  jacobian: (f, x) => jacobian(f)(x),
  " jacobian": (f, x) => jacobian(f, { mode: "both" })(x),
  hessian: (f, x) => hessian(f)(x),
  " hessian": (f, x) => hessian(f, { mode: "forward" })(x),
  hvp: (f, x) => hvp(f)(x, x),
};

t.test("every transform refuses what is no function, no argument, and no output", (t) => {
  const ofScalars = ["grad", "valueAndGrad", "hessian", "hvp"];
  const wrong = Object.entries(transforms).flatMap(([title, transform]) => {
    const name = title.trim();
    const outputs = bad[ofScalars.includes(name) ? "scalarFunction" : "anyFunction"];
    const cases = [
      ...bad.function.map((f) => [`f = ${describe(f)}`, () => transform(f as never, 1 as never)] as const),
      ...bad.tree.map(
        (x) => [`x = ${describe(x)}`, () => transform((() => 1) as never, x as never)] as const,
      ),
      ...outputs.map(
        (f) => [`f = ${describe((f as () => unknown)())}`, () => transform(f as never, 1 as never)] as const,
      ),
    ];
    return cases.flatMap(([what, call]) => {
      const found = complaint(name, call);
      return found === undefined ? [] : [`${title}, ${what}: ${found}`];
    });
  });
  t.same(wrong, []);
  t.end();
});

t.test("every transform refuses options that it does not know", (t) => {
  const calls: Record<string, (options: never) => unknown> = {
    grad: (options) => grad(square, options),
    "grad.explain": (options) => grad.explain(square, options),
    valueAndGrad: (options) => valueAndGrad(square, options),
    jacobian: (options) => jacobian(square, options),
    hessian: (options) => hessian(square, options),
    hvp: (options) => hvp(square, options),
    jvp: (options) => jvp(square, [1], [1], options),
    GradientTape: (options) => new GradientTape(options),
    "GradientTape.gradient": (options) => {
      const tape = new GradientTape();
      const x = tape.watch(1);
      return tape.gradient(x, x, options);
    },
    backward: (options) => {
      backward(variable(1), options);
    },
    checkGrads: (options) => checkGrads(square, [1], options),
    checkOp: (options) => checkOp(face.sin, options),
  };
  const wrong = Object.entries(calls).flatMap(([name, call]) => {
    const withMode = ["grad", "grad.explain", "valueAndGrad", "jacobian", "hessian", "hvp", "jvp"].includes(
      name,
    );
    const modes = withMode ? [{ mode: "sideways" }, { mode: null }, { mode: 1 }] : [];
    return [...bad.options, ...modes].flatMap((options) => {
      const found = complaint(name, () => call(options as never));
      return found === undefined ? [] : [`${name}, ${describe(options)}: ${found}`];
    });
  });
  t.same(wrong, []);
  t.end();
});

t.test("argnums must be positions of arguments that are there, each once", (t) => {
  const positions = [1, -1, 0.5, NaN, "0", [0, 0], [1], ["0"], {}, [[0]], true];
  const wrong = positions.flatMap((argnums) => {
    const options = { argnums } as never;
    const calls: Record<string, () => unknown> = {
      grad: () => grad(square, options)(2),
      valueAndGrad: () => valueAndGrad(square, options)(2),
      jacobian: () => jacobian(square, options)(2),
      hessian: () => hessian(square, options)(2),
      "grad.explain": () => grad.explain(square, options)(2),
    };
    return Object.entries(calls).flatMap(([name, call]) => {
      const found = complaint(name, call);
      return found === undefined ? [] : [`${name}, ${describe(argnums)}: ${found}`];
    });
  });
  t.same(wrong, []);
  t.throws(() => (grad(square) as () => unknown)(), {
    name: "TypeError",
    message: /grad: argnums.*the 0 arguments given/,
  });
  t.end();
});

/** What stands for a weight; without one there would be a default. */
function given(v: unknown): never {
  return (v ?? "missing") as never;
}

t.test("tangents, cotangents and weights must be like what they belong to", (t) => {
  const x = arange(3);
  const wrongOnes = [
    1,
    [1, 2],
    arange(2),
    ones([3, 1]),
    "a",
    null,
    undefined,
    {},
    { a: x },
    ["a", 1, 2],
    [[1], [2], [3]],
    new Map(),
    () => 1,
    Promise.resolve(x),
  ];
  const { pullback } = vjp(square, x);
  const { pushforward } = linearize(square, x);
  const tape = new GradientTape({ persistent: true });
  const watched = tape.watch(x);
  const y = mul(watched, watched);
  const calls: Record<string, (v: never) => unknown> = {
    jvp: (v) => jvp(square, [x], [v]),
    " jvp": (v) => jvp(square, [x], [v], { mode: "reverse" }),
    pullback: (v) => pullback(v),
    pushforward: (v) => pushforward(v),
    hvp: (v) => hvp((u: Value) => sum(square(u)))(x, v),
    "GradientTape.gradient": (v) => tape.gradient(y, watched, { outputGradients: given(v) }),
    backward: (v) => {
      backward(mul(variable(x), 2), { outputGradients: given(v) });
    },
    grad: (v) => grad(square, { cotangent: given(v) })(x),
    " grad": (v) => grad(square, { cotangent: given(v), mode: "forward" })(x),
  };
  const wrong = Object.entries(calls).flatMap(([title, call]) =>
    wrongOnes.flatMap((v) => {
      const found = complaint(title.trim(), () => call(v as never));
      return found === undefined ? [] : [`${title}, ${describe(v)}: ${found}`];
    }),
  );
  t.same(wrong, []);
  const counts: Record<string, () => unknown> = {
    jvp: () => jvp(square, [x], [] as never),
    " jvp": () => jvp(square, [x], x as never),
    "jvp ": () => jvp(square, x as never, [x]),
    pushforward: () => pushforward(),
    " pushforward": () => pushforward(x, x),
    pullback: () => (pullback as () => unknown)(),
  };
  for (const [title, call] of Object.entries(counts))
    t.equal(complaint(title.trim(), call), undefined, title);
  t.end();
});

t.test("with hasAux a function must return a pair", (t) => {
  const wrong = [3, null, undefined, [1], [1, 2, 3], "ab", { 0: 1, 1: 2 }].flatMap((output) =>
    (["forward", "reverse"] as const).flatMap((mode) => {
      const call = (): unknown => grad((_x: Value) => output as never, { mode, hasAux: true })(1);
      const found = complaint("grad: with hasAux, the output of f must be a pair [value, aux]", call);
      return found === undefined ? [] : [`${describe(output)}: ${found}`];
    }),
  );
  t.same(wrong, []);
  t.end();
});

t.test("a boxed value turned into a primitive within a function throws, in every transform", (t) => {
  const uses: Record<string, (x: number) => unknown> = {
    "x + 1": (x) => x + 1,
    "2 * x": (x) => 2 * x,
    "x ** 2": (x) => x ** 2,
    "-x": (x) => -x,
    "x < 1": (x) => (x < 1 ? x : 1),
    "a template": (x) => `${x}`,
    "an index": (x) => [1, 2, 3][x],
    "Math.exp": (x) => Math.exp(x),
    "a typed array": (x) => sum(Float64Array.of(x)),
    "new NDArray": (x) => new NDArray(Float64Array.from([x]), [1]),
    "a loop's bound": (x) => {
      let s = 0;
      for (let i = 0; i < x; i++) s += i;
      return s;
    },
  };
  const wrong = Object.entries(uses).flatMap(([use, f]) =>
    Object.entries(transforms).flatMap(([name, transform]) => {
      if (name === "grad.explain") return [];
      const found = complaint("a native operator", () => transform(f as never, 2 as never));
      return found === undefined ? [] : [`${name}, ${use}: ${found}`];
    }),
  );
  t.same(wrong, []);
  t.end();
});

t.test("an array turned into a primitive throws", (t) => {
  const x = arange(2) as unknown as number;
  const uses: (() => unknown)[] = [() => x + 1, () => x * 2, () => x < 1, () => Math.abs(x), () => -x];
  for (const use of uses)
    t.throws(use, { name: "TypeError", message: /an NDArray of shape \[2\] does not turn into a primitive/ });
  t.end();
});

t.test("tapes and variables refuse what they cannot take", (t) => {
  const tape = new GradientTape({ persistent: true });
  const x = tape.watch(2);
  const y = mul(x, x);
  const wrong = [
    ...bad.tree.map((item) => ["GradientTape.watch", item, () => tape.watch(item)] as const),
    ...bad.tree.map((item) => ["GradientTape.gradient", item, () => tape.gradient(item, x)] as const),
    ...[3, arange(2), variable(1), ...bad.tree].map(
      (item) => ["GradientTape.gradient", item, () => tape.gradient(y, item)] as const,
    ),
    ...bad.function.map(
      (item) => ["GradientTape.stopRecording", item, () => tape.stopRecording(item as never)] as const,
    ),
    ...["yes", 1, null].map(
      (item) => ["GradientTape", item, () => new GradientTape({ persistent: item as never })] as const,
    ),
    ...[...bad.tree, [1, 2], {}, undefined, x].map(
      (item) => ["variable", item, () => variable(item as never)] as const,
    ),
    ...[...bad.tree, 3, arange(2), x, undefined].map(
      (item) =>
        [
          "backward",
          item,
          () => {
            backward(item as never);
          },
        ] as const,
    ),
    ...[...bad.tree, [1], undefined, arange(2)].map(
      (item) =>
        [
          "Variable.assign",
          item,
          () => {
            variable(1).assign(item as never);
          },
        ] as const,
    ),
  ].flatMap(([name, item, call]) => {
    if (name === "GradientTape.gradient" && Array.isArray(item) && item.length === 0) return [];
    const found = complaint(name, call);
    return found === undefined ? [] : [`${name}, ${describe(item)}: ${found}`];
  });
  t.same(wrong, []);
  t.end();
});

t.test("value and shapeOf refuse what is no value", (t) => {
  const items = [...bad.value, [1, 2], Float64Array.of(1), true];
  const wrong = items
    .flatMap((item) => [
      [complaint("value", () => face.value(item as never)), item],
      [complaint("shapeOf", () => shapeOf(item as never)), item],
    ])
    .filter(([found]) => found !== undefined);
  t.same(wrong, []);
  t.end();
});

t.test("what makes arrays refuses lengths, numbers and types that are none", (t) => {
  const ofShape = { zeros, ones, full: (shape: never) => full(shape, 1) };
  const cases: [string, unknown, () => unknown][] = [
    ...Object.entries(ofShape).flatMap(([name, make]) =>
      bad.shape.map((item): [string, unknown, () => unknown] => [name, item, () => make(item as never)]),
    ),
    ...bad.dtype.flatMap((dtype): [string, unknown, () => unknown][] => [
      ["array", dtype, () => array([1], { dtype: dtype as never })],
      ["zeros", dtype, () => zeros(1, { dtype: dtype as never })],
      ["full", dtype, () => full(1, 1, { dtype: dtype as never })],
    ]),
    ...[...bad.value].map((item): [string, unknown, () => unknown] => [
      "array",
      item,
      () => array(item as never),
    ]),
    ...["1", null, undefined, {}].map((item): [string, unknown, () => unknown] => [
      "full",
      item,
      () => full(1, item as never),
    ]),
    ...bad.finite.map((item): [string, unknown, () => unknown] => [
      "arange",
      item,
      () => arange(item as never),
    ]),
    ...bad.finite
      .filter((item) => item !== undefined)
      .map((item): [string, unknown, () => unknown] => ["arange", item, () => arange(0, item as never)]),
    ["arange", 0, () => arange(0, 1, 0)],
    ...bad.finite.map((item): [string, unknown, () => unknown] => [
      "linspace",
      item,
      () => face.linspace(0, item as never),
    ]),
    ...bad.count.map((item): [string, unknown, () => unknown] => [
      "linspace",
      item,
      () => face.linspace(0, 1, item as never),
    ]),
    ...bad.count.map((item): [string, unknown, () => unknown] => [
      "eye",
      item,
      () => face.eye(item as never),
    ]),
    ...bad.key.flatMap((item): [string, unknown, () => unknown][] => [
      ["random.uniform", item, () => random.uniform(item as never, [1])],
      ["random.normal", item, () => random.normal(item as never, [1])],
      ["random.split", item, () => random.split(item as never)],
    ]),
    ...["a", null, 0.5, NaN, {}].map((item): [string, unknown, () => unknown] => [
      "random.key",
      item,
      () => random.key(item as never),
    ]),
    ...bad.shape.map((item): [string, unknown, () => unknown] => [
      "random.uniform",
      item,
      () => random.uniform(random.key(0), item as never),
    ]),
  ];
  const wrong = cases.flatMap(([name, item, call]) => {
    const found = complaint(name, call);
    return found === undefined ? [] : [`${name}, ${describe(item)}: ${found}`];
  });
  t.same(wrong, []);
  t.end();
});

t.test("NaN and infinities are numbers like others", (t) => {
  for (const x of [NaN, Infinity, -Infinity]) {
    t.same(mul(x, 1), x);
    t.same(grad((v: Value) => mul(v, 2))(x), 2);
    t.same(sum([x, 1]), x);
    t.same(jvp((v: Value) => mul(v, 2), [1], [x]).tangent, 2 * x);
  }
  t.end();
});
