// Numbers of twice the digits, as unevaluated sums of two: for alternating series, whose terms cancel (Dekker 1971).

/** A number high + low, of which low is below the last place of high. */
export type Twofold = readonly [high: number, low: number];

/** Euler's constant γ. */
export const eulerGamma: Twofold = [0.5772156649015329, -4.942915152430645e-18];

/** a b, exactly. */
export function exactProduct(a: number, b: number): Twofold {
  const high = a * b;
  const [a1, a2] = halves(a);
  const [b1, b2] = halves(b);
  return [high, a2 * b2 - (high - a1 * b1 - a2 * b1 - a1 * b2)];
}

/** a as the sum of two numbers of half the digits (Veltkamp). */
function halves(a: number): Twofold {
  const split = 134217729 * a;
  const high = split - (split - a);
  return [high, a - high];
}

/** high + low where |high| ≥ |low|. */
function joined(high: number, low: number): Twofold {
  const sum = high + low;
  return [sum, low - (sum - high)];
}

export function sumOf(a: Twofold, b: Twofold): Twofold {
  const high = a[0] + b[0];
  const part = high - a[0];
  return joined(high, a[0] - (high - part) + (b[0] - part) + (a[1] + b[1]));
}

export function productOf(a: Twofold, b: Twofold): Twofold {
  const [high, low] = exactProduct(a[0], b[0]);
  return joined(high, low + (a[0] * b[1] + a[1] * b[0]));
}

/** a / b for a plain number b. */
export function quotientOf(a: Twofold, b: number): Twofold {
  const high = a[0] / b;
  const [product, rest] = exactProduct(high, b);
  return joined(high, (a[0] - product - rest + a[1]) / b);
}
