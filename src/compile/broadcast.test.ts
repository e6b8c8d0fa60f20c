// Loops over elements that read what is broadcast where it lies: in both back ends, whichever axes are repeated.
import t from "tap";
import { gaussian } from "../check/points.js";
import { Dice } from "../check/programs/dice.js";
import { shapeOf } from "../core/op.js";
import { NDArray, sameShape, sizeOf, type Shape } from "../ndarray/index.js";
import {
  abs,
  add,
  broadcastTo,
  div,
  exp,
  foriLoop,
  grad,
  jit,
  maximum,
  mean,
  mul,
  neg,
  ones,
  scan,
  sin,
  sub,
  sum,
  where,
  type Value,
} from "../index.js";

const backEnds = ["javascript", "webassembly"] as const;

/** Numbers of a random kind, some of them special. */
function values(shape: Shape, seed: number): NDArray {
  const special = [NaN, -0, 0, Infinity, -Infinity, 1e-310];
  const data = gaussian(seed, sizeOf(shape)).map((x, i) => ((i + seed) % 7 === 0 ? special[i % 6]! : x));
  return new NDArray(Float64Array.from(data), shape);
}

function listOf(y: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(y) ? (y as readonly Value[]) : [y as Value];
}

/** Whether values are the same, bit by bit; of derivatives that are zero the sign does not count. */
function same(got: readonly Value[], want: readonly Value[], isValue: boolean): boolean {
  const numbersOf = (x: Value): ArrayLike<number> => (x instanceof NDArray ? x.data : [x as number]);
  if (got.length !== want.length) return false;
  return got.every((y, k) => {
    const [a, b] = [numbersOf(y), numbersOf(want[k]!)];
    const isSame = (i: number): boolean => Object.is(a[i], b[i]) || (!isValue && a[i] === b[i]);
    if (!sameShape(shapeOf(y), shapeOf(want[k]!)) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!isSame(i)) return false;
    return true;
  });
}

/** A shape that broadcasts to the given one. */
function narrower(shape: Shape, dice: Dice): Shape {
  const skipped = dice.chance(0.4) ? dice.from(0, shape.length) : 0;
  return shape.slice(skipped).map((n) => (dice.chance(0.4) ? 1 : n));
}

/** Some operation on two values of any shapes that are broadcast; all of it is arithmetic, with the same bits on any back end. */
const operations: readonly ((a: Value, b: Value, shape: Shape) => Value)[] = [
  add,
  sub,
  mul,
  div,
  maximum,
  (a, b) => where(sub(a, b), a, b),
  (a, b) => where(a, neg(b), abs(a)),
  (a, b, shape) => add(broadcastTo(a, shape), broadcastTo(b, shape)),
  (a, b, shape) => mul(broadcastTo(add(a, 1), shape), b),
];

const lengths = [0, 1, 2, 3, 4, 5, 7, 33];

t.test("random chains over random shapes are what they are eagerly, bit by bit", (t) => {
  for (let seed = 0; seed < 250; seed++) {
    const dice = new Dice(seed);
    const rank = dice.from(0, 5);
    const shape = Array.from(
      { length: rank },
      () => dice.pick(rank > 3 ? lengths.slice(0, 6) : lengths) ?? 1,
    );
    const xs = Array.from({ length: 4 }, (_, k) => values(narrower(shape, dice), 10 * seed + k));
    const steps = Array.from({ length: dice.from(1, 6) }, () => ({
      f: dice.pick(operations) ?? add,
      a: dice.from(0, 9),
      b: dice.from(0, 9),
    }));
    const isSummed = dice.chance(0.5);
    const axes = Array.from({ length: dice.from(1, Math.max(1, rank)) }, (_, k) => -1 - k);
    const ofRows = rank > 0 && dice.chance(0.5);
    const program = (...x: Value[]): Value[] => {
      const seen = [...x];
      for (const { f, a, b } of steps)
        seen.push(f(seen.at(-1 - (a % 2)) ?? 0, seen[b % seen.length] ?? 0, shape));
      const last = seen.at(-1) ?? 0;
      const pair = isSummed ? [sum(last), sum(mul(last, last))] : [];
      const rows = ofRows ? [sum(mul(broadcastTo(last, shape), 2), { axis: axes })] : [];
      return [last, seen.at(-2) ?? 0, ...pair, ...rows];
    };
    for (const backEnd of backEnds) {
      const compiled = jit(program, { backEnd });
      compiled(...xs);
      const [got, want] = [compiled(...xs), program(...xs)];
      if (!same(got, want, true)) t.fail(`program ${String(seed)} over [${String(shape)}] by ${backEnd}`);
      if (jit.explain(compiled).eagerCalls > 0) t.fail(`program ${String(seed)} is not compiled`);
    }
  }
  t.pass("250 programs");
  t.end();
});

