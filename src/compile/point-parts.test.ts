// Points divided among threads: each has the bits that it has in one loop, whatever way it goes, whoever finds that way.
import t from "tap";
import {
  array,
  div,
  exp,
  jacobian,
  jit,
  less,
  lgamma,
  log,
  mul,
  grad,
  sin,
  sqrt,
  sub,
  value,
  vmap,
  type Value,
} from "../index.js";
import { column, numbers } from "./fixtures/points.js";
import { shared } from "./fixtures/shared.js";

/** Whether two results are the same, bit by bit. */
const isSame = (y: unknown, z: unknown): boolean => {
  const [a, b] = [numbers(y), numbers(z)];
  return a.length === b.length && a.every((v, i) => Object.is(v, b[i]));
};

const ways = ([x = 0, y = 0]: readonly Value[]): Value[] => [
  mul(x, sin(y)),
  less(x, y) ? exp(x) : sub(y, div(sin(x), 3)),
  less(mul(x, 7), sub(y, 5)) ? sin(exp(x)) : 7,
];

const programs: Readonly<Record<string, (x: readonly Value[]) => unknown>> = {
  "three ways": ways,
  "their Jacobians": jacobian(ways),
  "zeros that are strong": ([x = 0]) => grad((v: Value) => mul(sqrt(v), mul(sin(v), log(v))))(x),
};

const n = 30_011;
for (const backEnd of ["auto", "javascript"] as const)
  for (const [name, f] of Object.entries(programs))
    t.test(`${name} (${backEnd}): the same bits for any number of threads`, async (t) => {
      const [alone, columns] = [jit(vmap(f), { backEnd }), [column(n), column(n, 1)]];
      const others = [column(n, 3), column(n, 0.5)];
      const [want, wantOfOthers] = [alone(columns), alone(others)];
      for (const workers of [1, 2, 3, 5]) {
        const many = jit(vmap(f), { workers, backEnd });
        t.ok(isSame(many(columns), want), `${String(workers)} threads`);
        t.equal(jit.explain(many).divided, workers > 1 ? 1 : 0);
        if (workers === 1) continue;
        t.ok(isSame(await shared(many, columns), want), "with parts by workers");
        t.ok(isSame(await shared(many, others), wantOfOthers), "other points");
      }
    });

t.test("a way that is found late is found for workers, too", async (t) => {
  const f = (x: Value): Value =>
    less(x, 100) ? sin(exp(sin(exp(x)))) : mul(exp(sub(100, x)), mul(exp(sin(x)), sin(x)));
  const usual = column(n);
  const rare = array(usual.data.map((v, i) => (i % 5000 === 4999 ? 101 + v : v)));
  for (const backEnd of ["webassembly", "javascript"] as const) {
    const [alone, many] = [jit(vmap(f), { backEnd }), jit(vmap(f), { workers: 2, backEnd })];
    await (many(usual), shared(many, usual));
    t.ok(isSame(many(rare), alone(rare)), backEnd);
    t.ok(isSame(await shared(many, rare), alone(rare)), backEnd);
    t.equal(jit.explain(many).divided, 1);
  }
});

t.test("a way that workers cannot go is gone by the caller", async (t) => {
  const f = (x: Value): Value => (less(x, 100) ? sin(exp(x)) : lgamma(x));
  const usual = column(n);
  const rare = array(usual.data.map((v, i) => (i % 5000 === 4999 ? 101 + v : v)));
  const backEnd = "javascript";
  const [alone, many] = [jit(vmap(f), { backEnd }), jit(vmap(f), { workers: 2, backEnd })];
  await (many(usual), shared(many, usual));
  many(rare);
  t.ok(isSame(await shared(many, rare), alone(rare)));
});

t.test("more ways than are kept, or an error on one, are as in one thread", async (t) => {
  const f = (x: Value): Value => mul(sin(exp(sin(exp(x)))), value(x));
  const many = jit(vmap(f), { workers: 2, maxPaths: 3 });
  t.ok(isSame(many(column(n)), jit(vmap(f), { maxPaths: 3 })(column(n))));
  const throwing = (x: Value): Value => {
    if (less(x, 1.9999)) return sin(exp(sin(exp(x))));
    throw new RangeError("too far");
  };
  const other = jit(vmap(throwing), { workers: 2 });
  t.throws(() => other(column(n)), { name: "RangeError", message: "too far" });
  const within = array(column(n).data.map((v) => v / 2));
  t.ok(isSame(other(within), jit(vmap(throwing))(within)), "and the next call goes well");
});

t.test("few points, or little at each, are done in one thread, and jit.explain says so", async (t) => {
  const why = (f: (x: Value) => unknown, points: number): unknown => {
    const many = jit(vmap(f), { workers: 2, backEnd: "javascript" });
    many(column(points));
    t.equal(jit.explain(many).divided, 0);
    return jit.explain(many).notDivided;
  };
  t.equal(
    why((x) => sin(exp(x)), 300),
    "a loop has too few points to be divided",
  );
  t.equal(
    why((x) => mul(x, 2), n),
    "a loop does too little at each point to be divided",
  );
  t.equal(
    why((x) => lgamma(sin(exp(x))), n * 2),
    "a loop calls a function that workers do not have",
  );
  const wide = (x: Value): Value[] => Array.from({ length: 520 }, (_, k) => sub(x, k));
  t.equal(why(wide, 3000), "a point has too many numbers to be divided");
});
