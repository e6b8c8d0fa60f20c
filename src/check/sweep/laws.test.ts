// The first law: both modes have one Jacobian, and it is told which of them is wrong.
import t from "tap";
import { array, cast, div, matmul, mul, sin, sqrt, sub, type Value } from "../../index.js";
import type { NDArray } from "../../ndarray/index.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import { agreement, alike, isFinite, largestOf } from "./laws.js";

const sine = entryOf(sin);

/** sin, one of whose rules is off by a factor. */
const skewed = (rule: "jvp" | "vjp", factor: number) =>
  altered(sin, { [rule]: (...call: Parameters<typeof sine.vjp>): Value => mul(sine[rule](...call), factor) });

t.test("numbers are alike to a slack, infinities and NaN if they are the same", async (t) => {
  t.ok(alike(1, 1.25, 0.25));
  t.notOk(alike(1, 1.26, 0.25));
  t.ok(alike(NaN, NaN, 0));
  t.notOk(alike(NaN, 1, 10));
  t.ok(alike(Infinity, Infinity, 0));
  t.notOk(alike(Infinity, -Infinity, 1));
  t.ok(alike(0, -0, 0));
});

t.test("the largest size is that of finite entries", async (t) => {
  t.equal(largestOf([Float64Array.of(1, -5), Float64Array.of(NaN, -Infinity, 3)]), 5);
  t.equal(largestOf([]), 0);
  t.equal(isFinite(array([1, 2])), true);
  t.equal(isFinite(array([1, NaN])), false);
});

t.test("modes that agree are let pass, at numbers, arrays and where a derivative is infinite", async (t) => {
  t.equal(agreement.check(subjectAt(sine, [0.5])), undefined);
  t.equal(agreement.check(subjectAt(entryOf(sub), [array([1, 2]), 3])), undefined);
  t.equal(agreement.check(subjectAt(entryOf(sqrt), [0])), undefined);
  t.equal(agreement.check(subjectAt(entryOf(matmul), [array([[1, 2]]), array([[3], [4]])])), undefined);
});

t.test("where they differ, the argument, the cotangent and both entries are told", async (t) => {
  const product = entryOf(mul);
  const wrong = altered(mul, {
    vjp: (i, dy, y, x, params) =>
      i === 1 ? mul(product.vjp(i, dy, y, x, params), 2) : product.vjp(i, dy, y, x, params),
  });
  const complaint = agreement.check(subjectAt(wrong, [array([0, 0]), array([0, 3])]));
  t.equal(complaint, undefined, "a Jacobian by the second that is 0 hides it");
  const { says, ...rest } = agreement.check(subjectAt(wrong, [array([0, 3]), array([1, 1])])) ?? {};
  t.same(rest, { argument: 1, cotangent: "one-hot at 1", forward: 3, reverse: 6 });
  t.match(says, /^the reverse rule gives 6, forward 3 and finite differences (3|2\.9|3\.0)/);
});

t.test("the mode that finite differences contradict is the wrong one, or both are", async (t) => {
  t.match(
    agreement.check(subjectAt(skewed("vjp", 1.5), [0.5]))?.says,
    /^the reverse rule gives .*, forward .* and finite/,
  );
  t.match(
    agreement.check(subjectAt(skewed("jvp", 1.5), [0.5]))?.says,
    /^the forward rule gives .*, reverse .* and finite/,
  );
  const both = altered(sin, { jvp: (_i, dx) => mul(dx, 7), vjp: (_i, dy) => mul(dy, 5) });
  t.equal(agreement.check(subjectAt(both, [0.5]))?.says, "the forward rule gives 7 and the reverse rule 5");
});

t.test("rounding is let pass, and hardly more; in single precision what a float loses", async (t) => {
  t.equal(agreement.check(subjectAt(skewed("vjp", 1 + 5e-14), [0.5])), undefined);
  t.ok(agreement.check(subjectAt(skewed("vjp", 1 + 3e-13), [0.5])));
  const x = [cast(array([0.5]), "float32") as NDArray];
  t.equal(agreement.check(subjectAt(skewed("vjp", 1 + 5e-6), x, { kind: "single" })), undefined);
  t.ok(agreement.check(subjectAt(skewed("vjp", 1 + 5e-5), x, { kind: "single" })));
});

t.test(
  "small entries of an elementwise op are judged by themselves, of others beside the largest",
  async (t) => {
    const { vjp } = entryOf(mul);
    const off = (dy: Value): Value => mul(dy, array([1, 1 + 1e-9]));
    const changes = {
      vjp: (i: number, dy: Value, y: Value, x: readonly Value[]) => vjp(i, off(dy), y, x, undefined),
    };
    const x = [array([1, 1]), array([1e6, 1e-6])];
    t.equal(agreement.check(subjectAt(altered(mul, changes), x)), undefined);
    const scalar = entryOf(mul).scalar ?? { f: () => 0, partials: [] };
    // Arrays are differentiated by the rules, not by the partials.
    const elementwise = subjectAt(altered(mul, { ...changes, scalar }), x);
    t.equal(elementwise.op.scalar, scalar);
    t.ok(agreement.check(elementwise));
  },
);

t.test(
  "an op that mixes elements is not asked where its value is not finite; an elementwise one is",
  async (t) => {
    t.equal(agreement.check(subjectAt(altered(div, { vjp: () => 1 }), [1, 0])), undefined);
    t.equal(agreement.check(subjectAt(entryOf(div), [1, 0])), undefined);
  },
);
