#include "wasm/cli/training/linear/compress.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace booking::training {
namespace {

using namespace routing;

uint32_t label_bits(size_t labels) { return static_cast<uint32_t>(std::bit_width(labels - 1)); }

/// What the file holds besides rows and weights.
size_t fixed_bytes(const std::vector<std::string>& labels) {
  size_t names = 0;
  for (const std::string& label : labels) names += label.size() + 1;
  return sizeof(ModelHeader) + labels.size() * sizeof(float) + names + (kBuckets + 1) * sizeof(Bucket) + 8 + 16;
}

/// Bits of a row with `count` weights, and whether it holds one for each label.
struct RowCost {
  size_t bits;
  bool every;
};

RowCost cost_of(size_t count, size_t labels) {
  const size_t few = count * (label_bits(labels) + 4);
  const size_t every = labels * 4;
  const bool all = count >= kEveryLabel || every <= few;
  return {all ? every : few, all};
}

}  // namespace

Kept prune(const Weights& weights, const Matrix& matrix, const Dictionary& dictionary,
           const std::vector<std::string>& labels, size_t bytes) {
  const size_t columns = dictionary.size();
  std::vector<float> squares(columns);
  for (size_t i = 0; i < matrix.columns.size(); ++i) squares[matrix.columns[i]] += matrix.values[i] * matrix.values[i];
  std::vector<float> weight(weights.weights.size());
  std::vector<float> sorted;
  for (size_t i = 0; i < weight.size(); ++i) {
    weight[i] = std::abs(weights.weights[i]) * std::sqrt(squares[i % columns]);
    if (weight[i] > 0) sorted.push_back(weight[i]);
  }
  std::ranges::sort(sorted, std::greater{});
  std::vector<uint32_t> counts(columns);
  const auto count_above = [&](float least) {
    std::ranges::fill(counts, 0);
    for (size_t i = 0; i < weight.size(); ++i) counts[i % columns] += weight[i] >= least && weight[i] > 0;
  };
  const auto size_above = [&](float least) {
    count_above(least);
    size_t bits = 0;
    size_t rows = 0;
    for (const uint32_t count : counts) {
      rows += count > 0;
      if (count > 0) bits += cost_of(count, labels.size()).bits;
    }
    return fixed_bytes(labels) + rows * 2 + bits / 8 + 1;
  };
  size_t fits = 0;
  for (size_t step = std::bit_floor(std::max<size_t>(sorted.size(), 1)); step > 0; step /= 2)
    if (fits + step <= sorted.size() && size_above(sorted[fits + step - 1]) <= bytes) fits += step;
  const float least = fits == 0 ? 1e30F : sorted[fits - 1];
  count_above(least);
  std::vector<uint32_t> rows;
  for (uint32_t column = 0; column < columns; ++column)
    if (counts[column] > 0) rows.push_back(column);
  Kept kept{part_of(dictionary, rows), Mask(rows.size() * labels.size())};
  for (size_t row = 0; row < rows.size(); ++row) {
    const bool every = cost_of(counts[rows[row]], labels.size()).every;
    for (size_t label = 0; label < labels.size(); ++label) {
      const float each = weight[label * columns + rows[row]];
      kept.mask[label * rows.size() + row] = every || (each >= least && each > 0);
    }
  }
  return kept;
}

size_t nearest(const std::array<float, kLevels>& levels, float weight) {
  size_t best = 0;
  for (size_t i = 1; i < kLevels; ++i)
    if (std::abs(levels[i] - weight) < std::abs(levels[best] - weight)) best = i;
  return best;
}

std::array<float, kLevels> levels_of(const Weights& weights) {
  std::vector<float> values;
  for (const float each : weights.weights)
    if (each != 0) values.push_back(each);
  std::ranges::sort(values);
  std::array<float, kLevels> levels{};
  if (values.empty()) return levels;
  for (size_t i = 0; i < kLevels; ++i) levels[i] = values[values.size() * (2 * i + 1) / (2 * kLevels)];
  for (int round = 0; round < 60; ++round) {
    levels[nearest(levels, 0)] = 0;
    std::ranges::sort(levels);
    std::array<double, kLevels> sums{};
    std::array<size_t, kLevels> counts{};
    for (size_t i = 0, level = 0; i < values.size(); ++i) {
      while (level + 1 < kLevels && values[i] > (levels[level] + levels[level + 1]) / 2) ++level;
      sums[level] += double{values[i]};
      ++counts[level];
    }
    for (size_t i = 0; i < kLevels; ++i)
      if (counts[i] > 0) levels[i] = static_cast<float>(sums[i] / static_cast<double>(counts[i]));
  }
  levels[nearest(levels, 0)] = 0;
  return levels;
}

