// Programs written down.
import t from "tap";
import { array, grad, less, mul, norm, sin, sum, type Value } from "../index.js";
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
