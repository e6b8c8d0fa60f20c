// What every op of the registry must satisfy, and what one more entry brings with it.
import t from "tap";
import { checkOp } from "../check/index.js";
import { inputsOf } from "../check/ops.js";
import { bind, shapeOf, value, type Example, type Inputs, type Op, type Value } from "../core/op.js";
import { elementwise, sumToOp, timesOp } from "../core/space.js";
import {
  arange,
  array,
  cast,
  formatShape,
  NDArray,
  sameShape,
  zerosLike,
  type Plain,
  type Shape,
} from "../ndarray/index.js";
import { grad, hessian, jacobian, vjp } from "../transforms/index.js";
import { linear } from "./family.js";
import * as ops from "./index.js";
import { binary, publish, unary, type Published } from "./publish.js";
import { embedOp } from "./slicing.js";

// The whole registry is checked to the second order.
t.setTimeout(240_000);

const { add, cos, exp, mul, neg, registry, sin, square, stopGradient, sum } = ops;

type AnyOp = Op<Inputs, unknown>;
const all = registry() as unknown as readonly AnyOp[];

/** Calls of an op: its own examples, or, for an elementwise one, shapes that broadcast. */
function callsOf(op: AnyOp): readonly Example[] {
  if (op.examples.length > 0) return op.examples;
  const shapes: readonly (readonly Shape[])[] = [
    op.domain.map(() => []),
    op.domain.map(() => [3]),
    op.domain.map((_, i) => [[2, 3], [3], [2, 1]][i] ?? []),
  ];
  return op.domain.length === 0 ? [] : shapes.map((each) => ({ shapes: each, params: undefined }));
}

type Visit = (op: AnyOp, x: readonly Plain[], params: unknown) => string | undefined;

/** What `visit` finds wrong with a call of some op, by the op's name. */
function complaints(visit: Visit): string[] {
  return all.flatMap((op) =>
    callsOf(op).flatMap((call) => {
      const complaint = visit(op, inputsOf(op, call, 1), call.params);
      return complaint === undefined ? [] : [`${op.name} of ${JSON.stringify(call.shapes)}: ${complaint}`];
    }),
  );
}

function elements(x: Value): number[] {
  const plain = value(x);
  return typeof plain === "number" ? [plain] : Array.from(plain.data);
}

t.test("both rules of every op agree with finite differences, at first and at second order", (t) => {
  for (const op of [...all, timesOp, embedOp] as readonly AnyOp[]) {
    const { verdict, reports } = checkOp(op);
    const bad = reports.filter((report) => report.verdict !== "pass");
    t.equal(verdict, "pass", `${op.name}: ${bad.map(String).join("\n")}`);
    t.equal(reports.length > 0, op !== (stopGradient.op as unknown), `${op.name} is tried somewhere`);
  }
  t.end();
});

t.test("an array that a rule returns is one that it was given, or new, and of one input alone", (t) => {
  const dataOf = (values: readonly unknown[]): unknown[] =>
    values.flatMap((v) => (v instanceof NDArray ? [v.data] : []));
  const shared = complaints((op, x, params) => {
    const y = op.eval(x, params);
    const wanted = x.map(() => true);
    const given = dataOf([y, ...x]);
    const returned = (): unknown[] =>
      dataOf(op.vjpAll?.(y, y, x, params, wanted) ?? x.map((_, i) => op.vjp(i, y, y, x, params)));
    const made = [...returned(), ...returned()].filter((data) => !given.includes(data));
    return new Set(made).size === made.length ? undefined : "returns an array again";
  });
  t.same(shared, []);
  t.end();
});

t.test("every op has a name of its own, one line of documentation, and a function of the same name", (t) => {
  const names = all.map((op) => op.name);
  t.equal(new Set(names).size, names.length);
  t.same(
    all.filter(({ doc }) => doc.trim() === "" || doc.includes("\n")).map((op) => op.name),
    [],
  );
  const isPublished = (f: object): f is Published & { name: string } => "op" in f;
  const published = Object.values<object>(ops).filter(isPublished);
  t.same(
    published.filter((f) => f.name !== f.op.name).map((f) => f.name),
    [],
  );
  t.ok(published.length > 60);
  t.same(
    published.filter(({ op }) => !all.includes(op as unknown as AnyOp)).map((f) => f.name),
    [],
  );
  t.end();
});

t.test("eval gives the shape that shape foretells", (t) => {
  const wrong = complaints((op, x, params) => {
    const [said, got] = [op.shape(x.map(shapeOf), params), shapeOf(op.eval(x, params))];
    return sameShape(said, got) ? undefined : `said ${formatShape(said)}, got ${formatShape(got)}`;
  });
  t.same(wrong, []);
  t.end();
});

