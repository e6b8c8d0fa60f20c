// Loops with a condition: kept as loops, beside what they are when all rounds run.
import t, { type Test } from "tap";
import { gaussian } from "../check/points.js";
import { Dice } from "../check/programs/dice.js";
import type { Value } from "../core/op.js";
import {
  abs,
  add,
  array,
  div,
  exp,
  foriLoop,
  grad,
  greater,
  hvp,
  jit,
  jvp,
  less,
  log,
  matmul,
  mul,
  norm,
  notEqual,
  scan,
  sin,
  sqrt,
  sub,
  sum,
  value,
  vmap,
  whileLoop,
  type JitOptions,
} from "../index.js";
import { same, size, stepOf, total, type Program, type Values } from "./fixtures/loops.js";

const reverse = { mode: "reverse" } as const;

/** A loop of random steps on numbers or vectors, of as many rounds as its last input says. */
function program(seed: number): { readonly f: Program; readonly x: (phase: number) => Values } {
  const dice = new Dice(seed);
  const isArray = dice.chance(0.5);
  const states = dice.from(1, 3);
  const steps = Array.from({ length: dice.from(2, 7) }, () => stepOf(dice, isArray, false));
  const places = Array.from({ length: states }, () => dice.from(0, 40));
  const asksTwice = dice.chance(0.4);
  const f: Program = ([m = 0, a = 0, b = 0, limit = 0]) => {
    const next = (state: Values): Values => {
      const seen: Value[] = [...state, a, b];
      for (const step of steps) seen.push(step(seen, m, 0));
      return places.map((place) => seen[states + 2 + (place % steps.length)] ?? 0);
    };
    const condition = ([k = 0, ...state]: Values): boolean | Value =>
      asksTwice
        ? less(k, limit) === true && less(sum(mul(state[0] ?? 0, state[0] ?? 0)), 2.5)
        : less(k, limit);
    const start = [a, b, mul(0.5, a)].slice(0, states);
    return whileLoop(condition, ([k = 0, ...state]: Values) => [add(k, 1), ...next(state)], [
      0,
      ...start,
    ]).slice(1);
  };
  const x = (phase: number): Values => {
    const numbers = gaussian(seed + 1000 * phase, 20);
    const vector = (at: number): Value =>
      isArray ? array(numbers.slice(at, at + size)) : (numbers[at] ?? 0);
    const matrix = array([0, 3, 6].map((at) => [...numbers.slice(at, at + size)]));
    return [matrix, vector(9), vector(12), [5.5, 0, 30, 1, 2, 17][phase % 6] ?? 0];
  };
  return { f, x };
}

t.test("loops with a condition are what they were, bit by bit, whatever the number of rounds", (t) => {
  const found = new Map<string, number>();
  for (let seed = 0; seed < 16; seed++) {
    const { f, x } = program(seed);
    const programs: Readonly<Record<string, Program>> = {
      value: f,
      reverse: (v) => grad(total(f), reverse)(v),
      forward: (v) => f(v).map((_, k) => jvp((u: Values) => f(u)[k] ?? 0, [v], [x(7)]).tangent),
      "Hessian times a vector": (v) => hvp(total(f))(v, x(9)),
    };
    for (const [what, program] of Object.entries(programs)) {
      const compiled = jit(program, { backEnd: "javascript" });
      for (const phase of [0, 1, 2, 3, 4, 5, 6]) {
        if (same(compiled(x(phase)), program(x(phase)), what === "value")) continue;
        t.fail(`${what} of ${String(seed)}`);
        break;
      }
      const { loops, eagerCalls } = jit.explain(compiled);
      if (eagerCalls > 0) t.fail(`${what} of ${String(seed)} is not compiled`);
      if (loops.some((loop) => loop.rounds === "any")) found.set(what, (found.get(what) ?? 0) + 1);
    }
  }
  t.equal(found.size, 4, "each has loops");
  t.equal(found.get("value"), 16);
  t.end();
});

