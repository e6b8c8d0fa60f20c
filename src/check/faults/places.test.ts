// Faults that show in some places alone: in these they are wrong, and elsewhere right.
import t from "tap";
import type { Inputs, Value } from "../../core/op.js";
import { abs, array, atanh, exp, log, max, maximum, min, minimum, mul, relu, sin, sum } from "../../index.js";
import type { NDArray } from "../../ndarray/index.js";
import { entryOf } from "../fixtures/subjects.js";
import type { AnyOp, Spoil } from "./fault.js";
import * as places from "./places.js";

const both = ["jvp", "vjp"] as const;

function run(
  spoil: Spoil,
  op: AnyOp,
  which: "jvp" | "vjp",
  i: number,
  d: Value,
  x: Inputs,
  params?: unknown,
): Value | undefined {
  const y = op.eval(x as never, params);
  return spoil({ op, rule: op[which], transposed: which === "vjp" })?.(i, d, y, x, params);
}

const elements = (v: Value | undefined): unknown => (typeof v === "object" ? [...(v as NDArray).data] : v);

t.test("the sign is wrong below zero, and nowhere else", async (t) => {
  const x = [array([-1, 0, 2]), array([5, 5, -5])];
  for (const which of both) {
    t.same(
      elements(run(places.wrongBelowZero, entryOf(mul), which, 0, array([1, 1, 1]), x)),
      [-5, 5, -5],
      which,
    );
    t.same(
      elements(run(places.wrongBelowZero, entryOf(mul), which, 1, array([1, 1, 1]), x)),
      [-1, 0, -2],
      "of each input",
    );
    t.equal(run(places.wrongBelowZero, entryOf(exp), which, 0, 1, [-1]), -Math.exp(-1), "of numbers");
  }
});

t.test("or beyond ten on either side", async (t) => {
  const x = [array([-10.5, -10, 10, 11])];
  const ones = array([1, 1, 1, 1]);
  for (const which of both) {
    const signs = elements(run(places.wrongFarOut, entryOf(relu), which, 0, ones, x));
    t.same(signs, [-0, 0, 1, -1], which);
  }
});

t.test("of a sum it is the element, before it is added up", async (t) => {
  const x = [array([-1, 2])];
  const params = { axes: [0], keepDims: false };
  t.equal(run(places.wrongBelowZero, entryOf(sum), "jvp", 0, array([10, 1]), x, params), -9);
  t.same(elements(run(places.wrongBelowZero, entryOf(sum), "vjp", 0, 3, x, params)), [-3, 3]);
});

t.test("at a kink or a finite end of the domain there is no number", async (t) => {
  for (const which of both) {
    t.same(
      elements(run(places.undefinedAtEdges, entryOf(abs), which, 0, array([1, 1]), [array([0, 3])])),
      [NaN, 1],
      which,
    );
    t.same(run(places.undefinedAtEdges, entryOf(relu), which, 0, 0, [0]), NaN, "though the derivative is 0");
  }
  const { low, high } = entryOf(atanh).domain[0] ?? { low: NaN, high: NaN };
  for (const end of [low, high])
    t.same(run(places.undefinedAtEdges, entryOf(atanh), "vjp", 0, 1, [end]), NaN);
  t.equal(run(places.undefinedAtEdges, entryOf(log), "vjp", 0, 1, [2]), 0.5);
});

t.test("where there is neither it does not apply, nor to an op of whole arrays", async (t) => {
  t.equal(run(places.undefinedAtEdges, entryOf(sin), "vjp", 0, 1, [2]), undefined);
  t.equal(
    run(places.undefinedAtEdges, entryOf(max), "vjp", 0, 1, [array([1, 2])], { axes: [0], keepDims: false }),
    undefined,
  );
});

t.test("what is broadcast keeps the shape that is due", async (t) => {
  const kinked: AnyOp = {
    ...entryOf(mul),
    domain: [
      { low: 0, high: 9 },
      { low: -9, high: 9 },
    ],
  };
  const x = [0, array([3, 4])];
  t.same(run(places.undefinedAtEdges, kinked, "vjp", 0, array([1, 1]), x), NaN);
  t.same(elements(run(places.undefinedAtEdges, kinked, "vjp", 1, array([1, 1]), [2, array([0, 9])])), [
    2,
    NaN,
  ]);
  t.same(elements(run(places.undefinedAtEdges, kinked, "jvp", 0, 1, x)), [NaN, NaN]);
});

t.test("each that ties has the whole derivative, of an array", async (t) => {
  const x = [array([3, 1, 3])];
  const low = [array([3, 1, 1])];
  const params = { axes: [0], keepDims: false };
  t.same(elements(run(places.generousTies, entryOf(max), "vjp", 0, 2, x, params)), [2, 0, 2]);
  t.same(elements(run(places.generousTies, entryOf(min), "vjp", 0, 2, low, params)), [0, 2, 2]);
  t.equal(run(places.generousTies, entryOf(max), "jvp", 0, array([1, 10, 100]), x, params), 101);
  const rows = [
    array([
      [1, 1],
      [2, 5],
    ]),
  ];
  const alongRows = { axes: [1], keepDims: false };
  t.same(
    elements(run(places.generousTies, entryOf(max), "vjp", 0, array([1, 10]), rows, alongRows)),
    [1, 1, 0, 10],
  );
});

t.test("or of two inputs", async (t) => {
  for (const of of [maximum, minimum])
    for (const which of both) {
      t.equal(run(places.generousTies, entryOf(of), which, 0, 2, [3, 3]), 2, which);
      t.equal(run(places.generousTies, entryOf(of), which, 1, 2, [3, 3]), 2, which);
    }
  const x = [array([1, 2, 2]), array([1, 1, 3])];
  for (const which of both)
    t.same(
      elements(run(places.generousTies, entryOf(maximum), which, 0, array([1, 1, 1]), x)),
      [1, 1, 0],
      which,
    );
});

t.test("no other op has ties to share", async (t) => {
  t.equal(run(places.generousTies, entryOf(abs), "vjp", 0, 1, [0]), undefined);
});
