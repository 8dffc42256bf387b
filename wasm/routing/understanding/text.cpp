#include "wasm/routing/understanding/text.h"

#include <string_view>

namespace booking::routing {
namespace {

constexpr uint32_t kNone = 0xffffffff;

/// U+00C0 to U+017F without their diacritics. A space parts words (the signs of multiplication and division).
constexpr std::string_view kLatin =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"      // U+00C0
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln"  // U+0100
    "nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";         // U+0144
static_assert(kLatin.size() == 0x180 - 0xC0);

/// The character at `at`, which moves behind it; kNone for what is no UTF-8 (then one byte is passed).
uint32_t next(std::span<const uint8_t> text, size_t& at) {
  const uint8_t first = text[at++];
  if (first < 0x80) return first;
  const size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4 || at + more > text.size()) return kNone;
  uint32_t point = first & (0x3fU >> more);
  for (size_t i = 0; i < more; ++i) {
    if ((text[at + i] & 0xc0) != 0x80) return kNone;
    point = point << 6 | (text[at + i] & 0x3fU);
  }
  at += more;
  return point;
}

bool is_passed_over(uint32_t point) {
  return point == '\'' || point == '`' || point == 0xb4 || point == 0x2018 || point == 0x2019 || point == 0x200d ||
         (point >= 0x300 && point < 0x370) || (point >= 0xfe00 && point < 0xfe10) ||
         (point >= 0x1f3fb && point < 0x1f400);
}

bool is_symbol(uint32_t point) { return (point >= 0x2190 && point < 0x2c00) || (point >= 0x1f000 && point < 0x20000); }

bool parts_words(uint32_t point) {
  if (point < 0x80) return (point < '0' || point > '9') && (point < 'a' || point > 'z');
  return point == kNone || point < 0xc0 || (point >= 0x2000 && point < 0x2190) || (point >= 0x3000 && point < 0x3040);
}

/// Writes words one after another until there is no room.
struct Writer {
  Folded& to;
  size_t at = 0;
  size_t begin = 0;  ///< of the open word; 0 when none is
  bool full = false;

  void add(uint8_t letter) {
    if (full) return;
    if (begin == 0) {
      if (to.count == kMostWords || at + 3 > kMostLetters) {
        full = true;
        return;
      }
      to.letters[at++] = ' ';
      begin = at;
    }
    if (at + 1 >= kMostLetters) {
      full = true;
      return;
    }
    to.letters[at++] = letter;
  }
  void close() {
    if (begin == 0) return;
    to.words[to.count++] = {static_cast<uint16_t>(begin), static_cast<uint16_t>(at)};
    to.letters[at++] = ' ';
    begin = 0;
  }
};

}  // namespace

void fold(std::span<const uint8_t> text, Folded& to) {
  to.count = 0;
  Writer writer{to};
  for (size_t at = 0; at < text.size() && !writer.full;) {
    const size_t from = at;
    uint32_t point = next(text, at);
    if (is_passed_over(point)) continue;
    if (point >= 'A' && point <= 'Z') point += 'a' - 'A';
    if (point >= 0xc0 && point < 0x180) point = static_cast<uint8_t>(kLatin[point - 0xc0]);
    if (point == '?') {
      writer.close();
      writer.add('?');
      writer.close();
    } else if (parts_words(point)) {
      writer.close();
    } else if (point < 0x80) {
      writer.add(static_cast<uint8_t>(point));
    } else {
      if (is_symbol(point)) writer.close();
      for (size_t i = from; i < at; ++i) writer.add(text[i]);
      if (is_symbol(point)) writer.close();
    }
  }
  writer.close();
}

}  // namespace booking::routing
