// What a gradient is given and returns: arrays of numbers.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

using Array = std::span<const double>;
using Arrays = std::vector<Array>;
/** A gradient at one point, written to a list that is empty. */
using Gradient = void (*)(const Arrays &x, std::vector<double> &out);
