// Numbers of 64 decimal digits, with all elementwise ops: those of mathjs, which are those of decimal.js.

import type { BigNumber, MathJsInstance } from "mathjs";
import { besselFunctions } from "./bessel-functions.js";
import { errorFunctions } from "./error-functions.js";
import type { Field, FunctionOf } from "./field.js";
import { gammaFunctions } from "./gamma-functions.js";
import { logarithmic } from "./logarithms.js";
import { loadMath } from "./mathjs.js";
import { specialFunctions } from "./special-functions.js";
import { angle, piecewise } from "./piecewise.js";
import { trigonometricIntegrals } from "./trigonometric-integrals.js";

let field: Promise<Field<BigNumber>> | undefined;

/** The field of numbers of 64 digits; the first call loads mathjs. */
export function bigField(): Promise<Field<BigNumber>> {
  field ??= loadMath().then(fieldOf);
  return field;
}

function fieldOf(math: MathJsInstance): Field<BigNumber> {
  const fromNumber = exactly(math);
  const arithmetic: Omit<Field<BigNumber>, "functions"> = {
    add: (a, b) => a.plus(b),
    sub: (a, b) => a.minus(b),
    mul: (a, b) => a.times(b),
    div: (a, b) => a.div(b),
    neg: (a) => a.neg(),
    fromNumber,
    toNumber: (x) => x.toNumber(),
    compare: (a, b) => a.comparedTo(b),
    size: (x) => x.abs().toNumber(),
    quotient: (a, b) => whole(a.div(b)),
  };
  return { ...arithmetic, functions: { ...piecewise(arithmetic), ...transcendental(arithmetic) } };
}

/** The number that a double stands for, to its last bit: decimal.js would take its shortest decimal name. */
function exactly(math: MathJsInstance): (x: number) => BigNumber {
  const two = math.bignumber(2);
  return (x) => {
    if (Number.isSafeInteger(x) || !Number.isFinite(x)) return math.bignumber(String(x));
    const bits = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer)[0] ?? 0n;
    const exponent = Number(bits >> 52n);
    const whole = (bits & 0xfffffffffffffn) + (exponent === 0 ? 0n : 2n ** 52n);
    const size = math.bignumber(whole.toString()).times(two.pow(Math.max(exponent, 1) - 1075));
    return x < 0 ? size.neg() : size;
  };
}

/** How large a number may be that has digits behind its point. */
const large = 1e45;

/** ⌊x⌋, and NaN of a number that is too large to tell. */
function whole(x: BigNumber): BigNumber {
  return x.abs().lessThan(large) ? x.floor() : x.times(NaN);
}

/** A function of an angle, which tells nothing of one that is too large for its remainder to be known. */
function ofAngle(f: (x: BigNumber) => BigNumber): (x: BigNumber) => BigNumber {
  return (x) => (x.abs().lessThan(large) ? f(x) : x.times(NaN));
}

/** Euler's constant, to more digits than are computed with. */
const euler = "0.57721566490153286060651209008240243104215933593992359880576723488486772677766467";

type Arithmetic = Omit<Field<BigNumber>, "functions">;

function transcendental(field: Arithmetic): Record<string, FunctionOf<BigNumber>> {
  const [one, two] = [field.fromNumber(1), field.fromNumber(2)];
  const pi = field.fromNumber(-1).acos();
  const powers = exponentials(one, two);
  return {
    ...plainFunctions,
    ...powers,
    ...logarithmic(field, { ...plainFunctions, ...powers }),
    ...errorFunctions(field, { ...plainFunctions, ...powers, pi }),
    ...besselFunctions(field, { ...plainFunctions, ...powers, pi, euler: one.times(euler) }, 100),
    ...specialFunctions(field, { ...plainFunctions, ...powers, pi, euler: one.times(euler) }, false),
    ...trigonometricIntegrals(field, { ...plainFunctions, pi, euler: one.times(euler) }),
    ...gammaFunctions(field, { ...plainFunctions, ...powers, pi }, 40, false),
    ...hyperbolic(one, two),
    ...halfTurns(pi, two),
    rsqrt: (x) => one.div(x.sqrt()),
    hypot: (a, b) =>
      [a, b].find((x) => x.abs().equals(Infinity))?.abs() ?? a.times(a).plus(b.times(b)).sqrt(),
    atan2: angle(field, (x) => x.atan(), pi),
  } satisfies Record<string, (a: BigNumber, b: BigNumber) => BigNumber>;
}

function exponentials(one: BigNumber, two: BigNumber) {
  const log1p = (x: BigNumber): BigNumber =>
    // atanh of decimal.js keeps its digits near 0
    x.abs().lessThan(0.5) ? x.div(x.plus(two)).atanh().times(two) : x.plus(one).ln();
  return {
    exp2: (x: BigNumber) => two.pow(x),
    expm1: (x: BigNumber) =>
      x.abs().lessThan(1) ? x.div(two).sinh().times(x.div(two).exp()).times(two) : x.exp().minus(one),
    log2: (x: BigNumber) => x.log(2),
    log10: (x: BigNumber) => x.log(10),
    log1p,
    sigmoid: (x: BigNumber) => one.div(one.plus(x.neg().exp())),
    softplus: (x: BigNumber) => (x.isPositive() ? x.plus(log1p(x.neg().exp())) : log1p(x.exp())),
  };
}

/** By exponentials away from 0: the series of decimal.js do not end at large arguments. */
function hyperbolic(one: BigNumber, two: BigNumber) {
  const isSmall = (x: BigNumber): boolean => x.abs().lessThan(1);
  return {
    sinh: (x: BigNumber) => (isSmall(x) ? x.sinh() : x.exp().minus(x.neg().exp()).div(two)),
    cosh: (x: BigNumber) => x.exp().plus(x.neg().exp()).div(two),
    sech: (x: BigNumber) => two.div(x.exp().plus(x.neg().exp())),
    csch: (x: BigNumber) => (isSmall(x) ? one.div(x.sinh()) : two.div(x.exp().minus(x.neg().exp()))),
    tanh: (x: BigNumber) => (isSmall(x) ? x.tanh() : one.minus(two.div(x.times(two).exp().plus(one)))),
  };
}

function halfTurns(pi: BigNumber, two: BigNumber) {
  const angle = (x: BigNumber): BigNumber => x.minus(x.div(two).round().times(two)).times(pi);
  return {
    sinpi: (x: BigNumber) => angle(x).sin(),
    cospi: (x: BigNumber) => angle(x).cos(),
    sinc: (x: BigNumber) => (x.isZero() ? x.plus(1) : angle(x).sin().div(x.times(pi))),
  };
}

const plainFunctions = {
  exp: (x: BigNumber) => x.exp(),
  log: (x: BigNumber) => x.ln(),
  pow: (a: BigNumber, b: BigNumber) => a.pow(b),
  sqrt: (x: BigNumber) => x.sqrt(),
  cbrt: (x: BigNumber) => x.cbrt(),
  sin: ofAngle((x) => x.sin()),
  cos: ofAngle((x) => x.cos()),
  tan: ofAngle((x) => x.tan()),
  asin: (x: BigNumber) => x.asin(),
  acos: (x: BigNumber) => x.acos(),
  atan: (x: BigNumber) => x.atan(),
  asinh: (x: BigNumber) => x.asinh(),
  acosh: (x: BigNumber) => x.acosh(),
  atanh: (x: BigNumber) => x.atanh(),
};
