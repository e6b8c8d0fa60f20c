// checkOp: one op at the points and shapes that its entry names.
import t from "tap";
import { bind, type Inputs, type Interval, type Op } from "../core/op.js";
import { mul, sin, where, type Value } from "../index.js";
import { type NDArray, type Plain } from "../ndarray/index.js";
import { add, atan2, clip } from "../ops/index.js";
import { checkOp } from "./index.js";
import { inputsOf } from "./ops.js";
import { flat } from "./points.js";

t.test("checkOp takes an op or its function, and holds what an example says is held", (t) => {
  const byFunction = checkOp(sin, { order: 1 });
  t.match(byFunction, { op: "sin", verdict: "pass" });
  t.same(byFunction.reports.length, 3);
  t.same(checkOp(sin.op, { order: 1 }).reports.map(String), byFunction.reports.map(String));
  t.notSame(checkOp(sin, { order: 1, seed: 5 }).reports.map(String), byFunction.reports.map(String));
  const ofWhere = checkOp(where, { order: 1 });
  t.equal(ofWhere.verdict, "pass");
  t.ok(ofWhere.reports.every(({ comparisons }) => comparisons.every(({ entry }) => !entry.includes("x2"))));
  t.end();
});

type AnyOp = Op<Inputs, unknown>;

/** An op of one number as checkOp sees it, with a domain. */
function opOn(...domain: Interval[]): AnyOp {
  return { ...(sin.op as unknown as AnyOp), domain };
}

const many = { shapes: [[200]], params: undefined };

t.test("inputs lie within the domain, of moderate size, away from ends and kinks", (t) => {
  const cases: [domain: Interval, from: number, to: number][] = [
    [{ low: -Infinity, high: Infinity }, -3, 3],
    [{ low: 0, high: Infinity }, 0, 3],
    [{ low: -Infinity, high: 1 }, -3, 1],
    [{ low: -1, high: 1 }, -1, 1],
    [{ low: 100, high: Infinity }, 100, 103],
    [{ low: -Infinity, high: -100 }, -103, -100],
  ];
  for (const [domain, from, to] of cases) {
    const x = flat(inputsOf(opOn(domain), many, 1));
    const width = to - from;
    const [low, high] = [Math.min(...x), Math.max(...x)];
    t.ok(low >= from + 0.03 * width && high <= to - 0.03 * width, `within ${String(from)} and ${String(to)}`);
    t.ok(high - low > 0.8 * width, "and all over it");
    const sorted = x.toSorted();
    t.ok(
      sorted.every((v, i) => i === 0 || v - sorted[i - 1]! < 0.1 * width),
      "without a gap",
    );
  }
  const kinked = flat(inputsOf(opOn({ low: -3, high: 3, kinks: [0, 1] }), many, 1));
  t.ok(kinked.every((v) => Math.abs(v) >= 0.1 && Math.abs(v - 1) >= 0.1));
  t.ok(kinked.some((v) => v > 0.1 && v < 0.9) && kinked.some((v) => v < -0.1), "on both sides");
  t.ok(kinked.some((v) => Math.abs(v + 0.15) < 0.1) && kinked.some((v) => Math.abs(v - 0.15) < 0.1));
  t.end();
});

t.test("inputs have the shapes of the example, are arranged by it, and differ by seed and place", (t) => {
  const op = opOn({ low: 0, high: 1 }, { low: 5, high: 6 });
  const example = { shapes: [[], [2, 3], [2, 3]], params: undefined };
  const [a, b, c] = inputsOf(op, example, 3) as readonly [number, NDArray, NDArray];
  t.ok(a > 0 && a < 1);
  t.same(
    [b.shape, c.shape],
    [
      [2, 3],
      [2, 3],
    ],
  );
  t.ok(
    [...b.data, ...c.data].every((v) => v > 5 && v < 6),
    "the last domain holds for the rest",
  );
  t.notSame(b, c);
  t.notSame(inputsOf(op, example, 4), [a, b, c]);
  t.same(inputsOf(op, example, 3), [a, b, c]);
  const arrange = (x: readonly Plain[]): readonly Plain[] => [...x].reverse();
  t.same(inputsOf(op, { ...example, arrange }, 3), [c, b, a]);
  t.end();
});

t.test("an elementwise op is tried at its shapes, broadcasting among them, at both orders", (t) => {
  const shapesOf = (op: { readonly op: AnyOp | Op }, order: 1 | 2) => checkOp(op.op, { order }).reports;
  t.same([shapesOf(add, 1).length, shapesOf(sin, 2).length], [5, 6]);
  t.equal(shapesOf(clip, 1).length, 3);
  t.same(
    checkOp(atan2, { order: 1 }).reports.map(({ value }) => flat(value).length),
    [1, 5, 12, 3, 6],
  );
  t.same(
    checkOp(sin).reports.map(({ order, seed }) => [order, seed]),
    [0, 1, 2].flatMap((k) => [
      [1, k],
      [2, k],
    ]),
  );
  t.equal(checkOp(sin, { order: 1, modes: ["forward"] }).reports[0]?.comparisons.length, 1);
  t.end();
});

t.test("a wrong rule is wrong, at the second order too, and nobody is searched for", (t) => {
  const { scalar: _, ...rules } = sin.op as unknown as AnyOp;
  const twice: AnyOp = { ...rules, vjp: (_i, dy) => mul(2, dy) };
  const { verdict, reports, op } = checkOp(twice, { order: 1 });
  t.same([op, verdict], ["sin", "fail"]);
  t.ok(reports.every(({ advice }) => advice === undefined));
  const double: AnyOp = { ...rules, eval: ([x = 0]) => mul(2, x) as Plain, jvp: (_i, dx) => mul(2, dx) };
  const detached: AnyOp = { ...double, vjp: (_i, dy) => mul(2, valueOf(dy)) };
  t.equal(
    checkOp(detached as Op, { order: 2 }).verdict,
    "fail",
    "a linear op that cannot be differentiated twice",
  );
  t.end();
});

/** What a rule must not do: the plain number within a box. */
function valueOf(x: Value): Value {
  return bind(
    { ...(sin.op as unknown as AnyOp), constant: true, eval: ([v = 0]: readonly Plain[]) => v },
    [x],
    undefined,
  );
}
