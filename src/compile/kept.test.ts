// Random loops that a program keeps as loops, beside what they are when all rounds run; and when they are kept.
import t from "tap";
import { flat, gaussian } from "../check/points.js";
import type { Value } from "../core/op.js";
import {
  add,
  array,
  dot,
  exp,
  foriLoop,
  grad,
  hvp,
  jit,
  jvp,
  less,
  mul,
  reshape,
  scan,
  sin,
  square,
  sub,
  sum,
  vmap,
} from "../index.js";
import { program, rounds, same, total, type Program, type Values } from "./fixtures/loops.js";

const seeds = Array.from({ length: 100 }, (_, seed) => seed);

t.test("loops that are kept are what they were, bit by bit", (t) => {
  let found = 0;
  for (const seed of seeds) {
    const { f, x } = program(seed);
    const programs: Readonly<Record<string, Program>> = {
      value: f,
      reverse: (x) => grad(total(f), { mode: "reverse" })(x),
      forward: (v) => f(v).map((_, k) => jvp((x: Values) => f(x)[k] ?? 0, [v], [x(7)]).tangent),
      "Hessian times a vector": (v) => hvp(total(f))(v, x(9)),
      "reverse over reverse": (v) =>
        grad((u: Values) => sum(square(grad(total(f), { mode: "reverse" })(u)[2] ?? 0)), { mode: "reverse" })(
          v,
        ),
    };
    for (const [what, program] of Object.entries(programs)) {
      const compiled = jit(program, { backEnd: "javascript" });
      for (const phase of [1, 1, 2]) {
        const [got, want] = [compiled(x(phase)), program(x(phase))];
        if (!same(got, want, what === "value")) {
          t.fail(`${what} of ${String(seed)}`);
          break;
        }
      }
      const { loops, eagerCalls } = jit.explain(compiled);
      if (eagerCalls > 0) t.fail(`${what} of ${String(seed)} is not compiled`);
      if (loops.some((loop) => loop.rounds === rounds - 1)) found += 1;
    }
  }
  t.ok(found > seeds.length, `${String(found)} of ${String(5 * seeds.length)} programs have loops`);
  t.end();
});

t.test("numbers that are none, and zeros, go through loops as they go through their rounds", (t) => {
  const odd = [0, -0, NaN, Infinity, -Infinity, 1e308, 5e-324];
  let count = 0;
  for (const seed of seeds.slice(0, 40)) {
    const { f, x } = program(seed);
    const programs: Readonly<Record<string, Program>> = {
      value: f,
      reverse: (x) => grad(total(f), { mode: "reverse" })(x),
      forward: (v) => f(v).map((_, k) => jvp((x: Values) => f(x)[k] ?? 0, [v], [x(7)]).tangent),
    };
    for (const [what, program] of Object.entries(programs)) {
      const compiled = jit(program, { backEnd: "javascript" });
      compiled(x(1));
      for (const [k, v] of odd.entries()) {
        const at = x(2).map((y, i) => ((i + k) % 2 === 0 || i === 1 ? y : mul(v, add(1, mul(0, y)))));
        const [got, want] = [compiled(at), program(at)];
        if (same(got, want, what === "value")) count += 1;
        else t.fail(`${what} of ${String(seed)} at ${String(v)}`);
      }
    }
  }
  t.ok(count > 700, `${String(count)} points`);
  t.end();
});

/** A scan whose body counts how often it runs, and what `jit` says of it after two calls. */
function counted(f: (x: Value, body: () => void) => unknown): { runs: number; loops: readonly string[] } {
  let runs = 0;
  const compiled = jit((x: Value) => f(x, () => (runs += 1)));
  compiled(0.5);
  t.strictSame(
    compiled(0.75),
    f(0.75, () => undefined),
    "and it is right",
  );
  const { loops, eagerCalls, paths } = jit.explain(compiled);
  t.strictSame([eagerCalls, paths], [0, 1]);
  return { runs, loops: loops.map(({ rounds, steps }) => `${String(rounds)} × ${String(steps)}`) };
}

t.test("a body runs three times, however many rounds there are", (t) => {
  for (const n of [100, 100_000]) {
    const wave = (x: Value, body: () => void): Value =>
      scan(
        (y: Value) => {
          body();
          return [sin(mul(1.5, y)), undefined] as const;
        },
        x,
        undefined,
        { length: n },
      )[0];
    t.strictSame(counted(wave), { runs: 3, loops: [`${String(n - 1)} × 2`] });
    const gradient = (x: Value, body: () => void): Value =>
      grad((x: Value) => wave(x, body), { mode: "reverse" })(x);
    t.strictSame(counted(gradient), { runs: 3, loops: [`${String(n - 1)} × 2`, `${String(n - 1)} × 4`] });
  }
  t.end();
});

