// The partials that mathjs derives are those of the tables of derivatives.
import t from "tap";
import { loadSymbolic } from "./symbolic.js";

const partialsOf = await loadSymbolic();

/** The partials of an op at a point. */
const at = (name: string, ...x: number[]): readonly number[] => (partialsOf(name) ?? []).map((f) => f(...x));

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const { PI, LN2, LN10, exp, log, sin, cos, sinh, cosh, sqrt } = Math;

const ofOne: Readonly<Record<string, (x: number) => number>> = {
  sin: cos,
  cos: (x) => -sin(x),
  tan: (x) => 1 / cos(x) ** 2,
  asin: (x) => 1 / sqrt(1 - x * x),
  acos: (x) => -1 / sqrt(1 - x * x),
  atan: (x) => 1 / (1 + x * x),
  sinh: cosh,
  cosh: sinh,
  tanh: (x) => 1 / cosh(x) ** 2,
  asinh: (x) => 1 / sqrt(1 + x * x),
  atanh: (x) => 1 / (1 - x * x),
  exp,
  sqrt: (x) => 0.5 / sqrt(x),
  log: (x) => 1 / x,
  abs: Math.sign,
  neg: () => -1,
  reciprocal: (x) => -1 / x ** 2,
  square: (x) => 2 * x,
  exp2: (x) => LN2 * 2 ** x,
  expm1: exp,
  log2: (x) => 1 / (x * LN2),
  log10: (x) => 1 / (x * LN10),
  log1p: (x) => 1 / (1 + x),
  rsqrt: (x) => -0.5 * x ** -1.5,
  cbrt: (x) => 1 / (3 * Math.cbrt(x) ** 2),
  sigmoid: (x) => sigmoid(x) * sigmoid(-x),
  softplus: sigmoid,
  log1mexp: (x) => 1 / (exp(x) - 1),
  entr: (x) => -log(x) - 1,
  logit: (x) => 1 / (x * (1 - x)),
  sech: (x) => -Math.tanh(x) / cosh(x),
  csch: (x) => -cosh(x) / sinh(x) ** 2,
  sinpi: (x) => PI * cos(PI * x),
  cospi: (x) => -PI * sin(PI * x),
  sinc: (x) => (cos(PI * x) - sin(PI * x) / (PI * x)) / x,
};

const ofTwo: Readonly<Record<string, (a: number, b: number) => readonly [number, number]>> = {
  add: () => [1, 1],
  sub: () => [1, -1],
  mul: (a, b) => [b, a],
  times: (a, b) => [b, a],
  div: (a, b) => [1 / b, -a / b ** 2],
  pow: (a, b) => [b * a ** (b - 1), log(a) * a ** b],
  hypot: (a, b) => [a / Math.hypot(a, b), b / Math.hypot(a, b)],
  atan2: (a, b) => [b / (a * a + b * b), -a / (a * a + b * b)],
  logaddexp: (a, b) => [sigmoid(a - b), sigmoid(b - a)],
  xlogy: (a, b) => [log(b), a / b],
  xlog1py: (a, b) => [Math.log1p(b), a / (1 + b)],
};

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-14 * Math.max(1, Math.abs(b));

t.test("functions of one number have their one partial", async (t) => {
  for (const [name, slope] of Object.entries(ofOne)) {
    const found = at(name, 0.375);
    t.equal(found.length, 1, name);
    t.ok(isClose(found[0] ?? NaN, slope(0.375)), `${name}: ${String(found)}`);
  }
  t.ok(isClose(at("acosh", 2)[0] ?? NaN, 1 / sqrt(3)), "acosh");
});

t.test("functions of two numbers have one for each", async (t) => {
  for (const [name, slopes] of Object.entries(ofTwo)) {
    const found = at(name, 0.375, 1.25);
    t.equal(found.length, 2, name);
    for (const [i, slope] of slopes(0.375, 1.25).entries())
      t.ok(isClose(found[i] ?? NaN, slope), `${name}, ${String(i)}: ${String(found)}`);
  }
});

t.test("a root of a negative number is taken on the real branch, or is no number", async (t) => {
  t.ok(isClose(at("cbrt", -8)[0] ?? NaN, 1 / 12));
  t.ok(Number.isNaN(at("sqrt", -1)[0]));
  t.ok(Number.isNaN(at("log", NaN)[0]));
});

t.test("a number that is not given is no number", async (t) => {
  t.same(at("mul"), [NaN, NaN]);
});

t.test("of a name without a formula there are no partials, of those of every object neither", async (t) => {
  for (const name of ["mystery", "toString", "constructor", "maximum"])
    t.equal(partialsOf(name), undefined, name);
});
