// That the derivative is a linear map, the one of either mode the transpose of the other's: zero gives zero, sums
// give sums, multiples multiples.

import type { Value } from "../../core/op.js";
import type { Plain } from "../../ndarray/index.js";
import { gaussian } from "../points.js";
import { alike, everywhere, isFinite, largestOf, moderate, tiny, type Complaint, type Law } from "./laws.js";
import { argumentOf, flat, inner, pulled, pushed, spread } from "./subject.js";

export const zeros: Law = {
  name: "zero gives exactly zero",
  kinds: everywhere,
  modes: [],
  check({ op, point, y }) {
    if (!isFinite(y)) return undefined;
    for (const [i, x] of point.x.entries()) {
      const back = op.vjp(i, zeroLike(y), y, point.x, point.params);
      if (!isZero(back))
        return complain(i, "zero", "the reverse rule makes something of a zero cotangent", back);
      const ahead = op.jvp(i, zeroLike(x), y, point.x, point.params);
      if (!isZero(ahead))
        return complain(i, undefined, "the forward rule makes something of a zero tangent", ahead);
    }
    return undefined;
  },
};

function complain(argument: number, cotangent: string | undefined, says: string, got: Value): Complaint {
  const value = flat([got]).find((v) => v !== 0) ?? 0;
  return {
    argument,
    ...(cotangent === undefined ? {} : { cotangent }),
    expected: 0,
    says: `${says}: ${String(value)}`,
  };
}

function zeroLike(x: Plain): Plain {
  return spread(new Float64Array(flat([x]).length), [x])[0] as Plain;
}

function isZero(dx: Value): boolean {
  return flat([dx]).every((v) => v === 0);
}

export const linearity: Law = {
  name: "the pullback is linear",
  kinds: moderate,
  modes: ["reverse"],
  check(subject) {
    const { f, y, point, size, seed } = subject;
    const [u, v] = [gaussian(seed + 11, size), gaussian(seed + 12, size)];
    const mixture = (a: Float64Array, b: Float64Array): Float64Array =>
      a.map((ai, i) => 1.5 * ai - 0.75 * (b[i] ?? 0));
    const pull = (w: Float64Array): Float64Array => pulled(f, point.x, y, w);
    const [pu, pv, pm] = [pull(u), pull(v), pull(mixture(u, v))];
    const due = mixture(pu, pv);
    const slack = 1e-13 * largestOf([pu, pv]) + tiny;
    for (const [j, reverse] of pm.entries()) {
      const expected = due[j] ?? NaN;
      if (alike(reverse, expected, slack) || !Number.isFinite(expected)) continue;
      const says = `pull(1.5 u − 0.75 v) is ${String(reverse)}, and 1.5 pull(u) − 0.75 pull(v) ${String(expected)}`;
      return {
        argument: argumentOf(subject, j),
        cotangent: "1.5 u − 0.75 v, Gaussian",
        reverse,
        expected,
        says,
      };
    }
    return undefined;
  },
};

/** Powers of two scale without rounding; these are beyond 1e150, and beyond 1e-150. */
const powers = [2 ** 500, 2 ** -500];

export const scaling: Law = {
  name: "huge and tiny cotangents scale exactly",
  kinds: ["interior", "shape"],
  modes: ["reverse"],
  check(subject) {
    const { f, y, point, size, seed } = subject;
    const w = gaussian(seed + 13, size);
    const plain = pulled(f, point.x, y, w);
    for (const power of powers) {
      const scaled = pulled(
        f,
        point.x,
        y,
        w.map((v) => power * v),
      );
      const j = scaled.findIndex((v, k) => v !== power * (plain[k] ?? NaN) && isModerate(plain[k] ?? NaN));
      if (j < 0) continue;
      const [reverse, expected] = [scaled[j] ?? NaN, power * (plain[j] ?? NaN)];
      const says = `a cotangent times 2^${String(Math.log2(power))} gives ${String(reverse)}, not ${String(expected)}`;
      return {
        argument: argumentOf(subject, j),
        cotangent: `Gaussian times ${String(power)}`,
        reverse,
        expected,
        says,
      };
    }
    return undefined;
  },
};

function isModerate(x: number): boolean {
  return x === 0 || (Math.abs(x) > 1e-100 && Math.abs(x) < 1e100);
}

export const adjoint: Law = {
  name: "the modes are transposes",
  kinds: moderate,
  modes: ["forward", "reverse"],
  check(subject) {
    const { f, y, point, size, sizes, seed } = subject;
    const w = gaussian(seed + 14, size);
    const back = pulled(f, point.x, y, w);
    let start = 0;
    for (const [argument, n] of sizes.entries()) {
      const v = new Float64Array(back.length);
      v.set(gaussian(seed + 15 + argument, n), start);
      start += n;
      const ahead = pushed(f, point.x, v);
      const [forward, reverse] = [inner(w, ahead), inner(back, v)];
      const terms = inner(w.map(Math.abs), ahead.map(Math.abs)) + inner(back.map(Math.abs), v.map(Math.abs));
      if (!Number.isFinite(terms) || alike(forward, reverse, 1e-12 * terms + tiny)) continue;
      const says = `⟨w, J v⟩ is ${String(forward)} and ⟨Jᵀ w, v⟩ ${String(reverse)}`;
      return { argument, cotangent: "Gaussian", forward, reverse, says };
    }
    return undefined;
  },
};
