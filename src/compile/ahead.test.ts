// What is done ahead of a loop, two rounds at once: beside the program as it runs, beside the loop that does it round by
// round, and beside the kernels themselves.
import t from "tap";
import { flat } from "../check/points.js";
import {
  type NDArray,
  add,
  array,
  cos,
  div,
  exp,
  foriLoop,
  grad,
  greater,
  hvp,
  jit,
  leakyRelu,
  log,
  log1p,
  maximum,
  mul,
  neg,
  relu,
  sin,
  sqrt,
  square,
  sub,
  tanh,
  type Value,
} from "../index.js";

type Values = readonly Value[];
type Program = (x: Values) => Value | Values;

const wave = (n: number, phase = 1): number[] =>
  Array.from({ length: n }, (_, i) => Math.sin(1.7 * i + phase));
const aheadIn = (f: (...args: never[]) => unknown): readonly number[] =>
  jit.explain(f).loops.flatMap(({ ahead }) => ahead ?? []);
const numbers = (y: unknown): readonly number[] => Array.from(flat([y].flat(2) as Values));

/** Whether numbers are the same but for some last digits, of which there are many in the largest of them. */
function near(got: unknown, want: unknown): boolean {
  const [a, b] = [numbers(got), numbers(want)];
  const most = b.reduce((max, y) => (Number.isFinite(y) ? Math.max(max, Math.abs(y)) : max), 1);
  const isNear = (x: number, y: number): boolean => Object.is(x, y) || Math.abs(x - y) <= 1e-13 * most;
  return a.length === b.length && a.every((x, i) => isNear(x, b[i]!));
}

/** Programs of n rounds, each with functions in them that need nothing of other rounds. */
const programs: Readonly<Record<string, (n: number) => Program>> = {
  "constants of each round": (n) => {
    const data = wave(n, 2);
    return ([mu = 0, s = 0]) =>
      data.reduce<Value>((y, d) => add(y, exp(neg(square(div(sub(d, mu), add(1, mul(s, s))))))), 0);
  },
  "two constants of each round": (n) => {
    const [some, others] = [wave(n, 2), wave(n, 3)];
    return ([a = 0, b = 0]) =>
      some.reduce<Value>((y, d, i) => add(y, exp(tanh(sub(mul(a, d), mul(b, others[i] ?? 0))))), 0);
  },
  "inputs of each round": () => (x) => x.reduce((y, v) => add(y, log1p(exp(v)))),
  "inputs from the last to the first": () => (x) => x.reduceRight((y, v) => sub(mul(0.5, y), exp(cos(v)))),
  "every third input": () => (x) => {
    let y: Value = 0;
    for (let i = 0; i < x.length; i += 3) y = add(mul(y, 0.5), exp(sin(mul(x[i] ?? 0, x[1] ?? 0))));
    return y;
  },
  "two inputs of each round, one of them of the next one": () => (x) => {
    let y: Value = 0;
    for (let i = 0; i + 1 < x.length; i++)
      y = add(y, mul(tanh(sub(x[i + 1] ?? 0, x[i] ?? 0)), exp(x[i] ?? 0)));
    return y;
  },
  "what a loop before has made, there and back": () => (x) => {
    const made: Value[] = [x[0] ?? 0];
    for (const v of x) made.push(sub(v, mul(0.5, made.at(-1) ?? 0)));
    const there = made.reduce((y, v) => add(y, exp(sin(v))));
    return made.reduceRight((y, v) => add(mul(0.5, y), mul(tanh(cos(v)), v)), there);
  },
  "what functions give, for a later loop": () => (x) => {
    let sum: Value = 0;
    const made = x.map((v) => {
      const e = cos(tanh(exp(neg(v))));
      sum = add(mul(0.5, sum), mul(e, e));
      return e;
    });
    const scale = sum;
    return made.reduceRight((y, e) => tanh(add(mul(0.5, y), div(e, scale))));
  },
  "values from the middle and the end, and of neighbours": () => (x) => {
    const e = x.map((v) => sin(exp(neg(mul(v, v)))));
    let y: Value = 0;
    for (let i = 1; i < x.length; i++) y = add(y, mul(e[i] ?? 0, e[i - 1] ?? 0));
    return add(y, mul(e[x.length >> 1] ?? 0, mul(e.at(-1) ?? 0, e.at(-3) ?? 0)));
  },
  "a state that a function reads, and one that it does not": () => (x) => {
    let [y, z]: [Value, Value] = [0, 0];
    for (const v of x) [y, z] = [mul(0.5, sin(add(y, v))), add(z, mul(exp(v), sin(v)))];
    return add(y, z);
  },
  "ways of their own": () => (x) => {
    const y = x.reduce<Value>((sum, v) => add(sum, sin(sin(v))), 0);
    if (greater(y, 0)) return x.reduce((sum, v) => add(sum, exp(cos(v))), y);
    return x.reduceRight((sum, v) => add(sum, log(add(2, v))), y);
  },
  lists: () => (x) => [...x.map((v) => exp(tanh(v))), ...x.map((v) => sin(tanh(mul(v, v)))).reverse()],
};