/** Shapes, and what is broadcast over them: parts of a loop begin and end within rows, and rows within parts. */
const pairs: readonly (readonly [Shape, Shape])[] = [
  [[70, 100], [100]],
  [
    [70, 100],
    [70, 1],
  ],
  [[3, 5000], [5000]],
  [
    [3, 5000],
    [3, 1],
  ],
  [[4000, 3], [3]],
  [
    [4000, 3],
    [4000, 1],
  ],
  [
    [5, 6, 7, 50],
    [6, 1, 50],
  ],
  [
    [5, 6, 7, 50],
    [5, 1, 7, 1],
  ],
  [
    [5, 6, 7, 50],
    [1, 6, 7, 1],
  ],
  [
    [5, 6, 7, 8, 9],
    [6, 1, 8, 1],
  ],
  [[1, 5000], [5000]],
  [
    [2, 1, 3000],
    [2, 1, 1],
  ],
];

/** Shapes, and last axes of them: rows of any length, that end anywhere within the vectors and the parts of a loop. */
const sums: readonly (readonly [Shape, readonly number[]])[] = [
  [[60, 100], [1]],
  [[7, 1003], [1]],
  [[3, 5001], [1]],
  [[3000, 3], [1]],
  [[4001, 1], [1]],
  [
    [11, 7, 13],
    [1, 2],
  ],
  [[11, 7, 13], [2]],
  [
    [2, 3, 4, 5, 6],
    [3, 4],
  ],
  [[40, 129, 1], [1]],
  [[1, 300], [1]],
  [[6, 5], [1]],
  [[700], [0]],
];

t.test("rows that are longer and shorter than the parts of a loop", (t) => {
  for (const [shape, own] of pairs) {
    const [x, b] = [values(shape, 1), values(own, 2)];
    const f = (x: Value, b: Value): Value[] => {
      const y = sub(mul(x, b), add(b, 1));
      return [y, sum(maximum(y, b)), mul(broadcastTo(b, shape), 2), broadcastTo(b, shape)];
    };
    for (const options of [...backEnds.map((backEnd) => ({ backEnd })), { workers: 2 }, {}]) {
      const g = jit(f, options);
      g(x, b);
      t.ok(same(g(x, b), f(x, b), true), `[${String(own)}] over [${String(shape)}]`);
      t.notMatch(jit.explain(g).sources.join(""), /sub_|mul_|maximum_/, "no op is called for it");
    }
  }
  t.end();
});

