// Loops with checkpoints that a program keeps: loops of blocks of rounds, with the numbers of the loop without.
import t from "tap";
import { flat } from "../check/points.js";
import { checkGrads } from "../check/index.js";
import { shapeOf, type Value } from "../core/op.js";
import {
  add,
  array,
  at,
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
  stack,
  sum,
  tanh,
  vmap,
} from "../index.js";
import { same, type Values } from "./fixtures/loops.js";

const reverse = { mode: "reverse" } as const;

function wave(n: number, options: { readonly checkpoints?: number }): (x: Value) => Value {
  return (x) => foriLoop(0, n, (_i, y: Value) => sin(mul(1.5, y)), x, options);
}

function loopsOf(compiled: (...x: never[]) => unknown): readonly string[] {
  const { loops, eagerCalls } = jit.explain(compiled);
  t.equal(eagerCalls, 0);
  return loops.map(({ rounds, steps }) => `${String(rounds)} × ${String(steps)}`);
}

t.test(
  "a gradient with checkpoints is that without, bit by bit, for any number of rounds and of states",
  (t) => {
    for (const n of [0, 1, 2, 8, 9, 10, 50, 100, 103])
      for (const checkpoints of [0, 1, 9, 200]) {
        const compiled = jit(grad(wave(n, { checkpoints }), reverse), { backEnd: "javascript" });
        for (const x of [0.5, 0.75, NaN, Infinity, 0]) {
          const got = compiled(x);
          t.same(got, grad(wave(n, { checkpoints }), reverse)(x));
          t.same(got, grad(wave(n, {}), reverse)(x));
        }
        t.equal(loopsOf(compiled).length > 0, n > 8, `${String(n)} rounds`);
      }
    t.end();
  },
);

t.test(
  "the way back goes through each block once more, and has no more states than those before blocks",
  (t) => {
    const compiled = jit(grad(wave(100, { checkpoints: 9 }), reverse), { backEnd: "javascript" });
    compiled(0.5);
    compiled(0.5);
    const [forth, last, back] = [
      ["9 × 2", "10 × 2"],
      ["9 × 2", "9 × 4"],
      ["9 × 4", "10 × 2", "10 × 4"],
    ];
    t.strictSame(loopsOf(compiled), [...forth, ...last, ...back]);
    // Rounds of short blocks are steps of the outer loop, and are done again too.
    const short = jit(grad(wave(50, { checkpoints: 9 }), reverse), { backEnd: "javascript" });
    short(0.5);
    short(0.5);
    t.strictSame(loopsOf(short), ["9 × 10", "9 × 24"]);
    t.end();
  },
);

const weights = array(Array.from({ length: 47 }, (_, i) => Math.cos(i)));

/** A recurrent network, whose weights are a part of its state. */
function network(options: object): (x: Values) => Value {
  return ([w = 0, xs = 0]) => {
    const step = ([h = 0, w = 0]: Values, x: Value): readonly [Values, Value] => {
      const next = tanh(add(matmul(w, h), x));
      return [[next, w], sum(mul(next, next))];
    };
    const [[h = 0], ys] = scan(step, [array([0, 1]), w], xs, options);
    return add(sum(h), sum(mul(mul(ys, ys), weights)));
  };
}

const point = (length: number): Values => [
  array([
    [0.5, 0.25],
    [-0.125, 0.75],
  ]),
  array(Array.from({ length }, (_, i) => [Math.sin(i), Math.cos(2 * i)])),
];

for (const isReversed of [false, true])
  t.test(`sequences, results, both modes and batches${isReversed ? ", from the end" : ""}`, (t) => {
    const f = network({ checkpoints: 5, reverse: isReversed });
    const plain = network({ reverse: isReversed });
    const many = (of: (w: Value) => Value, w: Value): Value =>
      vmap((v: Value) => of(v))(mul(w, array([[[1]], [[2]], [[0.5]]])));
    const programs = (f: (x: Values) => Value): Readonly<Record<string, (x: Values) => Value>> => ({
      value: f,
      reverse: (x) => grad(f, reverse)(x)[0] ?? 0,
      "reverse by the sequence": (x) => grad(f, reverse)(x)[1] ?? 0,
      forward: ([w = 0, xs = 0]) => jvp((v: Value) => f([v, xs]), [w], [w]).tangent,
      "Hessian times a vector": ([w = 0, xs = 0]) => hvp((v: Value) => f([v, xs]))(w, w),
      batch: ([w = 0, xs = 0]) => many((v) => grad((u: Value) => f([u, xs]), reverse)(v), w),
    });
    const x = point(47);
    const odd = [mul(x[0] ?? 0, array([1, NaN])), x[1] ?? 0];
    for (const [name, program] of Object.entries(programs(f))) {
      const compiled = jit(program, { backEnd: "javascript" });
      for (const at of [x, x, odd]) {
        t.ok(same([compiled(at)], [program(at)], false), `${name} is what it is without jit`);
        t.ok(same([compiled(at)], [programs(plain)[name]?.(at) ?? 0], false), `${name} is that of the loop`);
      }
      t.match(loopsOf(compiled).join(), /(^|,)5 × /, `${name} has blocks`);
    }
    t.equal(checkGrads(f, [x]).verdict, "pass");
    t.end();
  });

