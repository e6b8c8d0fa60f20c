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
  grad,
  hvp,
  jit,
  less,
  maximum,
  mul,
  neg,
  sin,
  sqrt,
  sub,
  tanh,
  where,
} from "../index.js";

type Values = readonly Value[];
type Program = (x: Values) => Value;

const backEnds = ["javascript", "webassembly"] as const;

/** Ops that keep numbers where others can use them. */
const unary: readonly ((x: Value) => Value)[] = [
  sin,
  tanh,
  neg,
  abs,
  (x) => exp(neg(abs(x))),
  (x) => sqrt(add(1, mul(x, x))),
];
const binary: readonly ((a: Value, b: Value) => Value)[] = [
  add,
  sub,
  mul,
  mul,
  maximum,
  (a, b) => div(a, add(2, mul(b, b))),
  (a, b) => where(less.mask(a, b), a, mul(0.5, b)),
];

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
      const f = dice.pick(unary) ?? neg;
      return (round: Round) => f(a(round));
    }
    const f = dice.pick(binary) ?? add;
    return (round: Round) => f(a(round), b(round));
  });
  return (round) => {
    const own: Value[] = [];
    for (const step of steps) own.push(tanh(step({ ...round, own })));
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
