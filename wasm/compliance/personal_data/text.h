// Text as bytes of UTF-8, read without trusting it: any bytes are text, and reading past the end gives 0.
#pragma once

#include <array>
#include <cstdint>

namespace booking::compliance {

struct Text {
  const uint8_t* bytes;
  uint32_t size;

  [[nodiscard]] uint8_t at(uint32_t i) const { return i < size ? bytes[i] : uint8_t{0}; }
};

inline constexpr uint8_t kLetter = 1;  // of ASCII
inline constexpr uint8_t kDigit = 2;
inline constexpr uint8_t kHex = 4;
inline constexpr uint8_t kLocal = 8;  // may stand before the @ of an e-mail address
inline constexpr uint8_t kUrl = 16;   // may stand in a URL
inline constexpr uint8_t kUpper = 32;

inline constexpr std::array<uint8_t, 256> kClasses = [] {
  std::array<uint8_t, 256> classes{};
  const auto add = [&classes](const char* members, uint8_t which) {
    for (const char* c = members; *c != 0; ++c) classes[static_cast<uint8_t>(*c)] |= which;
  };
  for (uint32_t c = 'a'; c <= 'z'; ++c) classes[c] = kLetter | kLocal | kUrl;
  for (uint32_t c = 'A'; c <= 'Z'; ++c) classes[c] = kLetter | kLocal | kUrl | kUpper;
  for (uint32_t c = '0'; c <= '9'; ++c) classes[c] = kDigit | kHex | kLocal | kUrl;
  for (uint32_t c = 0x80; c <= 0xff; ++c) classes[c] = kLocal | kUrl;
  add("abcdefABCDEF", kHex);
  add("._%+-'&~", kLocal);
  add("-._~:/?#[]@!$&'()*+,;=%", kUrl);
  return classes;
}();

constexpr bool is(uint8_t c, uint8_t classes) { return (kClasses[c] & classes) != 0; }
constexpr bool is_digit(uint8_t c) { return is(c, kDigit); }
/// What makes a neighbour part of the same word: a number that touches it is part of something longer.
constexpr bool is_joined(uint8_t c) { return is(c, kLetter | kDigit) || c == '_'; }
constexpr uint8_t lower(uint8_t c) { return is(c, kUpper) ? static_cast<uint8_t>(c | 0x20) : c; }

/// Bytes of the Latin letter at `i`: 1 for ASCII, 2 for U+00C0 to U+02AF but for × and ÷, otherwise 0.
inline uint32_t letter_bytes(Text text, uint32_t i) {
  const uint8_t c = text.at(i);
  if (is(c, kLetter)) return 1;
  if (c < 0xc3 || c > 0xca) return 0;
  const uint8_t next = text.at(i + 1);
  if (next < 0x80 || next > 0xbf) return 0;
  return c == 0xc3 && (next == 0x97 || next == 0xb7) ? 0 : 2;
}

/// Whether a capital Latin letter stands at `i`. Beyond U+00DE capitals are rare here, and none is told.
inline bool is_capital(Text text, uint32_t i) {
  const uint8_t c = text.at(i);
  return is(c, kUpper) || (c == 0xc3 && text.at(i + 1) >= 0x80 && text.at(i + 1) <= 0x9e);
}

/// Bytes of the blank at `i` (space, no-break space U+00A0, thin U+2009, narrow U+202F), otherwise 0.
inline uint32_t blank_bytes(Text text, uint32_t i) {
  const uint8_t c = text.at(i);
  if (c == ' ') return 1;
  if (c == 0xc2 && text.at(i + 1) == 0xa0) return 2;
  if (c == 0xe2 && text.at(i + 1) == 0x80 && (text.at(i + 2) == 0x89 || text.at(i + 2) == 0xaf)) return 3;
  return 0;
}

/// Bytes of the hyphen or dash at `i` (U+002D, U+2010 to U+2015), otherwise 0.
inline uint32_t dash_bytes(Text text, uint32_t i) {
  const uint8_t c = text.at(i);
  if (c == '-') return 1;
  return c == 0xe2 && text.at(i + 1) == 0x80 && text.at(i + 2) >= 0x90 && text.at(i + 2) <= 0x95 ? 3 : 0;
}

}  // namespace booking::compliance
