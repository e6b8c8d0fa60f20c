// Second derivatives: a rule that is right and whose own derivative is not is found by one of the four nestings.
import t from "tap";
import { value } from "../../core/op.js";
import { array, atan2, div, exp, matmul, mul, sin, sub, type Value } from "../../index.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import { nestings } from "./second.js";

t.test("the rules of the registry agree in all four nestings", async (t) => {
  t.equal(nestings.check(subjectAt(entryOf(exp), [0.5])), undefined);
  t.equal(nestings.check(subjectAt(entryOf(atan2), [0.5, -2])), undefined);
  t.equal(nestings.check(subjectAt(entryOf(exp), [array([])])), undefined);
  t.equal(nestings.check(subjectAt(entryOf(exp), [array([0.5, 1])], { kind: "edge" })), undefined);
  const matrices = [array([[1, 2]]), array([[3], [4]])];
  t.equal(nestings.check(subjectAt(entryOf(matmul), matrices)), undefined);
});

/** sin, one of whose rules treats its factor as a constant. */
const detached = (rule: "jvp" | "vjp") =>
  altered(sin, {
    [rule]: (_i: number, d: Value, _y: Value, [x = 0]: readonly Value[]): Value =>
      mul(d, Math.cos(value(x) as number)),
  });

/** The four answers in a complaint, by their names. */
function answersOf(says: string | undefined): Record<string, number> {
  const all = (says ?? "").matchAll(/(\w+ over \w+) (\S+?)(?:,|$)/g);
  return Object.fromEntries(Array.from(all, ([, how = "", a]) => [how, Number(a)]));
}

t.test("a rule that holds its factor for a constant is found, and all four answers told", async (t) => {
  const due = -Math.sin(0.5);
  const isDue = (a: number | undefined): boolean => Math.abs((a ?? NaN) - due) < 1e-15;
  const back = nestings.check(subjectAt(detached("vjp"), [0.5]));
  t.equal(back?.argument, 0);
  const ofBack = answersOf(back?.says);
  t.ok(isDue(ofBack["forward over forward"]) && isDue(ofBack["reverse over forward"]));
  t.equal(ofBack["forward over reverse"], 0);
  t.equal(ofBack["reverse over reverse"], 0);
  const ofAhead = answersOf(nestings.check(subjectAt(detached("jvp"), [0.5]))?.says);
  t.ok(isDue(ofAhead["forward over reverse"]) && isDue(ofAhead["reverse over reverse"]));
  t.equal(ofAhead["forward over forward"], 0);
  t.equal(ofAhead["reverse over forward"], 0);
});

const quotient = entryOf(div);

/** a / b, whose reverse rule for b is off by a term that is 0 at (3, 2), and whose derivative by one input is not. */
const bent = (input: number, slope: number) =>
  altered(div, {
    vjp: (i, dy, y, x, params) => {
      const right = quotient.vjp(i, dy, y, x, params);
      const off = mul(mul(dy, slope), sub(x[input] ?? 0, [3, 2][input] ?? 0));
      return i === 1 ? sub(right, off) : right;
    },
  });

t.test(
  "of numbers a pair of inputs is asked as well as each with itself, and the first of it is told",
  async (t) => {
    t.equal(nestings.check(subjectAt(bent(0, 1e-6), [3, 2]))?.argument, 0, "∂²/∂a ∂b");
    t.equal(nestings.check(subjectAt(bent(1, 1e-6), [3, 2]))?.argument, 1, "∂²/∂b²");
  },
);

t.test("rounding is let pass, and what may be lost by underflow", async (t) => {
  t.equal(nestings.check(subjectAt(bent(1, 1e-14), [3, 2])), undefined);
  t.ok(nestings.check(subjectAt(bent(1, 1e-11), [3, 2])));
  const tiny = (size: number) =>
    altered(sin, { jvp: (_i, dx, _y, [x = 0]) => mul(mul(dx, x), size), vjp: (_i, dy) => mul(dy, 0) });
  t.equal(nestings.check(subjectAt(tiny(1e-160), [1])), undefined);
  t.ok(nestings.check(subjectAt(tiny(1e-140), [1])));
});

t.test("of arrays random directions are asked; of arrays of edge values none", async (t) => {
  const scale = (d: Value): Value => mul(d, array([Math.cos(0.5), Math.cos(1)]));
  const wrong = altered(sin, { vjp: (_i, dy) => scale(dy) });
  const x = [array([0.5, 1])];
  const complaint = nestings.check(subjectAt(wrong, x));
  t.equal(complaint?.argument, 0);
  const answers = answersOf(complaint?.says);
  t.equal(answers["forward over forward"]?.toFixed(9), answers["reverse over forward"]?.toFixed(9));
  t.not(answers["forward over forward"], 0);
  t.equal(answers["reverse over reverse"], 0);
  t.equal(nestings.check(subjectAt(wrong, x, { kind: "edge" })), undefined);
});

t.test("an answer that overflows is forgiven at inputs beyond 1e±100, and at none else", async (t) => {
  const infinite = altered(sin, { jvp: (_i, dx, _y, [x = 0]) => mul(mul(mul(dx, 1e200), x), 1e200) });
  for (const x of [1e-200, 1e200]) t.equal(nestings.check(subjectAt(infinite, [x])), undefined, String(x));
  for (const x of [0.5, 1e50, 0]) t.ok(nestings.check(subjectAt(infinite, [x])), String(x));
});
