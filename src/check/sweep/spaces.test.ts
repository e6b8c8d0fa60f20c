// Rules that leave their spaces, write to what they are given, or answer otherwise the second time.
import t from "tap";
import { array, cast, matmul, mul, reshape, sin, sum, type Value } from "../../index.js";
import type { NDArray, Plain } from "../../ndarray/index.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import { purity, spaces } from "./spaces.js";

const row = [array([0.5, 1])];
const single = [cast(array([0.5, 1]), "float32") as NDArray];

t.test("the rules of the registry keep both laws, in double and in single precision", async (t) => {
  for (const law of [spaces, purity]) {
    for (const x of [0.5, ...row, ...single, array([])])
      t.equal(law.check(subjectAt(entryOf(sin), [x])), undefined, law.name);
    t.equal(law.check(subjectAt(entryOf(mul), [array([[1], [2]]), array([3, 4])])), undefined, law.name);
    const matrices = [array([[1, 2]]), array([[3], [4]])];
    t.equal(law.check(subjectAt(entryOf(matmul), matrices)), undefined, law.name);
  }
});

t.test("a shape that is not the one of the value is told", async (t) => {
  const wrong = altered(sin, { shape: () => [3] });
  t.same(spaces.check(subjectAt(wrong, row)), { argument: 0, says: "shape foretells [3], eval gives [2]" });
});

t.test("a rule that gives another shape than is due is told, with its input", async (t) => {
  const { vjp } = entryOf(mul);
  const unreduced = altered(mul, { vjp: (...call) => (call[0] === 1 ? call[1] : vjp(...call)) });
  t.same(spaces.check(subjectAt(unreduced, [array([1, 2]), 3])), {
    argument: 1,
    cotangent: "Gaussian",
    says: "the reverse rule gives shape [2] where [] is due",
  });
  t.same(spaces.check(subjectAt(altered(sin, { jvp: (_i, dx) => reshape(dx, [2, 1]) }), row)), {
    argument: 0,
    says: "the forward rule gives shape [2, 1] where [2] is due",
  });
});

t.test("a rule that gives another precision is told, unless a number is on the other side", async (t) => {
  const narrow = (d: Value): Value => cast(d, "float32");
  const wide = (d: Value): Value => cast(d, "float64");
  const says = (complaint: ReturnType<typeof spaces.check>): string | undefined => complaint?.says;
  t.equal(
    says(spaces.check(subjectAt(altered(sin, { vjp: (_i, dy) => narrow(dy) }), row))),
    "the reverse rule gives float32 where float64 is due",
  );
  t.equal(
    says(spaces.check(subjectAt(altered(sin, { jvp: (_i, dx) => wide(dx) }), single))),
    "the forward rule gives float64 where float32 is due",
  );
  const spread = altered(mul, {
    vjp: (i, dy, _y, x) => (i === 0 ? cast(mul(dy, 2), "float64") : cast(sum(mul(dy, x[0] ?? 0)), "float64")),
  });
  t.equal(spaces.check(subjectAt(spread, [array([1, 2]), 2])), undefined);
});

t.test("the number 0 is the zero of every space", async (t) => {
  t.equal(spaces.check(subjectAt(altered(sin, { vjp: () => 0, jvp: () => 0 }), row)), undefined);
  t.ok(spaces.check(subjectAt(altered(sin, { vjp: () => 1 }), row)), "and no other");
});

/** Writes to an array that is given. */
function spoil(x: Value | undefined): void {
  (x as NDArray).data[0] = 17;
}

t.test("a rule or evaluation that writes to what it is given is told", async (t) => {
  const fresh = (): Plain[] => [array([0.5, 1])];
  const sine = entryOf(sin);
  type Rule = typeof sine.vjp;
  const spoilers: readonly Partial<Record<"jvp" | "vjp", Rule>>[] = [
    { vjp: (...call) => (spoil(call[3][0]), sine.vjp(...call)) },
    { vjp: (...call) => (spoil(call[1]), sine.vjp(...call)) },
    { vjp: (...call) => (spoil(call[2]), sine.vjp(...call)) },
    { jvp: (...call) => (spoil(call[1]), sine.jvp(...call)) },
  ];
  for (const changes of spoilers)
    t.same(purity.check(subjectAt(altered(sin, changes), fresh())), {
      argument: 0,
      says: "an input, a tangent or a cotangent is not what it was before the call",
    });
});

t.test("what gives other bits the second time is told, with its input", async (t) => {
  let calls = 0;
  const drifting = (d: Value): Value => mul(d, 1 + Number.EPSILON * ++calls);
  const { jvp, vjp } = entryOf(mul);
  const x = [array([0.5, 1]), array([2, 3])];
  for (const i of [0, 1]) {
    const back = altered(mul, { vjp: (...call) => (call[0] === i ? drifting(call[1]) : vjp(...call)) });
    t.same(purity.check(subjectAt(back, x)), { argument: i, says: "a second run gives other bits" });
    const ahead = altered(mul, { jvp: (...call) => (call[0] === i ? drifting(call[1]) : jvp(...call)) });
    t.same(purity.check(subjectAt(ahead, x)), { argument: i, says: "a second run gives other bits" });
  }
  const value = altered(sin, { eval: () => array([++calls, 1]) });
  t.same(purity.check(subjectAt(value, row)), { argument: 0, says: "a second run gives other bits" });
});
