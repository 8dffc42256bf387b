// Texts as rows of numbers, the way wasm/routing/understanding/classify.h sees them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "wasm/cli/training/texts/examples.h"
#include "wasm/routing/understanding/model.h"

namespace booking::training {

using Views = std::array<float, routing::kViews>;

/// The features that count: their places and the levels of their IDF.
struct Dictionary {
  std::vector<uint32_t> places;               ///< ascending
  std::vector<uint8_t> idf_level;             ///< of each place
  std::array<float, routing::kLevels> idf{};  ///< what a level stands for
  std::vector<int32_t> row_of;                ///< of each of 2^20 places; -1 where none is

  [[nodiscard]] size_t size() const { return places.size(); }
};

/// Every feature that is in at least `fewest` of the texts. IDF is scikit-learn's, 1 + ln((1 + n) / (1 + df)), to 16
/// levels.
Dictionary dictionary_of(const Examples& examples, uint32_t fewest, const Views& views);

/// The rows that `kept` names, ascending.
Dictionary part_of(const Dictionary& dictionary, std::span<const uint32_t> kept);

/// Compressed sparse rows.
struct Matrix {
  std::vector<size_t> starts{0};
  std::vector<uint32_t> columns;
  std::vector<float> values;

  [[nodiscard]] size_t size() const { return starts.size() - 1; }
};

Matrix matrix_of(const Examples& examples, const Dictionary& dictionary, const Views& views);

}  // namespace booking::training
