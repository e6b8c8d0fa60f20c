// The references agree with each other and with the rules, and each of them sees a rule that is wrong.
import t from "tap";
import { bind, type Example, type Inputs, type Op, type Value } from "../../core/op.js";
import { push } from "../../forward/push.js";
import {
  abs,
  array,
  cumsum,
  det,
  dot,
  exp,
  hypot,
  logsumexp,
  matmul,
  mul,
  norm,
  prod,
  registry,
  reshape,
  sin,
  solve,
  sqrt,
  stopGradient,
  sum,
  tanh,
  value,
} from "../../index.js";
import type { Plain } from "../../ndarray/index.js";
import { inputsOf } from "../ops.js";
import { flat, gaussian, unflat, type Program } from "../points.js";
import { wengertList, type WengertList } from "../wengert.js";
import { bigField, complexField, complexStep, loadBigDifference, loadSymbolic, notCovered } from "./index.js";

// Series of 64 digits take their time on a machine with other work to do.
t.setTimeout(240_000);

const bigDifference = await loadBigDifference();
const symbolicPartials = await loadSymbolic();
const big = await bigField();
const ops = registry() as unknown as readonly Op<Inputs, unknown>[];

/** The ops that no reference covers, and why. */
const without: Readonly<Record<string, string>> = {
  stopGradient: "its domain is empty: its derivative is by intent not that of its values",
};

/** Examples of an op, of an elementwise one with and without broadcasting. */
function examplesOf({ examples, domain }: Op<Inputs, unknown>): readonly Example[] {
  if (examples.length > 0) return examples;
  const rows = domain.map((_, i) => (i === 0 ? [3, 1] : [2]));
  return [rows, domain.map(() => [])].map((shapes) => ({ shapes, params: undefined }));
}

/** A direction in all inputs but those that are held. */
function directionFor(x: readonly Plain[], seed: number, held: readonly number[] = []): Float64Array {
  const v = unflat(gaussian(seed, flat(x).length), x) as readonly Plain[];
  return Float64Array.from(
    v.flatMap((part, i) => Array.from(flat([part]), (d) => (held.includes(i) ? 0 : d))),
  );
}

function forward(f: Program, x: readonly Plain[], v: Float64Array): Float64Array {
  return flat(push(f, x, unflat(v, x)).dy);
}

/** The largest distance of two vectors, beside the largest element of the second, or beside `scale`. */
function distance(a: Float64Array | undefined, b: Float64Array, scale = Number.MIN_VALUE): number {
  if (a?.length !== b.length || a.some(Number.isNaN)) return Infinity;
  const largest = b.reduce((most, y) => Math.max(most, Math.abs(y)), scale);
  return b.reduce((most, y, i) => Math.max(most, Math.abs((a[i] ?? NaN) - y)), 0) / largest;
}

/** The largest of what each input adds to the derivatives: they may cancel, and their rounding does not. */
function contributions(list: WengertList, v: Float64Array): number {
  let from = 0;
  const each = list.inputs.map((input) => {
    const [start, end] = [from, (from += flat([input]).length)];
    return (
      complexStep(
        list,
        v.map((d, i) => (i >= start && i < end ? d : 0)),
      ) ?? new Float64Array()
    );
  });
  return Math.max(...each.flatMap((part) => Array.from(part, Math.abs)), Number.MIN_VALUE);
}

t.test("every op is covered, with both references and forward mode in agreement", async (t) => {
  for (const op of ops) {
    if (op.name in without) continue;
    for (const [k, example] of examplesOf(op).entries()) {
      for (const seed of [1, 2]) {
        const x = inputsOf(op, example, 10 * seed + k);
        const f: Program = (inputs) => [bind(op, inputs, example.params)];
        const v = directionFor(x, seed, example.held);
        const list = wengertList(f, x);
        const truth = bigDifference(list, v);
        const title = `${op.name}, example ${String(k)}, seed ${String(seed)}`;
        if (truth === undefined) {
          t.fail(`${title}: ${String(notCovered(big, list))} is not covered`);
          continue;
        }
        const scale = contributions(list, v);
        t.ok(distance(complexStep(list, v), truth.value, scale) < 1e-13, `${title}: complex step`);
        t.ok(distance(forward(f, x, v), truth.value, scale) < 1e-12, `${title}: forward mode`);
        t.ok(Math.max(...truth.error) < 1e-30 * Math.max(1, ...truth.value.map(Math.abs)), `${title}: error`);
      }
    }
  }
});

t.test("what no reference covers is in the registry, and is named for a reason", async (t) => {
  for (const name of Object.keys(without))
    t.ok(
      ops.some((op) => op.name === name && op.domain.length === 0),
      name,
    );
});

t.test("the partials that mathjs derives agree at scalar points", async (t) => {
  const elementwise = ops.filter((op) => op.scalar !== undefined && symbolicPartials(op.name) !== undefined);
  t.ok(elementwise.length >= 30, `${String(elementwise.length)} ops have symbolic partials`);
  for (const op of elementwise) {
    for (const seed of [1, 2, 3]) {
      const x = inputsOf(op, { shapes: op.domain.map(() => []), params: undefined }, seed);
      const f: Program = (inputs) => [bind(op, inputs, undefined)];
      for (const [i, partial] of (symbolicPartials(op.name) ?? []).entries()) {
        const along = Float64Array.from(x, (_, j) => (i === j ? 1 : 0));
        const symbolic = Float64Array.of(partial(...(x as readonly number[])));
        const title = `${op.name}, input ${String(i)} of ${String(x)}`;
        t.ok(distance(forward(f, x, along), symbolic) < 1e-12, `${title}: forward mode`);
        t.ok(distance(complexStep(wengertList(f, x), along), symbolic) < 1e-12, `${title}: complex step`);
      }
    }
  }
});