t.test("few rounds are straight code, and none are none", (t) => {
  for (const n of [0, 1, 2, 8, 9, 10]) {
    const f = (x: Value): Value =>
      scan((y: Value) => [sin(mul(x, y)), undefined] as const, x, undefined, { length: n })[0];
    for (const program of [f, grad(f, { mode: "reverse" })]) {
      const compiled = jit(program);
      compiled(0.5);
      t.equal(compiled(0.75), program(0.75), `${String(n)} rounds`);
      t.equal(jit.explain(compiled).loops.length > 0, n > 8);
    }
  }
  t.end();
});

t.test("what differs from round to round is a list of numbers, or else all rounds are run", (t) => {
  const weighted = (x: Value, body: () => void): Value =>
    foriLoop(
      3,
      33,
      (i, y: Value) => {
        body();
        return sin(mul(y, Math.cos(i)));
      },
      x,
    );
  t.strictSame(counted(weighted), { runs: 30, loops: ["29 × 2"] });
  const uneven = (x: Value): Value =>
    foriLoop(0, 30, (i, y: Value) => (i % 3 === 0 ? sin(y) : mul(0.5, y)), x);
  t.strictSame(counted(uneven).loops, []);
  let last = 0;
  const impure = (x: Value): Value => {
    last = 0;
    return scan((y: Value) => [mul(y, (last += 0.01)), undefined] as const, x, undefined, { length: 20 })[0];
  };
  t.equal(jit(impure)(0.5), impure(0.5));
  t.end();
});

t.test("a state that is a plain number in all rounds may be counted with", (t) => {
  const f = (x: Value): Value =>
    mul(
      x,
      foriLoop<number>(0, 20, (i, k) => k + i, 0),
    );
  t.equal(jit(f)(0.5), 95);
  t.end();
});

t.test(
  "a loop within a body reads states, items and what is shared number by number, and makes states",
  (t) => {
    const forty = (phase: number): Value[] => Array.from({ length: 40 }, (_, k) => Math.sin(k + phase));
    const f = ([y, z]: readonly [Values, Values]): Value => {
      const items = z.map((v) => mul(v, array(forty(1).slice(0, 12).map(Number))));
      const [last, outs] = scan(
        (state: readonly Value[], item: readonly Value[]) => {
          let w: Value = 0.1;
          for (const [k, v] of state.entries()) w = sin(add(mul(w, v), z[39 - k] ?? 0));
          for (let k = 39; k >= 0; k--) w = add(mul(w, 0.5), exp(item[k] ?? 0));
          return [state.map((v, k) => (k === 3 ? w : v)), w];
        },
        [...y],
        items,
      );
      return add(sum(outs), last[3] ?? 0);
    };
    const flatten = (y: unknown): Values => [y].flat(2) as Value[];
    const g = (x: readonly [Values, Values]): unknown => grad(f, { mode: "reverse" })(x);
    for (const program of [f, g]) {
      const compiled = jit(program, { backEnd: "javascript" });
      for (const phase of [1, 2, 3]) {
        const x = [forty(phase), forty(2 * phase)] as const;
        t.ok(same(flatten(compiled(x)), flatten(program(x)), program === f), String(phase));
      }
      const rolled = jit
        .explain(compiled)
        .loops.filter(({ rounds }) => typeof rounds === "number" && rounds > 30);
      t.ok(rolled.length > 1, String(jit.explain(compiled)));
      t.equal(jit.explain(compiled).eagerCalls, 0);
    }
    t.end();
  },
);

t.test("a loop that asks in a round, or whose rounds are seen from outside, runs them all", (t) => {
  const asking = (x: Value): Value =>
    scan((y: Value) => [less(y, 1) ? mul(1.25, y) : mul(0.5, y), undefined] as const, x, undefined, {
      length: 20,
    })[0];
  const seen = (x: Value): Value => {
    const states: Value[] = [];
    scan(
      (y: Value) => {
        states.push(y);
        return [sin(y), undefined] as const;
      },
      x,
      undefined,
      { length: 20 },
    );
    return states.reduce((a, b) => add(a, b));
  };
  const kept: Value[] = [];
  const returned = (x: Value): Values => {
    kept.length = 0;
    foriLoop(
      0,
      20,
      (_i, y: Value) => {
        kept.push(y);
        return sin(y);
      },
      x,
    );
    return kept.slice();
  };
  for (const [what, f] of Object.entries({
    asking,
    seen,
    returned,
    slope: grad(seen, { mode: "reverse" }),
  })) {
    const compiled = jit(f as (x: Value) => unknown);
    for (const x of [0.5, 0.75, -2, 0.5]) t.strictSame(compiled(x), f(x), `${what} at ${String(x)}`);
    t.equal(jit.explain(compiled).eagerCalls, 0);
  }
  t.end();
});

