// The table of faults: each kind in the modes that it has, relative ones of twelve sizes.
import t from "tap";
import { faults, kinds, magnitudes } from "./kinds.js";

t.test("no two kinds have one name", async (t) => {
  t.equal(new Set(kinds.map(({ kind }) => kind)).size, kinds.length);
  t.equal(kinds.length, 22 + magnitudes.length);
});

t.test(
  "each kind is a fault of both rules and of either, but for one of the reverse rule alone",
  async (t) => {
    const modesOf = (name: string): unknown =>
      faults.filter(({ kind }) => kind === name).map(({ mode }) => mode);
    for (const { kind } of kinds)
      t.same(
        modesOf(kind),
        kind === "missing broadcast reduction" ? ["reverse"] : ["both", "forward", "reverse"],
        kind,
      );
    t.equal(faults.length, 3 * kinds.length - 2);
  },
);

t.test(
  "relative faults tell their size, in their names and beside them; others are structural",
  async (t) => {
    t.same(
      magnitudes,
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((k) => Number(`1e-${String(k)}`)),
    );
    for (const { kind, structural, magnitude } of faults) {
      const size = /^factor 1 \+ (.*)$/.exec(kind)?.[1];
      t.equal(structural, size === undefined, kind);
      t.equal(magnitude, size === undefined ? undefined : Number(size), kind);
    }
    t.notOk(faults.some((fault) => fault.structural && "magnitude" in fault));
  },
);

t.test("a relative fault multiplies by one and its size", async (t) => {
  for (const { magnitude = 0, spoil } of kinds.filter((kind) => kind.magnitude !== undefined)) {
    const rule = spoil({ op: undefined as never, rule: (_i, dx) => dx, transposed: false });
    t.equal(rule?.(0, 1, 0, [], undefined), 1 + magnitude);
  }
});

t.test("constant factors are those that they are named for", async (t) => {
  for (const [name, factor] of [
    ["sign flip", -1],
    ["factor 2", 2],
    ["factor 0.5", 0.5],
    ["double accumulation", 2],
  ] as const) {
    const rule = kinds
      .find(({ kind }) => kind === name)
      ?.spoil({ op: undefined as never, rule: (_i, dx) => dx, transposed: true });
    t.equal(rule?.(0, 3, 0, [], undefined), 3 * factor, name);
  }
});
