#include "wasm/routing/understanding/classify.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace booking::routing {
namespace {

static_assert(std::endian::native == std::endian::little, "a model is read in place");

constexpr uint32_t kNoRow = 0xffffffff;

uint32_t row_at(const Model& model, uint32_t place) {
  const uint32_t bucket = place >> 8;
  const auto low = static_cast<uint8_t>(place);
  const uint32_t end = model.buckets[bucket + 1].row;
  for (uint32_t row = model.buckets[bucket].row; row < end; ++row)
    if (model.low[row] == low) return row;
  return kNoRow;
}

uint32_t bits_of(const ModelHeader& header, uint8_t kind) {
  const uint32_t count = kind & 15U;
  return count == kEveryLabel ? header.labels * 4 : count * (header.label_bits + 4);
}

uint64_t bits_from(const Model& model, size_t bit) {
  uint64_t word = 0;
  std::memcpy(&word, model.weights.data() + bit / 8, sizeof word);
  return word >> (bit % 8);
}

/// Adds `by` times the row's weights. `place` is the row's bucket's.
void add_row(const Model& model, uint32_t row, uint32_t bucket, float by, std::span<float> scores) {
  const ModelHeader& header = *model.header;
  size_t bit = model.buckets[bucket].bit;
  for (uint32_t before = model.buckets[bucket].row; before < row; ++before) bit += bits_of(header, model.kinds[before]);
  std::array<float, kLevels> levels;
  for (size_t i = 0; i < kLevels; ++i) levels[i] = header.levels[i] * by;
  const uint32_t count = model.kinds[row] & 15U;
  if (count == kEveryLabel) {
    for (uint32_t label = 0; label < header.labels;) {
      uint64_t word = bits_from(model, bit);  // at least 56 bits of it are the row's
      const uint32_t end = std::min(header.labels, label + 14);
      for (; label < end; ++label, bit += 4, word >>= 4) scores[label] += levels[word & 15];
    }
    return;
  }
  const uint32_t mask = (1U << header.label_bits) - 1;
  for (uint32_t i = 0; i < count; ++i, bit += header.label_bits + 4) {
    const auto word = static_cast<uint32_t>(bits_from(model, bit));
    scores[word & mask] += levels[word >> header.label_bits & 15];
  }
}

struct Seen {
  uint32_t row;
  uint32_t bucket;
  uint32_t times;
};

/// The rows that a view of a text has, each once, in the order in which they come: an open hash of their places in a
/// list.
class SeenRows {
 public:
  /// For at most `most` features.
  SeenRows(Arena& arena, size_t most)
      : slots_(std::bit_ceil(most * 2 + 2)),
        at_(arena.take_zeroed<uint16_t>(slots_)),
        rows_(arena.take<Seen>(most + 1)) {
    static_assert(kMostFeatures < 0xffff);
  }
  [[nodiscard]] bool ok() const { return at_ != nullptr && rows_ != nullptr; }
  [[nodiscard]] std::span<const Seen> all() const { return {rows_, count_}; }

  void add(uint32_t row, uint32_t bucket) {
    size_t slot = mixed(row) & (slots_ - 1);
    while (at_[slot] != 0 && rows_[at_[slot] - 1].row != row) slot = (slot + 1) & (slots_ - 1);
    if (at_[slot] == 0) {
      rows_[count_] = {row, bucket, 0};
      at_[slot] = static_cast<uint16_t>(++count_);
    }
    ++rows_[at_[slot] - 1].times;
  }

 private:
  size_t slots_;
  uint16_t* at_;
  Seen* rows_;
  size_t count_ = 0;
};

/// A bound of the features that a text has in one view.
size_t most_features(const Folded& text) {
  const size_t letters = text.count == 0 ? 0 : text.words[text.count - size_t{1}].end + size_t{1};
  return std::max(letters * (kLongestPiece - kShortestPiece + 1), text.count * kPairReach);
}

}  // namespace

bool score(const Model& model, const Folded& text, Arena& arena, std::span<float> scores, float& known) {
  const ModelHeader& header = *model.header;
  auto* const raw = arena.take_zeroed<float>(header.labels);
  if (raw == nullptr) return false;
  size_t all = 0;
  size_t found = 0;
  float length = 0;
  for (size_t v = 0; v < kViews; ++v) {
    if (header.views[v] == 0) continue;
    SeenRows seen(arena, most_features(text));
    if (!seen.ok()) return false;
    each_feature(text, static_cast<View>(v), [&](uint32_t place) {
      ++all;
      const uint32_t row = row_at(model, place);
      if (row == kNoRow) return;
      ++found;
      seen.add(row, place >> 8);
    });
    const auto value = [&](const Seen& each) {
      const auto times = static_cast<float>(each.times);
      return (each.times == 1 ? 1 : 1 + std::log(times)) * header.idf[model.kinds[each.row] >> 4];
    };
    float squares = 0;
    for (const Seen& each : seen.all()) squares += value(each) * value(each);
    if (squares == 0) continue;
    const float by = header.views[v] / std::sqrt(squares);
    for (const Seen& each : seen.all()) add_row(model, each.row, each.bucket, by * value(each), {raw, header.labels});
    length += header.views[v] * header.views[v];
  }
  const float by = length == 0 ? 0 : 1 / std::sqrt(length);
  for (size_t label = 0; label < header.labels; ++label) scores[label] = model.biases[label] + by * raw[label];
  known = all == 0 ? 0 : static_cast<float>(found) / static_cast<float>(all);
  return true;
}

Classified ranked(const Model& model, std::span<const float> scores, float known) {
  Classified to;
  std::array<float, kRanks> best{-9, -9, -9};
  for (size_t label = 0; label < scores.size(); ++label) {
    if (label == model.header->outside) continue;
    for (size_t rank = 0; rank < kRanks; ++rank) {
      if (to.best[rank].label != kNoLabel && scores[label] <= best[rank]) continue;
      for (size_t below = kRanks - 1; below > rank; --below) {
        best[below] = best[below - 1];
        to.best[below] = to.best[below - 1];
      }
      best[rank] = scores[label];
      to.best[rank].label = static_cast<uint16_t>(label);
      break;
    }
  }
  const float outside = model.header->outside == kNoLabel ? -1 : scores[model.header->outside];
  to.signs = {1, best[0], best[1], best[2], outside, known};
  return to;
}

bool classify(const Model& model, const Folded& text, Arena& arena, Classified& to) {
  const size_t labels = model.header->labels;
  auto* const scores = arena.take<float>(labels);
  float known = 0;
  if (scores == nullptr || !score(model, text, arena, {scores, labels}, known)) return false;
  to = ranked(model, {scores, labels}, known);
  float most = 1;
  for (size_t rank = 0; rank < kRanks; ++rank) {
    float odds = 0;
    for (size_t i = 0; i < kSigns; ++i) odds += model.header->chances[rank][i] * to.signs[i];
    most = std::min(most, 1 / (1 + std::exp(-odds)));
    to.best[rank].chance = to.best[rank].label == kNoLabel ? 0 : most;
  }
  to.sure = to.best[0].chance >= model.header->threshold;
  return true;
}

}  // namespace booking::routing
