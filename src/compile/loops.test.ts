// Random loops, compiled by each back end, beside what they are when they run as they are; and which loops are found.
import t from "tap";
import { flat, gaussian } from "../check/points.js";
import { Dice } from "../check/programs/dice.js";
import type { Value } from "../core/op.js";
import {
  abs,
  add,
  div,
  exp,
  foriLoop,
  grad,
  hvp,
  jit,
  less,
  mul,
  neg,
  scan,
  sin,
  sqrt,
  sub,
  tanh,
} from "../index.js";
import { binary, unary } from "./fixtures/loops.js";

type Values = readonly Value[];
type Program = (x: Values) => Value;

const backEnds = ["javascript", "webassembly"] as const;

/** Ops that keep numbers where others can use them. */
const ofOne: readonly ((x: Value) => Value)[] = [...unary, (x) => sqrt(add(1, mul(x, x)))];
const ofTwo: readonly ((a: Value, b: Value) => Value)[] = [...binary, (a, b) => div(a, add(2, mul(b, b)))];

/** Picks one of the values that round i of a loop may see. */
type Source = (round: Round) => Value;

interface Round {
  readonly i: number;
  readonly x: Values;
  /** The states of all rounds before, the last one last; and what has been computed in this one. */
  readonly history: readonly Values[];
  readonly own: Values;
  /** What a loop before has made, round by round. */
  readonly before: Values;
}

/** A way to read a value that is regular, or, if `isWild`, any. */
function sourceOf(dice: Dice, states: number, isWild: boolean): Source {
  const [k, start] = [dice.from(0, states - 1), dice.from(0, 5)];
  const places = Array.from({ length: 7 }, () => dice.from(0, 11));
  const constants = gaussian(start + 1, 5);
  const last = ({ history }: Round, lag: number): Value => history.at(-lag)?.[k] ?? history[0]?.[k] ?? 0;
  const regular: readonly Source[] = [
    (round) => last(round, 1),
    (round) => last(round, 1),
    (round) => last(round, 2),
    (round) => last(round, 3),
    ({ own, x }) => own.at(-1 - (start % 3)) ?? x[0] ?? 0,
    ({ own, x }) => own.at(-1) ?? x[1] ?? 0,
    ({ i, x }) => x[start + i] ?? 0.5,
    ({ x }) => x[start] ?? 0,
    () => constants[0] ?? 1,
    ({ i, before, x }) => before[i] ?? x[start] ?? 0,
    ({ i, before, x }) => before[before.length - 1 - i] ?? x[2] ?? 0,
  ];
  const wild: readonly Source[] = [
    ({ i, x }) => x[places[i % 7] ?? 0] ?? 0,
    ({ i }) => constants[i % 5] ?? 1,
    ({ i, before, x }) => before[(i * i + start) % Math.max(1, before.length)] ?? x[0] ?? 0,
    (round) => last(round, 1 + (places[round.i % 7] ?? 0)),
    (round) => last(round, 6),
  ];
  return dice.pick(isWild && dice.chance(0.3) ? wild : regular) ?? (() => 0);
}

/** One loop: what round i makes of what it sees, the last values of which are its states. */
function loopOf(dice: Dice, states: number, isWild: boolean): (round: Round) => Values {
  const count = states + dice.from(2, 9);
  const steps = Array.from({ length: count }, () => {
    const [a, b] = [sourceOf(dice, states, isWild), sourceOf(dice, states, isWild)];
    if (dice.chance(0.4)) {
      const f = dice.pick(ofOne) ?? neg;
      return (round: Round) => f(a(round));
    }
    const f = dice.pick(ofTwo) ?? add;
    return (round: Round) => f(a(round), b(round));
  });
  return (round) => {
    const own: Value[] = [];
    // What is done ahead of a loop may have other last digits: sin saves too little for that.
    for (const step of steps) own.push(sin(step({ ...round, own })));
    return own;
  };
}

/** A program of some loops, one after the other or one within the other, and its number of inputs. */
function loops(seed: number): { readonly f: (x: Values) => Values; readonly inputs: number } {
  const dice = new Dice(seed);
  const isWild = dice.chance(0.3);
  const parts = Array.from({ length: dice.from(1, 3) }, () => {
    const states = dice.from(1, 3);
    return {
      states,
      rounds: isWild ? dice.from(30, 90) : dice.from(5, 50),
      again: dice.chance(0.2) ? dice.from(2, 6) : 1,
      asks: dice.chance(0.15),
      loop: loopOf(dice, states, isWild),
    };
  });
  const lists = dice.chance(0.4);
  const f = (x: Values): Values => {
    let before: Values = [];
    let total: Value = 0;
    for (const { states, rounds, again, asks, loop } of parts) {
      for (let j = 0; j < again; j++) {
        const history: Values[] = [x.slice(0, states)];
        const made: Value[] = [];
        for (let i = 0; i < rounds; i++) {
          const own = loop({ i, x, history, own: [], before });
          history.push(own.slice(-states));
          made.push(own[0] ?? 0);
        }
        before = made;
        total = (history.at(-1) ?? []).reduce<Value>((sum, v) => add(sum, mul(v, v)), total);
      }
      if (asks && less(total, before[1] ?? 0)) total = neg(total);
    }
    return lists ? [...before, total] : [total];
  };
  return { f, inputs: 50 };
}

