// A derivative that is no linear map is found out, and one that is, is not.
import t from "tap";
import {
  abs,
  add,
  array,
  dot,
  exp,
  greater,
  matmul,
  mul,
  sin,
  sqrt,
  sub,
  where,
  type Value,
} from "../../index.js";
import { altered, entryOf, subjectAt } from "../fixtures/subjects.js";
import { adjoint, linearity, scaling, zeros } from "./linearity.js";

const lawful = [
  subjectAt(entryOf(sin), [0.5]),
  subjectAt(entryOf(mul), [array([1, 2]), 3]),
  subjectAt(entryOf(matmul), [
    array([
      [1, 2],
      [3, 4],
    ]),
    array([[5], [6]]),
  ]),
  subjectAt(entryOf(dot), [array([1, 2]), array([3, 4])]),
  subjectAt(entryOf(sqrt), [array([0, 4])]),
  subjectAt(entryOf(exp), [array([-1, 800])]),
  subjectAt(entryOf(sin), [array([])]),
];

t.test("the rules of the registry keep all four laws", async (t) => {
  for (const law of [zeros, linearity, scaling, adjoint])
    for (const subject of lawful) t.equal(law.check(subject), undefined, `${law.name}: ${subject.op.name}`);
});

const { jvp, vjp } = entryOf(mul);
/** The product, one of whose rules adds something to what it gives for its second input. */
const product = (rule: "jvp" | "vjp", more: (d: Value) => Value) => {
  const own = rule === "vjp" ? vjp : jvp;
  return altered(mul, {
    [rule]: (...[i, d, y, x, params]: Parameters<typeof vjp>): Value => {
      const right = own(i, d, y, x, params);
      return i === 1 ? add(right, more(d)) : right;
    },
  });
};
const at = [array([1, 2]), array([3, 4])];

t.test("a rule that makes something of zero is told from one that does not", async (t) => {
  t.same(
    zeros.check(
      subjectAt(
        product("vjp", () => 1e-200),
        at,
      ),
    ),
    {
      argument: 1,
      cotangent: "zero",
      expected: 0,
      says: "the reverse rule makes something of a zero cotangent: 1e-200",
    },
  );
  t.same(
    zeros.check(
      subjectAt(
        product("jvp", () => array([0, -2])),
        at,
      ),
    ),
    {
      argument: 1,
      expected: 0,
      says: "the forward rule makes something of a zero tangent: -2",
    },
  );
  t.equal(
    zeros.check(
      subjectAt(
        product("vjp", () => 1),
        [array([1, Infinity]), array([3, 4])],
      ),
    ),
    undefined,
    "nor asked where the value is infinite",
  );
});

t.test("a pullback that is not additive is found, and its entry told", async (t) => {
  const complaint = linearity.check(
    subjectAt(
      product("vjp", (dy) => mul(0.5, abs(dy))),
      at,
    ),
  );
  t.equal(complaint?.argument, 1);
  t.not(complaint?.reverse, complaint?.expected);
  t.match(complaint?.says, /^pull\(1\.5 u − 0\.75 v\) is .*, and 1\.5 pull\(u\) − 0\.75 pull\(v\) /);
  t.ok(
    linearity.check(
      subjectAt(
        product("vjp", () => 1e-9),
        at,
      ),
    ),
    "a constant is no linear map",
  );
  t.equal(
    linearity.check(
      subjectAt(
        product("vjp", () => 1e-15),
        at,
      ),
    ),
    undefined,
    "but may be rounding",
  );
  t.equal(
    linearity.check(
      subjectAt(
        product("jvp", () => 1),
        at,
      ),
    ),
    undefined,
    "it is of reverse mode",
  );
});

t.test("the entries of the mixture are those of the entries", async (t) => {
  const { expected = NaN, reverse = NaN } =
    linearity.check(
      subjectAt(
        product("vjp", () => 1),
        at,
      ),
    ) ?? {};
  // (1.5 − 0.75) of the constant in the one, all of it in the other.
  t.ok(Math.abs(reverse - expected - 0.25) < 1e-12);
});

t.test("a pullback that scales only nearly is found: by huge cotangents and by tiny ones", async (t) => {
  const clipped = product("vjp", (dy) => where(greater(abs(dy), 1e100), mul(dy, 1e-3), 0));
  const huge = scaling.check(subjectAt(clipped, at));
  t.equal(huge?.argument, 1);
  t.match(huge?.says, /^a cotangent times 2\^500 gives .*, not /);
  const lost = product("vjp", (dy) => where(greater(1e-100, abs(dy)), mul(dy, -1e-3), 0));
  const tiny = scaling.check(subjectAt(lost, at));
  t.match(tiny?.says, /^a cotangent times 2\^-500 gives .*, not /);
  t.match(tiny?.cotangent, /^Gaussian times 3\.05/);
  t.not(tiny?.reverse, tiny?.expected);
});

t.test("of numbers that leave the range no scaling is asked", async (t) => {
  const { vjp: rule } = entryOf(sin);
  const extreme = (size: number) => altered(sin, { vjp: (...call) => mul(rule(...call), size) });
  t.equal(scaling.check(subjectAt(extreme(1e250), [0.5])), undefined, "overflow");
  t.equal(scaling.check(subjectAt(extreme(1e-250), [0.5])), undefined, "underflow");
});

t.test("modes that are no transposes are found, in the input where they are not", async (t) => {
  for (const rule of ["jvp", "vjp"] as const) {
    const complaint = adjoint.check(
      subjectAt(
        product(rule, (d) => mul(d, 1e-9)),
        at,
      ),
    );
    t.equal(complaint?.argument, 1, rule);
    t.equal(complaint?.cotangent, "Gaussian");
    t.ok(Math.abs((complaint?.forward ?? NaN) - (complaint?.reverse ?? NaN)) < 1e-7);
    t.match(complaint?.says, /^⟨w, J v⟩ is .* and ⟨Jᵀ w, v⟩ /);
    t.equal(
      adjoint.check(
        subjectAt(
          product(rule, (d) => mul(d, 1e-15)),
          at,
        ),
      ),
      undefined,
      "rounding",
    );
  }
  const crossed = altered(sub, { vjp: (i, dy) => (i === 0 ? mul(dy, -1) : dy) });
  t.equal(adjoint.check(subjectAt(crossed, at))?.argument, 0);
  t.equal(
    adjoint.check(subjectAt(altered(sqrt, { vjp: () => 7 }), [0])),
    undefined,
    "an infinite slope tells nothing",
  );
});
