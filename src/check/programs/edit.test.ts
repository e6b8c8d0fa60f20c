// Edits of programs, on a small one whose parts can be told apart.
import t from "tap";
import { add, array, mul, neg, sin } from "../../index.js";
import type { Plain } from "../../ndarray/index.js";
import { flat } from "../points.js";
import { isReference, programOf, wengertList, type WengertList } from "../wengert.js";
import { madeInput, mapOperands, mapPlain, pruned, substituted } from "./edit.js";

/** v2 = x0 x1, v3 = −v2, v4 = v2 + 5; of three inputs the last is not read. */
const list = wengertList(
  ([x = 0, y = 0]) => {
    const p = mul(x, y);
    return [neg(p), add(p, 5)];
  },
  [2, 3, 4],
);
const names = ({ lines }: WengertList): string[] => lines.map(({ op }) => op.name);
const run = (of: WengertList, x: readonly Plain[] = of.inputs): number[] =>
  Array.from(flat(programOf(of)(x)));

t.test("what no output depends on is dropped, and the rest numbered anew", async (t) => {
  const all = pruned(list);
  t.same(all.inputs, [2, 3], "the input that nothing reads");
  t.same(run(all), [-6, 11]);
  const one = pruned({ ...list, outputs: list.outputs.slice(1) });
  t.same(names(one), ["mul", "add"]);
  t.same(run(one), [11]);
  const first = pruned({ inputs: [7, 8, 9], lines: list.lines, outputs: [{ at: 2 }] });
  t.same(first, { inputs: [9], lines: [], outputs: [{ at: 0 }] });
  t.same(
    pruned({ ...list, outputs: [1] }),
    { inputs: [], lines: [], outputs: [1] },
    "a constant needs nothing",
  );
});

t.test("an operand takes the place of a value, and what only that needed is gone", async (t) => {
  const sum = substituted(list, 3, { at: 1 });
  t.same(names(sum), ["neg", "add"]);
  t.same(sum.inputs, [3]);
  t.same(run(sum), [-3, 8]);
  const constant = substituted(list, 3, 10);
  t.same(constant.inputs, []);
  t.same(run(constant), [-10, 15]);
  t.same(run(substituted(list, 0, 7)), [-21, 26], "an input, too");
});

t.test("a new input takes the place of a value, last among the inputs", async (t) => {
  const made = madeInput(list, 3, 10);
  t.same(made.inputs, [10]);
  t.same(run(made), [-10, 15]);
  const ofInput = madeInput(list, 0, 100);
  t.same(ofInput.inputs, [3, 100]);
  t.same(run(ofInput), [-300, 305]);
  const ofLast = madeInput(list, 5, 100);
  t.same(ofLast.inputs, [2, 3, 100]);
  t.same(run(ofLast), [-6, 100], "an output");
});

t.test("each operand is changed, those of outputs as well, and each plain value", async (t) => {
  const seen: unknown[] = [];
  mapOperands(list, (v) => {
    seen.push(isReference(v) ? v.at : String(v));
    return v;
  });
  t.same(seen, [0, 1, 3, 3, "5", 4, 5]);
  const doubled = mapPlain(list, (v) => (v as number) * 2);
  t.same(doubled.inputs, [4, 6, 8]);
  t.same(run(doubled), [-24, 34]);
  const withConstant = mapPlain({ ...list, outputs: [1, { at: 0 }] }, (v) => (v as number) + 1);
  t.same(withConstant.outputs, [2, { at: 0 }]);
});

t.test("the list that is edited stays as it is", async (t) => {
  const x = wengertList(([v = 0]) => [sin(v)], [array([1, 2])]);
  const before = JSON.stringify(x);
  pruned(x);
  substituted(x, 0, 3);
  madeInput(x, 1, 3);
  mapPlain(x, () => 3);
  t.equal(JSON.stringify(x), before);
});
