#include "wasm/routing/understanding/model.h"

#include <cmath>

namespace booking::routing {
namespace {

constexpr size_t padded(size_t bytes) { return (bytes + 3) / 4 * 4; }

/// Takes sections off the front; empty once there are not enough bytes.
struct Sections {
  std::span<const uint8_t> left;
  bool enough = true;

  template <class T>
  std::span<const T> take(size_t count) {
    if (count * sizeof(T) > left.size()) {
      enough = false;
      return {};
    }
    const auto* const values = reinterpret_cast<const T*>(left.data());
    left = left.subspan(std::min(padded(count * sizeof(T)), left.size()));
    return {values, count};
  }
};

}  // namespace

bool open_model(std::span<const uint8_t> bytes, Model& model) {
  if (bytes.size() < sizeof(ModelHeader) || bytes.size() >= (size_t{1} << 28)) return false;
  if (reinterpret_cast<uintptr_t>(bytes.data()) % alignof(ModelHeader) != 0) return false;
  const auto* const header = reinterpret_cast<const ModelHeader*>(bytes.data());
  if (header->magic != kModelMagic || header->version != kModelVersion) return false;
  if (header->labels < 2 || header->labels > kMostLabels || header->rows > (1U << kPlaceBits)) return false;
  if (header->label_bits > 8 || (size_t{1} << header->label_bits) < header->labels) return false;
  if (header->outside != kNoLabel && header->outside >= header->labels) return false;
  if (header->weight_bytes < 8 || header->weight_bytes > bytes.size() || header->label_bytes > bytes.size())
    return false;
  Sections sections{bytes.subspan(sizeof(ModelHeader))};
  model.header = header;
  model.biases = sections.take<float>(header->labels);
  const auto names = sections.take<char>(header->label_bytes);
  model.labels = {names.data(), names.size()};
  model.buckets = sections.take<Bucket>(kBuckets + 1);
  model.low = sections.take<uint8_t>(header->rows);
  model.kinds = sections.take<uint8_t>(header->rows);
  model.weights = sections.take<uint8_t>(header->weight_bytes);
  return sections.enough;
}

bool holds_together(const Model& model) {
  const ModelHeader& header = *model.header;
  for (const float value : header.idf)
    if (!std::isfinite(value)) return false;
  for (const float value : header.levels)
    if (!std::isfinite(value)) return false;
  size_t names = 0;
  for (const char each : model.labels) names += each == '\n';
  if (names != header.labels || model.buckets[0].row != 0 || model.buckets[kBuckets].row != header.rows) return false;
  const size_t bits = (header.weight_bytes - 8) * size_t{8};
  for (size_t b = 0; b < kBuckets; ++b) {
    if (model.buckets[b].row > model.buckets[b + 1].row || model.buckets[b + 1].row > header.rows) return false;
    size_t end = model.buckets[b].bit;
    for (size_t row = model.buckets[b].row; row < model.buckets[b + 1].row; ++row) {
      const size_t kind = model.kinds[row] & 15U;
      end += kind == kEveryLabel ? header.labels * size_t{4} : kind * (header.label_bits + 4);
    }
    if (end > bits) return false;
  }
  return true;
}

std::string_view label_name(const Model& model, size_t label) {
  std::string_view left = model.labels;
  for (size_t i = 0; i < label; ++i) left.remove_prefix(std::min(left.find('\n') + 1, left.size()));
  return left.substr(0, left.find('\n'));
}

}  // namespace booking::routing
