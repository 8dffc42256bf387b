// Which of the weights a model keeps, in how many bytes, and to which of 16 levels they are rounded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wasm/cli/training/linear/descent.h"
#include "wasm/cli/training/linear/matrix.h"

namespace booking::training {

struct Kept {
  Dictionary dictionary;
  /// Over the kept rows: which weights may differ from 0.
  Mask mask;
};

/// Keeps the weights that move scores the most (|weight| times the root of the column's squares) as far as a model of
/// at most `bytes` has room.
Kept prune(const Weights& weights, const Matrix& matrix, const Dictionary& dictionary,
           const std::vector<std::string>& labels, size_t bytes);

/// The 16 levels that lie nearest the weights that are not 0, by Lloyd's algorithm; one of them is 0.
std::array<float, routing::kLevels> levels_of(const Weights& weights);

/// The level nearest a weight.
size_t nearest(const std::array<float, routing::kLevels>& levels, float weight);

using Chances = std::array<std::array<float, routing::kSigns>, routing::kRanks>;

struct Parts {
  const std::vector<std::string>& labels;
  uint32_t outside = routing::kNoLabel;
  Views views{};
  Chances chances{};
  float threshold = 0;
};

/// The bytes of wasm/routing/understanding/model.h.
std::vector<uint8_t> bytes_of(const Kept& kept, const Weights& weights, const Parts& parts);

/// Writes other chances and another threshold into such bytes.
void with_chances(std::vector<uint8_t>& bytes, const Parts& parts);

}  // namespace booking::training
