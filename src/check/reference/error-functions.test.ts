// The error function of 64 digits and its relatives: tabled values, what joins them, and where their formulas meet.
import t from "tap";
import { apart, at, call, digits, field, slopeAt, type Big } from "../fixtures/digits.js";

const { add, sub, mul, div, neg, fromNumber, toNumber } = field;
const [one, two] = [fromNumber(1), fromNumber(2)];
const pi = call("acos", neg(one));
const points = [-3, -1, -0.4, 0.25, 0.99, 1, 1.01, 2.5, 6];

t.test("values are those of tables", async (t) => {
  t.ok(apart(at("erf", 1), digits("0.842700792949714869341220635082609259296066997966302908")) < 1e-30);
  t.ok(apart(at("erf", -0.5), digits("-0.520499877813046537682746653891964528736451575757963700")) < 1e-50);
  t.ok(apart(at("erfc", 2), digits("0.004677734981047265837930743632747071389108046")) < 1e-30);
  t.equal(toNumber(at("erf", 0)), 0);
  t.equal(toNumber(at("erfc", 0)), 1);
  t.equal(toNumber(at("ndtr", 0)), 0.5);
});

t.test("erf + erfc = 1, erfcx = e^x² erfc, and the slope of erf is 2 / √π e^−x²", async (t) => {
  for (const x of points) {
    const square = mul(fromNumber(x), fromNumber(x));
    t.ok(apart(add(at("erf", x), at("erfc", x)), one) < 1e-60, `at ${String(x)}`);
    t.ok(apart(at("erfcx", x), mul(call("exp", square), at("erfc", x))) < 1e-40, `at ${String(x)}`);
    const slope = div(mul(two, call("exp", neg(square))), call("sqrt", pi));
    t.ok(
      apart(
        slopeAt((v) => call("erf", v), x),
        slope,
      ) < 1e-10,
      `at ${String(x)}`,
    );
    t.equal(apart(at("erf", -x), neg(at("erf", x))), 0);
  }
});

t.test("the normal distribution is ½ erfc(−x / √2), its logarithm too, however far out", async (t) => {
  for (const x of points) {
    const due = div(call("erfc", neg(div(fromNumber(x), call("sqrt", two)))), two);
    t.ok(apart(at("ndtr", x), due) < 1e-55, `at ${String(x)}`);
    t.ok(apart(at("logNdtr", x), call("log", due)) < 1e-30, `at ${String(x)}`);
  }
  // Φ(x) ≈ φ(x) / |x| (1 − 1 / x² + 3 / x⁴)
  const far = toNumber(at("logNdtr", -1e4));
  t.equal(far, -5e7 - Math.log(1e4) - Math.log(2 * Math.PI) / 2 + Math.log1p(-1e-8));
});

t.test("inverses are inverses, to all digits", async (t) => {
  const undone = (name: string, inverse: string, x: number): Big => call(inverse, at(name, x));
  for (const x of [-2, -0.4, 0.25, 1.5]) {
    t.ok(apart(undone("erf", "erfinv", x), fromNumber(x)) < 1e-55, `erfinv at ${String(x)}`);
    t.ok(apart(undone("ndtr", "ndtri", x), fromNumber(x)) < 1e-55, `ndtri at ${String(x)}`);
  }
  t.ok(Math.abs(toNumber(sub(at("ndtri", 0.5), at("erfinv", 0)))) < 1e-60);
});