/** Whether numbers are the same, bit by bit; of derivatives that are zero the sign does not count. */
function same(got: unknown, want: unknown, isValue: boolean): boolean {
  const [a, b] = [flat([got].flat() as Values), flat([want].flat() as Values)];
  return a.length === b.length && a.every((v, i) => Object.is(v, b[i]) || (!isValue && v === b[i]));
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

for (const backEnd of backEnds)
  t.test(`loops that ${backEnd} does again are what they were, bit by bit`, (t) => {
    let found = 0;
    for (const seed of seeds) {
      const { f, inputs } = loops(seed);
      const total: Program = (x) => f(x).reduce((a, b) => add(a, b), 0);
      const programs: Readonly<Record<string, (x: Values) => unknown>> = {
        value: f,
        gradient: grad(total, { mode: "reverse" }),
        "Hessian times a vector": (x) => hvp(total)(x, Array.from(gaussian(5, inputs))),
      };
      for (const [what, program] of Object.entries(programs)) {
        const compiled = jit(program, { backEnd });
        for (const phase of [1, 1, 2, 2]) {
          const x = Array.from(gaussian(seed + 1000 * phase, inputs));
          if (!same(compiled(x), program(x), what === "value")) t.fail(`${what} of ${String(seed)}`);
        }
        const { loops: some, eagerCalls } = jit.explain(compiled);
        if (eagerCalls > 0) t.fail(`${what} of ${String(seed)} is not compiled`);
        if (some.length > 0) found += 1;
      }
    }
    t.ok(found > 1.5 * seeds.length, `${String(found)} of ${String(3 * seeds.length)} programs have loops`);
    t.end();
  });

/** The loops of a compiled function after two calls, as rounds × steps. */
function loopsAt(f: Program, x: Values): readonly string[] {
  const compiled = jit(f);
  compiled(x);
  const want = f(x);
  t.ok(same(compiled(x), want, false), "and it is right");
  return jit.explain(compiled).loops.map(({ rounds, steps }) => `${String(rounds)} × ${String(steps)}`);
}

const wave = (n: number): number[] => Array.from({ length: n }, (_, i) => Math.sin(i));

t.test("a loop is found however it was written", (t) => {
  const step = (y: Value): Value => add(mul(1.5, sin(y)), 0.25);
  const plain: Program = ([y = 0]) => {
    for (let i = 0; i < 100; i++) y = step(y);
    return y;
  };
  const byHand = (n: number, y: Value): Value => (n === 0 ? y : byHand(n - 1, step(y)));
  const written: Readonly<Record<string, Program>> = {
    for: plain,
    recursion: ([y = 0]) => byHand(100, y),
    foriLoop: ([y = 0]) => foriLoop(0, 100, (_i, v: Value) => step(v), y),
    scan: ([y = 0]) => scan((v: Value) => [step(v), undefined], y, undefined, { length: 100 })[0],
  };
  for (const [what, f] of Object.entries(written)) {
    t.strictSame(loopsAt(f, [0.5]), ["99 × 3"], `${what}, but for the round that begins with the input`);
    const gradient: Program = (x) => grad(f, { mode: "reverse" })(x)[0] ?? 0;
    t.equal(loopsAt(gradient, [0.5]).length, 2, `${what}, there and back`);
  }
  t.end();
});

t.test("the text of a program does not grow with the rounds of its loops", (t) => {
  const rosenbrock: Program = (x) => {
    let y: Value = 0;
    for (let i = 0; i + 1 < x.length; i++) {
      const [u = 0, v = 0] = x.slice(i, i + 2);
      const a = sub(v, mul(u, u));
      y = add(y, add(mul(100, mul(a, a)), mul(sub(1, u), sub(1, u))));
    }
    return y;
  };
  const sizes = [100, 1000, 4000].map((n) => {
    const f = jit(grad(rosenbrock, { mode: "reverse" }));
    f(wave(n));
    t.strictSame(f(wave(n)), grad(rosenbrock, { mode: "reverse" })(wave(n)));
    t.strictSame(jit.explain(f).loops, [{ rounds: n - 2, steps: 12 }], "what goes back does all of it");
    t.match(String(jit.explain(f)), `1 loop: ${String(n - 2)} × 12 steps`);
    return jit.explain(f).codeSize;
  });
  t.ok((sizes[2] ?? Infinity) < 1.3 * (sizes[0] ?? 0), String(sizes));
  t.end();
});

t.test("states, lists, tables and far memories are read where they are", (t) => {
  const programs: Readonly<Record<string, Program>> = {
    "from two rounds ago": ([a = 0, b = 0]) => {
      for (let i = 0; i < 60; i++) [a, b] = [b, sin(add(a, mul(0.5, b)))];
      return b;
    },
    "from nine rounds ago": (x) => {
      const y = x.slice(0, 9);
      for (let i = 9; i < 80; i++) y.push(sin(add(y[i - 9] ?? 0, y[i - 1] ?? 0)));
      return y.at(-1) ?? 0;
    },
    "a constant of each round": ([y = 0]) => {
      for (let i = 0; i < 60; i++) y = sin(mul(y, Math.cos(i)));
      return y;
    },
    "each third input, back": (x) => {
      let y: Value = 0;
      for (let i = 59; i > 0; i -= 3) y = sin(add(mul(y, y), exp(x[i] ?? 0)));
      return y;
    },
    "what a loop before has made, back": (x) => {
      const made: Value[] = [x[0] ?? 0];
      for (let i = 0; i < 40; i++) made.push(sin(add(made[i] ?? 0, x[i] ?? 0)));
      return made.reduceRight((sum, v) => tanh(add(sum, mul(v, v))));
    },
  };
  for (const [what, f] of Object.entries(programs)) {
    t.not(loopsAt(f, wave(60)).length, 0, what);
    for (const backEnd of backEnds) {
      const g = jit(grad(f, { mode: "reverse" }), { backEnd });
      for (let k = 0; k < 2; k++)
        t.ok(same(g(wave(60)), grad(f, { mode: "reverse" })(wave(60)), false), `${what}, ${backEnd}`);
    }
  }
  t.end();
});

t.test("what repeats only by chance, or asks in each round, is no loop", (t) => {
  const scattered: Program = (x) => {
    let y: Value = 1;
    for (let i = 0; i < 50; i++) y = sin(add(y, x[(i * i * i + 5 * i) % 47] ?? 0));
    return y;
  };
  t.strictSame(loopsAt(scattered, wave(47)), [], "in a short program, if each round reads from anywhere");
  const asking: Program = ([y = 0]) => {
    for (let i = 0; i < 50 && less(y, 100); i++) y = add(mul(y, 1.01), 1);
    return y;
  };
  t.strictSame(loopsAt(asking, [1]), []);
  t.end();
});

t.test("a way of its own may have loops of its own, with values that another way has otherwise", (t) => {
  const f: Program = ([x = 0, z = 0]) => {
    let y = x;
    for (let i = 0; i < 40; i++) y = sin(add(y, z));
    if (less(y, z)) {
      for (let i = 0; i < 30; i++) y = sin(add(y, z));
      return mul(y, z);
    }
    let w = z;
    for (let i = 0; i < 50; i++) [y, w] = [sin(add(y, z)), mul(w, 0.5)];
    return add(y, w);
  };
  const inputs = [
    [1, 2],
    [2, -1],
    [0.3, 0.2],
    [1, -2],
  ];
  for (const backEnd of backEnds)
    for (const program of [f, grad(f, { mode: "reverse" })]) {
      const compiled = jit(program as (x: Values) => unknown, { backEnd });
      for (const x of [...inputs, ...inputs])
        t.ok(same(compiled(x), program(x), false), `${backEnd} at ${String(x)}`);
      t.equal(jit.explain(compiled).paths, 2);
    }
  t.end();
});

t.test("what one way does in a loop is straight code on another, where a loop reads it", (t) => {
  const f: Program = ([x = 0, z = 0]) => {
    const isLong = less(x, z);
    const made: Value[] = [x];
    for (let i = 0; i < (isLong ? 40 : 12); i++) made.push(sin(add(made[i] ?? 0, z)));
    let y: Value = z;
    for (const v of made.toReversed()) y = tanh(add(mul(y, v), mul(abs(v), exp(neg(y)))));
    return y;
  };
  for (const backEnd of backEnds)
    for (const program of [f, grad(f, { mode: "reverse" })]) {
      const compiled = jit(program as (x: Values) => unknown, { backEnd });
      for (const x of [
        [1, 2],
        [2, 1],
        [1, 3],
        [3, 1],
      ])
        for (let k = 0; k < 2; k++) t.ok(same(compiled(x), program(x), false), `${backEnd} at ${String(x)}`);
      t.equal(jit.explain(compiled).paths, 2);
    }
  t.end();
});

t.test("what the first round has made may be read by all later ones", (t) => {
  // In rounds as long as this, all that a round before has made is far.
  const round = (y: Value): Value[] => {
    const made = [y];
    for (let k = 0; k < 50; k++) made.push(k % 7 === 3 ? exp(neg(abs(made[k] ?? 0))) : sin(made[k] ?? 0));
    return made;
  };
  const f: Program = ([x = 0]) => {
    let kept: Value = x;
    let y = round(x).at(-1) ?? 0;
    for (let i = 0; i < 8; i++) {
      const made = round(y);
      if (i === 0) kept = made[20] ?? 0;
      y = add(made.at(-1) ?? 0, kept);
    }
    return y;
  };
  t.ok(loopsAt(f, [0.7]).includes("7 × 65"));
  t.end();
});
