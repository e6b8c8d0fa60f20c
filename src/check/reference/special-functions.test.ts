// Special functions of 64 digits: what equations they solve, and values of tables.
import t from "tap";
import { apart, at, call, digits, field, slopeAt } from "../fixtures/digits.js";
import { realParts, reals } from "../fixtures/reals.js";
import { specialFunctions } from "./special-functions.js";

const { add, sub, mul, div, neg, fromNumber, toNumber } = field;
const pi = call("acos", fromNumber(-1));

const short = specialFunctions(reals, realParts, true);
const briefly = (name: string, ...x: number[]): number => short[name]?.(...x) ?? 0;

t.test("w = lambertw(x) solves w eʷ = x", async (t) => {
  for (const x of [-0.36, -0.1, 0.5, 3, 1e6]) {
    const w = at("lambertw", x);
    t.ok(apart(mul(w, call("exp", w)), fromNumber(x)) < 1e-50, `at ${String(x)}`);
  }
  t.ok(Math.abs(briefly("lambertw", 1) - 0.567143290409784) < 1e-15);
  t.ok(Number.isNaN(briefly("lambertw", -0.31)), "its slope is infinite at the branch point");
});

t.test("elliptic integrals keep Legendre's relation, up to 1", async (t) => {
  for (const m of [-2, 0.125, 0.5, 0.75]) {
    const [k, e, kk, ee] = [at("ellipk", m), at("ellipe", m), at("ellipk", 1 - m), at("ellipe", 1 - m)];
    if (m > 0) t.ok(apart(sub(add(mul(e, kk), mul(ee, k)), mul(k, kk)), div(pi, fromNumber(2))) < 1e-55);
    // dE/dm = (E − K) / (2 m)
    const due = div(sub(e, k), fromNumber(2 * m));
    t.ok(
      apart(
        slopeAt((v) => call("ellipe", v), m),
        due,
      ) < 1e-25,
      `at ${String(m)}`,
    );
  }
  t.ok(apart(at("ellipk", 0), div(pi, fromNumber(2))) < 1e-60);
  for (const name of ["ellipk", "ellipe"]) t.ok(Number.isNaN(toNumber(at(name, 1))), name);
  t.ok(Number.isNaN(briefly("ellipe", 0.95)), "short numbers lose it near 1");
  t.ok(Math.abs(briefly("ellipe", 0.5) - 1.3506438810476755) < 1e-15);
});

t.test("exponential integrals are those of tables, and have slopes eˣ / x and −e⁻ˣ / x", async (t) => {
  t.ok(apart(at("expi", 1), digits("1.89511781635593675546652093433163426901706058173270759")) < 1e-50);
  t.ok(apart(at("exp1", 1), digits("0.21938393439552027367716377546012164903104729340690820")) < 1e-35);
  for (const x of [0.25, 0.99, 1, 1.01, 5, 30]) {
    const over = (y: typeof pi): typeof pi => div(y, fromNumber(x));
    t.ok(
      apart(
        slopeAt((v) => call("exp1", v), x),
        neg(over(at("exp", -x))),
      ) < 1e-15,
      `E₁ at ${String(x)}`,
    );
    t.ok(
      apart(
        slopeAt((v) => call("expi", v), x),
        over(at("exp", x)),
      ) < 1e-15,
      `Ei at ${String(x)}`,
    );
    t.equal(apart(at("expi", -x), neg(at("exp1", x))), 0);
  }
});

t.test("ζ is that of tables, and loses its first term when q grows by 1", async (t) => {
  t.ok(apart(at("zeta", 2, 1), div(mul(pi, pi), fromNumber(6))) < 1e-50);
  t.ok(apart(at("zeta", 3, 1), digits("1.20205690315959428539973816151144999076498629234049888")) < 1e-50);
  for (const s of [1.0625, 2.5, 40])
    for (const q of [0.25, 3]) {
      const first = call("exp", neg(mul(fromNumber(s), at("log", q))));
      t.ok(apart(add(at("zeta", s, q + 1), first), at("zeta", s, q)) < 1e-45, String([s, q]));
    }
  t.ok(Number.isNaN(toNumber(at("zeta", 1, 2))));
  t.ok(Number.isNaN(briefly("zeta", 1.05, 2)));
  t.ok(Math.abs(briefly("zeta", 2, 1) - Math.PI ** 2 / 6) < 1e-14);
});
