// The settings of four published gradient checkers, as data, and what each says of a derivative.
//
// Written anew from their described numbers: PyTorch's gradcheck, autograd's check_grads, FiniteDifferences.jl
// with the settings of ChainRulesTestUtils, and pyadjoint's Taylor test.

/** A function of one number near 0, as a checker sees it along one direction. */
export type Along = (t: number) => number;

/** A published way to check: whether it accepts `slope` for the derivative of `f` at 0. */
export interface Setting {
  readonly name: string;
  /** Along each coordinate, or along one random direction. */
  readonly probes: "coordinates" | "direction";
  readonly accepts: (f: Along, slope: number) => boolean;
}

interface Fixed extends Pick<Setting, "name" | "probes"> {
  readonly step: number;
  /** The distance that is allowed between the derivative and the difference quotient. */
  readonly allowed: (slope: number, quotient: number) => number;
}

const fixed: readonly Fixed[] = [
  {
    name: "PyTorch: h 1e-6, 1e-5 + 1e-3 relative",
    probes: "coordinates",
    step: 1e-6,
    allowed: (_, n) => 1e-5 + 1e-3 * Math.abs(n),
  },
  {
    name: "autograd: h 5e-7, 1e-6 or 1e-6 relative",
    probes: "direction",
    step: 5e-7,
    allowed: (a, n) => Math.max(1e-6, 1e-6 * Math.abs(a + n)),
  },
];

/** The central difference of step h. */
export function central(f: Along, h: number): number {
  return (f(h) - f(-h)) / (2 * h);
}

function ofFixed({ name, probes, step, allowed }: Fixed): Setting {
  return {
    name,
    probes,
    accepts(f, slope) {
      const quotient = central(f, step);
      return Math.abs(slope - quotient) <= allowed(slope, quotient);
    },
  };
}

/** Five points, the step from an estimate of the fifth derivative, at most 0.01 from end to end. */
const fivePoints: Setting = {
  name: "ChainRulesTestUtils: 5 points, 1e-9",
  probes: "direction",
  accepts(f, slope) {
    const quotient = first(f, stepOf(f));
    return Math.abs(slope - quotient) <= Math.max(1e-9, 1e-9 * Math.max(Math.abs(slope), Math.abs(quotient)));
  },
};

const reach = 0.01 / 2;

function first(f: Along, h: number): number {
  return (f(-2 * h) - 8 * f(-h) + 8 * f(h) - f(2 * h)) / (12 * h);
}

/** h = (C₁ / 4 C₂)^⅕, where rounding adds C₁ / h to the error and the stencil itself C₂ h⁴. */
function stepOf(f: Along): number {
  const rounding = 1.5 * Number.EPSILON * Math.abs(f(0));
  const coarse = Math.min(0.02, reach);
  const bend = Math.max(...[-coarse, 0, coarse].map((t) => Math.abs(fifth((s) => f(t + s), coarse))));
  const h = (rounding / (4 * (bend / 30))) ** (1 / 5);
  return h > 0 && h < reach ? h : reach;
}

/** The fifth derivative, by seven points. */
function fifth(f: Along, h: number): number {
  const odd = (k: number): number => f(k * h) - f(-k * h);
  return (odd(3) - 4 * odd(2) + 5 * odd(1)) / (2 * h ** 5);
}

/** |f(h) − f(0) − h f′(0)| must fall as h² when h is halved. */
const taylor: Setting = {
  name: "pyadjoint: Taylor rate ≥ 1.9",
  probes: "direction",
  accepts(f, slope) {
    const rests = [0, 1, 2, 3].map((k) => {
      const h = 0.01 / 2 ** k;
      return Math.abs(f(h) - f(0) - h * slope);
    });
    const rates = rests.slice(1).map((rest, k) => Math.log2((rests[k] ?? NaN) / rest));
    return Math.min(...rates) >= 1.9;
  },
};

/** The four settings. */
export const published: readonly Setting[] = [...fixed.map(ofFixed), fivePoints, taylor];

/**
 * PyTorch's fast mode: the Jacobian between one direction of the inputs and one of the outputs, both of numbers
 * from 0 to 1, normalized; the absolute tolerance grows with their sums.
 */
export function fastModeAccepts(f: Along, slope: number, u: Float64Array, v: Float64Array): boolean {
  const total = (w: Float64Array): number => w.reduce((sum, e) => sum + e, 0);
  const quotient = central(f, 1e-6);
  return Math.abs(slope - quotient) <= 1e-5 * total(u) * total(v) + 1e-3 * Math.abs(quotient);
}
