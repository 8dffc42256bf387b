#include "wasm/cli/training/linear/descent.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <numeric>
#include <thread>

namespace booking::training {
namespace {

/// splitmix64 (Steele, Lea, Flood 2014).
struct Dice {
  uint64_t state;
  uint64_t roll() {
    uint64_t z = state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  size_t below(size_t bound) { return static_cast<size_t>(roll() % bound); }
};

/// Only the columns that the mask leaves.
Matrix masked(const Matrix& matrix, const uint8_t* mask) {
  Matrix part;
  part.starts.reserve(matrix.starts.size());
  for (size_t row = 0; row < matrix.size(); ++row) {
    for (size_t i = matrix.starts[row]; i < matrix.starts[row + 1]; ++i) {
      if (mask[matrix.columns[i]] == 0) continue;
      part.columns.push_back(matrix.columns[i]);
      part.values.push_back(matrix.values[i]);
    }
    part.starts.push_back(part.columns.size());
  }
  return part;
}

/// The bias is the weight of a feature that every row has once.
float train_one(const Matrix& matrix, const std::vector<uint16_t>& labels, uint16_t label, const Descent& descent,
                float* weights) {
  const size_t rows = matrix.size();
  const double slack = 0.5 / static_cast<double>(descent.cost);
  std::vector<double> alpha(rows);
  std::vector<double> diagonal(rows);
  for (size_t row = 0; row < rows; ++row) {
    double square = 1;
    for (size_t i = matrix.starts[row]; i < matrix.starts[row + 1]; ++i)
      square += double{matrix.values[i]} * double{matrix.values[i]};
    diagonal[row] = square + slack;
  }
  std::vector<uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0U);
  size_t active = rows;
  double bias = 0;
  constexpr double kFar = std::numeric_limits<double>::infinity();
  double shrink_above = kFar;
  Dice dice{label + uint64_t{1}};
  for (int round = 0; round < descent.most_rounds; ++round) {
    double greatest = -kFar;
    double least = kFar;
    for (size_t i = 0; i + 1 < active; ++i) std::swap(order[i], order[i + dice.below(active - i)]);
    for (size_t at = 0; at < active; ++at) {
      const uint32_t row = order[at];
      const double sign = labels[row] == label ? 1 : -1;
      double margin = bias;
      for (size_t i = matrix.starts[row]; i < matrix.starts[row + 1]; ++i)
        margin += double{weights[matrix.columns[i]]} * double{matrix.values[i]};
      const double gradient = sign * margin - 1 + slack * alpha[row];
      double projected = gradient;
      if (alpha[row] == 0) {
        if (gradient > shrink_above) {
          std::swap(order[at--], order[--active]);
          continue;
        }
        projected = std::min(gradient, 0.0);
      }
      greatest = std::max(greatest, projected);
      least = std::min(least, projected);
      if (projected > -1e-12 && projected < 1e-12) continue;
      const double before = alpha[row];
      alpha[row] = std::max(before - gradient / diagonal[row], 0.0);
      const double by = (alpha[row] - before) * sign;
      bias += by;
      for (size_t i = matrix.starts[row]; i < matrix.starts[row + 1]; ++i)
        weights[matrix.columns[i]] += static_cast<float>(by * double{matrix.values[i]});
    }
    if (greatest - least <= double{descent.tolerance}) {
      if (active == rows) break;
      active = rows;  // what was set aside is looked at once more
      shrink_above = kFar;
      continue;
    }
    shrink_above = greatest <= 0 ? kFar : greatest;
  }
  return static_cast<float>(bias);
}

}  // namespace

Weights train(const Matrix& matrix, const std::vector<uint16_t>& labels, size_t label_count, size_t columns,
              const Descent& descent, const Mask& mask) {
  Weights all{columns, std::vector<float>(label_count * columns), std::vector<float>(label_count)};
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t label = next++; label < label_count; label = next++) {
      const auto as = static_cast<uint16_t>(label);
      all.biases[label] =
          mask.empty() ? train_one(matrix, labels, as, descent, all.of(label))
                       : train_one(masked(matrix, mask.data() + label * columns), labels, as, descent, all.of(label));
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return all;
}

void scores_of(const Matrix& matrix, size_t row, const Weights& weights, std::vector<float>& scores) {
  scores = weights.biases;
  for (size_t label = 0; label < scores.size(); ++label) {
    const float* const of = weights.of(label);
    for (size_t i = matrix.starts[row]; i < matrix.starts[row + 1]; ++i)
      scores[label] += of[matrix.columns[i]] * matrix.values[i];
  }
}

}  // namespace booking::training
