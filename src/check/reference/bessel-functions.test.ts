// Bessel functions of 64 digits: tabled values, Wronskians, the slopes that join the orders.
import t from "tap";
import { apart, at, call, digits, field, slopeAt } from "../fixtures/digits.js";
import { realParts, reals } from "../fixtures/reals.js";
import { besselFunctions } from "./bessel-functions.js";

const { add, sub, mul, div, neg, fromNumber, toNumber } = field;
const pi = call("acos", fromNumber(-1));
const points = [0.1, 1, 5, 20];

t.test("the values at 1 are those of tables", async (t) => {
  const known: Readonly<Record<string, string>> = {
    j0: "0.76519768655796655144971752610266322090927428975533",
    j1: "0.44005058574493351595968220371891491312737230199277",
    y0: "0.08825696421567695798292676602351516282781752309068",
    y1: "-0.78121282130028871654715000004796482054990639071644",
    i0: "1.26606587775200833559824462521471753760767031135496",
    i1: "0.56515910399248502720769602760986330732889962162109",
  };
  for (const [name, text] of Object.entries(known)) t.ok(apart(at(name, 1), digits(text)) < 1e-45, name);
});

t.test("J₁ Y₀ − J₀ Y₁ is 2 / (π x), and the slopes of order 0 are those of order 1", async (t) => {
  for (const x of points) {
    const wronskian = sub(mul(at("j1", x), at("y0", x)), mul(at("j0", x), at("y1", x)));
    t.ok(apart(wronskian, div(fromNumber(2), mul(pi, fromNumber(x)))) < 1e-40, `at ${String(x)}`);
    t.ok(
      apart(
        slopeAt((v) => call("j0", v), x),
        neg(at("j1", x)),
      ) < 1e-25,
    );
    t.ok(
      apart(
        slopeAt((v) => call("y0", v), x),
        neg(at("y1", x)),
      ) < 1e-25,
    );
    t.ok(
      apart(
        slopeAt((v) => call("i0", v), x),
        at("i1", x),
      ) < 1e-25,
    );
    // I₁′ = I₀ − I₁ / x
    const due = sub(at("i0", x), div(at("i1", x), fromNumber(x)));
    t.ok(
      apart(
        slopeAt((v) => call("i1", v), x),
        due,
      ) < 1e-25,
    );
  }
});

t.test("order 0 is even, order 1 odd; scaled ones are scaled by e^−|x|", async (t) => {
  for (const x of points) {
    for (const name of ["i0", "j0"]) t.equal(apart(at(name, -x), at(name, x)), 0);
    for (const name of ["i1", "j1"]) t.equal(apart(at(name, -x), neg(at(name, x))), 0);
    for (const name of ["i0", "i1"])
      for (const sign of [1, -1])
        t.ok(apart(mul(at(`${name}e`, sign * x), at("exp", x)), at(name, sign * x)) < 1e-55);
  }
  t.equal(toNumber(at("i0", 0)), 1);
  t.equal(toNumber(at("j1", 0)), 0);
  t.equal(toNumber(add(at("i1e", 0), at("j0", 0))), 1);
});

t.test("beyond the limit nothing is said", async (t) => {
  t.ok(Number.isNaN(toNumber(at("j0", 101))));
  t.ok(Number.isNaN(toNumber(at("y1", 100.5))));
  t.ok(Math.abs(toNumber(at("j0", 100)) - 0.01998585030422312) < 1e-15);
  const short = besselFunctions(reals, realParts, 5);
  t.ok(Number.isNaN(short["i0"]?.(-5.1)));
  t.ok(Math.abs((short["y0"]?.(1) ?? NaN) - 0.08825696421567697) < 1e-15);
});