type Options = { readonly checkpoints?: number };
interface Counted {
  readonly f: (x: Value, options: Options) => Value;
  readonly x: Value;
}

const n = 103;
const sines = array(Array.from({ length: 3 * (n + 1) }, (_, i) => Math.sin(i + 1)));
const rows = reshape(sines, [n + 1, 3]);
const three = array([0.5, -1, 0.25]);

/** The first of two states, of which the second stays. */
const beside =
  (body: (i: number, y: Value, v: Value) => Value, start: Value): Counted["f"] =>
  (x, options) =>
    foriLoop(0, n, (i, [y = 0, v = 0]: Values) => [sin(body(i, y, v)), v], [start, x], options)[0] ?? 0;

/** Bodies that use the number of their round. */
const counted: Readonly<Record<string, Counted>> = {
  "a number by rounds": {
    f: (x, options) => foriLoop(5, n, (i, y: Value) => sin(add(mul(y, Math.cos(i)), i)), x, options),
    x: 0.5,
  },
  "an array by rounds": {
    f: (x, options) => foriLoop(0, n, (i, y: Value) => sin(mul(y, array([i, 1, 2]))), x, options),
    x: three,
  },
  "elements of a state": {
    f: beside((i, y, v) => add(mul(at(v, i + 1).get(), y), at(v, i).get()), 0.5),
    x: sines,
  },
  "rows of a state": {
    f: beside((i, y, v) => mul(i, add(mul(at(v, i).get(), y), at(v, i + 1).get())), three),
    x: rows,
  },
  "elements of an array from around": {
    f: (x, options) => foriLoop(0, n, (i, y: Value) => sin(add(mul(0.5, y), at(x, i).get())), 0.5, options),
    x: sines,
  },
};

for (const [name, { f, x }] of Object.entries(counted))
  t.test(`a body that uses the number of its round is a loop of blocks: ${name}`, (t) => {
    const total =
      (options: Options) =>
      (x: Value): Value => {
        const y = f(x, options);
        return sum(mul(y, sin(y)));
      };
    const programs = (options: Options): Readonly<Record<string, (x: Value) => Value>> => ({
      value: (x) => f(x, options),
      reverse: (x) => grad(total(options), reverse)(x),
      forward: (x) => jvp((v: Value) => f(v, options), [x], [sin(x)]).tangent,
      batch: (x) => vmap((v: Value) => grad(total(options), reverse)(v))(stack([x, mul(2, x)])),
      "Hessian times a vector": (x) => hvp(total(options))(x, sin(x)),
    });
    const odd = (v: number): Value => reshape(array(flat([x]).map((y, k) => (k === 2 ? v : y))), shapeOf(x));
    const points = [x, mul(1.5, x), ...(typeof x === "number" ? [NaN, Infinity, -0] : [odd(NaN), odd(-0)])];
    const [blocks, plain] = [programs({ checkpoints: 4 }), programs({})];
    for (const [what, program] of Object.entries(blocks)) {
      const compiled = jit(program, { backEnd: "javascript" });
      for (const at of points)
        t.ok(same([compiled(at)], [plain[what]?.(at) ?? 0], what === "value"), `${what} is that of the loop`);
      t.match(loopsOf(compiled).join(), /(^|,)4 × \d+,(20|21) × /, what);
      t.ok(jit.explain(compiled).steps < 150, what);
    }
    // A body that uses a watched value from around is refused without jit.
    const own = grad(total({ checkpoints: 4 }), reverse);
    if (name !== "elements of an array from around")
      for (const at of points) t.ok(same([jit(own)(at)], [own(at)], false), "and without jit");
    t.end();
  });

t.test("a program of blocks does not grow with the rounds, and has the rounds that are others", (t) => {
  const lengths = [100, 1000].map((rounds) => {
    const f = (x: Value): Value =>
      foriLoop(0, rounds, (i, y: Value) => sin(add(mul(y, Math.cos(i)), i)), x, { checkpoints: 4 });
    const g = grad(f, reverse);
    t.equal(jit(g)(0.5), g(0.5));
    return String(jit.ir(g)(0.5)).split("\n").length;
  });
  t.equal(lengths[0], lengths[1]);
  for (const odd of [3, 50, 99]) {
    const f = (x: Value): Value =>
      foriLoop(0, 100, (i, y: Value) => (i === odd ? mul(2, y) : sin(add(y, i))), x, { checkpoints: 4 });
    for (const program of [f, grad(f, reverse)]) t.equal(jit(program)(0.5), program(0.5));
  }
  t.throws(() => jit(wave(40, { checkpoints: -1 }))(1), { message: /checkpoints/ });
  t.end();
});

t.test("a loop with checkpoints in a loop, of single precision", (t) => {
  const f = (x: Value): Value =>
    sum(
      foriLoop(
        0,
        10,
        (_i, y: Value) => foriLoop(0, 30, (_j, z: Value) => sin(mul(1.25, z)), y, { checkpoints: 2 }),
        x,
      ),
    );
  const x = array([0.5, 0.25], { dtype: "float32" });
  const compiled = jit(grad(f, reverse), { backEnd: "javascript" });
  for (let k = 0; k < 2; k++) {
    const got = compiled(x);
    t.equal(got.dtype, "float32");
    t.strictSame(flat([got]), flat([grad(f, reverse)(x)]));
  }
  t.end();
});
