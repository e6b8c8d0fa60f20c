// The incomplete beta function of 64 digits: where it is elementary, its symmetry and its recurrence.
import t from "tap";
import { apart, at, call, field } from "../fixtures/digits.js";
import { realParts, reals } from "../fixtures/reals.js";
import { incompleteBeta } from "./incomplete-beta.js";

const { add, sub, mul, fromNumber, toNumber } = field;
const one = fromNumber(1);
const points = [0.125, 0.5, 0.8125];

t.test("of one parameter that is 1 it is a power", async (t) => {
  for (const x of points)
    for (const p of [0.25, 1, 3.5]) {
      t.ok(apart(at("betainc", p, 1, x), at("pow", x, p)) < 1e-55, String([p, x]));
      t.ok(apart(at("betainc", 1, p, x), sub(one, at("pow", 1 - x, p))) < 1e-50, String([p, x]));
    }
});

t.test("Iₓ(a, b) = 1 − I₁₋ₓ(b, a) = Iₓ(a + 1, b) + xᵃ (1 − x)ᵇ / (a B(a, b))", async (t) => {
  for (const x of points)
    for (const [a, b] of [
      [0.5, 2.25],
      [7, 3],
      [40, 60],
    ] as const) {
      const value = at("betainc", a, b, x);
      t.ok(apart(sub(one, at("betainc", b, a, 1 - x)), value) < 1e-30, String([a, b, x]));
      const power = mul(at("pow", x, a), at("pow", 1 - x, b));
      const lost = power.div(mul(fromNumber(a), at("beta", a, b)));
      t.ok(apart(add(at("betainc", a + 1, b, x), lost), value) < 1e-30, String([a, b, x]));
    }
});

t.test("outside of its domain, and where parameters are too large, nothing is said", async (t) => {
  for (const call of [
    [0, 1, 0.5],
    [1, 0, 0.5],
    [1, 1, 0],
    [1, 1, 1],
    [2e6, 1, 0.5],
    [1, 2e6, 0.5],
    [NaN, 1, 0.5],
  ] as const)
    t.ok(Number.isNaN(toNumber(at("betainc", ...call))), String(call));
});

t.test("short numbers say nothing where they lose digits", async (t) => {
  const betaln = (a: number, b: number): number => toNumber(call("betaln", fromNumber(a), fromNumber(b)));
  const short = incompleteBeta(reals, realParts, betaln, true);
  t.ok(Math.abs(short(2, 3, 0.25) - 0.26171875) < 1e-15);
  for (const [a, b] of [
    [6, 6.5],
    [0.05, 1],
    [1, 0.05],
  ] as const)
    t.ok(Number.isNaN(short(a, b, 0.25)), String([a, b]));
});
