// Loops with checkpoints that a program keeps: loops of blocks of rounds, with the numbers of the loop without.
import t from "tap";
import { flat } from "../check/points.js";
import { checkGrads } from "../check/index.js";
import type { Value } from "../core/op.js";
import {
  add,
  array,
  foriLoop,
  grad,
  hvp,
  jit,
  jvp,
  matmul,
  mul,
  scan,
  sin,
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

t.test("a body that uses the number of its round is run as it is without blocks", (t) => {
  const f = (x: Value): Value =>
    foriLoop(0, 40, (i, y: Value) => sin(mul(y, Math.cos(i))), x, { checkpoints: 4 });
  const compiled = jit(grad(f, reverse), { backEnd: "javascript" });
  for (const x of [0.5, 0.75, -1]) t.same(compiled(x), grad(f, reverse)(x));
  t.equal(jit.explain(compiled).eagerCalls, 0);
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