t.test("float32 in is float32 out, and so are tangents and cotangents", (t) => {
  const wrong = complaints((op, x, params) => {
    const single = x.map((v) => (typeof v === "number" ? v : cast(v, "float32")));
    const held = op.constant === true || op.name === "cast" || single.every((v) => typeof v === "number");
    if (held) return undefined;
    const y = bind(op, single, params);
    const { pullback } = vjp((...xs: Value[]) => bind(op, xs, params), ...single);
    const bars = pullback(typeof y === "number" ? 1 : zerosLike(y as Plain)) as readonly unknown[];
    const forward = grad((...xs: Value[]) => sum(bind(op, xs, params)), { mode: "forward" })(...single);
    const arrays = [y, ...bars, forward].filter((v) => v instanceof NDArray);
    return arrays.every((v) => v.dtype === "float32") ? undefined : arrays.map((v) => v.dtype).join(", ");
  });
  t.same(wrong, []);
  t.end();
});

t.test("a zero tangent and a zero cotangent give exactly zero", (t) => {
  const wrong = complaints((op, x, params) => {
    const y = op.eval(x, params);
    const dy = typeof y === "number" ? 0 : zerosLike(y);
    const zero = (v: Value): boolean => elements(v).every((e) => e === 0);
    const pulled = typeof dy === "number" || x.every((_, i) => zero(op.vjp(i, dy, y, x, params)));
    return pulled && x.every((v, i) => zero(op.jvp(i, zerosLike(v), y, x, params))) ? undefined : "not zero";
  });
  t.same(wrong, []);
  t.end();
});

t.test("the function and the partials of an elementwise op take numbers to numbers", (t) => {
  const scalars = all.filter((op) => op.scalar !== undefined);
  t.ok(scalars.length > 40);
  const wrong = scalars.filter((op) => {
    const shapes = op.domain.map((): Shape => []);
    const [a = 0, b = 0, c = 0] = inputsOf(op, { shapes, params: undefined }, 3) as number[];
    const y = op.scalar?.f(a, b, c) ?? 0;
    return typeof y !== "number" || op.scalar?.partials.some((d) => typeof d(y, a, b, c) !== "number");
  });
  t.same(
    wrong.map((op) => op.name),
    [],
  );
  t.end();
});

/** A new elementwise op: this entry is all that there is of it. */
const gaussian = unary({
  name: "gaussian",
  doc: "e^(−x²)",
  f: (x) => Math.exp(-x * x),
  d: (y, x) => mul(-2, mul(x, y)),
});

/** A new op of two inputs. */
const weighted = binary({
  name: "weighted",
  doc: "a² b",
  f: (a, b) => a * a * b,
  d: [(_y, a, b) => mul(2, mul(a, b)), (_y, a) => square(a)],
});

/** A new linear op: itself and its transpose. */
const rollOp = linear<undefined>({
  name: "roll",
  doc: "x moved on by one place",
  eval: (x) => rotated(x, 1),
  shape: (x) => x,
  transpose: (dy) => unrolled(dy),
  examples: [{ shapes: [[4]], params: undefined }],
});
const unrollOp = linear<undefined>({
  name: "unroll",
  doc: "x moved back by one place",
  eval: (x) => rotated(x, -1),
  shape: (x) => x,
  transpose: (dy) => roll(dy),
  examples: [{ shapes: [[4]], params: undefined }],
});
const roll = publish(rollOp, (x: Value): Value => bind(rollOp, [x], undefined));
const unrolled = (x: Value): Value => bind(unrollOp, [x], undefined);

function rotated(x: Plain, by: 1 | -1): Plain {
  const items = elements(x);
  return array([...items.slice(-by), ...items.slice(0, -by)]);
}

t.test("an op defined in one place works in both modes, at every order, and in the checks", (t) => {
  const e = Math.exp(-0.25);
  t.equal(gaussian(0.5), e);
  t.equal(gaussian.name, "gaussian");
  for (const inner of ["forward", "reverse"] as const) {
    t.equal(grad(gaussian, { mode: inner })(0.5), -e);
    for (const outer of ["forward", "reverse"] as const) {
      const second = grad(grad(gaussian, { mode: inner }), { mode: outer })(0.5);
      t.ok(Math.abs(second - (4 * 0.25 - 2) * e) < 1e-15, `${inner} in ${outer}`);
      const third = grad(grad(grad(gaussian, { mode: inner }), { mode: outer }), { mode: inner })(0.5);
      t.ok(Math.abs(third - (12 * 0.5 - 8 * 0.125) * e) < 1e-14, `${inner} in ${outer} in ${inner}`);
    }
    const [da, db] = grad((a: Value, b: Value) => sum(weighted(a, b)), { mode: inner, argnums: [0, 1] })(
      array([[1], [2]]),
      array([3, 4]),
    );
    t.same(da.toArray(), [[14], [28]]);
    t.same(db.toArray(), [5, 5]);
    const rolled = jacobian(roll, { mode: inner })(arange(3)) as NDArray;
    t.same(rolled.toArray(), [
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ]);
    const cubic = (x: Value): Value => sum(mul(x, square(roll(x))));
    const twice = hessian(cubic, { mode: inner })(array([1, 2, 3])) as NDArray;
    t.same(twice.toArray(), [
      [4, 2, 6],
      [2, 6, 4],
      [6, 4, 2],
    ]);
  }
  for (const op of [gaussian, weighted, roll]) t.equal(checkOp(op).verdict, "pass", op.name);
  t.end();
});

