// Linear support vector machines with squared hinge loss, one label against the rest, by dual coordinate descent:
// Hsieh, Chang, Lin, Keerthi and Sundararajan, "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML
// 2008, algorithm 3 (with shrinking). The same numbers on every run: each label draws its order from a seed of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "wasm/cli/training/linear/matrix.h"

namespace booking::training {

struct Descent {
  float cost = 1.5F;       ///< C
  float tolerance = 0.1F;  ///< between the greatest and least projected gradient, as LIBLINEAR's -e
  int most_rounds = 100;
};

/// Weights of each label, `weights[label * columns + column]`, and its bias.
struct Weights {
  size_t columns = 0;
  std::vector<float> weights;
  std::vector<float> biases;

  [[nodiscard]] float* of(size_t label) { return weights.data() + label * columns; }
  [[nodiscard]] const float* of(size_t label) const { return weights.data() + label * columns; }
};

/// Which weights may differ from 0: a byte for each of `Weights::weights`. Empty: all.
using Mask = std::vector<uint8_t>;

Weights train(const Matrix& matrix, const std::vector<uint16_t>& labels, size_t label_count, size_t columns,
              const Descent& descent, const Mask& mask);

/// The scores of one row.
void scores_of(const Matrix& matrix, size_t row, const Weights& weights, std::vector<float>& scores);

}  // namespace booking::training
