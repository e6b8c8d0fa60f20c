// Loops with products of matrices in their rounds: their gradients stay loops, with a strong zero in each product.
import t, { type Test } from "tap";
import { flat, gaussian } from "../check/points.js";
import { checkGrads } from "../check/index.js";
import type { Plain } from "../ndarray/index.js";
import type { Value } from "../core/op.js";
import {
  add,
  array,
  conv,
  dot,
  foriLoop,
  grad,
  hvp,
  jit,
  jvp,
  matmul,
  mul,
  reshape,
  scan,
  sin,
  square,
  sum,
  tanh,
  vmap,
  type JitOptions,
} from "../index.js";
import { innerProduct, innerProductOp, matrixProduct } from "../ops/multiplying.js";
import { recorded } from "../transforms/loops/recording.js";
import { same, type Values } from "./fixtures/loops.js";

const reverse = { mode: "reverse" } as const;
const [hidden, width] = [4, 3];

function some(seed: number, shape: readonly number[]): Value {
  const size = shape.reduce((a, b) => a * b, 1);
  return reshape(array([...gaussian(seed, size)].map((x) => 0.4 * x)), shape);
}

/** W, U, b, and a sequence of `length` vectors. */
const weights = (length: number, seed = 1): Values => [
  some(seed, [hidden, hidden]),
  some(seed + 1, [hidden, width]),
  some(seed + 2, [hidden]),
  some(seed + 3, [length, width]),
];

/** A recurrent network: h = tanh(W h + U x + b). */
function network(isReversed = false): (x: Values) => Value {
  return ([W = 0, U = 0, b = 0, xs = 0]) => {
    const step = (h: Value, x: Value): readonly [Value, Value] => {
      const next = tanh(add(add(matmul(W, h), matmul(U, x)), b));
      return [next, dot(next, next)];
    };
    const [h, ys] = scan(step, array([0, 0.5, -0.5, 1]), xs, { reverse: isReversed });
    return add(sum(sin(h)), sum(ys));
  };
}

const gradient = (isReversed = false): ((x: Values) => Values) => grad(network(isReversed), reverse);

/** Whether a compiled function is what it is without, at each point, with loops of so many rounds. */
function holds(
  t: Test,
  f: (x: Values) => Values,
  points: readonly Values[],
  rounds: readonly number[],
  options: JitOptions = { backEnd: "javascript" },
): void {
  const compiled = jit(f, options);
  for (const x of [...points, ...points]) t.ok(same(compiled(x), f(x), false));
  const { loops, eagerCalls, paths } = jit.explain(compiled);
  t.strictSame([loops.map((loop) => loop.rounds), eagerCalls, paths], [rounds, 0, 1]);
}

t.test("the gradient of a recurrent network is two loops, in both directions", (t) => {
  for (const isReversed of [false, true])
    holds(t, gradient(isReversed), [weights(40), weights(40, 9)], [39, 39]);
  holds(t, gradient(), [weights(40)], [39, 39], {});
  t.equal(checkGrads(network(), [weights(12)]).verdict, "pass");
  t.end();
});

t.test("few rounds are straight code", (t) => {
  for (const length of [1, 2, 8]) holds(t, gradient(), [weights(length)], []);
  holds(t, gradient(), [weights(9)], [8, 8]);
  t.end();
});

t.test("what is no number goes through the products of a round as it does without", (t) => {
  const compiled = jit(gradient(), { backEnd: "javascript" });
  compiled(weights(20));
  let count = 0;
  for (const odd of [NaN, Infinity, -Infinity, 0, -0, 1e300])
    for (let place = 0; place < 4; place++)
      for (const at of [0, 1, 7]) {
        const x = weights(20).map((v, k) => {
          const data = flat([v]).slice();
          if (k === place) data[at % data.length] = odd;
          return reshape(array(data), (v as { shape: readonly number[] }).shape);
        });
        if (same(compiled(x), gradient()(x), false)) count += 1;
        else t.fail(`${String(odd)} at ${String(at)} of ${String(place)}`);
      }
  t.equal(count, 72);
  t.ok(jit.explain(compiled).loops.length > 0);
  t.end();
});

