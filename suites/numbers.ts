// Numbers at the border between cases and engines: plain, nested, compared in units in the last place.

/** A number, or nested arrays of numbers. */
export type Numbers = number | readonly Numbers[];

/** The numbers, one after the other. */
export function flat(x: Numbers): readonly number[] {
  return typeof x === "number" ? [x] : x.flatMap(flat);
}

/** The lengths along each axis. */
export function shapeOf(x: Numbers): readonly number[] {
  return typeof x === "number" ? [] : [x.length, ...(x[0] === undefined ? [] : shapeOf(x[0]))];
}

/** The numbers in nested arrays of the given shape. */
export function shaped(x: readonly number[], shape: readonly number[]): Numbers {
  const [n, ...inner] = shape;
  if (n === undefined) return x[0] ?? NaN;
  const size = x.length / n;
  return Array.from({ length: n }, (_, i) => shaped(x.slice(i * size, (i + 1) * size), inner));
}

/** Whether two have the same shape, and their numbers are within `ulps` units in the last place. */
export function near(a: Numbers, b: Numbers, ulps: number): boolean {
  const [as, bs] = [flat(a), flat(b)];
  const alike = shapeOf(a).join() === shapeOf(b).join() && as.length === bs.length;
  return alike && as.every((x, i) => ulpsApart(x, bs[i] ?? NaN) <= ulps);
}

/** How many steps from one double to the next lie between two; NaN is infinitely far from all. */
export function ulpsApart(a: number, b: number): number {
  if (a === b) return 0;
  return Number.isNaN(a) || Number.isNaN(b) ? Infinity : Math.abs(Number(rank(a) - rank(b)));
}

/** The place of a double among all of them: neighbours differ by one. */
function rank(x: number): bigint {
  const [bits = 0n] = new BigInt64Array(new Float64Array([x]).buffer);
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}