t.test("loops go alike in both back ends, in exported modules' ways, in batches and around solvers", (t) => {
  const f = (x: Value): Value => {
    const [y, ys] = scan(
      (y: Value, a: Value) => [sin(add(y, a)), mul(y, a)] as const,
      x,
      array([...gaussian(1, 20)]),
    );
    return add(y, sum(ys));
  };
  const points = array([0.5, 0.75, -1]);
  for (const backEnd of ["javascript", "webassembly", "auto"] as const) {
    const g = jit(grad(f, { mode: "reverse" }), { backEnd });
    for (const x of [0.5, 0.75]) t.equal(g(x), grad(f, { mode: "reverse" })(x), backEnd);
    const many = jit(vmap(grad(f)), { backEnd: "javascript" });
    for (let k = 0; k < 2; k++)
      t.strictSame(flat([many(points)]), flat([vmap(grad(f))(points)]), `batch, ${backEnd}`);
  }
  t.equal(grad(jit(f))(0.5), grad(f)(0.5), "compiled within a derivative");
  t.end();
});

t.test("what is a state and a result at once has its cotangents added in the order of a tape", (t) => {
  let count = 0;
  for (let seed = 0; seed < 40; seed++) {
    const [a = 0, b = 0, ...xs] = gaussian(seed, 22);
    const f = (x: Values): Value => {
      const [y, ys] = scan(
        (y: Value, v: Value) => {
          const next = sin(add(mul(y, x[0] ?? 0), mul(exp(y), v)));
          return [next, next] as const;
        },
        x[1] ?? 0,
        array(xs),
      );
      return add(mul(y, 0.3), sum(mul(ys, ys)));
    };
    const g = grad(f, { mode: "reverse" });
    const compiled = jit(g);
    compiled([a, b]);
    t.strictSame(compiled([a, b]), g([a, b]));
    count += jit.explain(compiled).loops.length;
  }
  t.equal(count, 80, "in loops there and back");
  t.end();
});

t.test(
  "arrays of a round have room that is made once, but not where another round or a view holds them",
  (t) => {
    const start = (n: number): Values => [array([...gaussian(1, n)]), array([...gaussian(2, n)])];
    const turned = (x: Value, n: number): Value => reshape(reshape(x, [1, n]), [n]);
    type Body = (a: Value, b: Value, n: number) => readonly [Value, Value, Value];
    const bodies: Readonly<Record<string, Body>> = {
      "each its own": (a, b) => [mul(0.9, sub(a, b)), mul(0.8, add(a, b)), mul(a, b)],
      "a view of what another state becomes": (a, b, n) => {
        const next = mul(0.9, sub(a, b));
        return [next, turned(next, n), next];
      },
      "a view of the state before": (a, b, n) => [mul(0.9, sub(a, b)), turned(a, n), b],
      "the state before": (a, b) => [mul(0.9, sub(a, b)), a, mul(a, b)],
      "states that change places": (a, b) => [mul(0.9, b), mul(1.1, a), add(a, b)],
      "what is handed out, and summed": (a, b) => {
        const y = mul(a, b);
        return [mul(0.9, sub(a, y)), mul(dot(y, y), b), y];
      },
    };
    for (const [what, body] of Object.entries(bodies))
      for (const n of [3, 300]) {
        const f = ([a = 0, b = 0]: Values): Values => {
          const [[p, q], ys] = scan(
            ([a, b]: readonly [Value, Value]) => {
              const [c, d, y] = body(a, b, n);
              return [[c, d] as const, y] as const;
            },
            [a, b] as readonly [Value, Value],
            undefined,
            { length: 12 },
          );
          return [p, q, ys];
        };
        const g = grad((x: Values) => f(x).reduce<Value>((sum_, y) => add(sum_, sum(mul(y, y))), 0), {
          mode: "reverse",
        });
        for (const backEnd of ["javascript", "auto", "webassembly"] as const)
          for (const [isValue, program] of [
            [true, f] as const,
            [false, g as (x: Values) => Values] as const,
          ]) {
            const compiled = jit(program, { backEnd });
            const x = start(n);
            const before = JSON.stringify(x);
            for (let k = 0; k < 3; k++)
              t.ok(same(compiled(x), program(x), isValue), `${what}, ${String(n)}, ${backEnd}`);
            t.equal(JSON.stringify(x), before, "what was given is as it was");
            t.ok(jit.explain(compiled).loops.length > 0 || what.includes("view") || what.includes("before"));
          }
      }
    t.end();
  },
);
