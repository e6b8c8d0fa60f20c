// Programs written down.
import t from "tap";
import { add, array, exp, grad, greater, less, mul, norm, sin, sum, value, type Value } from "../index.js";
import { isReference, programOf, valuesOf, wengertList } from "./wengert.js";

t.test("a program written down runs as the program does", async (t) => {
  const f = ([x = 0, w = 0]: readonly Value[]): readonly Value[] => {
    let y = mul(x, 2);
    while (less(norm(y), 10)) y = mul(y, w);
    return [sum(sin(y)), y];
  };
  const x = [array([0.5, -1, 0.25]), 3];
  const list = wengertList(f, x);
  const timesW = list.lines.filter(({ operands }) => operands.some((v) => isReference(v) && v.at === 1));
  t.same(
    timesW.map(({ op }) => op.name),
    ["mul", "mul"],
    "[1, −2, 0.5] has a norm below 10, and so has its triple; nine times as much is enough",
  );
  const again = programOf(list);
  t.same(again(x).map(String), f(x).map(String));
  t.same(valuesOf(list).length, x.length + list.lines.length);
  const gradient = (run: typeof f) =>
    grad((u: Value, v: Value) => run([u, v])[0] ?? 0, { argnums: [0, 1] })(x[0] as Value, 3).map(String);
  t.same(gradient(again), gradient(f));
});

t.test("a list says what was computed, from what, and with which constants", (t) => {
  const list = wengertList(([x = 0, y = 0]) => [mul(add(x, y), 3), y, 5, exp(2)], [1, 2]);
  t.same(
    list.lines.map(({ op, operands }) => [op.name, operands]),
    [
      ["add", [{ at: 0 }, { at: 1 }]],
      ["mul", [{ at: 2 }, 3]],
    ],
  );
  t.same(list.inputs, [1, 2]);
  t.same(list.outputs, [{ at: 3 }, { at: 1 }, 5, Math.exp(2)]);
  t.same(valuesOf(list), [1, 2, 3, 9]);
  t.same(programOf(list)([10, 20]), [90, 20, 5, Math.exp(2)]);
  t.end();
});

t.test("a reference is told from a number, an array, and anything else with a name like it", (t) => {
  const array1 = array([1]);
  t.same([{ at: 0 }, 0, array1].map(isReference), [true, false, false]);
  t.notOk(isReference({ at: "there" } as never));
  t.end();
});

t.test("a truth value of a number is written down, and given to the program as it is", (t) => {
  const seen: unknown[] = [];
  const list = wengertList(
    ([x = 0]) => {
      seen.push(greater(x, 1), greater(mul(x, array([0, 1])), 1));
      return [mul(x, seen[1] as Value)];
    },
    [2],
  );
  t.equal(typeof seen[0], "boolean");
  t.equal(typeof value(seen[1] as Value), "object");
  t.same(
    list.lines.map(({ op }) => op.name),
    ["greater", "mul", "greater", "mul"],
  );
  t.same(list.lines[3]?.operands, [{ at: 0 }, { at: 3 }], "that of an array is a value like others");
  t.end();
});

t.test("the list of a list inside another has operands of its own", (t) => {
  const outer = wengertList(
    ([x = 0]) => {
      const inner = wengertList(([y = 0]) => [mul(y, y)], [3]);
      t.same(inner.lines[0]?.operands, [{ at: 0 }, { at: 0 }]);
      const mixed = wengertList(([y = 0]) => [mul(y, x)], [3]).lines[0]?.operands;
      t.ok(mixed?.[1] === (x as unknown), "a value of the outer one is a constant of the inner one");
      return [mul(x, inner.lines.length)];
    },
    [2],
  );
  t.equal(outer.lines.length, 2, "the product is run, and written down, by the outer one too");
  t.end();
});

t.test("a value that has left its program is refused", (t) => {
  let kept: Value = 0;
  const list = wengertList(
    ([x = 0]) => {
      kept = x;
      return [x];
    },
    [2],
  );
  t.same(list.outputs, [{ at: 0 }]);
  t.throws(() => sin(kept), /sin/);
  const failing = (): unknown =>
    wengertList(
      ([x = 0]) => {
        kept = x;
        throw new Error("no");
      },
      [2],
    );
  t.throws(failing, /no/);
  t.throws(() => sin(kept), /sin/, "even if the program failed");
  t.end();
});
