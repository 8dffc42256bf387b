// What a message is made of, for a linear classifier: words and their neighbours, pieces of words, and pairs of words.
//
// Each feature is a place in a space of 2^20, found by hashing, so that no vocabulary is kept. Three views are taken,
// each of which counts for itself, since a sentence has ten pieces for each of its words:
//
//   Words   words and pairs of neighbours
//   Pieces  runs of 2 to 4 bytes within a word, its ends marked by a space (scikit-learn's "char_wb"); they survive
//           typing errors and find stems, which in isiZulu and isiXhosa stand in the middle of words
//   Pairs   two words of one sentence in either order, at most `kPairReach` words apart
#pragma once

#include <algorithm>
#include <cstdint>

#include "wasm/routing/understanding/text.h"

namespace booking::routing {

enum class View : uint8_t { Words, Pieces, Pairs };
inline constexpr size_t kViews = 3;

inline constexpr uint32_t kPlaceBits = 20;
inline constexpr size_t kShortestPiece = 2;
inline constexpr size_t kLongestPiece = 4;
inline constexpr size_t kPairReach = 15;

/// Of one view of any message: pairs are the most.
inline constexpr size_t kMostFeatures = kMostWords * kPairReach;
static_assert(kMostFeatures >= kMostLetters * (kLongestPiece - kShortestPiece + 1));

/// The finaliser of MurmurHash3 (Appleby, public domain), which spreads each bit over all.
constexpr uint32_t mixed(uint32_t hash) {
  hash = (hash ^ (hash >> 16)) * 0x85ebca6bU;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35U;
  return hash ^ (hash >> 16);
}

/// The place of a feature of `view` whose bytes or parts hash to `hash`.
constexpr uint32_t place_of(View view, uint32_t hash) {
  return mixed(hash + 0x9e3779b9U * (static_cast<uint32_t>(view) + 1)) >> (32 - kPlaceBits);
}

/// FNV-1a (Fowler, Noll, Vo), byte by byte.
inline constexpr uint32_t kNoBytes = 2166136261U;
constexpr uint32_t with_byte(uint32_t hash, uint8_t byte) { return (hash ^ byte) * 16777619U; }
constexpr uint32_t joined(uint32_t left, uint32_t right) { return mixed(left) * 31U + right; }

/// Calls `take(place)` for each feature of one view, repeated ones as often as they are there.
template <class Take>
void each_feature(const Folded& text, View view, Take take) {
  if (view == View::Pieces) {
    for (const Word& word : text.all()) {
      const size_t end = word.end + size_t{1};
      for (size_t from = word.begin - size_t{1}; from + kShortestPiece <= end; ++from) {
        uint32_t hash = kNoBytes;
        for (size_t i = 0; i < kLongestPiece && from + i < end; ++i) {
          hash = with_byte(hash, text.letters[from + i]);
          if (i + 1 >= kShortestPiece) take(place_of(view, hash));
        }
      }
    }
    return;
  }
  std::array<uint32_t, kMostWords> hashes;
  for (size_t i = 0; i < text.count; ++i) {
    uint32_t hash = kNoBytes;
    for (size_t at = text.words[i].begin; at < text.words[i].end; ++at) hash = with_byte(hash, text.letters[at]);
    hashes[i] = hash;
    if (view == View::Words) {
      take(place_of(view, hash));
      if (i > 0) take(place_of(view, joined(hashes[i - 1], hash)));
    } else {
      for (size_t j = i > kPairReach ? i - kPairReach : 0; j < i; ++j)
        take(place_of(view, joined(std::min(hashes[j], hash), std::max(hashes[j], hash))));
    }
  }
}

}  // namespace booking::routing