/** How many ways a program goes, and its loops, after it was what `f` is at all these points. */
function told(
  t: Test,
  f: (x: Value) => unknown,
  points: readonly Value[],
  options: JitOptions = {},
): readonly [paths: number, loops: readonly string[]] {
  const compiled = jit(f, { backEnd: "javascript", ...options });
  for (const x of [...points, ...points])
    t.strictSame(JSON.stringify(compiled(x)), JSON.stringify(f(x)), `${f.name} at ${String(x)}`);
  const { paths, loops, eagerCalls } = jit.explain(compiled);
  t.equal(eagerCalls, 0);
  return [paths, loops.map(({ rounds, steps }) => `${String(rounds)} × ${String(steps)}`)];
}
const points = [1.5, 0.1, 600, 0.001, 2000, 37];

t.test("the number of rounds is none of the program's ways", (t) => {
  const doubled = (a: Value): Value =>
    whileLoop(
      (b: Value) => less(norm(b), 1000),
      (b) => mul(2, b),
      mul(2, a),
    );
  t.strictSame(told(t, doubled, points), [1, ["any × 1"]]);
  t.strictSame(told(t, grad(doubled, reverse), points), [1, ["any × 1", "any × 1"]]);
  for (const backEnd of ["webassembly", "auto"] as const)
    told(t, grad(doubled, reverse), points, { backEnd });
  const vector = (a: Value): Value => {
    const m = array([
      [0.5, 0.3],
      [-0.3, 0.5],
    ]);
    const x = whileLoop(
      (b: Value) => greater(norm(b), 1e-3),
      (b) => sin(matmul(m, b)),
      mul(array([1, 0.5]), a),
    );
    return sum(exp(x));
  };
  t.strictSame(told(t, vector, points), [1, ["any × 4"]]);
  told(t, grad(vector, reverse), points);
  const root = (a: Value): Value =>
    whileLoop(
      ([y, before]: Values) => greater(abs(sub(y ?? 0, before ?? 0)), 1e-12),
      ([y = 0]: Values) => [mul(0.5, add(y, div(a, y))), y] as Values,
      [a, 0] as Values,
    )[0] ?? 0;
  t.strictSame(told(t, root, points), [1, ["any × 3"]]);
  t.equal(told(t, (a: Value) => jvp(root, [a], [1]).tangent, points)[0], 1);
  told(t, grad(root, reverse), points);
  t.end();
});

t.test("a condition is whatever comparisons decide", (t) => {
  const body = ([k = 0, y = 0]: Values): Values => [add(k, 1), mul(1.5, y)];
  const conditions: Readonly<Record<string, (k: Value, y: Value) => boolean | Value>> = {
    both: (k, y) => less(k, 20) === true && less(y, 100),
    either: (k, y) => less(k, 3) === true || less(y, 100),
    not: (k, y) => !(greater(k, 20) === true || greater(y, 100) === true),
    "a number": (k) => sub(9, k),
    "a mask": (k) => less.mask(k, 9),
    never: () => false,
  };
  for (const [what, condition] of Object.entries(conditions)) {
    const f = (x: Value): Values => whileLoop(([k = 0, y = 0]: Values) => condition(k, y), body, [0, x]);
    const [paths, loops] = told(t, f, points);
    t.equal(loops.length, what === "never" ? 0 : 1, what);
    t.ok(paths <= 3, what);
  }
  const asking = (x: Value): Value =>
    whileLoop(
      (y: Value) => Number(value(y)) < 100,
      (y) => mul(1.5, y),
      x,
    );
  t.strictSame(told(t, asking, points)[1], [], "what a value is can be asked, as before");
  const never = (x: Value): Value =>
    whileLoop(
      (y: Value) => less(y, 8),
      (y) => (less(y, 4) ? mul(2, y) : mul(3, y)),
      x,
    );
  told(t, never, points);
  const constant = (x: Value): Value =>
    mul(
      x,
      whileLoop<number>(
        (k) => k < 5,
        (k) => k + 1,
        0,
      ),
    );
  t.strictSame(told(t, constant, points)[1], []);
  t.end();
});

