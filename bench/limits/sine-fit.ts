// By hand: the gradient of the sum of squares of a fit of a sine.

/** The gradient of Σ (yᵢ − a sin(b tᵢ + c))² by a, b and c. */
export function gradient(
  [a = 0, b = 0, c = 0]: readonly number[],
  t: readonly number[],
  y: readonly number[],
): readonly number[] {
  let [da, db, dc] = [0, 0, 0];
  for (let i = 0; i < t.length; i++) {
    const phase = b * t[i]! + c;
    const sine = Math.sin(phase);
    const slope = -2 * (y[i]! - a * sine);
    const cosine = slope * a * Math.cos(phase);
    da += slope * sine;
    db += cosine * t[i]!;
    dc += cosine;
  }
  return [da, db, dc];
}
