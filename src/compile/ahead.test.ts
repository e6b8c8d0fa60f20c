// What is done ahead of a loop, two rounds at once: beside the program as it runs, beside the loop that does it round by
// round, and beside the kernels themselves.
import t from "tap";
import { flat } from "../check/points.js";
import { Dice } from "../check/programs/dice.js";
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
  jvp,
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

/** What the loop itself is, and the rest of the program. */
const targets = [
  ["JavaScript", {}],
  ["WebAssembly", { backEnd: "webassembly" }],
] as const;

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
      const taken = targets.map(() => 0);
      for (const n of [25, 781]) {
        const f = program(n);
        const gradient = (x: Values): unknown => grad(total(f), { mode: "reverse" })(x);
        for (const g of [f, gradient]) {
          const scalar = jit(g, { backEnd: "javascript" });
          const all = targets.map(([, target]) => jit(g, target));
          for (const phase of [1, 1, 2.5, 1]) {
            const x = wave(n, phase);
            const want = scalar(x);
            all.forEach((of, k) =>
              t.ok(near(of(x), want), `${name}, ${String(n)} rounds, ${targets[k]![0]}`),
            );
            if (n === 781) t.ok(near(g(x), want), `${name}, as it runs`);
          }
          t.strictSame(aheadIn(scalar), [], "round by round");
          for (const [k, of] of all.entries()) {
            if (n < 200) t.strictSame(aheadIn(of), [], "few rounds go as they are");
            else taken[k]! += aheadIn(of).length;
            t.equal(jit.explain(of).eagerCalls, 0);
          }
        }
      }
      for (const [k, count] of taken.entries())
        t.ok(count > 0, `${name}: ${String(count)} loops, ${targets[k]![0]}`);
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
  for (const [what, target] of targets) {
    const compiled = jit(f, target);
    for (const phase of [1, 1, 2]) t.ok(near(compiled(wave(n, phase)), f(wave(n, phase))), what);
    t.ok(aheadIn(compiled).length > 0, what);
  }
  t.end();
});

