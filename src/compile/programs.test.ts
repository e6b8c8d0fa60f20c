// Random programs over the registry, compiled by each back end, beside what they are when they run as they are.
import t from "tap";
import { gaussian, flat, unflat, type Program } from "../check/points.js";
import { Dice } from "../check/programs/dice.js";
import { randomProgram } from "../check/programs/index.js";
import { programOf } from "../check/wengert.js";
import type { Value } from "../core/op.js";
import { push } from "../forward/index.js";
import { add, neg } from "../ops/index.js";
import { record } from "../reverse/index.js";
import { grad, vmap } from "../transforms/index.js";
import { binary, same, unary } from "./fixtures/loops.js";
import { fault, Graph, isNumber } from "./graph.js";
import { jit } from "./index.js";
import { Signature } from "./signature.js";
import { staged } from "./staged.js";

type Values = readonly Value[];

const programs = Array.from({ length: 400 }, (_, seed) => randomProgram(seed));

/** A program and derivatives of it, each a program too. */
function derivatives(f: Program, x: Values): Readonly<Record<string, Program>> {
  const dx = unflat(gaussian(1, flat(x).length), x);
  const dy = f(x).map((y, k) => unflat(gaussian(k + 2, flat([y]).length), [y])[0] ?? 0);
  const pulled: Program = (v) => {
    const recording = record(f, v, false);
    try {
      return recording.pull(dy);
    } finally {
      recording.release();
    }
  };
  return {
    value: f,
    pushed: (v) => push(f, v, dx).dy,
    pulled,
    "pushed of pulled": (v) => push(pulled, v, dx).dy,
  };
}

/** Whether all that a program computes with is numbers. */
function isOfNumbers(f: Program, x: Values): boolean {
  const graph = new Graph();
  const signature = new Signature("jit", [x], () => false);
  staged("jit", f, signature, signature.leavesOf([x]) as never, graph);
  return graph.nodes.every(isNumber);
}

/** Whether numbers are the same but for the last digits, of which rounding leaves this many uncertain. */
function near(got: Values, want: Values): boolean {
  const [a, b] = [flat(got), flat(want)];
  const scale = b.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 1);
  return (
    a.length === b.length && a.every((v, i) => Object.is(v, b[i]) || Math.abs(v - b[i]!) <= 1e-12 * scale)
  );
}

for (const backEnd of ["javascript", "webassembly"] as const)
  t.test(`what ${backEnd} computes of random programs is what they are`, (t) => {
    let exactly = 0;
    for (const [seed, list] of programs.entries())
      for (const [what, f] of Object.entries(derivatives(programOf(list), list.inputs))) {
        const compiled = jit(f, { backEnd });
        const want = f(list.inputs);
        const traced = compiled(list.inputs);
        const run = compiled(list.inputs);
        // In loops over elements WebAssembly has kernels of its own, within 2 ulp; all else is so bit by bit.
        const isExact = backEnd === "javascript" || isOfNumbers(f, list.inputs);
        const isValue = what === "value";
        const right = same(traced, want, isValue) && (isExact ? same(run, want, isValue) : near(run, want));
        if (!right || jit.explain(compiled).eagerCalls > 0) t.fail(`${what} of program ${String(seed)}`);
        if (isExact) exactly += 1;
      }
    t.ok(exactly > programs.length, `${String(exactly)} programs, bit by bit`);
    t.end();
  });

/** A program of some steps on a number w and a number x, each of which reads any two that are there. */
function ofTwo(seed: number): (w: Value, x: Value) => Value {
  const dice = new Dice(seed);
  const steps = Array.from({ length: dice.from(3, 12) }, (_, k) => {
    const [i, j] = [dice.from(0, k + 1), dice.from(0, k + 1)];
    const [f, g] = [dice.pick(unary) ?? neg, dice.pick(binary) ?? add];
    return dice.chance(0.4)
      ? (made: Values) => f(made[i] ?? 0)
      : (made: Values) => g(made[i] ?? 0, made[j] ?? 0);
  });
  return (w, x) => {
    const made = [w, x];
    for (const step of steps) made.push(step(made));
    return made.slice(-4).reduce((a, b) => add(a, b));
  };
}

t.test("a gradient with respect to what many inputs have in common has the bits of each by itself", (t) => {
  const x = gaussian(5, 7);
  for (let seed = 0; seed < 150; seed++) {
    const w = gaussian(seed, 1)[0] ?? 0;
    const one = grad(ofTwo(seed), { mode: "reverse" });
    const many = vmap(one, { inAxes: [null, 0] });
    const want = Array.from(x, (v) => one(w, v));
    const compiled = jit(many, { backEnd: "javascript" });
    for (const f of [many, compiled, compiled])
      if (!same(Array.from(flat([f(w, x)])), want, false)) t.fail(`program ${String(seed)}`);
    t.equal(jit.explain(compiled).eagerCalls, 0);
  }
  t.end();
});

t.test("what staging writes down is a program", (t) => {
  for (const [seed, list] of programs.entries())
    for (const [what, f] of Object.entries(derivatives(programOf(list), list.inputs))) {
      const graph = new Graph();
      const signature = new Signature("jit", [list.inputs], () => false);
      staged("jit", f, signature, signature.leavesOf([list.inputs]) as never, graph);
      const wrong = fault(graph.nodes);
      if (wrong !== undefined) t.fail(`${what} of program ${String(seed)}: ${wrong}`);
    }
  t.pass(`${String(programs.length)} programs`);
  t.end();
});

t.test("a list of values that is no program is told from one", (t) => {
  const graph = new Graph();
  const x = graph.input(1);
  const two = graph.constant(2);
  t.equal(fault(graph.nodes), undefined);
  t.match(fault([two, x]), /value 0 says that it is value 1/);
  t.match(fault([{ ...two, id: 0, shape: [3] }]), /not what it says of its constant/);
  t.end();
});
