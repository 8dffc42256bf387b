// A message as the classifier reads it: folded words.
//
// People write "Môre", "more" and "MORE!!" for the same thing, so case, diacritics of Latin letters, apostrophes and
// punctuation go; what is left are words, parted by one space. A digit stays; a question mark and an emoji, without
// skin tone and variation selectors, are words of their own. Other scripts keep their bytes. Bytes that are no UTF-8
// part words.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace booking::routing {

/// Bytes of a message that may be given; what lies beyond `kMostLetters` after folding is not read.
inline constexpr size_t kMostTextBytes = 4096;
inline constexpr size_t kMostLetters = 1024;
inline constexpr size_t kMostWords = kMostLetters / 2;

struct Word {
  uint16_t begin = 0;
  uint16_t end = 0;
};

struct Folded {
  /// Each word with a space before and behind it: " more  3  uur ".
  std::array<uint8_t, kMostLetters + 1> letters;
  std::array<Word, kMostWords> words;
  uint16_t count = 0;

  [[nodiscard]] std::span<const Word> all() const { return {words.data(), count}; }
};

void fold(std::span<const uint8_t> text, Folded& to);

}  // namespace booking::routing