std::vector<uint8_t> bytes_of(const Kept& kept, const Weights& weights, const Parts& parts) {
  const size_t rows = kept.dictionary.size();
  const size_t labels = parts.labels.size();
  const auto levels = levels_of(weights);
  std::vector<Bucket> buckets(kBuckets + 1);
  std::vector<uint8_t> low(rows);
  std::vector<uint8_t> kinds(rows);
  std::vector<uint8_t> stream;
  size_t bit = 0;
  const auto put = [&](uint32_t value, uint32_t bits) {
    for (uint32_t i = 0; i < bits; ++i, ++bit) {
      if (bit / 8 == stream.size()) stream.push_back(0);
      stream[bit / 8] = static_cast<uint8_t>(stream[bit / 8] | ((value >> i & 1U) << (bit % 8)));
    }
  };
  uint32_t bucket = 0;
  for (size_t row = 0; row <= rows; ++row) {
    const uint32_t of = row == rows ? kBuckets : kept.dictionary.places[row] >> 8;
    for (; bucket <= of; ++bucket) buckets[bucket] = {static_cast<uint32_t>(row), static_cast<uint32_t>(bit)};
    if (row == rows) break;
    low[row] = static_cast<uint8_t>(kept.dictionary.places[row]);
    std::vector<uint32_t> mine;
    for (uint32_t label = 0; label < labels; ++label)
      if (kept.mask[label * rows + row] != 0) mine.push_back(label);
    const bool every = cost_of(mine.size(), labels).every;
    kinds[row] = static_cast<uint8_t>(uint32_t{kept.dictionary.idf_level[row]} << 4 |
                                      (every ? size_t{kEveryLabel} : mine.size()));
    for (uint32_t label = 0; label < labels; ++label) {
      if (!every && kept.mask[label * rows + row] == 0) continue;
      if (!every) put(label, label_bits(labels));
      put(static_cast<uint32_t>(nearest(levels, weights.of(label)[row])), 4);
    }
  }
  stream.resize((stream.size() + 3) / 4 * 4 + 8);

  std::string names;
  for (const std::string& label : parts.labels) names += label + '\n';
  ModelHeader header{};
  header.magic = kModelMagic;
  header.version = kModelVersion;
  header.labels = static_cast<uint32_t>(labels);
  header.label_bytes = static_cast<uint32_t>(names.size());
  header.rows = static_cast<uint32_t>(rows);
  header.weight_bytes = static_cast<uint32_t>(stream.size());
  header.outside = parts.outside;
  header.label_bits = label_bits(labels);
  header.threshold = parts.threshold;
  header.views = parts.views;
  header.idf = kept.dictionary.idf;
  header.levels = levels;
  header.chances = parts.chances;
  std::vector<uint8_t> bytes;
  const auto add = [&](const void* from, size_t size) {
    const auto* const first = static_cast<const uint8_t*>(from);
    bytes.insert(bytes.end(), first, first + size);
    bytes.resize((bytes.size() + 3) / 4 * 4);
  };
  add(&header, sizeof header);
  add(weights.biases.data(), labels * sizeof(float));
  add(names.data(), names.size());
  add(buckets.data(), buckets.size() * sizeof(Bucket));
  add(low.data(), low.size());
  add(kinds.data(), kinds.size());
  add(stream.data(), stream.size());
  return bytes;
}

void with_chances(std::vector<uint8_t>& bytes, const Parts& parts) {
  ModelHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  header.chances = parts.chances;
  header.threshold = parts.threshold;
  std::memcpy(bytes.data(), &header, sizeof header);
}

}  // namespace booking::training
