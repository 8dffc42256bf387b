// A message as words: runs of letters, runs of digits, and the few marks that mean something between them.
//
// Letters are folded: lower case, without the accents of Latin-1 (`môre` is `more`, marked as accented), apostrophes
// within a word dropped (`o'clock` is `oclock`). Bytes that are no letter, digit or known mark only part words. Text is
// UTF-8 but is not trusted to be.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace booking::routing {

inline constexpr size_t kMostText = 4096;  // bytes, WhatsApp's longest text
inline constexpr size_t kMostWords = 768;  // what follows is not looked at: nobody names a time behind so many

enum class Shape : uint8_t { Letters, Digits, Mark };

struct Word {
  uint16_t begin;  ///< bytes [begin, end) of the text
  uint16_t end;
  uint16_t from;  ///< [from, from + length) of the folded letters
  uint16_t length;
  int32_t number;  ///< of at most 9 digits, otherwise -1; a mark's character
  Shape shape;
  bool accented;
  bool capital;  ///< its first letter
  bool joined;   ///< nothing stands between it and the word before
};

struct Words {
  std::array<Word, kMostWords> words;
  size_t count = 0;
  std::array<char, kMostText> letters;
  size_t folded = 0;

  [[nodiscard]] std::string_view text(size_t i) const { return {letters.data() + words[i].from, words[i].length}; }
  [[nodiscard]] bool is_mark(size_t i, char mark) const {
    return i < count && words[i].shape == Shape::Mark && words[i].number == mark;
  }
  [[nodiscard]] bool is_digits(size_t i) const { return i < count && words[i].shape == Shape::Digits; }
  [[nodiscard]] bool is_letters(size_t i) const { return i < count && words[i].shape == Shape::Letters; }
};

/// One pass; text beyond kMostText bytes and words beyond kMostWords are left out.
void read_words(std::string_view text, Words& words);

/// Whether `typed` is `meant` but for a slip of the fingers: from four letters on one letter wrong, missing, too much
/// or two swapped, from eight on two. Both are folded and begin alike, as slips at the first letter are rare.
[[nodiscard]] bool nearly(std::string_view typed, std::string_view meant);

}  // namespace booking::routing
