#include "wasm/routing/entities/words/words.h"

#include <algorithm>

namespace booking::routing {
namespace {

constexpr bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(uint8_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

/// The letters U+00C0 to U+00FF without their accents; a blank where there is no letter.
constexpr std::string_view kBases = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty";
static_assert(kBases.size() == 64);

/// Bytes of an apostrophe: ' and U+2018, U+2019.
uint32_t apostrophe(std::string_view text, size_t i) {
  if (text[i] == '\'' || text[i] == '`') return 1;
  if (text.size() - i < 3 || static_cast<uint8_t>(text[i]) != 0xe2 || static_cast<uint8_t>(text[i + 1]) != 0x80)
    return 0;
  const auto last = static_cast<uint8_t>(text[i + 2]);
  return last == 0x98 || last == 0x99 ? 3 : 0;
}

/// Bytes of the dashes U+2010 to U+2015, which are read as a hyphen.
uint32_t dash(std::string_view text, size_t i) {
  if (text[i] == '-') return 1;
  if (text.size() - i < 3 || static_cast<uint8_t>(text[i]) != 0xe2 || static_cast<uint8_t>(text[i + 1]) != 0x80)
    return 0;
  const auto last = static_cast<uint8_t>(text[i + 2]);
  return last >= 0x90 && last <= 0x95 ? 3 : 0;
}

struct Letter {
  char base;  // 0: no letter
  uint32_t bytes;
  bool accented;
  bool capital;
};

Letter letter_at(std::string_view text, size_t i) {
  const auto c = static_cast<uint8_t>(text[i]);
  if (is_letter(c)) return {static_cast<char>(c | 0x20), 1, false, c < 'a'};
  if (c != 0xc3 || i + 1 >= text.size()) return {0, 1, false, false};
  const auto next = static_cast<uint8_t>(text[i + 1]);
  if (next < 0x80 || next > 0xbf || kBases[next - 0x80] == ' ') return {0, 1, false, false};
  return {kBases[next - 0x80], 2, true, next < 0xa0};
}

size_t read_letters(std::string_view text, size_t i, Words& out, Word& word) {
  while (i < text.size()) {
    const Letter letter = letter_at(text, i);
    if (letter.base != 0) {
      if (word.length == 0) word.capital = letter.capital;
      word.accented = word.accented || letter.accented;
      out.letters[out.folded++] = letter.base;
      word.length++;
      i += letter.bytes;
      continue;
    }
    const uint32_t skipped = apostrophe(text, i);
    if (skipped == 0 || i + skipped >= text.size() || letter_at(text, i + skipped).base == 0) break;
    i += skipped;
  }
  return i;
}

size_t read_digits(std::string_view text, size_t i, Words& out, Word& word) {
  word.number = 0;
  while (i < text.size() && is_digit(static_cast<uint8_t>(text[i]))) {
    if (word.length >= 9) word.number = -1;
    else word.number = word.number * 10 + (text[i] - '0');
    out.letters[out.folded++] = text[i];
    word.length++;
    i++;
  }
  return i;
}

size_t edits(std::string_view a, std::string_view b, size_t most) {
  constexpr size_t kLongest = 24;
  if (a.size() > kLongest || b.size() > kLongest) return most + 1;
  std::array<std::array<uint8_t, kLongest + 1>, 3> rows{};
  for (size_t j = 0; j <= b.size(); j++) rows[0][j] = static_cast<uint8_t>(j);
  for (size_t i = 1; i <= a.size(); i++) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    row[0] = static_cast<uint8_t>(i);
    for (size_t j = 1; j <= b.size(); j++) {
      const int change = above[j - 1] + static_cast<int>(a[i - 1] != b[j - 1]);
      int least = std::min({above[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        least = std::min(least, rows[(i + 1) % 3][j - 2] + 1);
      row[j] = static_cast<uint8_t>(least);
    }
  }
  return rows[a.size() % 3][b.size()];
}

}  // namespace

void read_words(std::string_view text, Words& out) {
  text = text.substr(0, kMostText);
  out.count = 0;
  out.folded = 0;
  bool joined = false;
  for (size_t i = 0; i < text.size() && out.count < kMostWords;) {
    Word word{
        static_cast<uint16_t>(i), 0, static_cast<uint16_t>(out.folded), 0, -1, Shape::Letters, false, false, joined};
    const auto c = static_cast<uint8_t>(text[i]);
    size_t next = 0;
    if (is_digit(c)) {
      word.shape = Shape::Digits;
      next = read_digits(text, i, out, word);
    } else if (letter_at(text, i).base != 0) {
      next = read_letters(text, i, out, word);
    } else if (const uint32_t bytes = dash(text, i); bytes != 0) {
      word.shape = Shape::Mark;
      word.number = '-';
      next = i + bytes;
    } else if (c == '/' || c == ':' || c == '.' || c == '+' || c == '@' || c == ',' || c == '?' || c == '(' ||
               c == ')') {
      word.shape = Shape::Mark;
      word.number = c;
      next = i + 1;
    } else {
      joined = false;
      i++;
      continue;
    }
    word.end = static_cast<uint16_t>(next);
    out.words[out.count++] = word;
    joined = true;
    i = next;
  }
}

bool nearly(std::string_view typed, std::string_view meant) {
  if (typed == meant) return true;
  const size_t length = std::min(typed.size(), meant.size());
  if (length < 4 || typed[0] != meant[0]) return false;
  const size_t most = length >= 8 ? 2 : 1;
  const size_t apart = std::max(typed.size(), meant.size()) - length;
  return apart <= most && edits(typed, meant, most) <= most;
}

}  // namespace booking::routing
