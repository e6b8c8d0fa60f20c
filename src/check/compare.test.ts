// Comparisons entry by entry, and by a few directions where there are many.
import t from "tap";
import {
  abs,
  add,
  arange,
  array,
  log,
  mul,
  sin,
  slice,
  stopGradient,
  sub,
  sum,
  take,
  type Value,
} from "../index.js";
import { compare, observe, type Subject } from "./compare.js";
import { skewed } from "./fixtures/faulty.js";
import { checkGrads } from "./grads.js";
import { labels, type Program } from "./points.js";
import { disagreement, identity, isIdentity, outcomeOf, type Comparison } from "./verdict.js";

/** All comparisons of a program of one argument and a list of results. */
function comparisonsOf(f: (x: Value) => Value[], x: Value, changes: Partial<Subject> = {}): Comparison[] {
  const program: Program = ([v = 0]) => f(v);
  const inputs = labels("x", x);
  const outputs = labels("y", f(x));
  return compare({ f: program, x: [x], inputs, outputs, modes: ["forward", "reverse"], seed: 0, ...changes });
}

const entriesOf = (all: readonly Comparison[]): string[] => all.map(({ entry }) => entry);
const verdictsOf = (all: readonly Comparison[]): string[] => all.map(({ verdict }) => verdict);
const isPass = ({ verdict }: Comparison): boolean => verdict === "pass";

t.test("up to 32 numbers are probed one by one; of more, eight of them and eight random directions", (t) => {
  const at = (n: number): Comparison[] => comparisonsOf((x) => [sum(sin(x))], mul(0.01, arange(n)));
  t.same(entriesOf(at(32)), [...Array.from({ length: 32 }, (_, i) => `∂y[0]/∂x[${String(i)}]`), identity]);
  t.same(entriesOf(at(33)), [
    ...[2, 6, 10, 14, 18, 22, 26, 30].map((i) => `∂y[0]/∂x[${String(i)}]`),
    ...Array.from({ length: 8 }, (_, k) => `∂y[0]/∂random direction ${String(k)} (seed 0)`),
    identity,
  ]);
  t.ok([...at(32), ...at(33)].every(isPass));
  t.end();
});

t.test("no two random directions are alike, nor those of two seeds, nor weights and directions", (t) => {
  const x = mul(0.01, arange(40));
  const probed = (seed: number): Comparison[] => comparisonsOf((v) => [sin(v)], x, { seed });
  const all = [0, 1].flatMap(probed);
  t.equal(all.length, 2 * (16 * 16 + 1));
  t.ok(all.every(isPass), "weights may be negative, error bars are not");
  const random = all.filter(
    ({ entry }) => isIdentity({ entry } as Comparison) || entry.split("random").length > 2,
  );
  t.equal(random.length, 2 * (8 * 8 + 1));
  t.equal(new Set(random.map(({ forward }) => forward)).size, random.length);
  const square = comparisonsOf((v) => [v], x).filter(({ entry }) => entry.split("random").length > 2);
  for (let k = 0; k < 8; k++) {
    const { forward: product = 0 } = square[9 * k] ?? {};
    t.ok(Math.abs(product) < 20, "a direction is not its own weight: the product would be some 40");
  }
  t.end();
});

t.test("a mode that is not asked has no say, and takes the identity with it", (t) => {
  const f = (x: Value): Value[] => [skewed(2, 2, 3)(x)];
  const [forward, ...noMore] = comparisonsOf(f, 1, { modes: ["forward"] });
  t.hasStrict(forward, { forward: 2, verdict: "pass" });
  t.notOk("reverse" in (forward ?? {}));
  t.same(noMore, []);
  const [reverse, ...neither] = comparisonsOf(f, 1, { modes: ["reverse"] });
  t.same(neither, []);
  t.hasStrict(reverse, { reverse: 3, verdict: "fail" });
  t.notOk("forward" in (reverse ?? {}));
  t.same(verdictsOf(comparisonsOf(f, 1)), ["fail", "fail"]);
  t.end();
});

t.test("an infinite or broken result leaves the others be", (t) => {
  const all = comparisonsOf((x) => [log(x), mul(3, x), mul(NaN, x)], array([0, 1]));
  const of = (name: string): string[] =>
    verdictsOf(
      all.filter(({ entry }) => entry.startsWith(`∂${name}`) && !isIdentity({ entry } as Comparison)),
    );
  t.same(of("y[1]"), ["pass", "pass", "pass", "pass"]);
  t.same(of("y[0]"), ["inconclusive", "pass", "inconclusive", "pass"]);
  t.ok(of("y[2]").every((verdict) => verdict === "inconclusive"));
  t.equal(all.find(isIdentity)?.verdict, "pass", "of sums with NaN nothing can be said");
  t.end();
});

