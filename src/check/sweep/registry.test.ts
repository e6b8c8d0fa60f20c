// The sweep finds nothing wrong with the registry, and finds each seeded fault by the law that is made for it.
import t from "tap";
import { readFileSync } from "node:fs";
import { bind, shapeOf, value, type Inputs, type Op, type Value } from "../../core/op.js";
import { timesOp } from "../../core/space.js";
import { NDArray, reshape, cast, type Plain } from "../../ndarray/index.js";
import * as ops from "../../ops/index.js";
import { linear } from "../../ops/family.js";
import { unary } from "../../ops/publish.js";
import { embedOp } from "../../ops/slicing.js";
import { loadBigValues, type BigValues } from "../reference/index.js";
import { Judgements, coverageOf } from "./coverage.js";
import { coveragePage } from "./matrix.js";
import { judgeWays, lawNames, sweep, sweepOp, type SweepReport } from "./index.js";

// The registry is swept in some 40 s; a machine with other work to do takes longer.
t.setTimeout(900_000);

const { abs, add, cos, div, exp, mul, neg, registry, sign, sin, stopGradient, sum, where } = ops;

const values = await loadBigValues();

type AnyOp = Op<Inputs, unknown>;

t.test("every op of the registry keeps every law in every region of its domain", (t) => {
  const judgements = new Judgements();
  const reports = [...sweep(undefined, { values, observe: judgements.add }), ...sweep([timesOp, embedOp])];
  for (const report of reports) t.equal(report.verdict, "pass", String(report));
  t.equal(reports.length, registry().length + 2);
  const idle = reports.filter(({ checks }) => checks === 0).map(({ op }) => op);
  t.same(idle, ["stopGradient"], "which is not the derivative of its values");
  const laws = new Set(reports.flatMap(({ regions }) => regions.flatMap((region) => region.laws)));
  t.same([...laws].sort(), [...lawNames].sort(), "no law is left unasked");
  for (const op of registry()) judgeWays(op as unknown as AnyOp, judgements.add);
  const coverage = coverageOf(registry(), judgements.all());
  t.same(coverage.holes, [], "every derivative of every op has been judged");
  t.ok(coverage.cells.length > 6 * registry().length);
  const page = readFileSync(new URL("../../../../docs/coverage.md", import.meta.url), "utf8");
  t.equal(page, coveragePage(coverage), "docs/coverage.md is up to date: if not, run npm run docs");
  t.end();
});

t.test("values are held to 64 digits: four units in the last place are too many", (t) => {
  const only = ["values agree with 64 digits"];
  const off =
    (by: number): BigValues =>
    (...call) =>
      values(...call)?.map((y) => y * (1 + by));
  for (const of of [ops.abs, ops.round, ops.remainder, ops.atan2, ops.clip, ops.logaddexp]) {
    t.equal(sweepOp(of, { only, values: off(1e-16) }).verdict, "pass", of.name);
    const report = sweepOp(of, { only, values: off(2e-15) });
    t.match(String(report), new RegExp(`${of.name}: fail.*the value is .*, and with 64 digits`, "s"));
  }
  for (const of of [ops.max, ops.less, ops.det, ops.norm, ops.inv])
    t.equal(sweepOp(of, { only, values: off(1e-12) }).verdict, "fail", of.name);
  t.equal(
    sweepOp(
      sine((_y, x) => cos(x)),
      { only, values },
    ).checks,
    0,
    "another's op may bear any name",
  );
  t.equal(sweepOp(sin, { only }).checks, 0, "nothing is asked without a reference");
  t.end();
});

t.test("a sweep is the same each time, and another seed finds nothing either", (t) => {
  const short = ({ op, checks, failures, regions }: SweepReport): unknown => ({
    op,
    checks,
    failures,
    regions,
  });
  const few = [sin, ops.hypot, ops.max, ops.inv];
  t.same(sweep(few).map(short), sweep(few).map(short));
  for (const seed of [1, 2]) {
    t.same(
      sweep(few, { seed }).flatMap(({ failures }) => failures),
      [],
    );
  }
  t.end();
});

/** An op with some of its entry replaced; without its function of numbers, so that its rules are what is read. */
function faulty(of: ops.Published, changes: Partial<AnyOp>): Op {
  const { name, doc, eval: run, shape, jvp, vjp, domain, examples } = of.op as unknown as AnyOp;
  const op: AnyOp = { name, doc, eval: run, shape, jvp, vjp, domain, examples, ...changes };
  return op;
}

/** sin by its formula, with a given derivative in both modes. */
function sine(d: (y: Value, x: Value) => Value): Op {
  return unary({ name: "sine", doc: "sin x", f: Math.sin, d }).op;
}

type Rule = AnyOp["vjp"];

