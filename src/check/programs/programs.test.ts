// Random programs: what they are made of, whether they are sound and how they shrink.
import t from "tap";
import type { Inputs, Op } from "../../core/op.js";
import { push } from "../../forward/index.js";
import {
  abs,
  add,
  cholesky,
  cos,
  floor,
  greater,
  max,
  maximum,
  mul,
  registry,
  sin,
  solve,
  square,
  stopGradient,
  where,
  type Value,
} from "../../index.js";
import { record } from "../../reverse/index.js";
import type { NDArray } from "../../ndarray/index.js";
import { checkGrads } from "../index.js";
import { flat, unflat } from "../points.js";
import { isReference, programOf, valuesOf, type WengertList } from "../wengert.js";
import { madeInput, substituted } from "./edit.js";
import { listing, randomProgram, shrink } from "./index.js";

const seeds = (n: number, from = 0): number[] => Array.from({ length: n }, (_, k) => from + k);

/** The programs of the first seeds. */
const programs = seeds(1800).map((seed) => randomProgram(seed));

/** The registry, in which one op stands so often, in a tenth of the places, that most programs have it. */
function richIn(op: Op): readonly Op[] {
  const others = registry().filter(({ name }) => name !== op.name);
  return [...others, ...seeds(Math.round(others.length / 10)).map(() => op)];
}

/** The largest difference between the Jacobians by the two modes, relative to their largest entry or 1. */
function disagreement(list: WengertList): number {
  const [f, x] = [programOf(list), list.inputs];
  const recording = record(f, x, true);
  const unit = (like: readonly Value[], k: number): readonly Value[] =>
    unflat(new Float64Array(flat(like).length).fill(1, k, k + 1), like);
  const columns = Array.from(flat(x), (_, j) => flat(push(f, x, unit(x, j)).dy));
  const rows = Array.from(flat(recording.y), (_, k) => flat(recording.pull(unit(recording.y, k))));
  const entries = columns.flatMap((column, j) =>
    Array.from(column, (d, k) => [d, rows[k]?.[j] ?? NaN] as const),
  );
  const scale = Math.max(1, ...entries.flat().map(Math.abs));
  return Math.max(...entries.map(([a, b]) => Math.abs(a - b))) / scale;
}

/** sin, whose reverse rule is off by a factor at arguments above 1. */
function faultySin(): Op {
  const { scalar: _, ...rules } = sin.op as unknown as Op<Inputs, undefined>;
  const off = (x: Value): Value => where(greater(x, 1), 1.001, 1);
  const op: Op<Inputs, undefined> = { ...rules, vjp: (_i, dy, _y, [x = 0]) => mul(dy, mul(off(x), cos(x))) };
  return op;
}

t.test("a seed gives one program, and different seeds different ones", async (t) => {
  const texts = programs.slice(0, 100).map(listing);
  t.same(
    texts,
    seeds(100).map((seed) => listing(randomProgram(seed))),
  );
  t.equal(new Set(texts).size, 100);
});

t.test("programs have the length asked for, run, and compute with moderate numbers", async (t) => {
  const lengths = new Set<number>();
  const outside = programs.filter((list) => {
    lengths.add(list.lines.length);
    const numbers = Array.from(flat(valuesOf(list)), Math.abs);
    return !numbers.every((x) => x === 0 || (x >= 1e-9 && x <= 1e6));
  });
  t.same(outside.map(listing), []);
  t.same([...lengths].sort(), [1, 2, 3, 4, 5, 6, 7, 8, 9], "1 to 8, and the sum of the last");
  const ofFour = seeds(50).map((seed) => randomProgram(seed, { length: 4 }).lines.length);
  t.ok(ofFour.every((n) => n <= 5));
  t.ok(ofFour.filter((n) => n >= 4).length > 40);
});

t.test("every op turns up that may be sampled somewhere", async (t) => {
  const found = new Set(programs.flatMap(({ lines }) => lines.map(({ op }) => op.name)));
  const missing = registry().filter(({ name }) => !found.has(name));
  t.same(
    missing.map(({ name }) => name),
    ["stopGradient"],
    "whose derivative is not that of its values, on purpose",
  );
});

t.test("values are read more than once, by shapes that differ", async (t) => {
  const lists = programs.slice(0, 200);
  const reads = lists.map(({ lines }) =>
    lines.flatMap(({ operands }) => operands.flatMap((v) => (isReference(v) ? [v.at] : []))),
  );
  t.ok(reads.filter((all) => new Set(all).size < all.length).length > 50);
  const ranks = new Set(
    lists.flatMap((list) => valuesOf(list).map((v) => (typeof v === "number" ? 0 : v.shape.length))),
  );
  t.ok([0, 1, 2].every((rank) => ranks.has(rank)));
});

