// Quotients, signs, half turns and choices: their values where they are easily lost, and their derivatives there.
import t, { type Test } from "tap";
import {
  add,
  array,
  cospi,
  cot,
  coth,
  copysign,
  csc,
  csch,
  deg2rad,
  floorDivide,
  fma,
  fmax,
  fmin,
  fmod,
  frac,
  grad,
  heaviside,
  isInf,
  jvp,
  less,
  mul,
  nanToNum,
  rad2deg,
  sec,
  sech,
  select,
  sinc,
  sinpi,
  sum,
  value,
  type Value,
} from "../index.js";
import { bigField, checkGrads } from "../check/index.js";

type Function = (x: Value) => Value;

/** f′(x) by both modes, which must agree to the last bit but for the sign of a zero. */
function slope(t: Test, f: Function, x: number): number {
  const [forward, reverse] = (["forward", "reverse"] as const).map((mode) => grad(f, { mode })(x));
  t.ok(
    forward === reverse || (Number.isNaN(forward) && Number.isNaN(reverse)),
    `the modes agree at ${String(x)}`,
  );
  return Number(forward);
}

const plain = (x: Value): unknown => JSON.parse(JSON.stringify(value(x)));

t.test("quotients and remainders have the signs of C and of NumPy", (t) => {
  t.same(
    [fmod(-7, 3), fmod(7, -3), floorDivide(-7, 2), floorDivide(7, -2), floorDivide(6, 3), frac(-2.25)],
    [-1, 1, -4, -4, 2, -0.25],
  );
  // 0.1 is more than a tenth: ten of them are more than 1, so nine go into 1, though 1 / 0.1 rounds to 10.
  t.equal(floorDivide(1, 0.1), 9);
  t.equal(
    slope(t, (b) => fmod(7, b), 3),
    -2,
  );
  t.equal(
    slope(t, (b) => fmod(-7, b), 3),
    2,
  );
  t.equal(
    slope(t, (a) => floorDivide(a, 3), 7),
    0,
  );
  t.equal(slope(t, frac, -2.25), 1);
  t.end();
});

t.test("copysign sees the sign of a zero", (t) => {
  t.same([copysign(3, -0), copysign(-3, 2), Object.is(copysign(0, -1), -0)], [-3, 3, true]);
  t.equal(
    slope(t, (a) => copysign(a, -2), 3),
    -1,
  );
  t.equal(
    slope(t, (a) => copysign(a, -2), -3),
    1,
  );
  t.equal(
    slope(t, (b) => copysign(3, b), -2),
    0,
  );
  t.end();
});

t.test("fma does not round the product", (t) => {
  const a = 1 + 2 ** -30;
  t.equal(fma(a, a, -1 - 2 ** -29), 2 ** -60);
  t.equal(a * a - 1 - 2 ** -29, 0, "which two operations lose");
  t.equal(fma(1e200, 1e200, -Infinity), -Infinity);
  t.equal(fma(1e300, 1e8, 1), 1e308, "where the splitting overflows");
  t.same(
    [0, 1, 2].map(
      (k) => jvp(fma, [2, 3, 5], [0, 1, 2].map((j) => Number(j === k)) as [number, number, number]).tangent,
    ),
    [3, 2, 1],
  );
  t.end();
});

t.test("half turns are exact at their multiples, however many they are", (t) => {
  t.same([sinpi(1), sinpi(1e15), cospi(0.5), cospi(-3.5), sinpi(0.5), cospi(1e15 + 1)], [0, 0, 0, 0, 1, -1]);
  t.same(
    [-1.5, -0.5, 2.5, 1.5].map((x) => sinpi(x)),
    [1, -1, 1, -1],
  );
  t.same(
    [-1, 1, 2, -2].map((x) => cospi(x)),
    [-1, -1, 1, 1],
  );
  t.ok(Number.isNaN(sinpi(Infinity)) && Number.isNaN(cospi(NaN)));
  t.equal(slope(t, sinpi, 7), -Math.PI);
  t.end();
});

