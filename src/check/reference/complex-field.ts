// The complex numbers as a system that programs can be evaluated in.

import { transcendental } from "./complex-functions.js";
import { complex, minus, opposite, plus, product, ratio, type Complex } from "./complex.js";
import type { Field } from "./field.js";
import { piecewise } from "./piecewise.js";

const arithmetic: Omit<Field<Complex>, "functions"> = {
  add: plus,
  sub: minus,
  mul: product,
  div: ratio,
  neg: opposite,
  fromNumber: (x) => complex(x),
  toNumber: ({ re }) => re,
  compare: (a, b) => (a.re === b.re ? 0 : a.re - b.re),
  size: ({ re, im }) => Math.abs(re) + Math.abs(im),
  quotient: (a, b) => complex(wholes(a.re, b.re)),
  plane: { coordinates: ({ re, im }) => [re, im], compose: ([re = 0, im = 0]) => complex(re, im) },
};

/** ⌊a / b⌋, of the exact quotient: the rounded one can be the next integer already. */
function wholes(a: number, b: number): number {
  const r = a % b;
  const rest = r !== 0 && r < 0 !== b < 0 ? r + b : r;
  return Math.round((a - rest) / b);
}

/** The field of complex numbers, with all analytic elementwise ops. */
export const complexField: Field<Complex> = {
  ...arithmetic,
  functions: { ...piecewise(arithmetic), ...transcendental(arithmetic) },
};
