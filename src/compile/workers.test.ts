// Compiled functions that are divided among threads: the same bits, and one thread where there are no more.
import t from "tap";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  NDArray,
  arange,
  array,
  cos,
  div,
  dot,
  exp,
  grad,
  jit,
  less,
  log1p,
  mul,
  neg,
  pow,
  relu,
  lgamma,
  sin,
  sqrt,
  sub,
  sum,
  tanh,
  valueAndGrad,
  add,
  where,
  type Value,
} from "../index.js";
import { shared } from "./fixtures/shared.js";

const wave = (n: number): Value => mul(3, sin(mul(arange(n), 1.7)));
const forced = { backEnd: "webassembly" } as const;

/** A digest of the bits of all numbers in a result. */
function bitsOf(y: unknown): string {
  if (y instanceof NDArray) return createHash("sha256").update(Float64Array.from(y.data)).digest("hex");
  if (typeof y === "number") return createHash("sha256").update(Float64Array.of(y)).digest("hex");
  return Object.values(y as object)
    .map(bitsOf)
    .join();
}

const programs: Readonly<Record<string, (x: Value) => unknown>> = {
  "a map": (x) => tanh(mul(x, exp(neg(x)))),
  "a gradient with its value": valueAndGrad((x: Value) => sum(mul(exp(neg(mul(x, x))), sin(x)))),
  "several results and sums": (x) => [sum(mul(exp(x), x)), dot(sin(x), x), mul(cos(x), 2), log1p(mul(x, x))],
  "a number besides": (x) => mul(tanh(sin(x)), sum(exp(x))),
  "zeros that are strong": (x) => grad((v: Value) => sum(mul(sqrt(v), tanh(v))))(x),
  "choices and calls": (x) => where(relu(x), pow(exp(x), 1.5), sin(x)),
};

for (const [name, f] of Object.entries(programs))
  t.test(`${name}: the same bits for any number of threads`, async (t) => {
    // Beyond the range of the kernels of sin and exp, too, here and there.
    const [x, edges] = [wave(70_001), where(less.mask(wave(70_001), 2.9), wave(70_001), 1e6)];
    for (const given of [x, edges]) {
      const alone = jit(f, forced);
      alone(given);
      const want = bitsOf(alone(given));
      for (const workers of [1, 2, 3, 5]) {
        const g = jit(f, { ...forced, workers });
        g(given);
        t.equal(bitsOf(g(given)), want, `${String(workers)} threads`);
        t.equal(jit.explain(g).divided > 0, workers > 1);
        if (workers > 1) t.equal(bitsOf(await shared(g, given)), want, "with parts by workers");
      }
    }
  });

const line = (x: Value): Value => sum(div(mul(exp(neg(mul(x, x))), sin(x)), add(1, mul(x, x))));

t.test("what is small, or does little, is done in one thread, and jit.explain says so", async (t) => {
  const why = (f: (x: Value) => Value, x: Value, options = {}): unknown => {
    const g = jit(f, { workers: 2, ...options });
    g(x);
    g(x);
    const { divided, partsByWorkers, notDivided } = jit.explain(g);
    t.strictSame([divided, partsByWorkers], [0, 0]);
    t.match(String(jit.explain(g)), `in one thread: ${String(notDivided)}`);
    return notDivided;
  };
  t.equal(why(line, wave(1000)), "a loop is too short to be divided");
  t.equal(
    why((x) => mul(x, x), wave(1e6)),
    "a loop does too little with its arrays to be divided",
  );
  t.equal(why(line, wave(1e5), { backEnd: "javascript" }), "loops in JavaScript are not divided");
  const called = why((x) => sin(lgamma(x)), wave(1e5), forced);
  t.equal(called, "a loop calls a function that workers do not have");
  t.equal(
    why((x) => sin(x), 3),
    "it has no loop over a large array or many points",
  );
  const g = jit(line, { workers: 2 });
  await (g(wave(1e5)), shared(g, wave(1e5)));
  t.match(String(jit.explain(g)), /1 loop divided among threads, \d+ parts? done by workers/);
  t.equal(jit.explain(g).notDivided, undefined);
  const alone = jit(line);
  t.equal((alone(wave(10)), jit.explain(alone)).notDivided, undefined, "who has not asked is told nothing");
});

