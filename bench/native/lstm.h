// The gradient of the loss of a recurrent network, character by character and back.
#pragma once

#include <cmath>

#include "arrays.h"

/** What is kept of one bit of a layer for the way back. */
struct Bit {
  double input, hidden, cell, forget, inward, outward, change, tanh;
};

inline double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/** x: weights and biases of the gates, those around the layers, the state before the text, the text, and b. */
inline void network(const Arrays &in, std::vector<double> &out) {
  const Array main = in[0], extra = in[1], state = in[2], characters = in[3];
  const size_t b = static_cast<size_t>(in[4][0]);
  const size_t layers = state.size() / (2 * b), rounds = characters.size() / b - 1;
  std::vector<Bit> saved(rounds * layers * b);
  std::vector<double> outs(rounds * b), shares(rounds * b), now(state.begin(), state.end()), x(b);
  for (size_t t = 0; t < rounds; t++) {
    for (size_t i = 0; i < b; i++) x[i] = characters[t * b + i] * extra[i];
    for (size_t k = 0; k < layers; k++) {
      const double *w = &main[8 * k * b], *v = w + 4 * b;
      double *hiddens = &now[2 * k * b], *cells = hiddens + b;
      for (size_t i = 0; i < b; i++) {
        const double input = x[i], hidden = hiddens[i], cell = cells[i];
        const double forget = sigmoid(input * w[i] + v[i]);
        const double inward = sigmoid(hidden * w[b + i] + v[b + i]);
        const double outward = sigmoid(input * w[2 * b + i] + v[2 * b + i]);
        const double change = std::tanh(hidden * w[3 * b + i] + v[3 * b + i]);
        cells[i] = cell * forget + inward * change;
        const double tanh = std::tanh(cells[i]);
        saved[(t * layers + k) * b + i] = {input, hidden, cell, forget, inward, outward, change, tanh};
        x[i] = hiddens[i] = outward * tanh;
      }
    }
    double all = 2;
    for (size_t i = 0; i < b; i++) {
      outs[t * b + i] = x[i];
      all += shares[t * b + i] = std::exp(x[i] * extra[b + i] + extra[2 * b + i]);
    }
    for (size_t i = 0; i < b; i++) shares[t * b + i] /= all;
  }
  out.assign(main.size() + extra.size(), 0);
  double *mainBar = out.data(), *extraBar = mainBar + main.size();
  std::vector<double> bars(state.size()), xbar(b);
  const double scale = -1 / static_cast<double>(rounds * b);
  for (size_t t = rounds; t-- > 0;) {
    double ones = 0;
    for (size_t i = 0; i < b; i++) ones += characters[(t + 1) * b + i];
    for (size_t i = 0; i < b; i++) {
      const double y = scale * (characters[(t + 1) * b + i] - ones * shares[t * b + i]);
      extraBar[b + i] += y * outs[t * b + i];
      extraBar[2 * b + i] += y;
      xbar[i] = y * extra[b + i];
    }
    for (size_t k = layers; k-- > 0;) {
      const double *w = &main[8 * k * b];
      double *wbar = &mainBar[8 * k * b], *vbar = wbar + 4 * b;
      double *hbars = &bars[2 * k * b], *cbars = hbars + b;
      for (size_t i = 0; i < b; i++) {
        const auto [input, hidden, cell, forget, inward, outward, change, tanh] =
            saved[(t * layers + k) * b + i];
        const double hbar = hbars[i] + xbar[i];
        const double cbar = cbars[i] + hbar * outward * (1 - tanh * tanh);
        const double f = cbar * cell * forget * (1 - forget);
        const double n = cbar * change * inward * (1 - inward);
        const double o = hbar * tanh * outward * (1 - outward);
        const double c = cbar * inward * (1 - change * change);
        wbar[i] += f * input;
        wbar[b + i] += n * hidden;
        wbar[2 * b + i] += o * input;
        wbar[3 * b + i] += c * hidden;
        vbar[i] += f;
        vbar[b + i] += n;
        vbar[2 * b + i] += o;
        vbar[3 * b + i] += c;
        hbars[i] = n * w[b + i] + c * w[3 * b + i];
        cbars[i] = cbar * forget;
        xbar[i] = f * w[i] + o * w[2 * b + i];
      }
    }
    for (size_t i = 0; i < b; i++) extraBar[i] += xbar[i] * characters[t * b + i];
  }
}