const total =
  (f: Program) =>
  (x: Values): Value =>
    [f(x)].flat().reduce((a, b) => add(a, b));

t.test(
  "loops give what they give round by round, but for last digits, however many rounds there are",
  (t) => {
    for (const [name, program] of Object.entries(programs)) {
      let taken = 0;
      for (const n of [100, 781]) {
        const f = program(n);
        const gradient = (x: Values): unknown => grad(total(f), { mode: "reverse" })(x);
        for (const g of [f, gradient]) {
          const [auto, scalar] = [jit(g), jit(g, { backEnd: "javascript" })];
          for (const phase of [1, 1, 2.5, 1]) {
            const x = wave(n, phase);
            const want = scalar(x);
            t.ok(near(auto(x), want), `${name}, ${String(n)} rounds`);
            if (n === 781) t.ok(near(g(x), want), `${name}, as it runs`);
          }
          t.strictSame(aheadIn(scalar), [], "round by round");
          if (n < 200) t.strictSame(aheadIn(auto), [], "few rounds go as they are");
          else taken += aheadIn(auto).length;
          t.equal(jit.explain(auto).eagerCalls, 0);
        }
      }
      t.ok(taken > 0, `${name}: ${String(taken)} loops`);
    }
    t.end();
  },
);

t.test("inputs, and what a loop has made, are read from anywhere through a list", (t) => {
  const n = 3001;
  const order = wave(n)
    .map((v, i) => [v, i] as const)
    .sort(([v], [w]) => v - w);
  const f = (x: Values): Value => {
    let y: Value = 0;
    const made = x.map((v) => (y = add(mul(y, 0.5), v)));
    for (const [i, [, k]] of order.entries()) {
      const a = mul(x[k] ?? 0, 0.3);
      const b = add(mul(x[i] ?? 0, a), mul(2, made[k] ?? 0));
      y = add(mul(y, 0.5), mul(exp(neg(square(b))), sub(add(a, b), mul(a, b))));
    }
    return y;
  };
  const auto = jit(f);
  for (const phase of [1, 1, 2]) t.ok(near(auto(wave(n, phase)), f(wave(n, phase))));
  t.ok(aheadIn(auto).length > 0);
  t.end();
});

t.test("a Hessian times a vector goes two rounds at once, too", (t) => {
  const f = (x: Values): Value => x.reduce((y, v) => add(y, mul(v, exp(sin(v)))));
  const times = (x: Values): unknown => hvp(f)(x, wave(300, 5));
  const auto = jit(times);
  for (const phase of [1, 2, 3]) t.ok(near(auto(wave(300, phase)), times(wave(300, phase))));
  t.ok(aheadIn(auto).length > 0);
  t.end();
});

/** What arithmetic or a function treats in a way of its own. */
const special = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  1e308,
  -1e308,
  5e-324,
  745,
  -746,
  -708.5,
  1e6,
  -1e22,
  0.5,
  -3,
];

/** Of each number, by itself. */
const functions: Readonly<Record<string, (x: Value) => Value>> = {
  exp,
  log,
  log1p,
  sin,
  cos,
  tanh,
  "products with 0": (x) => mul(0, mul(sqrt(x), exp(x))),
  quotients: (x) => div(sin(x), x),
  choices: (x) => mul(leakyRelu(x), exp(neg(x))),
  maxima: (x) => maximum(exp(x), mul(2, x)),
};

t.test("numbers that are none, infinities, zeros, and what is huge or tiny", (t) => {
  const x = Array.from({ length: 601 }, (_, i) =>
    i % 3 === 0 ? special[(i / 3) % special.length]! : Math.cos(i),
  );
  const tame = x.map((v) => (Math.abs(v) < 700 ? v : 1));
  for (const [name, f] of Object.entries(functions)) {
    const each = (x: Values): Values => x.flatMap((v) => [f(v), sin(mul(v, v)), tanh(mul(0.5, v))]);
    const slopes = (x: Values): unknown => grad(total(each), { mode: "reverse" })(x);
    for (const g of [each, slopes]) {
      const auto = jit(g);
      for (const v of [x, tame, x, x.map((_, i) => special[i % special.length]!)]) {
        const [got, want] = [numbers(auto(v)), numbers(g(v))];
        // A slope is the sum of that of the function and of two others, of which one is 2 v cos(v²) and one at most 1.
        const size = (b: number, x: number): number => Math.abs(b) + (g === slopes ? 2 * Math.abs(x) + 1 : 0);
        const isSame = (a: number, b: number, x: number): boolean =>
          Object.is(a, b) || (g === slopes && a === b) || Math.abs(a - b) <= 8 * 2 ** -52 * size(b, x);
        got.forEach((a, i) => {
          const at = v[g === each ? Math.floor(i / 3) : i]!;
          if (!isSame(a, want[i]!, at))
            t.fail(`${name} at ${String(at)}: ${String(a)}, not ${String(want[i])}`);
        });
        t.equal(got.length, want.length);
      }
      t.ok(aheadIn(auto).length > 0, name);
    }
  }
  t.end();
});

