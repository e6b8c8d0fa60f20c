// Complex numbers whose imaginary part may be as small as 1e-200: nothing here subtracts it from anything else.

/** re + i im */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** re + i im */
export function complex(re: number, im = 0): Complex {
  return { re, im };
}

/** a + b */
export function plus(a: Complex, b: Complex): Complex {
  return complex(a.re + b.re, a.im + b.im);
}

/** a − b */
export function minus(a: Complex, b: Complex): Complex {
  return complex(a.re - b.re, a.im - b.im);
}

/** a b */
export function product(a: Complex, b: Complex): Complex {
  return complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
}

/** a / b after Smith (1962), which neither overflows nor underflows on the way. */
export function ratio(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const r = b.im / b.re;
    const d = b.re + b.im * r;
    return complex((a.re + a.im * r) / d, (a.im - a.re * r) / d);
  }
  const r = b.re / b.im;
  const d = b.re * r + b.im;
  return complex((a.re * r + a.im) / d, (a.im * r - a.re) / d);
}

/** t z, of a real t */
export function scaled(t: number, z: Complex): Complex {
  return complex(t * z.re, t * z.im);
}

/** −z */
export function opposite(z: Complex): Complex {
  return complex(-z.re, -z.im);
}
