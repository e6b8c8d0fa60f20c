// The gamma function of 64 digits and its relatives: recurrences, what they are at 1 and ½, Bernoulli's numbers.
import t from "tap";
import { apart, at, call, digits, field } from "../fixtures/digits.js";
import { realParts, reals } from "../fixtures/reals.js";
import { bernoulliNumbers, gammaFunctions } from "./gamma-functions.js";

const { add, sub, mul, div, neg, fromNumber, toNumber } = field;
const one = fromNumber(1);
const pi = call("acos", neg(one));
const points = [0.125, 0.5, 1, 1.4375, 3.75, 20];

t.test("Γ(½) = √π, Γ(x + 1) = x Γ(x), and lgamma is its logarithm", async (t) => {
  t.ok(apart(mul(at("gamma", 0.5), at("gamma", 0.5)), pi) < 1e-55);
  t.ok(apart(at("gamma", 6), fromNumber(120)) < 1e-55);
  for (const x of points) {
    t.ok(apart(at("gamma", x + 1), mul(fromNumber(x), at("gamma", x))) < 1e-50, String(x));
    const off = sub(at("lgamma", x), call("log", at("gamma", x)));
    t.ok(Math.abs(toNumber(off)) < 1e-55, String(x));
  }
});

t.test("ψ(1) = −γ, ψ′(1) = π² / 6, ψ″(1) = −2 ζ(3), and steps are powers", async (t) => {
  t.ok(apart(at("digamma", 1), digits("-0.57721566490153286060651209008240243104215933593992")) < 1e-48);
  t.ok(apart(at("polygamma", 1, 1), div(mul(pi, pi), fromNumber(6))) < 1e-50);
  t.ok(apart(at("polygamma", 2, 1), digits("-2.40411380631918857079947632302289998152997258468099")) < 1e-48);
  for (const x of points) {
    const step = (n: number): number =>
      toNumber(sub(at("polygamma", n, x + 1), at("polygamma", n, x))) * x ** (n + 1);
    t.equal(apart(at("polygamma", 0, x), at("digamma", x)), 0);
    for (const [n, due] of [1, -1, 2, -6, 24].entries())
      t.ok(Math.abs(step(n) / due - 1) < 1e-14, String([n, x]));
  }
  for (const x of [0, -0.5]) t.ok(Number.isNaN(toNumber(at("polygamma", 1, x))));
});

t.test("B(a, b) = Γ(a) Γ(b) / Γ(a + b), whichever is larger, and 1 / a for a small a", async (t) => {
  for (const [a, b] of [
    [0.5, 2.25],
    [3, 0.75],
    [9, 9],
  ] as const) {
    const due = div(mul(at("gamma", a), at("gamma", b)), at("gamma", a + b));
    t.ok(apart(at("beta", a, b), due) < 1e-50, String([a, b]));
    t.ok(apart(at("betaln", a, b), call("log", due)) < 1e-45, String([a, b]));
  }
  t.ok(apart(at("beta", 2 ** -200, 1), fromNumber(2 ** 200)) < 1e-55);
  t.ok(apart(at("beta", 2, 2 ** -200), fromNumber(2 ** 200)) < 1e-55);
});

t.test("P(1, x) = 1 − e⁻ˣ, P(a + 1, x) = P(a, x) − xᵃ e⁻ˣ / Γ(a + 1), and Q is what it lacks", async (t) => {
  for (const x of [0.25, 2, 30]) {
    t.ok(apart(at("gammainc", 1, x), sub(one, at("exp", -x))) < 1e-50, String(x));
    const lost = div(mul(at("pow", x, 2.5), at("exp", -x)), at("gamma", 3.5));
    t.ok(apart(at("gammainc", 3.5, x), sub(at("gammainc", 2.5, x), lost)) < 1e-45, String(x));
    t.equal(toNumber(sub(add(at("gammainc", 2.5, x), at("gammaincc", 2.5, x)), one)), 0);
  }
  for (const [a, x] of [
    [0, 1],
    [-1, 1],
    [1, 3001],
    [2e6, 1],
  ] as const)
    for (const name of ["gammainc", "gammaincc"])
      t.ok(Number.isNaN(toNumber(at(name, a, x))), `${name} ${String([a, x])}`);
  t.ok(Number.isNaN(toNumber(at("gammaincc", 1, 150))), "the difference has lost its digits");
  t.equal(toNumber(at("gammainc", 1e6, 1)), 0);
});

t.test("terms that begin far below the smallest double add up all the same", async (t) => {
  for (const x of [793, 1500]) t.equal(toNumber(at("gammainc", 1.01, x)), 1, String(x));
});

t.test("Bernoulli's numbers are those of tables, beyond 2⁵³ too", async (t) => {
  const first = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6];
  const ours = bernoulliNumbers(field, 20);
  for (const [k, b] of first.entries()) t.equal(toNumber(ours[k] ?? one), b);
  t.equal(ours.length, 20);
  // B₄₀ = −261082718496449122051 / 13530
  t.ok(apart(ours[19] ?? one, div(digits("-261082718496449122051"), fromNumber(13530))) < 1e-60);
});

t.test("short numbers keep their digits where the slope of ln Γ is 0, and say nothing far out", async (t) => {
  const table = gammaFunctions(reals, realParts, 10, true);
  const short = (name: string, ...x: number[]): number => table[name]?.(...x) ?? 0;
  for (const x of [1.2, 1.4616321449683622, 1.75, 1.9]) {
    const slack = Math.abs(x - 1.46) < 0.35 ? 1e-15 : 1e-13;
    t.ok(Math.abs(short("lgamma", x) - toNumber(at("lgamma", x))) < slack, `ln Γ(${String(x)})`);
    t.ok(Math.abs(short("gamma", x) / toNumber(at("gamma", x)) - 1) < 1e-14, `Γ(${String(x)})`);
  }
  t.ok(Math.abs(short("gammainc", 2, 3) - toNumber(at("gammainc", 2, 3))) < 1e-15);
  for (const [a, x] of [
    [2, 3.3],
    [13, 1],
  ] as const)
    t.ok(Number.isNaN(short("gammainc", a, x)));
  t.ok(Math.abs(short("gammaincc", 2, 3) - toNumber(at("gammaincc", 2, 3))) < 1e-15);
});
