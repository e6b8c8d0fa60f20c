// Programs as formulas and as commands: what they say, and that it is the same program.
import t from "tap";
import { parse } from "mathjs";
import { compileExpression, parsePoint } from "../../expression/index.js";
import {
  add,
  array,
  broadcastTo,
  cumsum,
  grad,
  mul,
  sin,
  slice,
  stack,
  sub,
  sum,
  transpose,
  zeros,
  type Value,
} from "../../index.js";
import { flat, type Program } from "../points.js";
import { programOf, wengertList, type WengertList } from "../wengert.js";
import { randomProgram } from "./generate.js";
import { expressionOf, pointOf, replay } from "./print.js";

t.test("a program is printed as a formula, a command and a listing", async (t) => {
  const x = array([
    [1, -2],
    [3, 4],
  ]);
  const list = wengertList(([a = 0, b = 0]) => [sum(mul(sin(a), sub(b, -1.5)))], [x, 2]);
  t.equal(expressionOf(list), "sum(sin(x0) * (x1 - (-1.5)))");
  t.equal(pointOf(list), "x0=[[1, -2], [3, 4]], x1=2");
  t.equal(
    replay(list),
    "dualtape check --expr 'sum(sin(x0) * (x1 - (-1.5)))' --at 'x0=[[1, -2], [3, 4]], x1=2'",
  );
  const scan = wengertList(([a = 0]) => [cumsum(a, { axis: 1, reverse: true })], [x]);
  t.equal(expressionOf(scan), undefined);
  t.equal(replay(scan), "x = [[1, -2], [3, 4]]\nv1 = cumsum(x, { axis: 1, reverse: true })\nreturn v1");
  t.equal(expressionOf(wengertList(([a = 0]) => [a, sin(a)], [1])), undefined, "two outputs");
  const doubling = (n: number) => (x: readonly Value[]) => [
    Array.from({ length: n }).reduce<Value>((y) => add(y, y), x[0] ?? 0),
  ];
  t.equal(expressionOf(wengertList(doubling(40), [1])), undefined, "and what would be too long");
  t.equal(expressionOf(wengertList(doubling(8), [1]))?.length, 6 * 2 ** 8 - 7, "as 2000 letters would be");
  t.equal(expressionOf(wengertList(doubling(9), [1])), undefined);
});

/** Values and gradient of the formula of a list at the point that is printed, in the order of the inputs. */
function replayed(list: WengertList): Float64Array {
  const { f, names } = compileExpression(expressionOf(list) ?? "", parse);
  const point = parsePoint(pointOf(list));
  const order = list.inputs.length === 1 ? ["x"] : list.inputs.map((_, i) => `x${String(i)}`);
  const inOrder = (x: readonly Value[]): Value => f(...names.map((name) => x[order.indexOf(name)] ?? NaN));
  return valuesAndGradient(
    (x) => [inOrder(x)],
    order.map((name) => point[name] ?? NaN),
  );
}

function valuesAndGradient(f: Program, x: readonly Value[]): Float64Array {
  const total = (...at: Value[]): Value => sum(f(at)[0] ?? 0);
  return flat([...f(x), ...grad(total, { argnums: x.map((_, i) => i) })(...(x as number[]))]);
}

t.test("only what is needed is printed", async (t) => {
  const list = wengertList(([a = 0, b = 0]) => [sin(a), mul(b, 2)], [1, 5]);
  const second = { ...list, outputs: list.outputs.slice(1) };
  t.equal(expressionOf(second), "x * 2");
  t.equal(pointOf(second), "x=5");
  t.equal(expressionOf({ ...list, outputs: [] }), undefined, "nothing");
  t.equal(expressionOf({ ...list, outputs: [7] }), undefined, "nor what depends on no input");
  const input = { inputs: [3], lines: [], outputs: [{ at: 0 }] };
  t.equal(replay(input), "dualtape check --expr 'x' --at 'x=3'");
  const worded = wengertList(([a = 0]) => [cumsum(a, { axis: 1 })], [zeros([2, 2])]);
  const beside = { ...worded, outputs: [{ at: 0 }] };
  t.equal(expressionOf(beside), "x", "what has no words is not needed here");
});

t.test("negative constants stand in brackets", async (t) => {
  const constant = (c: Value): string | undefined => expressionOf(wengertList(([a = 0]) => [mul(a, c)], [1]));
  t.equal(constant(-2), "x * (-2)");
  t.equal(constant(-0), "x * (-0)");
  t.equal(constant(2), "x * 2");
  t.equal(constant(array([-2, 3])), "x * [-2, 3]");
});

t.test("a printed formula has the values and the gradient of its program", async (t) => {
  const lists = Array.from({ length: 100 }, (_, seed) => randomProgram(seed));
  const printed = lists.filter((list) => expressionOf(list) !== undefined);
  t.ok(printed.length > 50, `${String(printed.length)} have a formula`);
  for (const list of printed) {
    const expected = valuesAndGradient(programOf(list), list.inputs);
    const got = replayed(list);
    const scale = Math.max(...expected.map(Math.abs), 1e-3);
    const same = got.every((y, i) => Math.abs(y - (expected[i] ?? NaN)) <= 1e-12 * scale);
    if (!same || got.length !== expected.length) t.fail(replay(list));
  }
  const shaped: Program = ([a = 0]) => [
    sum(
      mul(transpose(a), slice(add(broadcastTo(a, [2, 2, 2]), stack([a, a])), [1, null, -1], [0, 2], [0, 1])),
    ),
  ];
  const list = wengertList(shaped, [
    add(
      zeros([2, 2]),
      array([
        [1, 2],
        [3, 4],
      ]),
    ),
  ]);
  t.same(replayed(list), valuesAndGradient(shaped, list.inputs));
});
