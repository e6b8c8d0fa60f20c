// Numbers as short texts.
import t from "tap";
import { magnitude, nothing, shortened } from "./numerals.js";

t.test("a number has so many digits, and no zeros at its end", async (t) => {
  for (const [x, text] of [
    [0.5, "0.5"],
    [1 / 3, "0.3333"],
    [-2.50001, "-2.5"],
    [1e-9, "1e-9"],
    [1.25e-9, "1.25e-9"],
    [123456.7, "1.235e5"],
    [1.5e300, "1.5e300"],
    [99.996, "100"],
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
  ] as const)
    t.equal(shortened(x, 4), text);
});

t.test("whole numbers are written out as long as they are not much longer", async (t) => {
  t.equal(shortened(0, 4), "0");
  t.equal(shortened(120, 4), "120");
  t.equal(shortened(-999_999, 4), "-999999");
  t.equal(shortened(1_000_000, 4), "1e6");
});

t.test("a difference has one digit", async (t) => {
  t.equal(magnitude(0), "0");
  t.equal(magnitude(2.4e-7), "2e-7");
  t.equal(magnitude(Infinity), "Infinity");
});

t.test("where there is no number there is a dash", async (t) => {
  t.equal(nothing, "–");
  t.equal(shortened(undefined, 4), nothing);
  t.equal(magnitude(undefined), nothing);
});
