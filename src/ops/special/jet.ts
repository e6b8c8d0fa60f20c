// Truncated Taylor series: what carries derivatives of any order in a parameter through a series or a fraction.

/** Coefficients c₀, c₁, … of powers of a small step. */
export type Jet = readonly number[];

/** The product, as long as `a`. */
export function times(a: Jet, b: Jet): Jet {
  return a.map((_, k) => {
    let sum = 0;
    for (let j = 0; j <= k; j++) sum += (a[j] ?? 0) * (b[k - j] ?? 0);
    return sum;
  });
}

/** The quotient, as long as `a`. */
export function over(a: Jet, b: Jet): Jet {
  const q: number[] = [];
  for (let k = 0; k < a.length; k++) {
    let rest = a[k] ?? 0;
    for (let j = 1; j <= k; j++) rest -= (b[j] ?? 0) * (q[k - j] ?? 0);
    q.push(rest / (b[0] ?? 0));
  }
  return q;
}

/** The series of a function from that of its logarithm, of which the first term is given as `value` = e^(l₀). */
export function exponential(value: number, log: Jet): Jet {
  const y = [value];
  for (let k = 1; k < log.length; k++) {
    let sum = 0;
    for (let j = 1; j <= k; j++) sum += j * (log[j] ?? 0) * (y[k - j] ?? 0);
    y.push(sum / k);
  }
  return y;
}
