// The complex step: the derivative of f along v is Im f(x + i h v) / h, with nothing subtracted (Squire and
// Trapp, 1998).

import { flat } from "../points.js";
import type { WengertList } from "../wengert.js";
import { complexField } from "./complex-field.js";
import { complex } from "./complex.js";
import { interpret } from "./interpret.js";

/**
 * A step whose square is lost beside any value, 1e-200, and a larger one for small derivatives, 8e-121. They are
 * powers of two, so that both round alike.
 */
const [step, largerStep] = [2 ** -664, 2 ** -399];

/** An imaginary part below which digits may be missing. */
const tiny = 1e-290;

/**
 * The derivatives of all outputs along `v`, to about sixteen digits; undefined if an op is not covered. An
 * element is NaN where the real function ends, where no step is small beside the inputs, and where the
 * derivative is too small for either step (below about 1e-170; far below, it is 0).
 */
export function complexStep(list: WengertList, v: Float64Array): Float64Array | undefined {
  const [small, large] = [stepped(list, v, step), stepped(list, v, largerStep)];
  return small?.map((slope, i) => {
    const other = large?.[i] ?? NaN;
    if (Math.abs(slope) * step < tiny)
      return other === 0 || Math.abs(other) * largerStep > tiny ? other : NaN;
    return Math.abs(slope - other) <= 1e-9 * Math.abs(slope) ? slope : NaN;
  });
}

function stepped(list: WengertList, v: Float64Array, h: number): Float64Array | undefined {
  const x = Array.from(flat(list.inputs), (xi, i) => complex(xi, h * (v[i] ?? 0)));
  const y = interpret(complexField, list, x);
  return y && Float64Array.from(y, ({ re, im }) => (Number.isNaN(re) ? NaN : im / h));
}