t.test(
  "the modes may differ by rounding: of the derivative, of the largest one, and of the smallest numbers",
  (t) => {
    const differ = (a: number, b: number, beside: number): boolean =>
      comparisonsOf((x) => [skewed(a, a, b)(x), mul(beside, x)], 1)
        .filter((one) => !isIdentity(one))
        .some(({ reason }) => reason === disagreement);
    for (const sign of [1, -1]) {
      t.notOk(differ(sign, sign * (1 + 1.5e-13), 0), "2e-13 of the derivative");
      t.ok(differ(sign, sign * (1 + 2.5e-13), 0));
      t.notOk(differ(sign * (1 + 1.9e-13), sign, 0), "the larger one counts");
    }
    t.notOk(differ(1e-10, 1e-10 + 1.5e-17, 1), "and 2e-17 of the largest");
    t.ok(differ(1e-10, 1e-10 + 2.5e-17, 1));
    t.notOk(differ(0, 2 ** -1022, 0), "and the smallest normal number");
    t.ok(differ(0, 2 ** -1020, 0));
    t.end();
  },
);

t.test("the identity sees what is no transpose, to some thousand ulps of its terms", (t) => {
  const identityOf = (a: number, b: number): Comparison => {
    const found = comparisonsOf((x) => [skewed(a, a, b)(x)], array([1, 2, 3])).find(isIdentity);
    return found as Comparison;
  };
  for (const a of [1, 1e6, -1e-6]) {
    t.equal(identityOf(a, a * (1 + 1e-13)).verdict, "pass");
    t.equal(identityOf(a, a * (1 + 1e-10)).verdict, "fail");
  }
  const { forward = NaN, reverse = NaN, reference, bound } = identityOf(2, 3);
  t.ok(Math.abs(reverse / forward - 1.5) < 1e-14);
  t.equal(reference, forward);
  t.ok(bound > 0 && bound < 1e-10);
  t.match(identityOf(2, 3).reason, /are not transposes$/);
  t.match(identityOf(2, 2).reason, /agree to rounding$/);
  t.equal(identityOf(0, 2 ** -1030).verdict, "pass", "the smallest numbers have few digits");
  t.equal(identityOf(0, 1e-300).verdict, "fail");
  t.equal(identityOf(Infinity, 1).verdict, "pass", "of infinite sums nothing can be said");
  t.end();
});

t.test("only the results that bend have a kink", (t) => {
  const all = comparisonsOf((x) => [abs(x), mul(3, x), skewed(3, 2, 2)(x)], 0);
  t.same(verdictsOf(all), ["kink", "pass", "fail", "pass"]);
  const many = comparisonsOf((x) => [abs(x)], mul(0.5, arange(40)));
  t.ok(
    many.every(({ verdict }) => outcomeOf(verdict) === "right"),
    "in random directions too",
  );
  t.end();
});

t.test("a small derivative beside a large value is judged by the size of the value", (t) => {
  const [one] = comparisonsOf((x) => [add(1e6, mul(1e-6, sin(x)))], 1);
  t.hasStrict(one, { verdict: "pass" });
  t.end();
});

t.test("a program may be held to the differences of another", (t) => {
  const double: Program = ([x = 0]) => [mul(2, x)];
  const triple: Program = ([x = 0]) => [mul(3, x)];
  const subject: Subject = { f: double, x: [1], inputs: ["x"], outputs: ["y"], modes: ["forward"], seed: 0 };
  t.same(verdictsOf(compare(subject)), ["pass"]);
  t.same(verdictsOf(compare(subject, observe({ ...subject, f: triple }))), ["fail"]);
  t.end();
});

t.test("one wrong entry among many is found", (t) => {
  const n = 200;
  for (const at of [0, 77, n - 1]) {
    const f = (x: Value): Value => {
      const rest = concatenateBut(x, at);
      return add(sum(sin(rest)), mul(1.01, sub(slice(x, at), mul(0.5, stopGradient(slice(x, at))))));
    };
    t.equal(checkGrads(f, [mul(0.01, arange(n))], { blame: false }).verdict, "fail", `entry ${String(at)}`);
  }
  t.equal(checkGrads((x: Value) => sum(sin(x)), [mul(0.01, arange(n))], { blame: false }).verdict, "pass");
  t.end();
});

/** All elements of a vector but one. */
function concatenateBut(x: Value, at: number): Value {
  return take(
    x,
    Array.from({ length: 199 }, (_, i) => (i < at ? i : i + 1)),
  );
}
