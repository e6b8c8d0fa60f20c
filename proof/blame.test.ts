// Localisation: a wrong op is put into a program, its report is read, and the gates are held.

import t from "tap";
import { figuresOf } from "./blame.js";
import { blameOf, suspectOf } from "./suspects.js";

const suspects = Array.from({ length: 40 }, (_, seed) => suspectOf(seed)).filter((one) => one !== undefined);

t.test("a suspect has one line that is wrong, and the same for the same seed", async (t) => {
  t.ok(suspects.length > 30, `${String(suspects.length)} suspects`);
  for (const { seed, op, fault, wrong, list } of suspects) {
    const again = suspectOf(seed);
    t.same([again?.op, again?.fault, again?.wrong], [op, fault, wrong]);
    t.ok(wrong.length > 0 && list.lines.some((line) => line.op.name === op));
  }
});

t.test("most reports name the op and an argument that is wrong, in a program of a few ops", async (t) => {
  const convicted = suspects.map(blameOf).flatMap((one) => (one?.convicted === true ? [one] : []));
  t.ok(convicted.length > 20, `${String(convicted.length)} convicted`);
  t.ok(figuresOf(convicted).every(({ met }) => met));
});

t.test("blame by the wrong argument is no right one", async (t) => {
  const suspect = suspects.find((one) => blameOf(one)?.right);
  t.equal(suspect && blameOf({ ...suspect, wrong: [7] })?.right, false);
  t.equal(suspect && blameOf({ ...suspect, op: "another" })?.right, false);
});

t.test(
  "the gates are missed by one wrong blame in ten, by programs of four ops, and by none at all",
  async (t) => {
    const good = Array.from({ length: 9 }, () => ({ right: true, ops: 1 }));
    const missed = (some: Parameters<typeof figuresOf>[0]): string[] =>
      figuresOf(some).flatMap(({ name, met }) => (met ? [] : [name]));
    t.strictSame(missed(good), []);
    t.strictSame(missed([...good, { right: false, ops: 1 }]), ["right op and argument named first"]);
    t.strictSame(missed(good.map((one) => ({ ...one, ops: 4 }))), ["ops of the smallest program, median"]);
    t.equal(missed([]).length, 2);
  },
);
