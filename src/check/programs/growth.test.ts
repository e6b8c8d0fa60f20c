// How a program grows: which ops come, what they read, and which values are refused.
import t from "tap";
import type { Op } from "../../core/op.js";
import * as ops from "../../index.js";
import { flat } from "../points.js";
import { isReference, programOf, valuesOf, type Operand, type WengertList } from "../wengert.js";
import { Dice, numbersOf } from "./dice.js";
import { Growth } from "./growth.js";

type Name =
  | "abs"
  | "add"
  | "cholesky"
  | "exp"
  | "floor"
  | "greater"
  | "mul"
  | "neg"
  | "sin"
  | "solve"
  | "square"
  | "where";

const named = (...names: readonly Name[]): readonly Op[] => names.map((name) => ops[name].op);
const registered = (...names: readonly string[]): readonly Op[] =>
  ops.registry().filter(({ name }) => names.includes(name));

const grown = (seed: number, of: readonly Op[], length: number): WengertList | undefined =>
  new Growth(new Dice(seed), of, length).program();

/** The programs of the first seeds. */
const many = (count: number, of: readonly Op[], length: number): WengertList[] =>
  Array.from({ length: count }, (_, seed) => grown(seed, of, length)).filter((list) => list !== undefined);

/** Of each input and line whether it changes when an input does. */
function movesOf({ inputs, lines }: WengertList): readonly boolean[] {
  const moves = inputs.map(() => true);
  for (const { op, operands } of lines)
    moves.push(op.constant !== true && operands.some((v) => isReference(v) && moves[v.at] === true));
  return moves;
}

const operandsOf = ({ lines }: WengertList): readonly Operand[] => lines.flatMap(({ operands }) => operands);
const countOf = (lists: readonly WengertList[], name: string): number =>
  lists.flatMap(({ lines }) => lines).filter(({ op }) => op.name === name).length;
const share = (lists: readonly WengertList[], is: (list: WengertList) => boolean): number =>
  lists.filter(is).length / lists.length;

t.test("there is no program without an op that may be sampled and moves its value", async (t) => {
  t.equal(grown(0, [], 3), undefined);
  t.equal(grown(0, named("floor"), 3), undefined, "whose derivative is zero");
  t.equal(grown(0, [ops.stopGradient.op], 3), undefined, "sampled nowhere");
  const lists = many(20, [ops.stopGradient.op, ...named("sin")], 3);
  t.equal(lists.length, 20);
  t.equal(countOf(lists, "stopGradient"), 0);
});

t.test("programs reach the length that they may have, and none is longer", async (t) => {
  for (const length of [1, 3, 6]) {
    const lists = many(60, named("sin", "add", "mul"), length);
    t.equal(lists.length, 60);
    t.same(
      lists.filter(({ lines }) => lines.length > length),
      [],
    );
    t.ok(share(lists, ({ lines }) => lines.length === length) > 0.9, `${String(length)} lines`);
  }
});

t.test("half of the values that are arrays are summed, all axes of them, beyond the length", async (t) => {
  const of = named("sin");
  t.equal(countOf(many(40, of, 2), "sum"), 0, "without the op there is no sum");
  const lists = many(300, [...registered("sum"), ...Array.from({ length: 30 }, () => of).flat()], 2);
  const last = ({ lines }: WengertList): string => lines.at(-1)?.op.name ?? "";
  const arrays = lists.filter(({ lines, inputs }) => lines.length === 3 || typeof inputs[0] !== "number");
  const summed = share(arrays, (list) => last(list) === "sum");
  t.ok(summed > 0.3 && summed < 0.8, String(summed));
  const beyond = lists.filter(({ lines }) => lines.length === 3);
  t.ok(beyond.length > 20);
  t.ok(beyond.every((list) => last(list) === "sum" && typeof valuesOf(list).at(-1) === "number"));
});

t.test("every number is 0 or of a moderate size", async (t) => {
  const lists = many(150, named("exp", "mul", "square", "neg"), 5);
  const sizes = lists.flatMap((list) => Array.from(flat(valuesOf(list)), Math.abs));
  t.same(
    sizes.filter((x) => x !== 0 && !(x >= 1e-9 && x <= 1e6)),
    [],
  );
  t.ok(sizes.some((x) => x > 1e4) && sizes.some((x) => x > 0 && x < 1e-4), "small and large ones too");
});