t.test("sinc has all its derivatives at 0 and around it", async (t) => {
  const { functions, fromNumber, toNumber, sub, div } = await bigField();
  const exact = functions["sinc"] as NonNullable<(typeof functions)[string]>;
  let nth: Function = sinc;
  const atZero = [1, 0, -(Math.PI ** 2) / 3, 0, Math.PI ** 4 / 5, 0, -(Math.PI ** 6) / 7];
  for (const [n, expected] of atZero.entries()) {
    t.ok(Math.abs(Number(nth(0)) - expected) <= 1e-14 * Math.abs(expected), `derivative ${String(n)} at 0`);
    const below = nth;
    nth = grad(below);
    for (const x of [1e-9, 0.01, 0.3, 0.64, 0.96, 1.3, 4.7, 60.25, 479.4974050903, -3942.4156256758]) {
      if (n > 0) break;
      const h = fromNumber(1e-20);
      const difference = div(
        sub(exact(fromNumber(x).plus(h)), exact(fromNumber(x).minus(h))),
        fromNumber(2e-20),
      );
      const due = toNumber(difference);
      // Far out its terms are no larger than 1 / x.
      const bound = 2e-15 / Math.max(1, Math.abs(x));
      t.ok(Math.abs(Number(nth(x)) - due) <= bound, `first derivative at ${String(x)}`);
    }
  }
  t.equal(sinc(3), 0);
});

t.test("hyperbolic reciprocals reach to the smallest numbers", (t) => {
  t.equal(sech(0), 1);
  t.ok(sech(740) > 0 && csch(-740) < 0);
  t.equal(slope(t, sech, 740), -sech(740));
  t.equal(slope(t, sech, 1000), -0);
  t.equal(slope(t, csch, -740), csch(-740));
  t.equal(coth(Infinity), 1);
  t.equal(slope(t, coth, 800), -0);
  t.end();
});

t.test("what is made of other functions has their derivatives, to the second order", (t) => {
  const made: Readonly<Record<string, Function>> = { sec, csc, cot, coth, deg2rad, rad2deg };
  for (const [name, f] of Object.entries(made))
    t.equal(checkGrads(f, [0.7], { order: 2 }).verdict, "pass", name);
  t.same([deg2rad(180), rad2deg(Math.PI), sec(0)], [Math.PI, 180, 1]);
  t.end();
});

t.test("a choice gives no derivative to what it does not choose", (t) => {
  t.same([fmax(1, NaN), fmax(NaN, 2), fmin(NaN, 2), fmin(1, 3)], [1, 2, 2, 1]);
  t.ok(Number.isNaN(fmax(NaN, NaN)));
  t.equal(
    slope(t, (x) => fmax(x, NaN), 3),
    1,
  );
  t.equal(
    slope(t, (x) => fmax(NaN, x), 3),
    1,
  );
  t.equal(
    slope(t, (x) => fmax(x, 3), 3),
    0.5,
    "a tie",
  );
  t.same(plain(heaviside([-2, 0, 3], 0.5)), [0, 0.5, 1]);
  t.ok(Number.isNaN(heaviside(NaN, 1)));
  t.same(
    [-1, 0, 1].map((x) => slope(t, (h) => heaviside(x, h), 0.5)),
    [0, 1, 0],
  );
  t.same(plain(nanToNum([NaN, 2, Infinity, -Infinity], { posInf: 9, negInf: -9 })), [0, 2, 9, -9]);
  t.same(
    grad((x: Value) => sum(nanToNum(mul(x, x))))(array([2, NaN, Infinity])).toArray(),
    [4, 0, 0],
    "derivative 0 where the value was replaced",
  );
  t.same([isInf(-Infinity), isInf(NaN), isInf(1e308)], [true, false, false]);
  t.end();
});

t.test("select takes the first condition that holds", (t) => {
  const f = (x: Value): Value => select([less(x, 0), less(x, 5)], [mul(x, x), mul(3, x)], add(x, 10));
  t.same(plain(f(array([-2, 2, 7]))), [4, 6, 17]);
  t.same(grad((x: Value) => sum(f(x)))(array([-2, 2, 7])).toArray(), [-4, 3, 1]);
  t.equal(select([], [], 4), 4);
  t.throws(() => select([true], [1, 2]), { name: "TypeError", message: /select: .*1 choices/ });
  t.throws(() => select(3 as never, []), { name: "TypeError", message: /select: its first argument/ });
  t.throws(() => nanToNum(1, { inf: 2 } as never), { message: /nanToNum.*inf/ });
  t.throws(() => fmax("3" as never, 2), { name: "TypeError", message: /fmax: its first input/ });
  t.end();
});
