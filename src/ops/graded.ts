// Random matrices for the checks of decompositions.

import * as nd from "../ndarray/index.js";

/**
 * The matrices with 4n, 8n, 12n … added on their diagonals: well-conditioned, with eigenvalues and singular
 * values apart.
 */
export function graded([a]: readonly nd.Plain[]): readonly nd.Plain[] {
  const { data, shape } = a as nd.NDArray;
  const [m = 0, n = 0] = shape.slice(-2);
  const added = (i: number, j: number): number => (i === j ? 4 * Math.max(m, n) * (i + 1) : 0);
  return [
    new nd.NDArray(
      Float64Array.from(data, (x, k) => x + added(Math.floor(k / n) % m, k % n)),
      shape,
    ),
  ];
}

/** The same, the first row with the other sign. */
export function gradedAndTurned(x: readonly nd.Plain[]): readonly nd.Plain[] {
  const [a] = graded(x) as readonly [nd.NDArray];
  const [m = 0, n = 0] = a.shape.slice(-2);
  const data = Float64Array.from(a.data, (v, k) => (k % (m * n) < n ? -v : v));
  return [new nd.NDArray(data, a.shape)];
}

/** The graded matrices with a turn in their first two rows and columns, which has complex eigenvalues. */
export function gradedAndTwisted(x: readonly nd.Plain[]): readonly nd.Plain[] {
  const [a] = graded(x) as readonly [nd.NDArray];
  const n = a.shape.at(-1) ?? 0;
  const twist = (k: number): number => (k === 1 ? 6 * n : k === n ? -6 * n : 0);
  return [
    new nd.NDArray(
      Float64Array.from(a.data, (v, k) => v + twist(k % (n * n))),
      a.shape,
    ),
  ];
}

/**
 * Square matrices, their diagonals made to outweigh their rows, so that all eigenvalues have positive real parts;
 * no entry is left larger than `limit`.
 */
export function outweighed({ data, shape }: nd.NDArray, limit: number): nd.NDArray {
  const n = shape.at(-1) ?? 0;
  const entries = Float64Array.from(data, (x) => Math.max(-limit, Math.min(limit, x)));
  const weight = (row: number): number =>
    entries.slice(row * n, (row + 1) * n).reduce((sum, x) => sum + Math.abs(x), 4);
  return new nd.NDArray(
    entries.map((x, k) => x + (Math.floor(k / n) % n === k % n ? weight(Math.floor(k / n)) : 0)),
    shape,
  );
}