t.test("numbers that are none do as they do in all rounds, and end loops that they end", (t) => {
  const odd = [0, -0, NaN, Infinity, -Infinity, 1e308, 5e-324, 0.5];
  const grown = (x: Value): Value => {
    const [, y] = whileLoop(
      ([k = 0]: Values) => less(k, 12),
      ([k = 0, y = 0]: Values) => [add(k, 1), add(mul(y, x), log(abs(y)))],
      [0, x],
    );
    return y;
  };
  const still = (x: Value): Value =>
    whileLoop(
      (y: Value) => notEqual(y, y) === false && less(y, 50),
      (y) => add(mul(y, y), 1),
      x,
    );
  for (const f of [grown, still]) {
    told(t, f, odd);
    told(t, (x) => jvp(f, [x], [1]).tangent, odd);
    const [slope, compiled] = [grad(f, reverse), jit(grad(f, reverse), { backEnd: "javascript" })];
    for (const x of odd) t.ok(same([compiled(x)], [slope(x)], false), `slope at ${String(x)}`);
  }
  t.end();
});

t.test(
  "loops with a condition may be in loops and in batches, and their first state be used elsewhere",
  (t) => {
    const inner = (x: Value): Value =>
      whileLoop(
        (y: Value) => less(y, 10),
        (y) => add(mul(1.25, y), 0.5),
        x,
      );
    const outer = (x: Value): Value =>
      scan((y: Value) => [sin(inner(y)), undefined] as const, x, undefined, { length: 12 })[0];
    const around = (x: Value): Value =>
      whileLoop(
        (y: Value) => less(y, 50),
        (y) =>
          add(
            y,
            foriLoop(0, 12, (_i, z: Value) => sin(add(z, 1)), y),
          ),
        abs(x),
      );
    const elsewhere = (x: Value): Value => {
      let first: Value = 0;
      const y = whileLoop(
        (y: Value) => less(y, 100),
        (y) => {
          const next = mul(1.5, y);
          if (first === 0) first = next;
          return next;
        },
        x,
      );
      return mul(first, y);
    };
    for (const f of [outer, around, elsewhere]) {
      told(t, f, [0.5, 3, 7, 20]);
      told(t, grad(f, reverse), [0.5, 3, 7, 20]);
    }
    const many = array([0.5, 3, 7, 20]);
    for (const f of [
      vmap(inner),
      vmap(grad(inner)),
      (x: Value) => vmap(inner)(x),
      (x: Value) => vmap(grad(inner))(x),
    ])
      told(t, f, [many, mul(0.5, many)]);
    const together = (x: Value): Value => {
      const one = (y: Value): Value =>
        whileLoop(
          ([k = 0]: Values) => less(k, sum(x)),
          ([k = 0, z = 0]: Values) => [add(k, 1), sin(mul(1.5, z))],
          [0, y],
        )[1] ?? 0;
      return vmap(one)(x);
    };
    t.strictSame(told(t, together, [many, mul(0.5, many)])[1], ["any × 3"]);
    t.end();
  },
);

t.test("a product of the chain rule is no plain one where a loop would not end by NaN", (t) => {
  const f = (z: Value): Value => {
    const slope = grad((v: Value) => mul(sqrt(v), z));
    return whileLoop(
      (y: Value) => !(greater(y, 4.5) as boolean),
      (y) => add(y, add(1, slope(abs(sub(y, 2))))),
      mul(z, z),
    );
  };
  t.equal(told(t, f, [0, 0.25, 0])[1].length, 1);
  const within = (z: Value): Value => foriLoop(0, 12, (_i, y: Value) => mul(0.5, add(y, f(mul(z, y)))), z);
  told(t, within, [0, 0.25, 0]);
  t.end();
});

t.test("what is asked stands in the program", (t) => {
  const f = (x: Value): Value =>
    whileLoop(
      (y: Value) => less(y, 100),
      (y) => mul(1.5, y),
      x,
    );
  const ir = jit.ir(f)(1);
  t.match(
    String(ir),
    /loop\(any rounds\) \{\n {4}state (%\S+) = %\d: number\n {4}(%\S+) = less\(\1, 100\): number\n {4}while \2\n/,
  );
  t.equal(ir.values.find(({ op }) => op === "loop")?.round?.while, 2);
  t.end();
});