t.test("a Hessian times a vector goes two rounds at once, too", (t) => {
  const f = (x: Values): Value => x.reduce((y, v) => add(y, mul(v, exp(sin(v)))));
  const times = (x: Values): unknown => hvp(f)(x, wave(300, 5));
  for (const [what, target] of targets) {
    const compiled = jit(times, target);
    for (const phase of [1, 2, 3]) t.ok(near(compiled(wave(300, phase)), times(wave(300, phase))), what);
    t.ok(aheadIn(compiled).length > 0, what);
  }
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
    for (const [g, what, compiled] of [each, slopes].flatMap((g) =>
      targets.map(([what, target]) => [g, what, jit(g, target)] as const),
    )) {
      for (const v of [x, tame, x, x.map((_, i) => special[i % special.length]!)]) {
        const [got, want] = [numbers(compiled(v)), numbers(g(v))];
        // A slope is the sum of that of the function and of two others, of which one is 2 v cos(v²) and one at most 1.
        const size = (b: number, x: number): number => Math.abs(b) + (g === slopes ? 2 * Math.abs(x) + 1 : 0);
        const isSame = (a: number, b: number, x: number): boolean =>
          Object.is(a, b) || (g === slopes && a === b) || Math.abs(a - b) <= 8 * 2 ** -52 * size(b, x);
        got.forEach((a, i) => {
          const at = v[g === each ? Math.floor(i / 3) : i]!;
          if (!isSame(a, want[i]!, at))
            t.fail(`${name} at ${String(at)}: ${String(a)}, not ${String(want[i])}, ${what}`);
        });
        t.equal(got.length, want.length);
      }
      t.ok(aheadIn(compiled).length > 0, `${name}, ${what}`);
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
  for (const [what, target] of targets) {
    const compiled = jit(f, target);
    for (const y of [0, 1, 0]) t.ok(near(compiled([y, ...x]), f([y, ...x])), `${String(y)}, ${what}`);
    t.ok(aheadIn(compiled).length > 0, what);
  }
  t.end();
});

t.test("each round has the bits of the kernels, and so it has among threads", (t) => {
  const x = Array.from({ length: 10007 }, (_, i) => 3 * Math.sin(7.3 * i));
  const f = (v: Value): Value => [1, 2, 3, 4, 5, 6].reduce<Value>((y) => exp(sin(y)), v);
  const each = (x: Values): Values => x.map(f);
  const asArray = jit(f, { backEnd: "webassembly" });
  asArray(array(x));
  const want = Array.from((asArray(array(x)) as NDArray).data);
  for (const [what, target] of targets)
    for (const workers of [1, 2]) {
      const compiled = jit(each, { ...target, workers });
      compiled(x);
      t.strictSame(compiled(x), want, `${what}, ${String(workers)} threads`);
      t.strictSame(aheadIn(compiled), [12], what);
      t.equal(jit.explain(compiled).divided, workers - 1, what);
    }
  t.end();
});

t.test("a long program, which is WebAssembly as a whole, has them in loops of each of its ways", (t) => {
  const dice = new Dice(7);
  const choices = Array.from(
    { length: 1500 },
    () => [dice.from(0, 3), dice.from(0, 9), dice.unit()] as const,
  );
  const straight: Program = (x) =>
    choices.reduce<Value>((y, [kind, k, c]) => {
      if (kind < 2) return add(mul(c, y), kind === 0 ? 0.1 : (x[k] ?? 0));
      return kind === 2 ? sin(add(y, x[k] ?? 0)) : sub(mul(c, x[k] ?? 0), y);
    }, 0);
  const data = wave(333, 3);
  const f = (x: Values): Value => {
    const y = [straight(x)].flat()[0]!;
    const z = x.reduce((sum, v) => add(sum, exp(sin(mul(v, x[0] ?? 0)))), y);
    if (greater(x[1] ?? 0, 0)) return data.reduce<Value>((sum, d) => add(sum, tanh(mul(d, z))), z);
    return x.reduceRight((sum, v) => sub(mul(0.5, sum), mul(exp(cos(v)), log1p(exp(v)))), z);
  };
  const programs: Readonly<Record<string, (x: Values) => unknown>> = {
    "the value": f,
    "in reverse": grad(f, { mode: "reverse" }),
    forward: (x) => jvp(f, [x], [wave(x.length, 9)]).tangent,
  };
  for (const [name, program] of Object.entries(programs)) {
    const auto = jit(program);
    for (const phase of [1, 4, 1, 4, 2, 5]) {
      const x = wave(501, phase);
      t.ok(near(auto(x), program(x)), `${name} at ${String(phase)}`);
    }
    for (const odd of [NaN, Infinity, -Infinity, 1e9]) {
      const x = wave(501, 4).with(100, odd);
      t.ok(near(auto(x), program(x)), `${name}, with ${String(odd)}`);
    }
    const { paths, sources, eagerCalls } = jit.explain(auto);
    t.equal(paths, 2);
    t.equal(eagerCalls, 0);
    for (const source of sources) t.match(source, /^\d+ bytes of WebAssembly$/);
    t.ok(aheadIn(auto).length >= 3, `${name}: ${String(aheadIn(auto))}`);
    t.match(String(jit.explain(auto)), /of them two rounds at once/);
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

t.test("what WebAssembly calls as any function of JavaScript is done ahead sooner", (t) => {
  const aheadOf = (f: (x: Value) => Value): unknown =>
    targets.map(([, target]) => {
      const compiled = jit((x: Values) => x.reduce((y, v) => add(y, f(v))), target);
      compiled(wave(400));
      compiled(wave(400));
      return aheadIn(compiled);
    });
  for (const f of [tanh, log1p]) t.strictSame(aheadOf(f), [[], [1]]);
  for (const f of [exp, sin]) t.strictSame(aheadOf(f), [[], []]);
  t.end();
});

t.test("what is done ahead is told", (t) => {
  const f = jit((x: Values) => x.reduce((y, v) => add(y, exp(sin(v)))));
  f(wave(400));
  f(wave(400));
  t.match(String(jit.explain(f)), /1 loop: 39\d × 3 steps, 2 of them two rounds at once/);
  t.end();
});
