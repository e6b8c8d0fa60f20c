// Fourier transforms, of complex arrays (pairs along a last axis) and of real ones.

import * as nd from "../../ndarray/index.js";
import { badOption, unfitShape } from "../../core/errors.js";
import { bind, shapeOf, type Op, type Value } from "../../core/op.js";
import { known } from "../../ndarray/options.js";
import { flip } from "../arranging.js";
import { stretch } from "../axes.js";
import { linear } from "../family.js";
import { eachLane } from "../lanes.js";
import { lift, type Like } from "../lift.js";
import { pad } from "../padding.js";
import { publish } from "../publish.js";
import { concatenate } from "../shape.js";
import { complex, conjugate, pairs, realPart } from "./complex.js";

/** Along which axis, with which sign in the exponent, and times what. */
interface Dft {
  readonly axis: number;
  readonly sign: 1 | -1;
  readonly scale: number;
}

const fftOp: Op<readonly [Value], Dft> = /* @__PURE__ */ linear<Dft>({
  name: "fft",
  doc: "Σⱼ xⱼ e^(−2πi jk / n), of complex pairs; its transpose is its inverse without the factor 1 / n",
  eval: transformed,
  shape: (x) => x,
  transpose: (dy, _x, { axis, sign, scale }) => bind(fftOp, [dy], { axis, sign: sign === 1 ? -1 : 1, scale }),
  along: ({ axis, sign, scale }) => ({ axis: axis + 1, sign, scale }),
  examples: [
    { shapes: [[4, 2]], params: { axis: 0, sign: -1, scale: 1 } },
    { shapes: [[3, 2]], params: { axis: 0, sign: 1, scale: 1 / 3 } },
    { shapes: [[2, 3, 2]], params: { axis: 1, sign: -1, scale: 1 } },
  ],
});

function transformed(x: nd.Plain, { axis, sign, scale }: Dft): nd.Plain {
  const { data, shape } = x as nd.NDArray;
  const n = shape[axis] ?? 1;
  const transform = nd.transformOf(n, sign);
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  const y = new Float64Array(data.length);
  eachLane(shape.slice(0, -1), axis, (start, step) => {
    for (let k = 0; k < n; k++) {
      const at = 2 * (start + k * step);
      re[k] = data[at] ?? 0;
      im[k] = data[at + 1] ?? 0;
    }
    transform(re, im);
    for (let k = 0; k < n; k++) {
      const at = 2 * (start + k * step);
      y[at] = scale * (re[k] ?? 0);
      y[at + 1] = scale * (im[k] ?? 0);
    }
  });
  return nd.floatResult(y, shape, nd.floatTypeOf([x]));
}

/** Of the Fourier transforms. */
export interface FourierOptions {
  /** The last by default; of complex arrays without that of the pairs. */
  readonly axis?: number;
  /** To how many numbers to cut the axis, or to fill it up with zeros. */
  readonly n?: number;
}

/** The axis, and the values cut or filled up. */
function prepared(name: string, v: Value, own: number, options: FourierOptions): { v: Value; axis: number } {
  const { axis = -1, n } = known(name, options, ["axis", "n"]);
  const at = nd.normalizeAxis(name, axis, shapeOf(v).length - own);
  return { v: n === undefined ? v : fitted(name, v, at, n), axis: at };
}

function fitted(name: string, v: Value, axis: number, n: number): Value {
  if (!Number.isInteger(n) || n < 1) throw badOption(name, "n", "a whole number of 1 or more", n);
  const length = shapeOf(v)[axis] ?? 0;
  if (n <= length) return stretch(v, axis, 0, n);
  return pad(
    v,
    shapeOf(v).map((_, k) => [0, k === axis ? n - length : 0] as const),
  );
}

function dft(name: string, x: Like, options: FourierOptions, inverse: boolean): Value {
  const { v, axis } = prepared(name, pairs(name, x), 1, options);
  const n = shapeOf(v)[axis] ?? 0;
  if (n === 0) throw unfitShape(name, "its input", "of at least one number along the axis", shapeOf(v));
  return bind(fftOp, [v], inverse ? { axis, sign: 1, scale: 1 / n } : { axis, sign: -1, scale: 1 });
}

/**
 * The discrete Fourier transform Σⱼ xⱼ e^(−2πi jk / n) of a complex array [..., n, 2], pairs of real and imaginary parts,
 * along an axis, the last before the pairs by default. O(n log n) for every n, right to a few ulp of the norm.
 *
 * @example
 * fft([[1, 0], [2, 0], [3, 0], [4, 0]]); // [[10, 0], [-2, 2], [-2, 0], [-2, -2]]
 */
export const fft = /* @__PURE__ */ publish(fftOp, (x: Like, options: FourierOptions = {}): Value =>
  dft("fft", x, options, false),
);

/** The inverse of `fft`: Σₖ xₖ e^(2πi jk / n) / n. */
export function ifft(x: Like, options: FourierOptions = {}): Value {
  return dft("ifft", x, options, true);
}

/**
 * The first n / 2 + 1 numbers of the Fourier transform of a real array [..., n], complex [..., ⌊n / 2⌋ + 1, 2]; the others
 * are their conjugates.
 *
 * @example
 * rfft([1, 2, 3, 4]); // [[10, 0], [-2, 2], [-2, 0]]
 */
export function rfft(x: Like, options: FourierOptions = {}): Value {
  const { v, axis } = prepared("rfft", lift("rfft", x), 0, options);
  const n = shapeOf(v)[axis] ?? 0;
  return stretch(dft("rfft", complex(v, 0), { axis }, false), axis, 0, Math.floor(n / 2) + 1);
}

/**
 * The inverse of `rfft`: a real array of length n, by default 2 (m − 1), from the first m numbers of its transform. The
 * imaginary parts of the first, and for an even n of the last, do not count.
 *
 * @example
 * irfft(rfft([1, 2, 3, 4])); // [1, 2, 3, 4]
 */
export function irfft(x: Like, options: FourierOptions = {}): Value {
  const { n: asked, ...rest } = known("irfft", options, ["axis", "n"]);
  const given = pairs("irfft", x);
  const { axis } = prepared("irfft", given, 1, rest);
  const n = asked ?? 2 * ((shapeOf(given)[axis] ?? 0) - 1);
  const half = fitted("irfft", given, axis, Math.floor(n / 2) + 1);
  const mirrored = flip(conjugate(stretch(half, axis, 1, Math.ceil(n / 2))), { axis });
  return realPart(dft("irfft", concatenate([half, mirrored], { axis }), { axis }, true));
}

/** The Fourier transform of complex matrices [..., m, n, 2] along both axes. */
export function fft2(x: Like): Value {
  return fft(fft(x, { axis: -1 }), { axis: -2 });
}

/** The inverse of `fft2`. */
export function ifft2(x: Like): Value {
  return ifft(ifft(x, { axis: -1 }), { axis: -2 });
}