/** x eˣ with a given derivative. */
function wrongOp(d: (y: Value, x: Value) => Value): Published {
  return unary({ name: "xexp", doc: "x eˣ", f: (x) => x * Math.exp(x), d });
}

const right = (y: Value, x: Value): Value => add(y, exp(x));

/** sin with one of its rules replaced. */
function brokenIn(rule: "jvp" | "vjp", dx: (d: Value, x: Value) => Value): Op {
  const { name, doc, eval: run, shape, jvp, vjp, domain, examples } = sin.op as unknown as AnyOp;
  const wrong: AnyOp["jvp"] = (_i, d, _y, [x = 0]) => dx(d, x);
  const op: AnyOp = { name, doc, eval: run, shape, domain, examples, jvp, vjp, [rule]: wrong };
  return op;
}

t.test("a fault in the one partial that fills both rules is seen by the finite differences", (t) => {
  t.equal(checkOp(wrongOp(right)).verdict, "pass", "the op without a fault");
  const faults: Record<string, (y: Value, x: Value) => Value> = {
    "sign flip": (y, x) => neg(right(y, x)),
    "factor 2": (y, x) => mul(2, right(y, x)),
    "factor 1 + 1e-4": (y, x) => mul(1 + 1e-4, right(y, x)),
    "dropped term": (y) => y,
    "a constant": () => 1,
    zero: () => 0,
    "wrong for negative x only": (y, x) => (elements(x).some((v) => v < 0) ? y : right(y, x)),
  };
  for (const [fault, d] of Object.entries(faults)) {
    t.equal(checkOp(wrongOp(d), { order: 1 }).verdict, "fail", fault);
  }
  t.end();
});

t.test("a fault in one rule alone is seen", (t) => {
  for (const rule of ["jvp", "vjp"] as const) {
    t.equal(checkOp(brokenIn(rule, (d, x) => mul(d, cos(x)))).verdict, "pass", `${rule} as it should be`);
    const faults: Record<string, (d: Value, x: Value) => Value> = {
      "sign flip": (d, x) => neg(mul(d, cos(x))),
      "factor 1 + 1e-4": (d, x) => mul(1 + 1e-4, mul(d, cos(x))),
      "factor 1 + 1e-9": (d, x) => mul(1 + 1e-9, mul(d, cos(x))),
      "what came is ignored": (_d, x) => cos(x),
      "what came is passed on": (d) => d,
    };
    for (const [fault, dx] of Object.entries(faults)) {
      t.equal(checkOp(brokenIn(rule, dx), { order: 1 }).verdict, "fail", `${rule}: ${fault}`);
    }
  }
  t.end();
});

t.test("a fault in how a rule moves elements is seen", (t) => {
  const plain = weighted.op as unknown as AnyOp;
  const faults: Record<string, Partial<AnyOp>> = {
    "the sum over a broadcast is missing": {
      vjp: (i, dy, _y, [a = 0, b = 0]) => mul(dy, i === 0 ? mul(2, mul(a, b)) : square(a)),
    },
    "the sum is over the wrong axis": {
      vjp: (i, dy, _y, [a = 0, b = 0]) =>
        bind(sumToOp, [mul(dy, mul(a, b))], { shape: shapeOf(i === 0 ? b : a) }),
    },
    "the inputs are swapped": { vjp: (i, dy, y, x, params) => plain.vjp(1 - i, dy, y, x, params) },
  };
  for (const [fault, rules] of Object.entries(faults)) {
    const op = { ...plain, ...rules, scalar: undefined } as unknown as Op;
    t.equal(checkOp(op, { order: 1 }).verdict, "fail", fault);
  }
  const rolled = rollOp as unknown as AnyOp;
  const identity = { ...rolled, vjp: (_i: number, dy: Value) => dy } as unknown as Op;
  t.equal(checkOp(identity, { order: 1 }).verdict, "fail", "the transpose of a permutation is the identity");
  const itself = { ...rolled, vjp: (_i: number, dy: Value) => roll(dy) } as unknown as Op;
  t.equal(checkOp(itself, { order: 1 }).verdict, "fail", "the transpose of a permutation is itself");
  t.end();
});

t.test("a rule that is right at first order and constant at second is seen at order 2", (t) => {
  const detached = wrongOp((y, x) => stopGradient(right(y, x)));
  t.equal(checkOp(detached, { order: 1 }).verdict, "pass");
  t.equal(checkOp(detached, { order: 2 }).verdict, "fail");
  t.end();
});

t.test("an elementwise op of three inputs sums its cotangents over every broadcast axis", (t) => {
  const op = elementwise({
    name: "fma",
    doc: "a b + c",
    f: (a, b, c) => a * b + c,
    d: [(_y, _a, b) => b, (_y, a) => a, () => 1],
  });
  t.equal(checkOp(op as unknown as Op).verdict, "pass");
  t.end();
});
