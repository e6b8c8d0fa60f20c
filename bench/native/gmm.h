// The gradient of the Gaussian mixture's log likelihood, point by point.
#pragma once

#include <algorithm>
#include <cmath>

#include "arrays.h"

inline void softmax(double *x, size_t n) {
  const double most = *std::max_element(x, x + n);
  double total = 0;
  for (size_t k = 0; k < n; k++) total += x[k] = std::exp(x[k] - most);
  for (size_t k = 0; k < n; k++) x[k] /= total;
}

/** x: weights [K], means [K × d], factors [K × d (d + 1) / 2], points [N × d], and d, γ and m. */
inline void mixture(const Arrays &x, std::vector<double> &out) {
  const Array alphas = x[0], means = x[1], factors = x[2], points = x[3];
  const size_t d = static_cast<size_t>(x[4][0]);
  const double gamma = x[4][1], m = x[4][2];
  const size_t K = alphas.size(), N = points.size() / d, size = d * (d + 1) / 2;
  out.assign(K + K * d + K * size, 0);
  double *alphaBar = out.data(), *meanBar = alphaBar + K, *factorBar = meanBar + K * d;
  std::vector<double> scales(K * d), logs(K), apart(K * d), moved(K * d), terms(K);
  for (size_t k = 0; k < K; k++)
    for (size_t i = 0; i < d; i++) {
      scales[k * d + i] = std::exp(factors[k * size + i]);
      logs[k] += factors[k * size + i];
    }
  for (size_t n = 0; n < N; n++) {
    for (size_t k = 0; k < K; k++) {
      double *a = &apart[k * d], *b = &moved[k * d];
      for (size_t i = 0; i < d; i++) {
        a[i] = points[n * d + i] - means[k * d + i];
        b[i] = scales[k * d + i] * a[i];
      }
      const double *factor = &factors[k * size + d];
      for (size_t j = 0; j < d; j++)
        for (size_t i = j + 1; i < d; i++) b[i] += *factor++ * a[j];
      double squares = 0;
      for (size_t i = 0; i < d; i++) squares += b[i] * b[i];
      terms[k] = alphas[k] + logs[k] - 0.5 * squares;
    }
    softmax(terms.data(), K);
    for (size_t k = 0; k < K; k++) {
      const double share = terms[k];
      const double *a = &apart[k * d], *b = &moved[k * d], *scale = &scales[k * d];
      double *mean = &meanBar[k * d], *own = &factorBar[k * size];
      alphaBar[k] += share;
      for (size_t i = 0; i < d; i++) {
        const double g = share * b[i];
        own[i] += share - g * scale[i] * a[i];
        mean[i] += g * scale[i];
      }
      const double *factor = &factors[k * size + d];
      own += d;
      for (size_t j = 0; j < d; j++) {
        double sum = 0;
        for (size_t i = j + 1; i < d; i++) {
          const double g = share * b[i];
          *own++ -= g * a[j];
          sum += g * *factor++;
        }
        mean[j] += sum;
      }
    }
  }
  std::vector<double> shares(alphas.begin(), alphas.end());
  softmax(shares.data(), K);
  for (size_t k = 0; k < K; k++) {
    alphaBar[k] -= static_cast<double>(N) * shares[k];
    double *own = &factorBar[k * size];
    for (size_t i = 0; i < d; i++) own[i] += gamma * gamma * scales[k * d + i] * scales[k * d + i] - m;
    for (size_t i = d; i < size; i++) own[i] += gamma * gamma * factors[k * size + i];
  }
}
