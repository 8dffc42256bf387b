// A trained classifier as bytes: which features count, how much for each label, and how sure a score makes one.
//
// Little-endian, read in place. After the header come, each padded to 4 bytes:
//
//   biases    float32 for each label
//   labels    their names, each ended by '\n'
//   buckets   kBuckets + 1 of {uint32 first row, uint32 first bit}: rows whose place has the bucket's number above 8
//   bits low       uint8 for each row, ascending within a bucket: the lower 8 bits of its place kinds     uint8 for
//   each row: the level of its IDF above 4 bits, how many weights it has (15: one for each label) weights   a stream of
//   bits, lowest first: for each weight its label (in as few bits as name every label) and its
//             level (4 bits); where there is one for each label, the levels alone. 8 bytes of padding.
//
// A level stands for one of the 16 numbers of `levels`, placed where the trainer's weights are (Lloyd-Max, k-means in
// one dimension); one of them is 0. A feature that is not in the model is not seen; of a million places some tens of
// thousands are taken, so a strange feature is mistaken for one of them once in some dozens.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "wasm/routing/understanding/features.h"

namespace booking::routing {

inline constexpr uint32_t kModelMagic = 0x4d494b42;  // "BKIM"
inline constexpr uint32_t kModelVersion = 1;
inline constexpr size_t kMostLabels = 256;
inline constexpr uint32_t kBuckets = 1U << (kPlaceBits - 8);
inline constexpr size_t kLevels = 16;
inline constexpr uint8_t kEveryLabel = 15;
inline constexpr size_t kRanks = 3;
inline constexpr size_t kSigns = 6;
inline constexpr uint32_t kNoLabel = 0xffff;

struct ModelHeader {
  uint32_t magic;
  uint32_t version;
  uint32_t labels;
  uint32_t label_bytes;
  uint32_t rows;
  uint32_t weight_bytes;  ///< with padding
  uint32_t outside;       ///< the label that means "none of the others"; kNoLabel when there is none
  uint32_t label_bits;
  float threshold;  ///< the least chance, 0 to 1, at which an answer is sure
  std::array<float, kViews> views;
  std::array<float, kLevels> idf;
  std::array<float, kLevels> levels;
  /// For the first, second and third guess: what each sign of `Signs` adds to the log-odds of its being right.
  std::array<std::array<float, kSigns>, kRanks> chances;
};

struct Bucket {
  uint32_t row;
  uint32_t bit;
};

/// A view of a model's bytes, which must outlive it.
struct Model {
  const ModelHeader* header = nullptr;
  std::span<const float> biases;
  std::string_view labels;
  std::span<const Bucket> buckets;
  std::span<const uint8_t> low;
  std::span<const uint8_t> kinds;
  std::span<const uint8_t> weights;
};

/// Whether the bytes (aligned to 4) are a model of this version, with every section within them.
[[nodiscard]] bool open_model(std::span<const uint8_t> bytes, Model& model);

/// Whether every row of an opened model lies within its sections, so that classifying any text with it reads nothing
/// else. For files; the model that is linked in was made by us.
[[nodiscard]] bool holds_together(const Model& model);

/// The name of a label.
[[nodiscard]] std::string_view label_name(const Model& model, size_t label);

}  // namespace booking::routing
