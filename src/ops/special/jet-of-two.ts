// Truncated Taylor series in two parameters: what carries mixed derivatives through a series or a fraction.

/** The coefficients cᵢⱼ of hⁱ kʲ, i up to `first` and j up to `second`, a row for each i. */
export interface JetOfTwo {
  readonly first: number;
  readonly second: number;
  readonly c: readonly number[];
}

/** The series of value + slopes[0] h + slopes[1] k. */
export function linearJet(
  first: number,
  second: number,
  value: number,
  slopes: readonly [number, number] = [0, 0],
): JetOfTwo {
  const c = new Array<number>((first + 1) * (second + 1)).fill(0);
  c[0] = value;
  if (first > 0) c[second + 1] = slopes[0];
  if (second > 0) c[1] = slopes[1];
  return { first, second, c };
}

/** The series of which the coefficient at (i, j) is f(i, j, the coefficients before it). */
function inOrder(of: JetOfTwo, f: (i: number, j: number, before: readonly number[]) => number): JetOfTwo {
  const c: number[] = [];
  for (let i = 0; i <= of.first; i++) for (let j = 0; j <= of.second; j++) c.push(f(i, j, c));
  return { first: of.first, second: of.second, c };
}

/** Σ f(p, q) a[p, q] b[i − p, j − q] over all places but those that are not `counted`. */
function convolved(
  i: number,
  j: number,
  width: number,
  a: readonly number[],
  b: readonly number[],
  weight: (p: number, q: number) => number,
): number {
  let sum = 0;
  for (let p = 0; p <= i; p++)
    for (let q = 0; q <= j; q++) {
      const w = weight(p, q);
      if (w !== 0) sum += w * (a[p * width + q] ?? 0) * (b[(i - p) * width + j - q] ?? 0);
    }
  return sum;
}

export function sumOfTwo(a: JetOfTwo, b: JetOfTwo): JetOfTwo {
  return { ...a, c: a.c.map((x, k) => x + (b.c[k] ?? 0)) };
}

export function productOfTwo(a: JetOfTwo, b: JetOfTwo): JetOfTwo {
  const width = a.second + 1;
  return inOrder(a, (i, j) => convolved(i, j, width, a.c, b.c, () => 1));
}

export function quotientOfTwo(a: JetOfTwo, b: JetOfTwo): JetOfTwo {
  const width = a.second + 1;
  return inOrder(a, (i, j, q) => {
    const known = convolved(i, j, width, b.c, q, (r, s) => (r + s > 0 ? 1 : 0));
    return ((a.c[i * width + j] ?? 0) - known) / (b.c[0] ?? 0);
  });
}

/** The series of a function from that of its logarithm, of which the first term is given as `value` = e^(l₀₀). */
export function exponentialOfTwo(value: number, log: JetOfTwo): JetOfTwo {
  const width = log.second + 1;
  return inOrder(log, (i, j, y) => {
    if (i + j === 0) return value;
    // y′ = l′ y along the first parameter, or the second where the first does not occur.
    return convolved(i, j, width, log.c, y, (p, q) => (i > 0 ? p : q)) / (i > 0 ? i : j);
  });
}
