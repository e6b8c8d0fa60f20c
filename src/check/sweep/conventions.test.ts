// Derivatives at kinks: an op has those that its entry names, and has to name them.
import t from "tap";
import { abs, array, maximum, relu, sin } from "../../index.js";
import type { Convention } from "../../core/op.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import { conventionAt, conventions } from "./conventions.js";

const kink = { kind: "kink" } as const;
const saying = (of: Parameters<typeof entryOf>[0], ...said: readonly Convention[]) => ({
  ...entryOf(of),
  conventions: said,
});

t.test("the convention at some inputs is that which names all of them, NaN too", async (t) => {
  const [first, second] = [
    { at: [0, 1], partials: [1, 2] },
    { at: [NaN, 1], value: 3 },
  ];
  const op = saying(maximum, first, second);
  t.equal(conventionAt(op, [0, 1]), first);
  t.equal(conventionAt(op, [-0, 1]), first);
  t.equal(conventionAt(op, [NaN, 1]), second);
  t.equal(conventionAt(op, [0, 2]), undefined);
  t.equal(conventionAt(op, [array([0]), 1]), undefined);
  t.equal(conventionAt(entryOf(sin), [0]), undefined);
});

t.test("one that is named for −0 is meant only there, and before that for 0", async (t) => {
  const [zero, negative] = [
    { at: [0], value: Infinity },
    { at: [-0], value: -Infinity },
  ];
  for (const op of [saying(relu, zero, negative), saying(relu, negative, zero)]) {
    t.equal(conventionAt(op, [0]), zero);
    t.equal(conventionAt(op, [-0]), negative);
  }
});

t.test("the ops of the registry keep theirs", async (t) => {
  for (const of of [abs, relu])
    for (const x of [0, NaN]) t.equal(conventions.check(subjectAt(entryOf(of), [x], kink)), undefined);
  for (const x of [1, NaN]) t.equal(conventions.check(subjectAt(entryOf(maximum), [x, 1], kink)), undefined);
});

t.test("another derivative than the one that is named is told", async (t) => {
  const half = saying(relu, { at: [0], partials: [0.5] });
  t.same(conventions.check(subjectAt(half, [0], kink)), {
    ...{ argument: 0, forward: 0, reverse: 0, expected: 0.5 },
    says: "by its entry the derivative here is 0.5",
  });
  const uneven = saying(maximum, { at: [1, 1], partials: [0.5, 1] });
  t.equal(conventions.check(subjectAt(uneven, [1, 1], kink))?.argument, 1);
  t.equal(conventions.check(subjectAt(uneven, [2, 2], kink)), undefined, "elsewhere nothing is named");
});

t.test("an entry names a partial for each input", async (t) => {
  const one = saying(maximum, { at: [1, 1], partials: [0.5] });
  const complaint = conventions.check(subjectAt(one, [1, 1], kink));
  t.same(complaint?.argument, 1);
  t.match(complaint?.says, /^the entry names a partial for each input here/);
});

t.test("of two slopes the entry has to name one", async (t) => {
  t.match(conventions.check(subjectAt(saying(relu), [0], kink))?.says, /does not say which counts$/);
  t.equal(conventions.check(subjectAt(saying(relu), [1], kink)), undefined, "there is one slope");
  t.match(conventions.check(subjectAt(saying(maximum), [1, 1], kink))?.says, /does not say which counts$/);
  t.equal(conventions.check(subjectAt(saying(maximum), [1, 2], kink)), undefined);
  t.equal(conventions.check(subjectAt(entryOf(sin), [0], kink)), undefined);
  const elsewhere = saying(relu, { at: [5], partials: [1] });
  t.ok(conventions.check(subjectAt(elsewhere, [0], kink)), "of one input each kink has to be named");
});

t.test("nothing is asked of arrays, or of an op that has no function of numbers", async (t) => {
  t.equal(conventions.check(subjectAt(saying(relu), [array([0])], kink)), undefined);
  const half = { conventions: [{ at: [0], partials: [0.5] }] };
  t.equal(conventions.check(subjectAt(altered(relu, half), [0], kink)), undefined);
});

t.test("a zero that is named has no sign", async (t) => {
  t.equal(conventions.check(subjectAt(saying(relu, { at: [0], partials: [-0] }), [0], kink)), undefined);
});