t.test("sums of rows are taken in the loop that computes the rows, in the order of the op", (t) => {
  for (const [shape, axes] of sums)
    for (const keepDims of [false, true]) {
      const size = sizeOf(shape);
      const x = new NDArray(Float64Array.from(gaussian(1, size)), shape);
      const b = new NDArray(Float64Array.from(gaussian(2, shape.at(-1)!)), [shape.at(-1)!]);
      const f = (x: Value, b: Value): Value[] => {
        const y = mul(sub(x, b), x);
        const z = neg(sum(y, { axis: axes, keepDims }));
        return [z, y, sum(abs(sub(x, 1)), { axis: axes, keepDims }), sum(mul(y, 2))];
      };
      for (const options of [...backEnds.map((backEnd) => ({ backEnd })), { workers: 2 }, {}]) {
        const g = jit(f, options);
        g(x, b);
        t.ok(same(g(x, b), f(x, b), true), `axes [${String(axes)}] of [${String(shape)}]`);
        const calls =
          jit
            .explain(g)
            .sources.join("")
            .match(/sum_\d+\(/g) ?? [];
        t.ok(calls.length <= 1, "the op is called for none but that over all elements");
      }
    }
  t.end();
});

t.test("sums along other axes than the last ones are what the op gives", (t) => {
  for (const [shape, axes] of [
    [
      [3, 4, 1],
      [0, 2],
    ],
    [
      [3, 4, 5],
      [0, 2],
    ],
    [
      [3, 4, 5],
      [0, 1],
    ],
    [[1, 5], [0]],
    [[0, 3], [1]],
    [[3, 0], [1]],
  ] as const)
    for (const backEnd of backEnds) {
      const f = (x: Value): Value[] => [sum(mul(x, x), { axis: [...axes] }), sum(mul(x, 2))];
      const g = jit(f, { backEnd });
      const x = new NDArray(Float64Array.from(gaussian(1, sizeOf(shape))), shape);
      g(x);
      t.ok(same(g(x), f(x), true), `axes [${String(axes)}] of [${String(shape)}]`);
    }
  t.end();
});

t.test("two that are broadcast over each other need no array of their shape", (t) => {
  const [x, y] = [values([40, 1, 3], 1), values([50, 1], 2)];
  const f = (x: Value, y: Value): Value => sum(where(x, add(x, y), sub(x, y)));
  for (const backEnd of backEnds) {
    const g = jit(f, { backEnd });
    g(x, y);
    t.strictSame(g(x, y), f(x, y));
    t.notMatch(jit.explain(g).sources.join(""), /empty|new Float64Array|broadcastTo/);
  }
  t.end();
});

t.test("functions with kernels, and derivatives of what is broadcast", (t) => {
  const f = (x: Value, b: Value, s: Value): Value => {
    const centred = sub(x, mean(x, { axis: 1, keepDims: true }));
    return sum(exp(neg(abs(add(mul(sin(centred), s), b)))));
  };
  const [x, b, s] = [gaussian(1, 60 * 50), gaussian(2, 50), gaussian(3, 60)].map((data) =>
    Float64Array.from(data),
  );
  const at = [new NDArray(x!, [60, 50]), new NDArray(b!, [50]), new NDArray(s!, [60, 1])] as const;
  for (const program of [f, grad(f, { argnums: [0, 1, 2] })]) {
    const want = listOf(program(...at));
    const exact = jit(program, { backEnd: "javascript" });
    exact(...at);
    t.ok(same(listOf(exact(...at)), want, false));
    const near = jit(program, { backEnd: "webassembly" });
    near(...at);
    for (const [k, y] of listOf(near(...at)).entries()) {
      const apart = abs(sub(y, want[k]!));
      const most = typeof apart === "number" ? apart : Math.max(...(apart as NDArray).data);
      t.ok(most <= 1e-12, `${String(most)} apart`);
    }
  }
  t.end();
});

t.test("rounds of a loop that is kept read what is broadcast, from a state, an item or around", (t) => {
  const f = (m: Value, v: Value, w: Value): Value => {
    const turned = foriLoop(0, 40, (_i, y: Value) => mul(0.5, add(sin(add(y, v)), mul(y, w))), m);
    const [last, all] = scan(
      (y: Value, item: Value) => {
        const next = mul(0.5, sub(add(y, item), mul(w, y)));
        return [next, broadcastTo(add(item, 1), [2, 3])] as const;
      },
      turned,
      broadcastTo(v, [40, 3]),
    );
    // Sums of the rows of a round, on which the next one depends.
    const scaled = foriLoop(
      0,
      30,
      (_i, y: Value) => {
        const part = exp(neg(abs(add(y, v))));
        return div(part, sum(part, { axis: 1, keepDims: true }));
      },
      last,
    );
    return add(sum(mul(scaled, w)), sum(mul(all, v)));
  };
  const at = [
    values([2, 3], 40),
    new NDArray(Float64Array.of(1, -2, 0.5), [3]),
    new NDArray(Float64Array.of(0.3, -1), [2, 1]),
  ] as const;
  for (const program of [f, grad(f, { argnums: [0, 1, 2] })])
    for (const start of [ones([2, 3]), at[0]]) {
      const want = listOf(program(start, at[1], at[2]));
      const g = jit(program, { backEnd: "javascript" });
      g(start, at[1], at[2]);
      t.ok(same(listOf(g(start, at[1], at[2])), want, false));
    }
  t.end();
});