t.test("a wrong rule is seen by each reference, since none of them calls it", async (t) => {
  const right = tanh.op as unknown as Op<Inputs, undefined>;
  const scalar = { f: Math.tanh, partials: [(y: Value) => mul(y, 1.01)] };
  const wrong: Op<Inputs, undefined> = { ...right, scalar, jvp: (_i, dx, y) => mul(mul(y, 1.01), dx) };
  const f: Program = (x) => [bind(wrong, x, undefined)];
  const v = Float64Array.of(1);
  const list = wengertList(f, [0.75]);
  const truth = Float64Array.of(1 / Math.cosh(0.75) ** 2);
  t.ok(distance(complexStep(list, v), truth) < 1e-15);
  t.ok(distance(bigDifference(list, v)?.value, truth) < 1e-15);
  t.ok(distance(Float64Array.of(symbolicPartials("tanh")?.[0]?.(0.75) ?? NaN), truth) < 1e-15);
  t.ok(distance(forward(f, [0.75], v), truth) > 0.01, "while the rule is wrong");
});

t.test("programs of many ops agree", async (t) => {
  const a = array([
    [3, 1, 0.5],
    [0.25, 4, 1],
    [1, -1, 5],
  ]);
  const b = array([1, -2, 0.5]);
  const programs: Readonly<Record<string, Program>> = {
    "a dense layer": ([w = 0, x = 0]) => [sum(tanh(matmul(w, x))), dot(x, x)],
    "a linear system": ([w = 0, x = 0]) => [solve(w, x), det(w)],
    "shapes and scans": ([w = 0, x = 0]) => [cumsum(mul(reshape(w, [9]), 2)), dot(x, exp(x))],
    norms: ([w = 0, x = 0]) => [norm(w), norm(x, { ord: 3 }), logsumexp(w, { axis: 1 }), prod(x)],
    "a branch": ([w = 0, x = 0]) => [(value(sum(x)) as number) > 0 ? sum(w) : sum(sin(w)), abs(x), 5],
    "a constant": ([w = 0, x = 0]) => [mul(stopGradient(w), x), hypot(w, x)],
  };
  for (const [title, f] of Object.entries(programs)) {
    const v = directionFor([a, b], 3);
    const list = wengertList(f, [a, b]);
    const truth = bigDifference(list, v)?.value ?? new Float64Array();
    t.ok(truth.length > 1, `${title}: covered`);
    t.ok(distance(complexStep(list, v), truth) < 1e-13, `${title}: complex step`);
    t.ok(distance(forward(f, [a, b], v), truth) < 1e-12, `${title}: forward mode`);
  }
});

t.test("large products need no matrix that is read off", async (t) => {
  const x = unflat(gaussian(1, 2 * 1600), [array(new Float64Array(1600)), array(new Float64Array(1600))]);
  const f: Program = ([a = 0, b = 0]) => [sum(matmul(reshape(a, [40, 40]), reshape(tanh(b), [40, 40])))];
  const v = gaussian(2, 2 * 1600);
  const list = wengertList(f, x as readonly Plain[]);
  t.ok(distance(complexStep(list, v), forward(f, x as readonly Plain[], v)) < 1e-12);
});

t.test("what is not covered gives no number", async (t) => {
  const { scalar: _, ...rest } = sin.op as unknown as Op<Inputs, undefined>;
  const unknown: Op<Inputs, undefined> = { ...rest, name: "mystery" };
  const v = Float64Array.of(1);
  const list = wengertList(([x = 0]) => [bind(unknown, [x], undefined)], [1]);
  t.equal(complexStep(list, v), undefined);
  t.equal(bigDifference(list, v), undefined);
  t.equal(notCovered(complexField, list), "mystery");
  t.equal(symbolicPartials("mystery"), undefined);
  t.equal(symbolicPartials("toString"), undefined);

  const f = (x: number): number => x * x;
  const sine = sin.op as unknown as Op<Inputs, undefined>;
  const namesake = { ...sine, eval: ([x]: readonly Plain[]) => f(x as number) };
  const other = wengertList(
    ([x = 0]) => [bind({ ...namesake, scalar: { f, partials: [] } }, [x], undefined)],
    [3],
  );
  t.equal(complexStep(other, v), undefined, "an op that bears the name of another");
});

t.test("the complex step admits where it has no answer, and keeps what is very small", async (t) => {
  const v = Float64Array.of(1);
  const step = (f: (x: Value) => Value, x: number): number =>
    complexStep(
      wengertList(([y = 0]) => [f(y)], [x]),
      v,
    )?.[0] ?? NaN;
  t.ok(Math.abs(step(tanh, 150) / (4 * Math.exp(-300)) - 1) < 1e-12, "a slope of 2e-130");
  t.ok(Number.isNaN(step(sqrt, 1e-250)), "an input smaller than the step");
  t.ok(Number.isNaN(step(sqrt, -1)), "outside of the domain");
  t.equal(step(abs, 0), 0, "at a kink, the mean of both sides");
});

t.test("the difference of 64 digits tells its error", async (t) => {
  const at = (x: number) =>
    bigDifference(
      wengertList(([y = 0]) => [mul(y, y)], [x]),
      Float64Array.of(1),
    );
  t.equal(at(1e-30)?.value[0], 2e-30);
  t.ok((at(1e-30)?.error[0] ?? NaN) < 1e-60);
  t.ok((at(1e100)?.error[0] ?? NaN) > 1, "where the step is lost beside the input");
});
