// Rules that are no linear programs: with another derivative than themselves, or with another answer in a batch.
import t from "tap";
import { abs, array, greater, mul, neg, sin, sort, stopGradient, sum, where } from "../../index.js";
import { bind } from "../../core/op.js";
import type { Plain } from "../../ndarray/index.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import { batchedRules, derivedRules } from "./rules.js";

const x = array([3, 1, 2]);
const all = { axes: [0], keepDims: false };
const inOrder = { axis: 0, descending: false };

t.test("the rules of the registry are linear programs", async (t) => {
  for (const law of [derivedRules, batchedRules]) {
    t.equal(law.check(subjectAt(entryOf(sin), [x])), undefined);
    t.equal(law.check(subjectAt(entryOf(mul), [x, 3])), undefined);
    t.equal(law.check(subjectAt(entryOf(sum), [x], { params: all })), undefined);
    t.equal(law.check(subjectAt(entryOf(sort), [x], { params: inOrder })), undefined);
    t.equal(law.check(subjectAt(entryOf(greater), [x, 2])), undefined, "a step has none");
  }
});

t.test("a rule that loses its derivative is told, with the mode", async (t) => {
  const { jvp, vjp } = entryOf(sin);
  const ahead = derivedRules.check(
    subjectAt(altered(sin, { jvp: (...of) => stopGradient(jvp(...of)) }), [x]),
  );
  t.equal(ahead?.argument, 0);
  t.match(ahead?.says, /^the forward rule, differentiated by forward mode, is 0, not /);
  const back = derivedRules.check(subjectAt(altered(sin, { vjp: (...of) => stopGradient(vjp(...of)) }), [x]));
  t.match(back?.says, /^the reverse rule, differentiated by forward mode, is 0, not /);
});

t.test("so is one whose transpose is not the other rule", async (t) => {
  const { vjp } = entryOf(sin);
  const wrong = altered(sin, { vjp: (...of) => neg(vjp(...of)) });
  t.match(
    derivedRules.check(subjectAt(wrong, [x]))?.says,
    /^the forward rule, differentiated by reverse mode/,
  );
});

t.test("a rule that is not linear is told", async (t) => {
  const wrong = altered(sin, { jvp: (_i, dx) => abs(dx), vjp: (_i, dy) => abs(dy) });
  t.match(
    derivedRules.check(subjectAt(wrong, [x]))?.says,
    /^the forward rule, differentiated by forward mode/,
  );
});

t.test("a rule that is another in a batch is told", async (t) => {
  const twice = { eval: ([v = 0]: readonly Plain[]) => mul(v, 2) as Plain };
  const of = (batched: number) => {
    const inner = altered(sin, { ...twice, batch: ([v = 0]) => mul(v, batched) });
    return altered(sin, {
      ...twice,
      jvp: (_i, dx) => bind(inner, [dx], undefined),
      vjp: (_i, dy) => mul(dy, 2),
    });
  };
  t.equal(batchedRules.check(subjectAt(of(2), [x])), undefined);
  t.match(batchedRules.check(subjectAt(of(3), [x]))?.says, /^the forward rule, in a batch, is /);
});

t.test("of numbers alone the other laws say it all", async (t) => {
  const wrong = altered(sin, { jvp: (_i, dx) => where(greater.mask(dx, 0), dx, 0) });
  for (const law of [derivedRules, batchedRules]) t.equal(law.check(subjectAt(wrong, [0.5])), undefined);
});
