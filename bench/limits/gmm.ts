// By hand: the gradient of the Gaussian mixture's log likelihood, point by point.

/** Weights [K], means [K × d], factors [K × d (d + 1) / 2], each as its elements. */
export interface Numbers {
  readonly alphas: Float64Array;
  readonly means: Float64Array;
  readonly factors: Float64Array;
}

/** What the likelihood is of, and its prior. */
export interface Given {
  readonly points: Float64Array;
  readonly d: number;
  readonly gamma: number;
  readonly m: number;
}

/** The gradient, in the same parts. */
export function gradient({ alphas, means, factors }: Numbers, { points, d, gamma, m }: Given): Numbers {
  const [K, N, size] = [alphas.length, points.length / d, (d * (d + 1)) / 2];
  const bar = {
    alphas: new Float64Array(K),
    means: new Float64Array(K * d),
    factors: new Float64Array(K * size),
  };
  const [scales, logs] = [new Float64Array(K * d), new Float64Array(K)];
  for (let k = 0; k < K; k++)
    for (let i = 0; i < d; i++) {
      const q = factors[k * size + i]!;
      scales[k * d + i] = Math.exp(q);
      logs[k]! += q;
    }
  const [apart, moved, terms] = [new Float64Array(K * d), new Float64Array(K * d), new Float64Array(K)];
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < K; k++) {
      const at = k * d;
      for (let i = 0; i < d; i++) {
        const x = points[n * d + i]! - means[at + i]!;
        apart[at + i] = x;
        moved[at + i] = scales[at + i]! * x;
      }
      let place = k * size + d;
      for (let j = 0; j < d; j++) {
        const x = apart[at + j]!;
        for (let i = j + 1; i < d; i++) moved[at + i]! += factors[place++]! * x;
      }
      let squares = 0;
      for (let i = 0; i < d; i++) squares += moved[at + i]! * moved[at + i]!;
      terms[k] = alphas[k]! + logs[k]! - 0.5 * squares;
    }
    softmax(terms);
    for (let k = 0; k < K; k++) back(k, terms[k]!);
  }
  finish();
  return bar;

  /** What one point adds for a component that has this share of it. */
  function back(k: number, share: number): void {
    const [at, own] = [k * d, k * size];
    bar.alphas[k]! += share;
    for (let i = 0; i < d; i++) {
      const g = share * moved[at + i]!;
      bar.factors[own + i]! += share - g * scales[at + i]! * apart[at + i]!;
      bar.means[at + i]! += g * scales[at + i]!;
    }
    let place = own + d;
    for (let j = 0; j < d; j++) {
      let sum = 0;
      const x = apart[at + j]!;
      for (let i = j + 1; i < d; i++, place++) {
        const g = share * moved[at + i]!;
        bar.factors[place]! -= g * x;
        sum += g * factors[place]!;
      }
      bar.means[at + j]! += sum;
    }
  }

  /** The weights and the prior. */
  function finish(): void {
    const shares = alphas.slice();
    softmax(shares);
    for (let k = 0; k < K; k++) {
      bar.alphas[k]! -= N * shares[k]!;
      const own = k * size;
      for (let i = 0; i < d; i++) bar.factors[own + i]! += gamma * gamma * scales[k * d + i]! ** 2 - m;
      for (let i = d; i < size; i++) bar.factors[own + i]! += gamma * gamma * factors[own + i]!;
    }
  }
}

function softmax(x: Float64Array): void {
  let [most, total] = [-Infinity, 0];
  for (const v of x) most = Math.max(most, v);
  for (let k = 0; k < x.length; k++) total += x[k] = Math.exp(x[k]! - most);
  for (let k = 0; k < x.length; k++) x[k]! /= total;
}
