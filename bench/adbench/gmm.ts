// ADBench's Gaussian mixture, as a user would write it with arrays: the log likelihood of points, with a prior.

import {
  add,
  concatenate,
  exp,
  expandDims,
  logsumexp,
  matmul,
  mul,
  slice,
  square,
  sub,
  sum,
  swapAxes,
  take,
} from "../../src/index.js";
import { array, zeros, NDArray, type Value } from "../../src/index.js";
import { linesOf } from "./data.js";

/** What a mixture of K components in d dimensions is: weights [K], means [K, d], factors [K, d (d + 1) / 2]. */
export interface Mixture {
  readonly alphas: Value;
  readonly means: Value;
  readonly factors: Value;
}

/** A problem: where to begin, the points [N, d], and the prior. */
export interface Problem {
  readonly start: { readonly alphas: NDArray; readonly means: NDArray; readonly factors: NDArray };
  readonly points: NDArray;
  readonly gamma: number;
  readonly m: number;
}

/** A problem of ADBench's data. */
export function problemOf(name: string): Problem {
  const lines = linesOf(name);
  const [[, K = 0] = []] = lines;
  const part = (from: number, to?: number): NDArray =>
    array(lines.slice(from, to).map((line) => line.slice()));
  const [gamma = 0, m = 0] = lines.at(-1) ?? [];
  const alphas = array(lines.slice(1, 1 + K).map(([alpha = 0]) => alpha));
  return {
    start: { alphas, means: part(1 + K, 1 + 2 * K), factors: part(1 + 2 * K, 1 + 3 * K) },
    points: part(1 + 3 * K, -1),
    gamma,
    m,
  };
}

/** The log likelihood, but for a constant. */
export function likelihood({ alphas, means, factors }: Mixture, { points, gamma, m }: Problem): Value {
  const [N = 0, d = 0] = points.shape;
  const diagonal = slice(factors, null, [0, d]);
  const lower = slice(factors, null, [d, null]);
  const scales = exp(diagonal);
  const logs = sum(diagonal, { axis: 1 });
  const K =
    alphas instanceof NDArray ? alphas.size : (alphas as { readonly shape: readonly number[] }).shape[0];
  // What is not in a factor is in its last place, a zero.
  const Q = take(
    concatenate([scales, lower, zeros([K ?? 0, 1])], { axis: 1 }),
    array(placesOf(d), { dtype: "int32" }),
    { axis: 1 },
  );
  const apart = sub(expandDims(points, 0), expandDims(means, 1));
  const squares = sum(square(matmul(apart, swapAxes(Q, 1, 2))), { axis: 2 });
  const terms = sub(expandDims(add(alphas, logs), 1), mul(0.5, squares));
  const prior = sub(
    mul(0.5 * gamma * gamma, add(sum(square(scales)), sum(square(lower)))),
    mul(m, sum(diagonal)),
  );
  return add(sub(sum(logsumexp(terms, { axis: 0 })), mul(N, logsumexp(alphas))), prior);
}

/** Where the entries of a triangular matrix are: its diagonal, then what is below it column by column, then a zero. */
function placesOf(d: number): number[][] {
  const places = Array.from({ length: d }, (_, i) =>
    Array.from({ length: d }, (_k, j) => (i === j ? i : (d * (d + 1)) / 2)),
  );
  let next = d;
  for (let j = 0; j < d; j++)
    for (let i = j + 1; i < d; i++) {
      const row = places[i];
      if (row !== undefined) row[j] = next++;
    }
  return places;
}