t.test("forward and reverse mode agree on random programs", async (t) => {
  const gaps = programs.slice(0, 300).map(disagreement);
  t.same(
    gaps.flatMap((gap, seed) => (gap <= 1e-9 ? [] : [seed])),
    [],
    "the seeds at which they do not",
  );
});

t.test("random programs keep away from kinks and jumps", async (t) => {
  const bent = [abs, maximum, max, floor, greater, add, square].map(({ op }) => op);
  for (const seed of seeds(40)) {
    const list = randomProgram(seed, { ops: bent, length: 4 });
    const { verdict } = checkGrads((...x: Value[]) => programOf(list)(x), list.inputs);
    if (verdict !== "pass") t.fail(`${verdict}: ${listing(list)}`);
  }
});

t.test("operands are such as the examples of an op ask for", async (t) => {
  for (const seed of seeds(40)) {
    const masked = randomProgram(seed, { ops: [where.op, greater.op], length: 2 });
    const conditions = masked.lines.flatMap(({ op, operands: [c = NaN] }) =>
      op.name === "where" ? [c] : [],
    );
    t.notOk(
      conditions.some((c) => isReference(c) && c.at < masked.inputs.length),
      "no mask is an input",
    );
    for (const ops of [[cholesky.op], [solve.op, add.op]]) {
      const list = randomProgram(seed, { ops, length: 2 });
      t.ok(disagreement(list) <= 1e-9, listing(list));
    }
  }
});

t.test("what cannot be generated is refused", async (t) => {
  t.throws(() => randomProgram(0.5), {
    name: "TypeError",
    message: /randomProgram: its seed must be an integer/,
  });
  t.throws(() => randomProgram(0, { length: 0 }), {
    name: "TypeError",
    message: /length must be an integer of 1/,
  });
  t.throws(() => randomProgram(0, { size: 3 } as never), { message: /there is no option size/ });
  t.throws(() => randomProgram(0, { ops: [stopGradient.op] }), {
    name: "RangeError",
    message: /none of the 1 ops/,
  });
});

t.test("a failing program shrinks to what fails, at a round point", async (t) => {
  const failing = (list: WengertList): boolean => {
    const values = valuesOf(list);
    return list.lines.some(({ op, operands: [v = 0] }) => {
      if (op.name !== "sin") return false;
      return flat([isReference(v) ? (values[v.at] ?? 0) : v]).some((x) => x > 1);
    });
  };
  const ops = richIn(sin.op);
  const found = seeds(250)
    .map((seed) => randomProgram(seed, { ops }))
    .filter(failing);
  t.ok(found.length >= 10, `${String(found.length)} programs`);
  const shrunk = new Set(found.map((list) => listing(shrink(list, failing))));
  t.same([...shrunk], ["x = 2\nv1 = sin(x)\nreturn v1"]);
});

t.test("a fault in one op is found within random programs, and shrunk to that op", async (t) => {
  const ops = richIn(faultySin());
  const failing = (list: WengertList): boolean => disagreement(list) > 1e-9;
  const found = seeds(250)
    .map((seed) => randomProgram(seed, { ops, length: 8 }))
    .filter(failing);
  t.ok(found.length >= 20, `${String(found.length)} programs`);
  const sizes = found.map((list) => shrink(list, failing).lines.length).sort((a, b) => a - b);
  t.equal(sizes[sizes.length >> 1], 1, "the median of lines");
  t.ok((sizes.at(-1) ?? 0) <= 3, "the most lines");
});

t.test("a line is replaced by its value without a change to the program's", async (t) => {
  for (const list of programs.slice(0, 40)) {
    const values = valuesOf(list);
    const y = listing({ inputs: [], lines: [], outputs: programOf(list)(list.inputs) as NDArray[] });
    for (const at of list.lines.keys()) {
      const place = list.inputs.length + at;
      for (const edited of [
        madeInput(list, place, values[place] ?? 0),
        substituted(list, place, values[place] ?? 0),
      ]) {
        const got = programOf(edited)(edited.inputs) as NDArray[];
        if (listing({ inputs: [], lines: [], outputs: got }) !== y) t.fail(listing(edited));
      }
    }
  }
});