t.test("a zero is strong in the products of a round", (t) => {
  // The gradient by w is 0 · ∞ wherever a weight is 0.
  const f = (w: Value): Value =>
    foriLoop(0, 12, (_i, y: Value) => add(mul(0, y), dot(matmul(w, array([1, 2])), array([0, 1]))), sum(w));
  const w = array([
    [Infinity, 1],
    [1, 2],
  ]);
  const compiled = jit(grad(f, reverse), { backEnd: "javascript" });
  for (let k = 0; k < 2; k++) t.strictSame(flat([compiled(w)]), flat([grad(f, reverse)(w)]));
  t.end();
});

t.test("forward, second derivatives and batches", (t) => {
  const f = network();
  const along = weights(20, 5);
  const programs: Readonly<Record<string, (x: Values) => Values>> = {
    forward: (x) => [jvp((y: Values) => f(y), [x], [along]).tangent],
    "Hessian times a vector": (x) => hvp(f)(x, along as never),
    "reverse over reverse": (x) => grad((y: Values) => sum(square(grad(f, reverse)(y)[0] ?? 0)), reverse)(x),
    "a batch of gradients": ([W = 0, U = 0, b = 0, xs = 0]) =>
      vmap((bias: Value) => grad((y: Values) => f(y), reverse)([W, U, bias, xs])[0] as Value)(
        mul(b, array([[1], [2]])),
      ) as never,
  };
  for (const [name, program] of Object.entries(programs)) {
    const compiled = jit((x: Values) => [program(x)].flat(), { backEnd: "javascript" });
    for (const x of [weights(20), weights(20), weights(20, 3)])
      t.ok(same(compiled(x), [program(x)].flat(), false), name);
    const { loops, eagerCalls } = jit.explain(compiled);
    // Two tapes around a loop are one too many (ADR 0022).
    t.equal(loops.length > 0, name !== "reverse over reverse", `${name} has loops`);
    t.equal(eagerCalls, 0);
  }
  t.end();
});

t.test("a loop of convolutions", (t) => {
  const f = ([w = 0, x = 0]: Values): Value =>
    sum(foriLoop(0, 12, (_i, y: Value) => tanh(conv(y, w, { padding: 1 })), x));
  const x = [some(1, [2, 2, 3]), some(2, [1, 2, 5])];
  holds(t, grad(f, reverse), [x, [some(3, [2, 2, 3]), some(4, [1, 2, 5])]], [11, 11]);
  t.end();
});

t.test("in a round an inner product of a rule is an op, which is what it is elsewhere", (t) => {
  const [a, b] = [some(1, [5]), some(2, [5])];
  const odd = (x: Value): Value => mul(x, array([1, Infinity, 1, NaN, 0]));
  const inRound = (x: Values): Value => {
    const given = { carries: x as readonly Plain[], items: [], shared: [] };
    const { steps } = recorded(given, ([a = 0, b = 0]) => [innerProduct(a, b)]);
    t.strictSame(
      steps.map(({ op }) => op.name),
      ["innerProduct"],
    );
    return innerProductOp.eval(x as readonly [Plain, Plain], undefined);
  };
  for (const [x, y] of [
    [a, b],
    [odd(a), b],
    [a, mul(0, odd(b))],
  ] as const)
    t.ok(same([inRound([x, y])], [innerProduct(x, y)], true));
  t.end();
});

t.test("a product of matrices in a rule has a strong zero, whatever the order of its sums", (t) => {
  const [a, b] = [
    array([
      [1, 2, 0, Infinity],
      [0, 3, Infinity, 0],
    ]),
    array([[4], [NaN], [0], [0]]),
  ];
  const strong = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);
  const want = [0, 1].map((i) =>
    [0, 1, 2, 3].reduce((s, k) => s + strong(flat([a])[4 * i + k] ?? 0, flat([b])[k] ?? 0), 0),
  );
  t.strictSame([...flat([matrixProduct(a, b)])], want);
  t.strictSame([...flat([matrixProduct(mul(0, b), mul(0, array([[1]])))])], [0, 0, 0, 0]);
  t.end();
});
