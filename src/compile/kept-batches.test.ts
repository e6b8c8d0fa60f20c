// Loops in batches: kept as loops, beside what they are when all rounds run.
import t, { type Test } from "tap";
import { shapeOf, type Value } from "../core/op.js";
import {
  add,
  array,
  cos,
  foriLoop,
  grad,
  jit,
  jvp,
  less,
  mul,
  scan,
  sin,
  stack,
  sum,
  vmap,
  zeros,
} from "../index.js";
import { program, rounds, same, total, type Program, type Values } from "./fixtures/loops.js";

const n = 4;

/** `f` at many inputs: each argument is a batch, or as it is for all. */
function many(f: Program, inAxes: readonly (0 | null)[]): Program {
  return (x) => vmap((...v: Value[]) => f(v), { inAxes })(...x);
}

t.test("loops in batches are what they were, bit by bit", (t) => {
  const found = new Map<string, number>();
  for (let seed = 0; seed < 24; seed++) {
    const { f, x } = program(seed);
    // Of numbers that are the same for all inputs, the sums of cotangents have another order when nothing is compiled.
    const isForAll = (v: Value, k: number): boolean => (seed + k) % 3 === 0 && shapeOf(v).length > 0;
    const inAxes = x(1).map((v, k) => (isForAll(v, k) ? null : 0));
    const inputs = (phase: number): Values => {
      const all = Array.from({ length: n }, (_, i) => x(phase + 10 * i));
      return inAxes.map((axis, k) =>
        axis === null ? (all[0]?.[k] ?? 0) : stack(all.map((one) => one[k] ?? 0)),
      );
    };
    const slope = (g: Program): Program => grad(total(g), { mode: "reverse" });
    const programs: Readonly<Record<string, Program>> = {
      value: many(f, inAxes),
      "gradients of many": many(slope(f), inAxes),
      "tangents of many": many(
        (v) => f(v).map((_, k) => jvp((u: Values) => f(u)[k] ?? 0, [v], [x(7)]).tangent),
        inAxes,
      ),
      "gradient of the sum of many": slope(many(f, inAxes)),
      "many of many": (v) =>
        many(
          (u) =>
            many(
              slope(f),
              u.map((_, k) => (k === 2 ? 0 : null)),
            )(u.map((w, k) => (k === 2 ? stack([w, mul(2, w)]) : w))),
          inAxes,
        )(v),
    };
    for (const [what, program] of Object.entries(programs)) {
      const compiled = jit(program, { backEnd: "javascript" });
      for (const phase of [1, 2]) {
        const [got, want] = [compiled(inputs(phase)), program(inputs(phase))];
        if (!same(got, want, what === "value")) {
          t.fail(`${what} of ${String(seed)}`);
          break;
        }
      }
      const { loops, eagerCalls } = jit.explain(compiled);
      if (eagerCalls > 0) t.fail(`${what} of ${String(seed)} is not compiled`);
      const isFound = loops.some((loop) => loop.rounds === rounds - 1);
      if (isFound) found.set(what, (found.get(what) ?? 0) + 1);
    }
  }
  t.equal(found.size, 5, "each has loops");
  t.end();
});

const points = array([0.5, 0.75, -1, 0.25]);
const names = { mode: "reverse" } as const;

/** The results of a compiled program at two lists of points, compared with its own; and its loops. */
function loopsOf(t: Test, program: (x: Value) => unknown, what: string): readonly string[] {
  // A batch of a function of numbers by itself is a loop over the points.
  const compiled = jit((x: Value) => program(x), { backEnd: "javascript" });
  for (const x of [points, mul(0.5, points), points])
    t.strictSame(plain(compiled(x)), plain(program(x)), what);
  const { loops, eagerCalls } = jit.explain(compiled);
  t.equal(eagerCalls, 0);
  return loops.map(({ rounds, steps }) => `${String(rounds)} × ${String(steps)}`);
}

function plain(x: unknown): unknown {
  return JSON.parse(JSON.stringify(x));
}

t.test("a body runs three times, however many rounds and inputs there are", (t) => {
  for (const length of [2000, 20_000]) {
    let runs = 0;
    const wave = (x: Value): Value =>
      scan(
        (y: Value) => {
          runs += 1;
          return [sin(mul(1.5, y)), undefined] as const;
        },
        x,
        undefined,
        { length },
      )[0];
    const programs: Readonly<Record<string, (x: Value) => unknown>> = {
      value: vmap(wave),
      "gradients of many": vmap(grad(wave, names)),
      "gradient of the sum of many": grad((x: Value) => sum(vmap(wave)(x)), names),
    };
    for (const [what, program] of Object.entries(programs)) {
      const compiled = jit(program, { backEnd: "javascript" });
      compiled(points);
      runs = 0;
      t.strictSame(plain(compiled(points)), plain(program(points)), what);
      t.equal(runs, length, "which is of the program that is not compiled");
      const { loops } = jit.explain(compiled);
      t.equal(loops[0]?.rounds, length - 1, what);
      t.equal(loops.length, what === "value" ? 1 : 2, what);
    }
  }
  t.end();
});

t.test("what is the same for all inputs is computed once for all", (t) => {
  const mixed = (x: Value): Value => {
    const [[y, k], ks] = scan(
      ([y, k]: readonly [Value, Value]) => [[sin(add(y, k)), mul(1.25, k)] as const, k] as const,
      [x, 0.5] as readonly [Value, Value],
      undefined,
      { length: 20 },
    );
    return add(y, add(k, sum(mul(ks, ks))));
  };
  t.strictSame(loopsOf(t, vmap(mixed), "value"), ["19 × 3"]);
  const text = String(jit.ir(vmap(mixed))(points));
  t.match(
    text,
    /state %(\S+) = 0\.625: number\n[^]* = mul\(1\.25, %\1\): number\n/,
    "a number, not a list of them",
  );
  loopsOf(t, vmap(grad(mixed, names)), "gradients of many");
  t.end();
});

t.test(
  "a state that differs among inputs in later rounds alone does so in all, or on a tape is no loop",
  (t) => {
    const late = (x: Value): Value => {
      const next = ([a, b, c]: Values): Values => [
        cos(x),
        sin(a ?? 0),
        add(mul(c ?? 0, 0.5), mul(b ?? 0, b ?? 0)),
      ];
      return foriLoop(0, 20, (_i, state: Values) => next(state), [0.5, 0.25, 0.125])[2] ?? 0;
    };
    t.strictSame(loopsOf(t, vmap(late), "value").length, 1);
    t.strictSame(
      loopsOf(
        t,
        grad((x: Value) => sum(vmap(late)(x)), names),
        "gradient of the sum",
      ).length,
      0,
    );
    const rest = (x: Value): Value =>
      foriLoop(0, 20, (_i, [a, b]: Values) => [0.5, add(mul(x, a ?? 0), mul(0.5, b ?? 0))] as Values, [
        x,
        x,
      ])[1] ?? 0;
    loopsOf(t, vmap(rest), "a state that is the same for all after the first round");
    t.end();
  },
);

t.test("batches of none, and of questions, are what they were", (t) => {
  const wave = (x: Value): Value => foriLoop(0, 20, (_i, y: Value) => sin(mul(1.5, y)), x);
  const none = jit(vmap(wave));
  t.strictSame(plain(none(zeros([0]))), []);
  const asking = (x: Value): Value =>
    foriLoop(0, 20, (_i, y: Value) => (less(y, 1) ? mul(1.25, y) : mul(0.5, y)), x);
  t.strictSame(
    loopsOf(t, (x) => vmap(asking)(x), "asking"),
    [],
  );
  t.end();
});