t.test("what is computed is read, the latest mostly, and some of it twice", async (t) => {
  const lists = many(100, named("add", "mul", "sin"), 5);
  const reads = lists.map((list) => operandsOf(list).flatMap((v) => (isReference(v) ? [v.at] : [])));
  const isTwice = (at: readonly number[]): boolean => new Set(at).size < at.length;
  const twice = reads.filter(isTwice).length;
  t.ok(twice > 30 && twice < 100, String(twice));
  const gaps = lists.flatMap(({ inputs, lines }) =>
    lines.flatMap(({ operands }, k) =>
      operands.flatMap((v) => (isReference(v) && v.at >= inputs.length ? [inputs.length + k - v.at] : [])),
    ),
  );
  const latest = gaps.filter((gap) => gap === 1).length / gaps.length;
  t.ok(latest > 0.5 && latest < 0.95, String(latest));
  const constants = lists.flatMap(operandsOf).filter((v) => !isReference(v)).length;
  t.ok(constants > 20 && constants < lists.flatMap(operandsOf).length / 4, `${String(constants)} constants`);
});

t.test("inputs come first, each is read, and no line reads what comes after it", async (t) => {
  for (const list of many(60, named("add", "mul", "sin", "square"), 6)) {
    const read = new Set(operandsOf(list).flatMap((v) => (isReference(v) ? [v.at] : [])));
    t.ok(list.inputs.length > 0);
    for (const at of list.inputs.keys()) if (!read.has(at)) t.fail(`input ${String(at)} is not read`);
    for (const [k, { operands }] of list.lines.entries())
      if (operands.some((v) => isReference(v) && v.at >= list.inputs.length + k)) t.fail("read before made");
    t.same(list.outputs, [{ at: list.inputs.length + list.lines.length - 1 }]);
  }
});

t.test(
  "ops whose derivative is zero come less often, and are no more than a part of what moves",
  async (t) => {
    const lists = many(150, named("floor", "sin", "add"), 6);
    const [floors, sines] = [countOf(lists, "floor"), countOf(lists, "sin")];
    t.ok(floors > 0 && floors < sines / 2, `${String(floors)} and ${String(sines)}`);
    for (const list of lists) {
      if (movesOf(list).at(-1) !== true) t.fail("the output does not move");
    }
  },
);

t.test("an operand that an op cannot be moved in is a constant, or does not move", async (t) => {
  const lists = many(60, named("where", "greater", "mul"), 4);
  const masks = lists.flatMap((list) => {
    const moves = movesOf(list);
    const conditions = list.lines.flatMap(({ op, operands: [c = 0] }) => (op.name === "where" ? [c] : []));
    return conditions.map((c) => isReference(c) && (moves[c.at] ? "moves" : "is computed"));
  });
  t.notOk(masks.includes("moves"));
  t.ok(masks.includes("is computed") && masks.includes(false));
});

t.test("a computed value becomes what an op asks for by a constant that is added", async (t) => {
  const added = many(80, named("cholesky", "mul", "add"), 5).filter(({ inputs, lines }) =>
    lines.some(({ op, operands: [v = 0] }) => {
      if (op.name !== "cholesky" || !isReference(v)) return false;
      const from = lines[v.at - inputs.length];
      return from?.op.name === "add" && from.operands.some((each) => !isReference(each));
    }),
  );
  t.ok(added.length > 3, `${String(added.length)} programs`);
  const without = many(60, named("cholesky", "mul"), 4);
  t.ok(countOf(without, "cholesky") > 10);
  for (const list of [...added, ...without])
    if (!flat(programOf(list)(list.inputs)).every(Number.isFinite)) t.fail("no root");
});

t.test("a value is given the shape that an op asks for, sometimes", async (t) => {
  const lists = many(150, [...named("cholesky", "sin", "add"), ...registered("reshape", "broadcastTo")], 4);
  const changes = lists.flatMap(({ inputs, lines }) =>
    lines.flatMap(({ op, operands: [v = 0] }) =>
      op.name === "cholesky" && isReference(v) ? [lines[v.at - inputs.length]?.op.name ?? "an input"] : [],
    ),
  );
  t.ok(changes.includes("an input") && changes.includes("add"), changes.join(" "));
  const kept = many(60, named("cholesky", "sin"), 3);
  t.equal(countOf(kept, "reshape") + countOf(kept, "broadcastTo"), 0);
});

t.test("no line lies on a kink, and its operands keep their distance from those of its domain", async (t) => {
  for (const list of many(60, named("abs", "add", "neg"), 4)) {
    const values = valuesOf(list);
    for (const {
      op,
      operands: [v = 0],
    } of list.lines) {
      const numbers = numbersOf(isReference(v) ? (values[v.at] ?? 0) : v);
      if (op.name === "abs" && numbers.some((x) => Math.abs(x) < 1e-3)) t.fail("too close to the kink");
    }
  }
});
