// The Jacobian of a block of bundle adjustment, 2 × 15, by the chain rule through rotation, projection and distortion.
#pragma once

#include <cmath>

#include "arrays.h"

constexpr size_t blockSize = 15;

inline void block(const double *x, const double *measured, double *out) {
  const double r0 = x[0], r1 = x[1], r2 = x[2];
  const double d0 = x[11] - x[3], d1 = x[12] - x[4], d2 = x[13] - x[5];
  const double f = x[6], k1 = x[9], k2 = x[10], weight = x[14];
  const double angle = std::sqrt(r0 * r0 + r1 * r1 + r2 * r2);
  const double c = std::cos(angle), s = std::sin(angle), inverse = 1 / angle;
  const double w0 = r0 * inverse, w1 = r1 * inverse, w2 = r2 * inverse;
  const double x0 = w1 * d2 - w2 * d1, x1 = w2 * d0 - w0 * d2, x2 = w0 * d1 - w1 * d0;
  const double wd = w0 * d0 + w1 * d1 + w2 * d2, v = 1 - c;
  const double p0 = c * d0 + s * x0 + v * wd * w0, p1 = c * d1 + s * x1 + v * wd * w1;
  const double inverseDepth = 1 / (c * d2 + s * x2 + v * wd * w2);
  const double q[2] = {p0 * inverseDepth, p1 * inverseDepth};
  const double square = q[0] * q[0] + q[1] * q[1];
  const double stretch = 1 + k1 * square + k2 * square * square;
  const double slope = 2 * (k1 + 2 * k2 * square);
  // By the angle, the derivative of what the rotation does to d.
  const double t0 = -s * d0 + c * x0 + s * wd * w0;
  const double t1 = -s * d1 + c * x1 + s * wd * w1;
  const double t2 = -s * d2 + c * x2 + s * wd * w2;
  const double scale = weight * f * inverseDepth;
  for (int row = 0; row < 2; row++, out += blockSize) {
    const double g0 = scale * ((row == 0 ? stretch : 0) + q[row] * slope * q[0]);
    const double g1 = scale * ((row == 1 ? stretch : 0) + q[row] * slope * q[1]);
    const double g2 = -(g0 * q[0] + g1 * q[1]);
    // Through d: Rᵀ g = c g − s w × g + (1 − c) (w·g) w.
    const double wg = w0 * g0 + w1 * g1 + w2 * g2;
    const double h0 = c * g0 - s * (w1 * g2 - w2 * g1) + v * wg * w0;
    const double h1 = c * g1 - s * (w2 * g0 - w0 * g2) + v * wg * w1;
    const double h2 = c * g2 - s * (w0 * g1 - w1 * g0) + v * wg * w2;
    // Through w: s (d × g) + (1 − c) ((w·g) d + (w·d) g), less its part along w, and through the angle.
    const double e0 = s * (d1 * g2 - d2 * g1) + v * (wg * d0 + wd * g0);
    const double e1 = s * (d2 * g0 - d0 * g2) + v * (wg * d1 + wd * g1);
    const double e2 = s * (d0 * g1 - d1 * g0) + v * (wg * d2 + wd * g2);
    const double along = g0 * t0 + g1 * t1 + g2 * t2 - (w0 * e0 + w1 * e1 + w2 * e2) * inverse;
    out[0] = e0 * inverse + w0 * along;
    out[1] = e1 * inverse + w1 * along;
    out[2] = e2 * inverse + w2 * along;
    out[3] = -h0;
    out[4] = -h1;
    out[5] = -h2;
    out[6] = weight * stretch * q[row];
    out[7] = row == 0 ? weight : 0;
    out[8] = row == 1 ? weight : 0;
    out[9] = weight * f * square * q[row];
    out[10] = weight * f * square * square * q[row];
    out[11] = h0;
    out[12] = h1;
    out[13] = h2;
    out[14] = q[row] * stretch * f + (row == 0 ? x[7] - measured[0] : x[8] - measured[1]);
  }
}

/** x: blocks one after the other, and where the points were measured, which is the same for all. */
inline void bundleAdjustment(const Arrays &x, std::vector<double> &out) {
  const size_t count = x[0].size() / blockSize;
  out.resize(count * 2 * blockSize);
  for (size_t i = 0; i < count; i++) block(&x[0][i * blockSize], x[1].data(), &out[i * 2 * blockSize]);
}
