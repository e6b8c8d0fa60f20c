// The analytic functions of a complex number, each by a formula that keeps the digits of both of its parts.
//
// Roots and inverse functions after Kahan, "Branch cuts for complex elementary functions" (1987). None of them
// knows a derivative: that of a real function comes out as the imaginary part.

import { besselFunctions } from "./bessel-functions.js";
import { errorFunctions } from "./error-functions.js";
import { gammaFunctions } from "./gamma-functions.js";
import { logarithmic } from "./logarithms.js";
import { complex, minus, opposite, plus, product, ratio, scaled, type Complex } from "./complex.js";
import type { Field, FunctionOf } from "./field.js";
import { specialFunctions } from "./special-functions.js";
import { angle } from "./piecewise.js";
import { trigonometricIntegrals } from "./trigonometric-integrals.js";

const one = complex(1);

/** The table of transcendental functions by the names of the ops. */
export function transcendental(
  field: Omit<Field<Complex>, "functions">,
): Record<string, FunctionOf<Complex>> {
  return {
    ...logarithmic(field, { exp, log, log1p, expm1 }),
    ...errorFunctions(field, { exp, log, log1p, sqrt, pi: complex(Math.PI) }),
    ...besselFunctions(field, { exp, log, pi: complex(Math.PI), euler: complex(0.5772156649015329) }, 3.2),
    ...specialFunctions(
      field,
      { exp, log, sqrt, pi: complex(Math.PI), euler: complex(0.5772156649015329) },
      true,
    ),
    ...trigonometricIntegrals(field, {
      log,
      sin,
      cos,
      pi: complex(Math.PI),
      euler: complex(0.5772156649015329),
    }),
    ...gammaFunctions(field, { exp, log, log1p, pi: complex(Math.PI) }, 12, true),
    exp,
    exp2: (z) => polar(2 ** z.re, Math.LN2 * z.im),
    expm1,
    log,
    log2: (z) => complex(Math.log2(modulus(z)), Math.LOG2E * argument(z)),
    log10: (z) => complex(Math.log10(modulus(z)), Math.LOG10E * argument(z)),
    log1p,
    pow: power,
    sqrt: onPositive(sqrt),
    rsqrt: onPositive((z) => ratio(one, sqrt(z))),
    cbrt,
    hypot,
    ...circular,
    ...hyperbolic,
    ...halfTurns,
    atan2: angle(field, atan, complex(Math.PI)),
    sigmoid: (z) => (z.re >= 0 ? ratio(one, plus(one, exp(opposite(z)))) : logistic(exp(z))),
    softplus: (z) => (z.re > 0 ? plus(z, log1p(exp(opposite(z)))) : log1p(exp(z))),
  } satisfies Record<string, (a: Complex, b: Complex) => Complex>;
}

function polar(r: number, angle: number): Complex {
  return complex(r * Math.cos(angle), r * Math.sin(angle));
}

function modulus({ re, im }: Complex): number {
  return Math.hypot(re, im);
}

/** The angle of z, which is NaN left of 0: there the real function is not defined. */
function argument({ re, im }: Complex): number {
  return re < 0 ? NaN : Math.atan2(im, re);
}

/** `f` where the real function that it continues is defined. */
function onPositive(f: (z: Complex) => Complex): (z: Complex) => Complex {
  return (z) => (z.re < 0 ? complex(NaN, NaN) : f(z));
}

function exp(z: Complex): Complex {
  return polar(Math.exp(z.re), z.im);
}

function expm1({ re, im }: Complex): Complex {
  const s = Math.sin(im / 2);
  return complex(Math.expm1(re) * Math.cos(im) - 2 * s * s, Math.exp(re) * Math.sin(im));
}

function log(z: Complex): Complex {
  return complex(z.re < 0 ? NaN : Math.log(modulus(z)), argument(z));
}

/** ln(1 + z) by ½ ln(1 + (|1 + z|² − 1)) near 0. */
function log1p(z: Complex): Complex {
  const { re, im } = z;
  if (Math.abs(re) > 0.5 || Math.abs(im) > 0.5) return log(plus(one, z));
  return complex(Math.log1p(re * (2 + re) + im * im) / 2, Math.atan2(im, 1 + re));
}

/** The principal root. */
function sqrt({ re, im }: Complex): Complex {
  const s = Math.sqrt((Math.abs(re) + Math.hypot(re, im)) / 2);
  if (s === 0) return complex(0, im);
  const t = im / (2 * s);
  return re >= 0 ? complex(s, t) : complex(Math.abs(t), im < 0 ? -s : s);
}

/** The root that is real for real z, on either side of 0. */
function cbrt(z: Complex): Complex {
  if (z.re < 0) return opposite(cbrt(opposite(z)));
  return polar(Math.cbrt(modulus(z)), Math.atan2(z.im, z.re) / 3);
}

/** aᵇ: of a whole, real exponent by products, else |a|ᵇ at the angle b arg a, from a > 0. */
function power(a: Complex, b: Complex): Complex {
  if (b.im === 0 && Number.isInteger(b.re) && Math.abs(b.re) <= 64) return wholePower(a, b.re);
  if (b.im === 0 && Number.isInteger(b.re) && a.re < 0)
    return scaled(b.re % 2 === 0 ? 1 : -1, power(opposite(a), b));
  if (!(a.re > 0)) return complex(a.re === 0 && b.re > 0 ? 0 : NaN, NaN);
  const [r, turn] = [modulus(a), argument(a)];
  return polar(r ** b.re * Math.exp(-b.im * turn), b.im * Math.log(r) + b.re * turn);
}

