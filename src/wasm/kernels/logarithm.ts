// ln x and ln (1 + x), two at once, by the reduction and the polynomial of fdlibm's e_log.c and s_log1p.c.

import { simd } from "../instructions.js";
import type { Lanes, Vector } from "../lanes.js";
import { ln2High, ln2Low } from "./exponential.js";

const even = [3.999999999940941908e-1, 2.222219843214978396e-1, 1.531383769920937332e-1];
const odd = [
  6.66666666666673513e-1, 2.857142874366239149e-1, 1.818357216161805012e-1, 1.479819860511658591e-1,
];

/** The upper bits of √½, as those of a double. */
const root = 0x3fe6a09e00000000n;
const one = 0x3ff0000000000000n;

/** x = 2ᵏ (1 + f), where 1 + f is between √½ and √2. */
function parts(v: Lanes, x: Vector): Readonly<Record<"k" | "f", Vector>> {
  const bits = v.of(simd.i64Add, x, v.bits(one - root));
  // The biased exponent as the last bits of a double above 2⁵².
  const exponent = v.or(v.shift(simd.i64ShiftRight, bits, 52), v.number(2 ** 52));
  const k = v.sub(exponent, v.number(2 ** 52 + 1023));
  const fraction = v.of(simd.i64Add, v.and(bits, v.bits(0x000fffffffffffffn)), v.bits(root));
  return { k, f: v.sub(fraction, v.number(1)) };
}

/** k ln 2 + ln(1 + f) + c, where c is small. */
function logarithm(v: Lanes, k: Vector, f: Vector, c?: Vector): Vector {
  const half = v.mul(v.mul(v.number(0.5), f), f);
  const s = v.div(f, v.add(v.number(2), f));
  const z = v.mul(s, s);
  const w = v.mul(z, z);
  const rest = v.add(v.mul(w, v.polynomial(w, even)), v.mul(z, v.polynomial(w, odd)));
  const low = v.mul(k, v.number(ln2Low));
  const small = v.add(v.mul(s, v.add(half, rest)), c === undefined ? low : v.add(low, c));
  return v.sub(v.mul(k, v.number(ln2High)), v.sub(v.sub(half, small), f));
}

/** y, which is a logarithm of u; −∞ at 0, NaN below it, and u itself if it is +∞ or NaN. */
function guarded(v: Lanes, y: Vector, u: Vector): Vector {
  const zero = v.number(0);
  const edge = v.select(v.of(simd.f64Eq, u, zero), v.number(-Infinity), u);
  const outside = v.select(v.of(simd.f64Lt, u, zero), v.number(NaN), edge);
  const inside = v.and(v.of(simd.f64Gt, u, zero), v.of(simd.f64Lt, u, v.number(Infinity)));
  return v.select(inside, y, outside);
}

/** ln x. */
export function log(v: Lanes, x: Vector): Vector {
  const small = v.of(simd.f64Lt, x, v.number(2 ** -1022));
  const { k, f } = parts(v, v.select(small, v.mul(x, v.number(2 ** 54)), x));
  return guarded(v, logarithm(v, v.sub(k, v.and(small, v.number(54))), f), x);
}

/** ln(1 + x): of u, which is 1 + x rounded, and of what was rounded off. */
export function log1p(v: Lanes, x: Vector): Vector {
  const u = v.add(x, v.number(1));
  const { k, f } = parts(v, u);
  const [small, large] = [v.sub(x, v.sub(u, v.number(1))), v.sub(v.number(1), v.sub(u, x))];
  const off = v.select(v.of(simd.f64Lt, v.abs(x), v.number(1)), small, large);
  const y = guarded(v, logarithm(v, k, f, v.div(off, u)), u);
  // At 0 the sum has lost the sign.
  return v.or(y, v.and(v.of(simd.f64Eq, x, v.number(0)), x));
}
