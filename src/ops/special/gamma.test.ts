// The gamma family: values and slopes against 64 digits, near zeros and far out, at the poles, and left of 0.
import t from "tap";
import type { Value } from "../../core/op.js";
import { grad, hessian } from "../../transforms/index.js";
import { agreement, ulps } from "./fixtures/agreement.js";
import {
  gammaRows,
  digammaRows,
  lgammaRows,
  trigammaRows,
  polygammaRows,
  betaRows,
  betalnRows,
} from "./fixtures/gamma-rows.js";
import { beta, betaln, digamma, gamma, lgamma, polygamma, trigamma } from "./index.js";

const agree = agreement((f, mode) => grad(f, { mode }));

t.test("gamma, lgamma and digamma and their slopes are within 5 ulp of 64 digits for x > 0", async (t) => {
  agree(t, "gamma", gamma, gammaRows, 5);
  agree(t, "lgamma", lgamma, lgammaRows);
  agree(t, "digamma", digamma, digammaRows);
});

t.test("polygamma of any order and its slope are within 5 ulp of 64 digits for x > 0", async (t) => {
  agree(t, "trigamma", trigamma, trigammaRows);
  for (const [n, rows] of polygammaRows) agree(t, `polygamma ${String(n)}`, (x) => polygamma(n, x), rows, 5);
});

t.test(
  "beta and betaln and their slopes are within 6 ulp of 64 digits, of sums that round too",
  async (t) => {
    for (const [b, rows] of betaRows) agree(t, `beta with ${String(b)}`, (a) => beta(a, b), rows, 6);
    for (const [b, rows] of betalnRows) {
      agree(t, `betaln with ${String(b)}`, (a) => betaln(a, b), rows, 6);
      agree(t, `betaln of ${String(b)}`, (a) => betaln(b, a), rows, 6);
    }
  },
);

t.test("factorials are exact as far as numbers are", async (t) => {
  let factorial = 1;
  for (let n = 1; n <= 22; n++) {
    t.equal(gamma(n + 1), (factorial *= n), `${String(n)}!`);
  }
  t.ok(ulps(gamma(171), 7.257415615307994e306) <= 4);
  t.equal(gamma(172), Infinity);
});

t.test("left of 0 the family is continued, with poles at the whole numbers", async (t) => {
  t.ok(ulps(gamma(-0.5), -2 * Math.sqrt(Math.PI)) <= 4);
  t.ok(ulps(lgamma(-0.5), Math.log(2 * Math.sqrt(Math.PI))) <= 4);
  t.ok(ulps(digamma(-0.5), 0.03648997397857652) <= 64, "near a zero");
  t.ok(ulps(trigamma(-0.5), Math.PI ** 2 / 2 + 4) <= 4);
  t.ok(Math.abs(polygamma(2, -1.5) - -0.2362040516417274) <= 1e-13, "of terms as large as 2 π³");
  t.ok(ulps(grad(gamma)(-1.5), 1.6617502606685965) <= 16);
  for (const n of [-1, -2, -100]) {
    t.same([gamma(n), lgamma(n), digamma(n), trigamma(n)], [NaN, Infinity, NaN, Infinity], String(n));
  }
  t.same(
    [gamma(0), gamma(-0), lgamma(0), digamma(0), digamma(-0)],
    [Infinity, -Infinity, Infinity, -Infinity, Infinity],
  );
  t.same([gamma(-Infinity), lgamma(-Infinity), digamma(-Infinity)], [NaN, Infinity, NaN]);
  t.same(
    [gamma(Infinity), lgamma(Infinity), digamma(Infinity), trigamma(Infinity)],
    [Infinity, Infinity, Infinity, 0],
  );
  t.ok([gamma, lgamma, digamma].every((f) => Number.isNaN(f(NaN))));
});

t.test("each polygamma is the derivative of the one before, to any order", async (t) => {
  const third = grad((x: number) => hessian(digamma)(x) as number & Value, { mode: "forward" });
  t.ok(ulps(third(2.5), polygamma(3, 2.5)) <= 4);
  t.equal(polygamma(0, 2.5), digamma(2.5));
  t.same(grad((x: Value) => polygamma(4, x), { mode: "both" })(3.25), polygamma(5, 3.25));
});

t.test("an order that is no whole number is refused by name", async (t) => {
  for (const n of [-1, 0.5, NaN, 171])
    t.throws(() => polygamma(n, 1), { message: /polygamma: n must be a whole number from 0 to 170/ });
  t.throws(() => polygamma(1, "x" as never), { name: "TypeError", message: /polygamma: its second input/ });
});
