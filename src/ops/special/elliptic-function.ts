// The primal algorithms of the complete elliptic integrals of a parameter m, and of their derivatives (DLMF 19).

/** K and E, and the integrals B and D that their derivatives are made of: K = B + D, E = B + (1 − m) D. */
interface Integrals {
  readonly k: number;
  readonly e: number;
  readonly b: number;
  readonly d: number;
}

/** All four, for m < 1: for m < 0 from those of m / (m − 1) (DLMF 19.7.2). */
function integrals(m: number): Integrals {
  if (m >= 0) return m < 0.55 ? byMeans(m, 1 - m) : byLogarithm(1 - m);
  const root = Math.sqrt(1 - m);
  const { k, e, b, d } = m > -1 ? byMeans(m / (m - 1), 1 / (1 - m)) : byLogarithm(1 / (1 - m));
  return { k: k / root, e: e * root, b: d / root, d: b / root };
}

/** By the arithmetic and geometric mean of 1 and √n, n = 1 − m (DLMF 19.8.1, 19.8.6); D / K = Σ 2ʲ⁻¹ cⱼ² / m. */
function byMeans(m: number, n: number): Integrals {
  let [a, g] = [1, Math.sqrt(n)];
  let [c, weight, ratio] = [m / (4 * (1 + g) ** 2), 1, 0.5];
  while (weight === 1 || a - g > 1e-9 * a) {
    ratio += weight * c;
    [a, g] = [(a + g) / 2, Math.sqrt(a * g)];
    const next = (a + g) / 2;
    c = (m * c * c) / (16 * next * next);
    weight *= 2;
  }
  ratio += weight * c;
  const k = Math.PI / (a + g);
  const d = k * ratio;
  return { k, e: k - m * d, b: k - d, d };
}

/** By powers of n = 1 − m times L = −½ ln n, in which no digits cancel for a small n (DLMF 19.12.1, 19.12.2). */
function byLogarithm(n: number): Integrals {
  if (n === 0) return { k: Infinity, e: 1, b: 1, d: Infinity };
  const log = -0.5 * Math.log(n);
  // Of K, which the means give with more digits, the terms are cⱼ nʲ (L + dⱼ); of E, ½ eⱼ nʲ⁺¹ (L + gⱼ).
  let [c, shift, e] = [1, 2 * Math.LN2, 0.5];
  const y = { e: 0, b: 0, d: 0 };
  for (let j = 0; j < 60 && c > 1e-18; j++) {
    const step = 1 / ((2 * j + 1) * (2 * j + 2));
    const [ofK, ofE] = [log + shift, log + shift - step];
    y.b += c * (1 - 2 * j * ofK);
    y.e += e * n * ofE;
    y.d += e * (2 * (j + 1) * ofE - 1);
    c *= ((0.5 + j) / (1 + j)) ** 2 * n;
    e *= ((0.5 + j) / (2 + j)) * ((1.5 + j) / (1 + j)) * n;
    shift -= 2 * step;
  }
  return { ...y, k: byMeans(1 - n, n).k, e: 1 + y.e };
}

/** The n-th derivative of K in m. */
export function firstKind(n: number, m: number): number {
  if (!(m <= 1)) return NaN;
  if (m === -Infinity) return 0;
  if (n === 0) return integrals(m).k;
  if (n === 1) return m === 1 ? Infinity : integrals(m).b / (2 * (1 - m));
  if (Math.abs(m) < 0.55) return hypergeometric(n, 0.5, m);
  return upwards(n, 0.5, m, firstKind(0, m), firstKind(1, m));
}

/** The n-th derivative of E in m. */
export function secondKind(n: number, m: number): number {
  if (!(m <= 1)) return NaN;
  if (m === -Infinity) return n === 0 ? Infinity : 0;
  if (n === 0) return integrals(m).e;
  if (n === 1) return -0.5 * integrals(m).d;
  if (Math.abs(m) < 0.55) return hypergeometric(n, -0.5, m);
  return upwards(n, -0.5, m, secondKind(0, m), secondKind(1, m));
}

/** The n-th derivative of π/2 F(a, ½; 1; m): π/2 Σ (a)ⱼ (½)ⱼ / (j! (j − n)!) mʲ⁻ⁿ, j from n on (DLMF 19.5.1). */
function hypergeometric(n: number, a: number, m: number): number {
  let term = Math.PI / 2;
  for (let j = 0; j < n; j++) term *= ((a + j) * (0.5 + j)) / (1 + j);
  let rest = 0;
  const first = term;
  for (let j = n; Math.abs(term) > 1e-18 * Math.abs(first); j++) {
    term *= (((a + j) * (0.5 + j)) / ((1 + j) * (j - n + 1))) * m;
    rest += term;
  }
  return first + rest;
}

/** By the derivatives of the differential equation, m (1 − m) y″ + (1 − (a + 3/2) m) y′ = a y / 2 (DLMF 15.10.1). */
function upwards(n: number, a: number, m: number, y: number, slope: number): number {
  if (m === 1) return slope;
  let [before, at] = [y, slope];
  for (let k = 0; k < n - 1; k++) {
    const push = (a + k) * (0.5 + k) * before - (1 + k - (a + 1.5 + 2 * k) * m) * at;
    [before, at] = [at, push / (m * (1 - m))];
  }
  return at;
}