t.test("within a derivative it is divided as well", async (t) => {
  const x = wave(1e5);
  const f = jit(line, { workers: 2 });
  const alone = jit(line);
  // Before that, they run as they are, and are written down.
  for (const g of [f, alone]) grad(g)(x);
  const want = bitsOf(grad(alone)(x));
  for (let call = 0; call < 3; call++) t.equal(bitsOf(grad(f)(x)), want);
});

t.test("a wrong number of workers is refused", async (t) => {
  for (const workers of [0, -1, 1.5, NaN, Infinity, 257])
    t.throws(() => jit(line, { workers }), {
      name: "RangeError",
      message: `jit: workers must be a whole number from 1 to 256, not ${String(workers)}`,
    });
  for (const workers of ["2", null, true, [2]])
    t.throws(() => jit(line, { workers: workers as unknown as number }), {
      name: "TypeError",
      message: /^jit: workers must be a whole number from 1 to 256, not /,
    });
});

t.test("memory does not grow, in calls or in functions", async (t) => {
  const x = wave(1e5);
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const grown = async (rounds: number, run: () => Promise<unknown>): Promise<number> => {
    const used = async (): Promise<number> => {
      collect();
      await setTimeout(20);
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    for (let i = 0; i < rounds; i++) await run();
    let least = Infinity;
    // What a worker has not received yet is no growth: that would be there in every turn.
    for (let turn = 0; turn < 3; turn++) {
      const before = await used();
      for (let i = 0; i < rounds; i++) await run();
      least = Math.min(least, (await used()) - before);
    }
    return least;
  };
  const f = jit(line, { workers: 2 });
  await (f(x), shared(f, x));
  t.ok((await grown(300, async () => f(x))) < 2e6, "many calls");
  const another = async (): Promise<unknown> => {
    const g = jit(line, { workers: 2 });
    return (g(x), g(x));
  };
  t.ok((await grown(70, another)) < 2e6, "many functions");
});

/** Programs that take from a host what workers need, and how jit.explain says so. */
const hosts: Readonly<Record<string, string>> = {
  "delete globalThis.SharedArrayBuffer;": "this host has no memory that threads can share",
  "process.getBuiltinModule = undefined;": "this host has no worker_threads, as Node has them",
  "globalThis.process = undefined;": "this host has no worker_threads, as Node has them",
  "Atomics.wait = () => { throw new TypeError('not here'); };":
    "this host lets no thread wait for another: TypeError: not here",
  "process.getBuiltinModule('node:worker_threads').Worker = class { constructor() { throw new Error('no'); } };":
    "no worker could be started: Error: no",
};

for (const [program, why] of Object.entries(hosts))
  t.test(`in one thread, since ${why}`, async (t) => {
    const index = new URL("../index.js", import.meta.url).href;
    const input = `const out = (text) => process.stdout.write(text);
      const print = console.log;
      ${program}
      const { arange, div, exp, jit, sin, sum } = await import(${JSON.stringify(index)});
      const f = (x) => sum(sin(exp(div(x, 1e5))));
      const [one, two] = [jit(f), jit(f, { workers: 2 })];
      const x = arange(1e5);
      for (let i = 0; i < 3; i++) [one, two].map((g) => g(x));
      print(JSON.stringify([one(x) === two(x), jit.explain(two).notDivided, jit.explain(two).eagerCalls]));`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", input], {
      encoding: "utf8",
      timeout: 60_000,
    });
    t.equal(stderr, "");
    t.strictSame(JSON.parse(stdout), [true, why, 0]);
  });

t.test("values of the caller's stay the caller's", async (t) => {
  const x = wave(1e5) as NDArray;
  const kept = x.data.slice();
  const f = jit((v: Value) => exp(sin(v)) as NDArray, { workers: 3 });
  f(x);
  const first = await shared(f, x);
  const second = f(array(x.data.map((v) => v + 1)));
  t.strictSame(x.data, kept);
  t.not(first.data.buffer, second.data.buffer);
  t.ok(first.data.buffer instanceof ArrayBuffer, "results are in memory of their own");
  t.equal(first.data[5], f(x).data[5]);
  t.ok(sub(second, first), "and go on as any other");
});
