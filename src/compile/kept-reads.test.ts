// Loops whose bodies read other elements in each round: these are items of sequences that are cut out before the loop.
import t from "tap";
import { flat } from "../check/points.js";
import { shapeOf, type Value } from "../core/op.js";
import {
  add,
  array,
  at,
  dot,
  foriLoop,
  gather,
  grad,
  hvp,
  jit,
  jvp,
  mul,
  reshape,
  sin,
  square,
  stack,
  sum,
  take,
  vmap,
} from "../index.js";
import { same, type Values } from "./fixtures/loops.js";

const reverse = { mode: "reverse" } as const;

const n = 40;
const waves = (length: number): Value => array(Array.from({ length }, (_, i) => Math.sin(i + 1)));
const vector = waves(2 * n + 2);
const matrix = reshape(waves(3 * (n + 2)), [n + 2, 3]);

type Body = (xs: Value, i: number, y: Value) => Value;

/** A recurrence from two states on whose body reads `xs`. */
const over =
  (body: Body, start: Value, rounds = n) =>
  (xs: Value): Value =>
    foriLoop(0, rounds, (i, y: Value) => sin(body(xs, i, y)), start);

const el = (xs: Value, ...index: number[]): Value => at(xs, ...index).get();

interface Case {
  readonly f: (xs: Value) => Value;
  readonly xs: Value;
  /** The rounds of its loops, if they are kept on a tape too. */
  readonly loops: RegExp;
}

const numbers = (body: Body): Case => ({ f: over(body, 0.3), xs: vector, loops: /^(39 × \d+,?)+$/ });
const arrays = (body: Body, start: Value): Case => ({
  ...{ f: over(body, start), xs: matrix },
  loops: /^(39 × \d+,?)+$/,
});
const [two, three] = [array([0.5, -1]), array([0.25, 1, -0.5])];

/** Bodies that are loops in all modes. */
const kept: Readonly<Record<string, Case>> = {
  "one element": numbers((xs, i, y) => add(mul(0.5, y), el(xs, i))),
  "neighbours, the later one first": numbers((xs, i, y) => add(mul(el(xs, i + 1), y), square(el(xs, i)))),
  "three in a row": numbers((xs, i, y) => add(y, mul(el(xs, i + 2), mul(el(xs, i), el(xs, i + 1))))),
  "every other one, twice": numbers((xs, i, y) => add(mul(el(xs, 2 * i), y), mul(3, el(xs, 2 * i)))),
  "from the end, in steps of two": numbers((xs, i, y) => add(mul(el(xs, -1 - 2 * i), y), el(xs, n - 1 - i))),
  "in no order": numbers((xs, i, y) => add(mul(el(xs, (7 * i) % 41), y), 0.1)),
  rows: arrays((m, i, y) => add(mul(el(m, i), y), el(m, i + 1)), three),
  "an element and a part of a row": arrays(
    (m, i, y) => add(mul(el(m, i, 1), y), at(m, i + 1, [0, 2]).get()),
    two,
  ),
  "columns, of another shape": arrays(
    (m, i, y) => add(mul(at(reshape(m, [3, n + 2]), null, i).get(), y), 1),
    three,
  ),
  "tuples of indices": arrays((m, i, y) => add(y, gather(m, [[i, 0], [i + 1, 2]])), two), // prettier-ignore
  "lists of indices": { ...numbers((xs, i, y) => add(y, take(xs, [i, i + n]))), f: over((xs, i, y) => add(y, take(xs, [i, i + n])), two) }, // prettier-ignore
  "a state that stays": {
    ...numbers((_xs, _i, y) => y),
    f: (xs) =>
      foriLoop(0, n, (i, [y = 0, v = 0]: Values) => [sin(add(mul(el(v, i + 1), y), el(v, i))), v], [
        0.3,
        xs,
      ])[0] ?? 0,
  },
  "what becomes a state": {
    ...numbers((_xs, _i, y) => y),
    f: (xs) =>
      foriLoop(0, n, (i, [a = 0, b = 0]: Values) => [el(xs, i), add(mul(a, sin(b)), 1)], [
        el(xs, 2),
        el(xs, 3),
      ])[1] ?? 0,
  },
  "what is used before and after": {
    ...numbers((_xs, _i, y) => y),
    f: (xs) => {
      const y = over((xs, i, y) => add(mul(el(xs, i + 1), y), el(xs, i)), sum(xs))(xs);
      return add(sum(sin(xs)), mul(dot(xs, xs), y));
    },
  },
  "two reads of one view": numbers((xs, i, y) => {
    const v = reshape(xs, [2, n + 1]);
    return add(mul(y, el(v, 0, i + 1)), el(v, 0, i));
  }),
  "windows that overlap": numbers((xs, i, y) =>
    add(mul(y, el(xs, i + 1)), sum(sin(at(xs, [i, i + 3]).get()))),
  ),
  "windows of rows": arrays((m, i, y) => add(y, sum(sin(at(m, [i, i + 2]).get()), { axis: 0 })), three),
  "arrays of numbers": {
    ...{ f: over((x, i, y) => add(mul(y, at(matrix, i).get()), mul(x, array([i, 1, 2]))), three), xs: three },
    loops: /^(39 × \d+,?)+$/,
  },
  "a loop in a loop": {
    f: (m) =>
      foriLoop(0, 20, (i, y: Value) => foriLoop(0, 11, (j, z: Value) => sin(add(mul(el(m, i, j + 1), z), el(m, i, j))), y), 0.2), // prettier-ignore
    ...{ xs: reshape(waves(240), [20, 12]), loops: /^((10|19) × \d+,?)+$/ },
  },
};

