// The sine and cosine integrals of 64 digits: tabled values, and the slopes of which they are the integrals.
import t from "tap";
import { apart, at, call, digits, field, slopeAt } from "../fixtures/digits.js";

const { div, neg, fromNumber, toNumber } = field;

t.test("values are those of tables", async (t) => {
  t.ok(apart(at("si", 1), digits("0.946083070367183014941353313823179657812337954738111790")) < 1e-50);
  t.ok(apart(at("ci", 1), digits("0.337403922900968134662646203889150769997578032593")) < 1e-45);
  t.equal(toNumber(at("si", 0)), 0);
});

t.test("their slopes are sin x / x and cos x / x, where the formulas meet too", async (t) => {
  for (const x of [0.25, 1, 3.99, 4, 4.01, 10, 40]) {
    t.ok(
      apart(
        slopeAt((v) => call("si", v), x),
        div(at("sin", x), fromNumber(x)),
      ) < 1e-20,
      `at ${String(x)}`,
    );
    t.ok(
      apart(
        slopeAt((v) => call("ci", v), x),
        div(at("cos", x), fromNumber(x)),
      ) < 1e-20,
      `at ${String(x)}`,
    );
  }
});

t.test("Si is odd and ends at π / 2, Ci at 0", async (t) => {
  for (const x of [0.5, 7]) t.equal(apart(at("si", -x), neg(at("si", x))), 0);
  t.ok(Math.abs(toNumber(at("si", 1e12)) - Math.PI / 2) < 2e-12);
  t.ok(Math.abs(toNumber(at("ci", 1e12))) < 2e-12);
});

t.test("where there is none, or no end, nothing is said", async (t) => {
  for (const x of [0, -1, NaN, Infinity]) t.ok(Number.isNaN(toNumber(at("ci", x))), String(x));
  for (const x of [NaN, Infinity, -Infinity]) t.ok(Number.isNaN(toNumber(at("si", x))), String(x));
});