t.test("a product of the chain rule that no result shows is 0 where one of its factors is", (t) => {
  const f = ([y, ...x]: Values): Value =>
    x.reduce<Value>((sum, v) => {
      const slope = grad((u: Value) => mul(y ?? 0, sqrt(mul(u, exp(sin(u))))))(v);
      return add(sum, mul(exp(v), relu(sub(1, slope))));
    }, 0);
  const x = Array.from({ length: 400 }, (_, i) => (i % 5 === 0 ? 0 : Math.abs(Math.sin(i))));
  const auto = jit(f);
  for (const y of [0, 1, 0]) t.ok(near(auto([y, ...x]), f([y, ...x])), String(y));
  t.ok(aheadIn(auto).length > 0);
  t.end();
});

t.test("each round has the bits of the kernels, and so it has among threads", (t) => {
  const x = Array.from({ length: 5003 }, (_, i) => 3 * Math.sin(7.3 * i));
  const f = (v: Value): Value => mul(exp(v), sin(v));
  const each = (x: Values): Values => x.map(f);
  const asArray = jit(f, { backEnd: "webassembly" });
  asArray(array(x));
  const want = Array.from((asArray(array(x)) as NDArray).data);
  for (const workers of [1, 2]) {
    const auto = jit(each, { workers });
    auto(x);
    t.strictSame(auto(x), want, `${String(workers)} threads`);
    t.strictSame(aheadIn(auto), [3]);
  }
  t.end();
});

t.test("a step of arithmetic alone, or one that reads what another round has made, is none of them", (t) => {
  const chained = jit((x: Values) => x.reduce((y, v) => sin(add(y, v))));
  const arithmetic = jit((x: Values) => x.reduce((y, v) => add(y, mul(v, v))));
  // What is read of more than four rounds ago is read from the memory, where the loop itself puts it.
  const far = jit(([a = 0, ...x]: Values) => {
    const y = [a, a, a, a, a, a];
    for (const v of x) y.push(add(mul(0.1, exp(y.at(-6) ?? 0)), v));
    return y.reduce((sum, v) => add(sum, v));
  });
  for (const f of [chained, arithmetic, far]) {
    f(wave(300));
    t.ok(near(f(wave(300)), jit(f, { backEnd: "javascript" })(wave(300))));
    t.ok(jit.explain(f).loops.length > 0);
    t.strictSame(aheadIn(f), []);
  }
  t.end();
});

t.test(
  "in the body of a loop that is kept, constants of rounds are read, and numbers of its state are not",
  (t) => {
    const data = wave(300, 4);
    const f = ([y = 0, ...states]: Values): Value => {
      const next = (_i: unknown, [sum = 0, ...rest]: Values): Values => {
        const half = mul(0.5, sum);
        const some = data.reduce((z, d) => add(z, exp(sin(tanh(mul(d, half))))), half);
        return [
          rest.reduce((z, v) => add(z, mul(0.001, exp(sin(tanh(v))))), mul(0.001, some)),
          ...rest.map((v) => mul(0.9, v)),
        ];
      };
      return foriLoop(0, 20, next, [y, ...states])[0] ?? 0;
    };
    const auto = jit(f);
    for (const phase of [1, 2]) t.ok(near(auto(wave(301, phase)), f(wave(301, phase))));
    const { loops } = jit.explain(auto);
    t.ok(loops.some(({ rounds }) => rounds === 19 || rounds === 20));
    // Two loops of the first round, which is straight code, and one of those of the body.
    t.equal(loops.filter(({ rounds }) => typeof rounds === "number" && rounds > 280).length, 6);
    t.strictSame(aheadIn(auto), [4, 4, 4]);
    t.end();
  },
);

t.test("what is done ahead is told", (t) => {
  const f = jit((x: Values) => x.reduce((y, v) => add(y, exp(sin(v)))));
  f(wave(400));
  f(wave(400));
  t.match(String(jit.explain(f)), /1 loop: 39\d × 3 steps, 2 of them two rounds at once/);
  t.end();
});
