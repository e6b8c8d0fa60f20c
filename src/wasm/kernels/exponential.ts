// eˣ and what is made of it, two at once, by the reduction and the rational function of fdlibm's e_exp.c.

import { simd } from "../instructions.js";
import type { Lanes, Vector } from "../lanes.js";

/** Added to a small whole number it leaves that in the last bits of the sum. */
export const magic = 1.5 * 2 ** 52;

/** ln 2 in two parts: the first has 32 bits, so that its multiples are exact. */
export const ln2High = 6.9314718036912381649e-1;
export const ln2Low = 1.90821492927058770002e-10;

const coefficients = [
  1.66666666666666019037e-1, -2.77777777770155933842e-3, 6.61375632143793436117e-5, -1.6533902205465251539e-6,
  4.13813679705723846039e-8,
];

/** eˣ = 2ᵏ (1 + high + rest), in which the first part is exact; k + `magic` besides. */
interface Parts {
  readonly k: Vector;
  readonly shifted: Vector;
  readonly high: Vector;
  readonly rest: Vector;
}

function parts(v: Lanes, x: Vector): Parts {
  const shifted = v.add(v.mul(x, v.number(Math.LOG2E)), v.number(magic));
  const k = v.sub(shifted, v.number(magic));
  const high = v.sub(x, v.mul(k, v.number(ln2High)));
  const low = v.mul(k, v.number(ln2Low));
  const r = v.sub(high, low);
  const square = v.mul(r, r);
  const c = v.sub(r, v.mul(square, v.polynomial(square, coefficients)));
  return { k, shifted, high, rest: v.sub(v.div(v.mul(r, c), v.sub(v.number(2), c)), low) };
}

/** 2ᵏ for a whole number k that has been added to `magic`. */
function power(v: Lanes, k: Vector): Vector {
  return v.shift(simd.i64ShiftLeft, v.of(simd.i64Add, k, v.bits(1023n)), 52);
}

/** y 2ᵏ by two factors, either of which is a normal number: rounded but once where the product is not. */
function scaled(v: Lanes, y: Vector, k: Vector): Vector {
  const half = v.add(v.mul(k, v.number(0.5)), v.number(magic));
  const other = v.add(v.sub(k, v.sub(half, v.number(magic))), v.number(magic));
  return v.mul(v.mul(y, power(v, half)), power(v, other));
}

/** x between bounds; NaN stays. */
function clipped(v: Lanes, x: Vector, low: number, high: number): Vector {
  return v.of(simd.f64PMin, v.of(simd.f64PMax, x, v.number(low)), v.number(high));
}

/** y with the sign of x. */
export function signed(v: Lanes, y: Vector, x: Vector): Vector {
  return v.or(y, v.and(x, v.number(-0)));
}

/** Up to here eˣ and e⁻ˣ are normal numbers. */
const normal = 708;

/** eˣ: where it is a normal number, k is added to the exponent of the rest. */
export function exp(v: Lanes, x: Vector): Vector {
  const within = v.of(simd.f64Le, v.abs(x), v.number(normal));
  const sum = ({ high, rest }: Parts): Vector => v.add(v.number(1), v.add(rest, high));
  return v.provided(
    within,
    () => {
      const all = parts(v, x);
      return v.of(simd.i64Add, sum(all), v.shift(simd.i64ShiftLeft, all.shifted, 52));
    },
    () => {
      const all = parts(v, clipped(v, x, -746, 710));
      return scaled(v, sum(all), all.k);
    },
  );
}

/** eˣ − 1 = 2ᵏ (high + (1 − 2⁻ᵏ) + rest), in which for small x nothing cancels. */
export function expm1(v: Lanes, x: Vector): Vector {
  const { k, high, rest } = parts(v, clipped(v, x, -40, 710));
  const minus = v.sub(v.number(magic), v.of(simd.f64PMin, k, v.number(64)));
  const one = v.sub(v.number(1), power(v, minus));
  return signed(v, scaled(v, v.add(v.add(high, one), rest), k), x);
}

/** The rational function of Cephes' tanh.c, x + x³ P(x²) / Q(x²), for |x| < 0.625. */
const numerator = [-1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1];
const denominator = [4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2, 1];

/** tanh x; further out 1 − 2 / (e²ˣ + 1), which beyond 20 is 1. */
export function tanh(v: Lanes, x: Vector): Vector {
  const [size, square] = [v.abs(x), v.mul(x, x)];
  const ratio = v.div(v.polynomial(square, numerator), v.polynomial(square, denominator));
  const inner = v.add(x, v.mul(v.mul(x, square), ratio));
  const most = v.of(simd.f64PMin, size, v.number(20));
  const grown = v.add(exp(v, v.add(most, most)), v.number(1));
  const outer = v.sub(v.number(1), v.div(v.number(2), grown));
  return signed(v, v.select(v.of(simd.f64Lt, size, v.number(0.625)), inner, outer), x);
}
