// The law of third derivatives: it holds for the registry's elementwise ops, and sees what shows in them alone.
import t from "tap";
import type { Inputs, Op } from "../../core/op.js";
import {
  add,
  logNdtr,
  logaddexp,
  mul,
  pow,
  registry,
  sin,
  square,
  sub,
  value,
  type Value,
} from "../../index.js";
import { entryOf, subjectAt } from "../fixtures/subjects.js";
import { sweepOp } from "./index.js";
import { thirdNestings } from "./third.js";

const only = { only: ["the eight nestings agree"] };

/** Zero, and so is its derivative; the second one is 2. */
const flatAtFirst = (x: Value): Value => square(sub(x, value(x)));

/** sin, whose rules are right up to the second derivative. */
function wrongAtThird(...rules: readonly ("jvp" | "vjp")[]): Op {
  const { scalar: _, ...rest } = sin.op as unknown as Op<Inputs, undefined>;
  const spoiled = rules.map((rule) => {
    const right = rest[rule];
    const wrong: typeof right = (i, dx, y, x, params) =>
      add(right(i, dx, y, x, params), mul(dx, flatAtFirst(x[0] ?? 0)));
    return [rule, wrong] as const;
  });
  return { ...rest, ...Object.fromEntries(spoiled) };
}

t.test("a rule that is wrong at the third order only is seen", (t) => {
  t.equal(sweepOp(wrongAtThird("vjp"), { only: ["the four nestings agree"] }).verdict, "pass");
  const one = sweepOp(wrongAtThird("vjp"), only);
  t.match(one.failures[0]?.message, /the third derivative is forward over forward over forward -?\d/);
  const both = sweepOp(wrongAtThird("jvp", "vjp"), only);
  t.match(both.failures[0]?.message, /and the slope of the second -?\d/, "in both modes alike");
  t.end();
});

t.test("the elementwise ops of the registry hold", (t) => {
  for (const op of registry()) {
    if (op.scalar === undefined) continue;
    const report = sweepOp(op, only);
    t.equal(report.verdict, "pass", report.toString());
  }
  t.end();
});

t.test("what rounding leaves of terms that cancel is let pass, and what underflows", async (t) => {
  for (const [f, x] of [
    [logNdtr, [-576.8916874045385]],
    [pow, [64.46231189362108, -171.63328350034118]],
    [logaddexp, [744.301237919662, 1.0133554103726121]],
  ] as const)
    t.equal(thirdNestings.check(subjectAt(entryOf(f), x)), undefined, f.op.name);
});
