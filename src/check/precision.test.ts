// What the entries of ops allow, and that it grows with the logarithm of a value only where they say so.
import t from "tap";
import { beta, sin } from "../index.js";
import { accuracy } from "./sweep/accuracy.js";
import { entryOf, subjectAt } from "./fixtures/subjects.js";
import { ulpsAllowed } from "./precision.js";

t.test("four units, or as many as an entry says, and more for a large logarithm", async (t) => {
  t.equal(ulpsAllowed({}), 4);
  t.equal(ulpsAllowed({ ulps: 0 }, 3), 0);
  t.equal(ulpsAllowed({ ulps: 16, ulpsPerLogarithm: 2 }, 1), 16);
  t.equal(ulpsAllowed({ ulps: 16, ulpsPerLogarithm: 2 }, Math.exp(50)), 116);
  t.equal(ulpsAllowed({ ulpsPerLogarithm: 2 }, Math.exp(-50)), 104);
  t.equal(
    ulpsAllowed({ ulps: 16, ulpsPerLogarithm: 2 }, 0),
    16 + 2 * -Math.log(5e-324),
    "zero is as small as can be",
  );
  t.equal(ulpsAllowed({ ulpsPerLogarithm: 1 }), 4 - Math.log(5e-324), "of any value");
});

t.test("a beta function of about 1 is held to some units, and a very small one to hundreds", async (t) => {
  const off = (a: number, b: number, ulps: number): boolean => {
    const due = beta(a, b) * (1 + ulps * Number.EPSILON);
    return accuracy(() => Float64Array.of(due)).check(subjectAt(entryOf(beta), [a, b])) !== undefined;
  };
  t.notOk(off(0.7, 1.4, 12));
  t.ok(off(0.7, 1.4, 24));
  t.notOk(off(300, 200, 500));
  t.ok(off(300, 200, 900));
  t.equal(ulpsAllowed(entryOf(sin)), 4);
});