/** Bodies on whose way back an element has sums that no loop has: they are loops forward alone. */
const unkept: Readonly<Record<string, Case>> = {
  "elements that come again": numbers((xs, i, y) => add(mul(el(xs, i % 4), y), 1)),
  "windows that overlap, and the same element twice": numbers((xs, i, y) =>
    add(y, sum(at(xs, Int32Array.of(i, i + 1, i)).get())),
  ),
  "reads that cross": numbers((xs, i, y) => add(mul(y, el(xs, i)), el(xs, n - i))),
  "an array that is used as a whole too": numbers((xs, i, y) => add(mul(y, dot(xs, xs)), el(xs, i))),
  "two reads of an element of one view": numbers((xs, i, y) => {
    const v = reshape(xs, [2, n + 1]);
    return add(mul(y, el(v, 0, i)), el(v, 0, i));
  }),
};

const loopsOf = (compiled: (...x: never[]) => unknown): string => {
  const { loops, eagerCalls } = jit.explain(compiled);
  t.equal(eagerCalls, 0);
  return loops.map(({ rounds, steps }) => `${String(rounds)} × ${String(steps)}`).join();
};

const twice = (x: Value): Value => stack([x, mul(2, x)]);

const programs = (f: (x: Value) => Value): Readonly<Record<string, (x: Value) => Value>> => {
  const total = (x: Value): Value => {
    const y = f(x);
    return sum(mul(y, sin(y)));
  };
  return {
    value: f,
    forward: (x) => jvp(f, [x], [sin(x)]).tangent,
    "forward, of a batch": (x) => vmap((v: Value) => f(v))(twice(x)),
    reverse: (x) => grad(total, reverse)(x),
    "within a derivative": (x) => grad(jit(total), reverse)(x),
    "a batch of gradients": (x) => vmap((v: Value) => grad(total, reverse)(v))(twice(x)),
    "the gradient of a batch": (x) => grad((u: Value) => sum(vmap(total)(twice(u))), reverse)(x),
    "Hessian times a vector": (x) => hvp(total)(x, sin(x)),
  };
};

/** Numbers among which are `v` and a negative zero. */
const odd = (xs: Value, v: number): Value =>
  reshape(array(flat([xs]).map((x, k) => (k === 5 ? v : k === 8 ? -0 : x))), shapeOf(xs));

for (const [name, { f, xs, loops }] of Object.entries({ ...kept, ...unkept }))
  t.test(name, (t) => {
    for (const [what, program] of Object.entries(programs(f))) {
      const compiled = jit(program, { backEnd: "javascript" });
      for (const x of [xs, xs, mul(1.5, xs), odd(xs, NaN), odd(xs, Infinity), odd(xs, 0)])
        t.ok(same([compiled(x)], [program(x)], what === "value"), what);
      if (name in kept || /^value|^forward/.test(what)) t.match(loopsOf(compiled), loops, what);
      else t.ok(jit.explain(compiled).steps > 5 * n, `${what} has all rounds`);
    }
    t.end();
  });

t.test("a program does not grow with the rounds", (t) => {
  const lines = [100, 1000].map((rounds) => {
    const f = over((xs, i, y) => add(mul(el(xs, i + 1), y), square(el(xs, i))), 0.3, rounds);
    const compiled = jit(grad(f, reverse));
    const xs = waves(rounds + 1);
    t.ok(same([compiled(xs)], [grad(f, reverse)(xs)], false));
    const { steps, eagerCalls } = jit.explain(compiled);
    t.strictSame([steps < 50, eagerCalls], [true, 0]);
    return String(jit.ir(grad(f, reverse))(xs)).split("\n").length;
  });
  t.equal(lines[0], lines[1]);
  t.ok((lines[0] ?? 0) < 80, String(lines));
  t.end();
});

t.test("a loop in a loop keeps the order of a tape around both", (t) => {
  const f = (x: Value): Value =>
    foriLoop(
      0,
      12,
      (_i, y: Value) => {
        const [a = 0, b = 0] = foriLoop(
          0,
          11,
          (_j, [a = 0, b = 0]: Values) => {
            const next = sin(add(mul(a, 0.7), mul(b, a)));
            return [next, next];
          },
          [y, mul(y, 0.3)],
        );
        return add(mul(a, 1.1), b);
      },
      x,
    );
  const loops = [f, grad(f, reverse)].map((program) => {
    const compiled = jit(program, { backEnd: "javascript" });
    for (let k = 1; k < 60; k++) t.equal(compiled(2 * Math.sin(k)), program(2 * Math.sin(k)));
    return loopsOf(compiled);
  });
  for (const each of loops) t.match(each, /10 × 4/, "it is a loop in a loop");
  t.end();
});
