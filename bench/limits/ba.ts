// By hand: the Jacobian of a block of bundle adjustment, 2 × 15, by the chain rule through rotation, projection and
// distortion.

/**
 * Writes the two rows to `out`, from `to` on, `apart` numbers between neighbours, for the 15 numbers that are in `x` from
 * `from` on, `apart` numbers between neighbours.
 */
export function jacobian(
  x: Float64Array,
  from: number,
  apart: number,
  measured: readonly [number, number],
  out: Float64Array,
  to: number,
): void {
  const at = (k: number): number => x[from + k * apart]!;
  const [r0, r1, r2] = [at(0), at(1), at(2)];
  const [d0, d1, d2] = [at(11) - at(3), at(12) - at(4), at(13) - at(5)];
  const [f, k1, k2, weight] = [at(6), at(9), at(10), at(14)];
  const angle = Math.sqrt(r0 * r0 + r1 * r1 + r2 * r2);
  const [c, s, inverse] = [Math.cos(angle), Math.sin(angle), 1 / angle];
  const [w0, w1, w2] = [r0 * inverse, r1 * inverse, r2 * inverse];
  const [x0, x1, x2] = [w1 * d2 - w2 * d1, w2 * d0 - w0 * d2, w0 * d1 - w1 * d0];
  const [wd, v] = [w0 * d0 + w1 * d1 + w2 * d2, 1 - c];
  const [p0, p1] = [c * d0 + s * x0 + v * wd * w0, c * d1 + s * x1 + v * wd * w1];
  const inverseDepth = 1 / (c * d2 + s * x2 + v * wd * w2);
  const [a, b] = [p0 * inverseDepth, p1 * inverseDepth];
  const square = a * a + b * b;
  const stretch = 1 + k1 * square + k2 * square * square;
  const slope = 2 * (k1 + 2 * k2 * square);
  // The rotation, and by the angle the derivative of what it does to d.
  const [t0, t1, t2] = [
    -s * d0 + c * x0 + s * wd * w0,
    -s * d1 + c * x1 + s * wd * w1,
    -s * d2 + c * x2 + s * wd * w2,
  ];
  const scale = weight * f * inverseDepth;
  for (let row = 0; row < 2; row++) {
    const q = row === 0 ? a : b;
    const ga = (row === 0 ? stretch : 0) + q * slope * a;
    const gb = (row === 1 ? stretch : 0) + q * slope * b;
    const [g0, g1] = [scale * ga, scale * gb];
    const g2 = -(g0 * a + g1 * b);
    // Through d: Rᵀ g = c g − s w × g + (1 − c) (w·g) w.
    const wg = w0 * g0 + w1 * g1 + w2 * g2;
    const h0 = c * g0 - s * (w1 * g2 - w2 * g1) + v * wg * w0;
    const h1 = c * g1 - s * (w2 * g0 - w0 * g2) + v * wg * w1;
    const h2 = c * g2 - s * (w0 * g1 - w1 * g0) + v * wg * w2;
    // Through w: s (d × g) + (1 − c) ((w·g) d + (w·d) g), less its part along w, and through the angle.
    const e0 = s * (d1 * g2 - d2 * g1) + v * (wg * d0 + wd * g0);
    const e1 = s * (d2 * g0 - d0 * g2) + v * (wg * d1 + wd * g1);
    const e2 = s * (d0 * g1 - d1 * g0) + v * (wg * d2 + wd * g2);
    const along = g0 * t0 + g1 * t1 + g2 * t2 - (w0 * e0 + w1 * e1 + w2 * e2) * inverse;
    const line = to + row * 15 * apart;
    out[line] = e0 * inverse + w0 * along;
    out[line + apart] = e1 * inverse + w1 * along;
    out[line + 2 * apart] = e2 * inverse + w2 * along;
    out[line + 3 * apart] = -h0;
    out[line + 4 * apart] = -h1;
    out[line + 5 * apart] = -h2;
    out[line + 6 * apart] = weight * stretch * q;
    out[line + 7 * apart] = row === 0 ? weight : 0;
    out[line + 8 * apart] = row === 1 ? weight : 0;
    out[line + 9 * apart] = weight * f * square * q;
    out[line + 10 * apart] = weight * f * square * square * q;
    out[line + 11 * apart] = h0;
    out[line + 12 * apart] = h1;
    out[line + 13 * apart] = h2;
    out[line + 14 * apart] = q * stretch * f + (row === 0 ? at(7) - measured[0] : at(8) - measured[1]);
  }
}
