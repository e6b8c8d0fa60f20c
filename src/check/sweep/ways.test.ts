// Ops on many inputs at once and compiled: what is judged there, and that one wrong answer takes all of its law back.
import t from "tap";
import type { NDArray, Plain } from "../../ndarray/index.js";
import { exp, mul, sin, sub, value, where } from "../../index.js";
import { altered, entryOf } from "../fixtures/subjects.js";
import type { AnyOp } from "./points.js";
import type { Judgement } from "./sweep.js";
import { judgeWays, wayLaws } from "./ways.js";

function judged(op: AnyOp): Judgement[] {
  const all: Judgement[] = [];
  judgeWays(op, (judgement) => all.push(judgement));
  return all;
}

/** The laws of the judgements, once each, with their arguments. */
function lawsOf(all: readonly Judgement[]): string[] {
  return [...new Set(all.map(({ argument, law }) => `${String(argument)} ${law}`))].sort();
}

const four = [wayLaws.vmap, wayLaws.jit].flatMap(({ forward, reverse }) => [forward, reverse]);
const lawsBy = (...left: readonly string[]): string[] => left.map((law) => `0 ${law}`).sort();

t.test(
  "an op is judged in both ways and both modes, inside its domain, at kinks and in float32",
  async (t) => {
    const all = judged(altered(sin));
    t.same(lawsOf(all), lawsBy(...four));
    t.same(all.filter(({ law }) => law === wayLaws.vmap.forward).slice(0, 1), [
      {
        op: "sin",
        argument: 0,
        derivative: "vmap",
        law: "forward, on many inputs at once, is what it is on each",
        region: "interior",
        kind: "interior",
      },
    ]);
    t.equal(all.find(({ law }) => law === wayLaws.jit.reverse)?.derivative, "jit");
    const kinds = (op: AnyOp): string[] => [...new Set(judged(op).map(({ kind }) => kind))].sort();
    t.same(kinds(altered(sin)), ["interior", "single"]);
    const kinked = altered(sin, { domain: [{ low: -Infinity, high: Infinity, kinks: [0] }] });
    t.same(kinds(kinked), ["interior", "kink", "near", "single"]);
  },
);

t.test("of each form of call three are asked together, and three forms of a region", async (t) => {
  const sizes: number[] = [];
  const { eval: run } = entryOf(sin);
  const counting = altered(sin, {
    core: [0],
    examples: [[2], [3], [2], [4], [5], [2], [2]].map((shape) => ({ shapes: [shape], params: undefined })),
    eval: (x, params) => {
      const [v = 0] = x;
      if (typeof v !== "number" && v.shape.length === 2) sizes.push(v.shape[0] ?? 0);
      return run(x, params);
    },
  });
  const interior = judged(counting).filter(
    ({ kind, law }) => kind === "interior" && law === wayLaws.vmap.forward,
  );
  const regions = new Map<string, number>();
  for (const { region } of interior) regions.set(region, (regions.get(region) ?? 0) + 1);
  t.equal(Math.max(...regions.values()), 3);
  t.equal(Math.max(...sizes), 3);
});

t.test("parameters that differ make another form", async (t) => {
  const scaled = (n: number) => ({ shapes: [[2]], params: n });
  const op = altered(sin, {
    examples: [scaled(2), scaled(3)],
    eval: ([x = 0], n) => mul(n as number, x) as Plain,
    jvp: (_i, dx, _y, _x, n) => mul(n as number, dx),
    vjp: (_i, dy, _y, _x, n) => mul(n as number, dy),
  });
  t.same(lawsOf(judged(op)), lawsBy(...four));
});

t.test("arguments that are held are not asked, all others are", async (t) => {
  t.same([...new Set(judged(entryOf(where)).map(({ argument }) => argument))].sort(), [1, 2]);
  t.same([...new Set(judged(altered(sub)).map(({ argument }) => argument))].sort(), [0, 1]);
});

t.test("a rule that remembers, or throws, is right in no way", async (t) => {
  let calls = 0;
  const counting = altered(sin, { jvp: (_i, dx) => mul(dx, calls++) });
  t.same(lawsOf(judged(counting)), lawsBy(wayLaws.vmap.reverse, wayLaws.jit.reverse));
  const throwing = altered(sin, {
    vjp: () => {
      throw new Error("no rule");
    },
  });
  t.same(lawsOf(judged(throwing)), lawsBy(wayLaws.vmap.forward, wayLaws.jit.forward));
});

t.test("a rule that is wrong somewhere is judged right nowhere", async (t) => {
  let calls = 0;
  const late = altered(sin, {
    domain: [{ low: -Infinity, high: Infinity, kinks: [0] }],
    // In single precision it remembers: in the last of the regions.
    vjp: (_i, dy, y) => ((value(y) as Partial<NDArray>).dtype === "float32" ? mul(dy, calls++) : mul(dy, y)),
  });
  t.same(lawsOf(judged(late)), lawsBy(wayLaws.vmap.forward, wayLaws.jit.forward));
});

t.test("an op that computes something else on many inputs is found", async (t) => {
  /** eˣ, and a little more where x is an array. */
  const off = (more: number, dtype?: string) =>
    altered(exp, {
      core: [0],
      domain: [{ low: 0, high: 1 }],
      examples: [{ shapes: [[]], params: undefined }],
      eval: ([x = 0]) => {
        const y = exp(x) as Plain;
        return typeof y === "number" || (dtype !== undefined && y.dtype !== dtype) ? y : mul(y, 1 + more);
      },
      jvp: (_i, dx, y) => mul(dx, y),
      vjp: (_i, dy, y) => mul(dy, y),
    });
  t.same(lawsOf(judged(off(0))), lawsBy(...four));
  t.same(lawsOf(judged(off(1e-14))), lawsBy(...four), "to rounding");
  t.same(lawsOf(judged(off(1e-11))), lawsBy(wayLaws.jit.forward, wayLaws.jit.reverse));
});

t.test("what is no number is no evidence, and no fault", async (t) => {
  const nowhere = altered(sin, { jvp: (_i, dx) => mul(dx, NaN) });
  t.same(lawsOf(judged(nowhere)), lawsBy(wayLaws.vmap.reverse, wayLaws.jit.reverse));
});