function wholePower(a: Complex, n: number): Complex {
  if (n < 0) return ratio(one, wholePower(a, -n));
  if (n === 0) return one;
  const half = wholePower(a, Math.floor(n / 2));
  return n % 2 === 0 ? product(half, half) : product(a, product(half, half));
}

/** √(a² + b²), scaled by the larger of the two. */
function hypot(a: Complex, b: Complex): Complex {
  const scale = Math.max(Math.abs(a.re), Math.abs(b.re));
  if (scale === 0) return complex(0);
  if (!Number.isFinite(scale)) return complex(scale, NaN);
  const [p, q] = [scaled(1 / scale, a), scaled(1 / scale, b)];
  return scaled(scale, sqrt(plus(product(p, p), product(q, q))));
}

/** w / (1 + w) */
function logistic(w: Complex): Complex {
  return ratio(w, plus(one, w));
}

function sin({ re, im }: Complex): Complex {
  return complex(Math.sin(re) * Math.cosh(im), Math.cos(re) * Math.sinh(im));
}

function cos({ re, im }: Complex): Complex {
  return complex(Math.cos(re) * Math.cosh(im), -Math.sin(re) * Math.sinh(im));
}

/** Im(z̄ w) */
function cross(z: Complex, w: Complex): number {
  return z.re * w.im - z.im * w.re;
}

/** √(1 − z) and √(1 + z), from which the arcs are made. */
function roots(z: Complex): readonly [Complex, Complex] {
  return [sqrt(minus(one, z)), sqrt(plus(one, z))];
}

function asin(z: Complex): Complex {
  const [low, high] = roots(z);
  return complex(Math.atan2(z.re, product(low, high).re), Math.asinh(cross(low, high)));
}

function acos(z: Complex): Complex {
  const [low, high] = roots(z);
  return complex(2 * Math.atan2(low.re, high.re), Math.asinh(cross(high, low)));
}

function atan({ re, im }: Complex): Complex {
  const [far, near] = [1 + im, 1 - im];
  return complex(
    Math.atan2(2 * re, far * near - re * re) / 2,
    Math.log1p((4 * im) / (re * re + near * near)) / 4,
  );
}

const circular = {
  sin,
  cos,
  tan: (z: Complex) => ratio(sin(z), cos(z)),
  asin: (z: Complex) => (Math.abs(z.re) > 1 ? complex(NaN, NaN) : asin(z)),
  acos: (z: Complex) => (Math.abs(z.re) > 1 ? complex(NaN, NaN) : acos(z)),
  atan,
};

function sinh({ re, im }: Complex): Complex {
  return complex(Math.sinh(re) * Math.cos(im), Math.cosh(re) * Math.sin(im));
}

function cosh({ re, im }: Complex): Complex {
  return complex(Math.cosh(re) * Math.cos(im), Math.sinh(re) * Math.sin(im));
}

/** (e²ᶻ − 1) / (e²ᶻ + 1), left of 0: there both parts keep their digits. */
function tanh(z: Complex): Complex {
  if (z.re > 0) return opposite(tanh(opposite(z)));
  const w = expm1(scaled(2, z));
  return ratio(w, plus(complex(2), w));
}

/** −i asin(i z) */
function asinh({ re, im }: Complex): Complex {
  const [low, high] = roots(complex(-im, re));
  return complex(Math.asinh(cross(low, high)), Math.atan2(im, product(low, high).re));
}

function acosh(z: Complex): Complex {
  const [low, high] = [sqrt(minus(z, one)), sqrt(plus(z, one))];
  return complex(Math.asinh(low.re * high.re + low.im * high.im), 2 * Math.atan2(low.im, high.re));
}

function atanh(z: Complex): Complex {
  if (z.re < 0) return opposite(atanh(opposite(z)));
  const { re, im } = z;
  const below = 1 - re;
  return complex(
    Math.log1p((4 * re) / (below * below + im * im)) / 4,
    Math.atan2(2 * im, below * (1 + re) - im * im) / 2,
  );
}

const hyperbolic = {
  sinh,
  cosh,
  sech: (z: Complex) => ratio(one, cosh(z)),
  csch: (z: Complex) => ratio(one, sinh(z)),
  tanh,
  asinh,
  acosh: (z: Complex) => (z.re < 1 ? complex(NaN, NaN) : acosh(z)),
  atanh: (z: Complex) => (Math.abs(z.re) > 1 ? complex(NaN, NaN) : atanh(z)),
};

/** sin πz and cos πz from the nearest multiple of a quarter turn. */
function turned({ re, im }: Complex): readonly [sine: Complex, cosine: Complex] {
  const quarters = Math.round(2 * (re % 2));
  const z = complex(Math.PI * ((re % 2) - quarters / 2), Math.PI * im);
  const [s, c] = [sin(z), cos(z)];
  const turns: readonly (readonly [Complex, Complex])[] = [
    [s, c],
    [c, opposite(s)],
    [opposite(s), opposite(c)],
    [opposite(c), s],
  ];
  return turns[((quarters % 4) + 4) % 4] as readonly [Complex, Complex];
}

/** Σ (−1)ᵏ z²ᵏ / (2k + 1)!, for small z. */
function sinOver(z: Complex): Complex {
  const square = product(z, z);
  let sum = one;
  for (let k = 12; k > 0; k--) sum = minus(one, scaled(1 / (2 * k * (2 * k + 1)), product(square, sum)));
  return sum;
}

const halfTurns = {
  sinpi: (z: Complex) => turned(z)[0],
  cospi: (z: Complex) => turned(z)[1],
  sinc: (z: Complex) =>
    Math.abs(z.re) < 0.5 ? sinOver(scaled(Math.PI, z)) : ratio(turned(z)[0], scaled(Math.PI, z)),
};