/** Where x is chosen by a test of its elements. */
function chosen(x: Value, test: (x: number) => boolean, a: Value, b: Value): Value {
  const plain = value(x);
  const mask = typeof plain === "number" ? Number(test(plain)) : plain.data.map((v) => Number(test(v)));
  return where(typeof mask === "number" ? mask : new NDArray(mask, shapeOf(x)), a, b);
}

const vjpOf = (of: ops.Published): Rule => (of.op as unknown as AnyOp).vjp;
const jvpOf = (of: ops.Published): Rule => (of.op as unknown as AnyOp).jvp;

/** x with its two axes exchanged, and a rule that forgets to exchange them back. */
const flipped = linear<undefined>({
  name: "flip",
  doc: "the transpose of a square matrix",
  eval: (x) => ops.transpose(x) as Plain,
  shape: (x) => [...x].reverse(),
  transpose: (dy) => dy,
  examples: [{ shapes: [[3, 3]], params: undefined }],
});

let calls = 0;

const faults: Record<string, readonly [fault: Op | ops.Published, law: string]> = {
  "a sign in the reverse rule": [
    faulty(sin, { vjp: (...rule) => neg(vjpOf(sin)(...rule)) }),
    "forward and reverse agree",
  ],
  "a sign in the forward rule": [
    faulty(sin, { jvp: (...rule) => neg(jvpOf(sin)(...rule)) }),
    "forward and reverse agree",
  ],
  "a sign in both rules": [sine((_y, x) => neg(cos(x))), "finite differences do not contradict"],
  "a sign in both rules, along a line": [
    sine((_y, x) => neg(cos(x))),
    "Taylor's remainder goes to zero twice as fast",
  ],
  "a part in 10¹² in one rule": [
    faulty(exp, { vjp: (...rule) => mul(1 + 1e-12, vjpOf(exp)(...rule)) }),
    "forward and reverse agree",
  ],
  "a factor 1 + 1e-4 in both rules": [
    sine((_y, x) => mul(1 + 1e-4, cos(x))),
    "finite differences do not contradict",
  ],
  "a missing sum over a broadcast": [
    faulty(mul, { vjp: (i, dy, _y, [a = 0, b = 0]) => mul(dy, i === 0 ? b : a) }),
    "shapes and element types are kept",
  ],
  "a cotangent that is ignored": [
    faulty(sin, { vjp: (_i, _dy, _y, [x = 0]) => cos(x) }),
    "zero gives exactly zero",
  ],
  "a cotangent that is ignored, by linearity": [
    faulty(sin, { vjp: (_i, _dy, _y, [x = 0]) => cos(x) }),
    "the pullback is linear",
  ],
  "0 · ∞ at a zero cotangent": [
    faulty(ops.sqrt, { vjp: (_i, dy, y) => mul(dy, div(0.5, y)) }),
    "zero gives exactly zero",
  ],
  "NaN on the kink": [
    unary({ name: "size", doc: "|x|", f: Math.abs, d: (y, x) => div(x, y), domain: abs.op.domain }).op,
    "the derivative lies between the slopes on both sides",
  ],
  "no subgradient on the kink": [
    unary({
      name: "size",
      doc: "|x|",
      f: Math.abs,
      d: (_y, x) => mul(2, sign(add(x, 0.1))),
      domain: abs.op.domain,
    }).op,
    "the derivative lies between the slopes on both sides",
  ],
  "wrong for negative x only": [
    sine((_y, x) => chosen(x, (v) => v < 0, 1, cos(x))),
    "finite differences do not contradict",
  ],
  "wrong beyond 10 only": [
    sine((_y, x) => chosen(x, (v) => Math.abs(v) > 10, neg(cos(x)), cos(x))),
    "finite differences do not contradict",
  ],
  "a second derivative that is lost": [
    sine((_y, x) => stopGradient(cos(x))),
    "finite differences do not contradict",
  ],
  "a second derivative that is lost, along a line": [
    sine((_y, x) => stopGradient(cos(x))),
    "the second derivative is the slope of the first",
  ],
  "a second derivative that is lost in one mode": [
    faulty(sin, { vjp: (_i, dy, _y, [x = 0]) => mul(dy, stopGradient(cos(x))) }),
    "the four nestings agree",
  ],
  "an input that is written to": [
    faulty(sin, {
      vjp: (i, dy, y, x, params) => {
        const [first] = x;
        if (first instanceof NDArray && first.size > 0) first.data[0]! += 1;
        return vjpOf(sin)(i, dy, y, x, params);
      },
    }),
    "inputs are left alone, and twice is the same",
  ],
  "a rule that tosses a coin": [
    faulty(sin, { jvp: (...rule) => mul(1 + (calls++ % 2) * 2 ** -52, jvpOf(sin)(...rule)) }),
    "inputs are left alone, and twice is the same",
  ],
  "[1] for []": [
    faulty(sin, {
      vjp: (...rule) => {
        const dx = vjpOf(sin)(...rule);
        return typeof dx === "number" ? reshape(new NDArray(Float64Array.of(dx), [1]), [1]) : dx;
      },
    }),
    "shapes and element types are kept",
  ],
  "a shape that is foretold wrongly": [
    faulty(sum, { shape: ([x = []]) => x }),
    "shapes and element types are kept",
  ],
  "float64 for float32": [
    faulty(sin, {
      vjp: (...rule) => {
        const dx = vjpOf(sin)(...rule);
        return dx instanceof NDArray ? cast(dx, "float64") : dx;
      },
    }),
    "shapes and element types are kept",
  ],
  "a transposition that vectors of ones do not see": [flipped, "forward and reverse agree"],
  "a transposition, in random directions": [flipped, "the modes are transposes"],
  "a cotangent that is clipped": [
    faulty(sin, { vjp: (i, dy, ...rule) => vjpOf(sin)(i, ops.clip(dy, -1e100, 1e100), ...rule) }),
    "huge and tiny cotangents scale exactly",
  ],
  "half a share for each of two tied inputs, and half of nothing": [
    faulty(ops.maximum, {
      jvp: (...rule) => mul(0.5, jvpOf(ops.maximum)(...rule)),
    }),
    "the derivative lies between the slopes on both sides",
  ],
  "another derivative at a kink than the entry says": [
    unary({
      ...{ name: "size", doc: "|x|", f: Math.abs, d: (_y: Value, x: Value) => sign(add(x, 1e-300)) },
      ...{ domain: abs.op.domain, conventions: [{ at: [0], partials: [0] }] },
    }).op,
    "at a kink the derivative is that of the entry",
  ],
  "a rule whose own derivative is lost": [
    faulty(sin, { vjp: (...rule) => stopGradient(vjpOf(sin)(...rule)) }),
    "a rule is its own derivative",
  ],
  "a rule that is wrong on many inputs at once": [
    faulty(sin, {
      jvp: (...rule) =>
        bind(faulty(neg, { batch: ([x = 0]) => x }), [neg(jvpOf(sin)(...rule))] as never, undefined as never),
    }),
    "a rule on many is the rule on each",
  ],
  "a function that is not its op": [
    Object.assign((x: Value) => cos(x), { op: sin.op }),
    "the public function is the op",
  ],
  "a rule that throws": [
    faulty(sin, {
      vjp: () => {
        throw new RangeError("on purpose");
      },
    }),
    "forward and reverse agree",
  ],
};

