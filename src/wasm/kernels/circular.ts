// sin x and cos x, two at once: x is reduced by multiples of π/2 in three parts (Cody and Waite), then come the
// polynomials of fdlibm's k_sin.c and k_cos.c. Beyond the range of that the functions of Math are called.

import { simd } from "../instructions.js";
import type { Lanes, Vector } from "../lanes.js";
import { magic } from "./exponential.js";

/** π/2 in three parts; the first two have 43 bits, and so have exact multiples of up to ten bits. */
const quarter = [1.5707963267948344, 6.223372171896261e-14, 3.5215598651832e-27] as const;

/** Up to here multiples have ten bits. */
const limit = 1600;

const sines = [
  -1.66666666666666324348e-1, 8.33333333332248946124e-3, -1.98412698298579493134e-4,
  2.75573137070700676789e-6, -2.50507602534068634195e-8, 1.58969099521155010221e-10,
];
const cosines = [
  4.16666666666666019037e-2, -1.38888888888741095749e-3, 2.48015872894767294178e-5,
  -2.75573143513906633035e-7, 2.0875723212981748279e-9, -1.13596475577881948265e-11,
];

/** x = k π/2 + r: what the functions of x are made of. */
interface Reduced {
  /** sin r and cos r; exchanged where k is odd. */
  readonly first: Vector;
  readonly second: Vector;
  /** Has k in its last bits. */
  readonly k: Vector;
  readonly within: Vector;
}

function reduced(v: Lanes, x: Vector): Reduced {
  const k = v.add(v.mul(x, v.number(2 / Math.PI)), v.number(magic));
  const n = v.sub(k, v.number(magic));
  const first = v.sub(x, v.mul(n, v.number(quarter[0])));
  const second = v.mul(n, v.number(quarter[1]));
  const r = v.sub(first, second);
  const off = v.sub(v.mul(n, v.number(quarter[2])), v.sub(v.sub(first, r), second));
  const square = v.mul(r, r);
  const [sine, cosine] = [sineOf(v, r, off, square), cosineOf(v, r, off, square)];
  const odd = v.of(simd.i64Eq, v.and(k, v.bits(1n)), v.bits(1n));
  const exchanged = v.and(v.xor(sine, cosine), odd);
  const within = v.of(simd.f64Le, v.abs(x), v.number(limit));
  return { first: v.xor(sine, exchanged), second: v.xor(cosine, exchanged), k, within };
}

/** sin(r − off), |r| ≤ π/4, z = r². */
function sineOf(v: Lanes, r: Vector, off: Vector, z: Vector): Vector {
  // To leave out z off / 2 is to be off by a sixth of an ulp. At −0 all that is subtracted is 0.
  return v.sub(r, v.sub(off, v.mul(v.mul(z, r), v.polynomial(z, sines))));
}

/** cos(r − off), |r| ≤ π/4, z = r²: what is subtracted from 1 is at most 0.3, and its rounding a quarter of an ulp. */
function cosineOf(v: Lanes, r: Vector, off: Vector, z: Vector): Vector {
  const rest = v.add(v.mul(v.mul(z, z), v.polynomial(z, cosines)), v.mul(r, off));
  return v.sub(v.number(1), v.sub(v.mul(v.number(0.5), z), rest));
}

/** y, negative where bit 1 of k is set. */
function turned(v: Lanes, y: Vector, k: Vector): Vector {
  return v.xor(y, v.and(v.shift(simd.i64ShiftLeft, k, 62), v.number(-0)));
}

/** sin x. */
export function sin(v: Lanes, x: Vector): Vector {
  const { first, k, within } = v.once("reduced", x, () => reduced(v, x));
  return v.provided(
    within,
    () => turned(v, first, k),
    () => v.call(Math.sin, x),
  );
}

/** cos x. */
export function cos(v: Lanes, x: Vector): Vector {
  const { second, k, within } = v.once("reduced", x, () => reduced(v, x));
  return v.provided(
    within,
    () => turned(v, second, v.of(simd.i64Add, k, v.bits(1n))),
    () => v.call(Math.cos, x),
  );
}
