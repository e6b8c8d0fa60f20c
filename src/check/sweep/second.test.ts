// Second derivatives: a rule that is right and whose own derivative is not is found by one of the four nestings.
import t from "tap";
import { value } from "../../core/op.js";
import type { Plain } from "../../ndarray/index.js";
import type { Published } from "../../ops/index.js";
import { array, atan2, div, exp, lu, matmul, mul, qr, sin, sub, type Value } from "../../index.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import { gaussian } from "../points.js";
import { curvature, nestings } from "./second.js";

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

t.test("what rounding leaves of the terms of a second derivative is let pass", async (t) => {
  const diagonal = array([
    [12, 0, 0],
    [0, 24, 0],
    [0, 0, 36],
  ]);
  for (let seed = 0; seed < 100; seed++) {
    const ofOne = subjectAt(entryOf(qr), [array([[[-4.17097327]], [[-5.01356262]]])], {
      kind: "shape",
      seed,
    });
    const ofThree = subjectAt(entryOf(lu), [diagonal], { kind: "kink", seed });
    t.same([nestings.check(ofOne), nestings.check(ofThree)], [undefined, undefined], `seed ${String(seed)}`);
  }
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

t.test(
  "the slope of the first derivative bears the rules of the registry out, in each nesting",
  async (t) => {
    const judgements: string[] = [];
    const asked = (of: Published, ...x: readonly Plain[]): void => {
      const subject = subjectAt(entryOf(of), x);
      const judged = (argument: number, ...how: readonly string[]): void =>
        void judgements.push(`${String(argument)} ${how.join(" ")}`);
      t.equal(curvature.check({ ...subject, judged }), undefined);
    };
    asked(exp, 0.5);
    t.same(judgements.splice(0), ["0 ff", "0 fr", "0 rf", "0 rr"]);
    asked(atan2, 0.5, -2);
    t.same(judgements.splice(0), ["0 ff", "0 fr", "0 rf", "0 rr", "1 ff", "1 fr", "1 rf", "1 rr"]);
    asked(matmul, array([[1, 2]]), array([[3], [4]]));
    t.same(judgements.splice(0).length, 8);
    asked(exp, array([]));
    t.same(judgements, [], "of nothing nothing is asked");
  },
);

t.test("a second derivative that is not the slope of the first is found, with what is due", async (t) => {
  for (const [rule, how] of [
    ["jvp", "forward over forward"],
    ["vjp", "forward over reverse"],
  ] as const) {
    const complaint = curvature.check(subjectAt(detached(rule), [0.5]));
    t.equal(complaint?.argument, 0);
    t.match(complaint?.says, `the second derivative by ${how} is 0, and the slope of the first`);
    const [u = 0, v = 0, w = 0] = [43, 41, 42].map((k) => gaussian(1 + k, 1)[0]);
    const due = -Math.sin(0.5) * u * v * w;
    t.ok(Math.abs((complaint?.expected as number) - due) < 1e-8 * Math.abs(due));
  }
});

t.test("one argument after the other is asked, and those that are held are not", async (t) => {
  const off = (input: number) => bent(input, 1e-3);
  t.equal(curvature.check(subjectAt(off(0), [3, 2]))?.argument, 0);
  t.equal(curvature.check(subjectAt(off(1), [3, 2]))?.argument, 1);
  t.equal(curvature.check(subjectAt(off(0), [3, 2], { held: [0] })), undefined);
  t.equal(curvature.check(subjectAt(off(1), [3, 2], { held: [1] })), undefined);
  t.equal(curvature.check(subjectAt(off(1), [3, 2], { held: [0] }))?.argument, 1);
});

t.test("what the slope leaves open is neither right nor wrong", async (t) => {
  const judged = (): never => {
    throw new Error("judged");
  };
  // |x| x has no second derivative at 0.
  const bend = altered(sin, {
    eval: ([x = 0]) => (x as number) * Math.abs(x as number),
    jvp: (_i, dx, _y, [x = 0]) => mul(dx, mul(2, Math.abs(value(x) as number))),
    vjp: (_i, dy, _y, [x = 0]) => mul(dy, mul(2, Math.abs(value(x) as number))),
  });
  t.equal(curvature.check({ ...subjectAt(bend, [0]), judged }), undefined);
  const infinite = altered(sin, {
    jvp: (_i, dx, _y, [x = 0]) => mul(dx, mul(Infinity, x)),
    vjp: (_i, dy, _y, [x = 0]) => mul(dy, mul(Infinity, x)),
  });
  t.equal(curvature.check({ ...subjectAt(infinite, [1]), judged }), undefined);
});