t.test("a seeded fault is found by the law that is made for it", (t) => {
  for (const [fault, [op, law]] of Object.entries(faults)) {
    const { verdict, failures } = sweepOp(op, { only: [law] });
    t.equal(verdict, "fail", fault);
    t.ok(failures.length > 0 && failures.every((failure) => failure.law === law), fault);
  }
  t.end();
});

t.test("the argument whose rule is wrong is named, with what finite differences say", (t) => {
  const op = faulty(div, { vjp: (i, ...rule) => (i === 1 ? neg : (x: Value) => x)(vjpOf(div)(i, ...rule)) });
  const [failure] = sweepOp(op, { only: ["forward and reverse agree"] }).failures;
  t.equal(failure?.argument, 1);
  t.equal(failure?.op, "div");
  t.ok((failure?.forward ?? 0) === -(failure?.reverse ?? 0));
  t.match(
    failure?.message,
    /^div, argument 1, at x = .*\(interior\): the reverse rule gives .*, forward .* and finite differences .* ± /,
  );
  t.end();
});

t.test("an op that is right passes, though it has no function of numbers", (t) => {
  for (const of of [sin, mul, div]) {
    const report = sweepOp(faulty(of, {}));
    t.equal(report.verdict, "pass", String(report));
    t.ok(report.checks > 100);
  }
  const custom = unary({ name: "cubed", doc: "x³", f: (x) => x * x * x, d: (_y, x) => mul(3, mul(x, x)) });
  t.equal(sweepOp(custom).verdict, "pass");
  t.end();
});

t.test("a call that the op refuses is not one of its points", (t) => {
  const { regions } = sweepOp(ops.max);
  const slim = regions.find(({ name }) => name === "empty and size 1");
  t.ok(slim !== undefined && slim.points > 0, "the largest of nothing is left out, that of one is not");
  t.equal(
    bind(ops.sum.op as unknown as AnyOp, [new NDArray(new Float64Array(0), [0])], {
      axes: [0],
      keepDims: false,
    }),
    0,
  );
  t.end();
});
