// limits NAME SECONDS: times a gradient that is written by hand.
//
// It reads doubles: how many points there are, how many arrays each is, and the arrays, each after its length. It writes
// doubles: the seconds of a run, at the points in turn, the median of samples, and the gradient at the first point.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>

#include "ba.h"
#include "gmm.h"
#include "lstm.h"

using Clock = std::chrono::steady_clock;

static double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

static Gradient gradientOf(const std::string &name) {
  if (name == "bundleAdjustment") return bundleAdjustment;
  if (name == "mixture") return mixture;
  if (name == "network") return network;
  return nullptr;
}

static std::vector<double> readAll() {
  std::vector<double> numbers;
  double block[4096];
  while (const size_t n = std::fread(block, sizeof(double), std::size(block), stdin))
    numbers.insert(numbers.end(), block, block + n);
  return numbers;
}

static std::vector<Arrays> pointsIn(const std::vector<double> &numbers) {
  const double *at = numbers.data();
  std::vector<Arrays> points(static_cast<size_t>(*at++));
  const size_t arrays = static_cast<size_t>(*at++);
  for (Arrays &point : points)
    for (size_t k = 0; k < arrays; k++) {
      const size_t length = static_cast<size_t>(*at++);
      point.emplace_back(at, length);
      at += length;
    }
  return points;
}

int main(int count, char **words) {
  const Gradient gradient = count == 3 ? gradientOf(words[1]) : nullptr;
  if (gradient == nullptr) return std::fputs("usage: limits NAME SECONDS\n", stderr), 2;
  const double seconds = std::atof(words[2]);
  const std::vector<double> numbers = readAll();
  const std::vector<Arrays> points = pointsIn(numbers);
  std::vector<double> out;
  size_t next = 0;
  const auto runs = [&](size_t n) {
    const auto start = Clock::now();
    for (size_t i = 0; i < n; i++, next = next + 1 == points.size() ? 0 : next + 1) {
      gradient(points[next], out);
      // Nothing of it can be left out, for all that the compiler knows.
      asm volatile("" : : "r"(out.data()) : "memory");
    }
    return since(start) / static_cast<double>(n);
  };
  const auto start = Clock::now();
  size_t batch = 1;
  while (runs(batch) * static_cast<double>(batch) < seconds / 50) batch *= 2;
  std::vector<double> samples;
  while (samples.size() < 3 || since(start) < seconds) samples.push_back(runs(batch));
  std::nth_element(samples.begin(), samples.begin() + samples.size() / 2, samples.end());
  gradient(points[0], out);
  out.insert(out.begin(), samples[samples.size() / 2]);
  std::fwrite(out.data(), sizeof(double), out.size(), stdout);
}
