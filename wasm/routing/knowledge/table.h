// The rows of the table of articles, and what both who makes it and who reads it reckon with.
#pragma once

#include <bit>
#include <cstdint>

#include "wasm/routing/knowledge/terms.h"

namespace booking::routing {

inline constexpr uint32_t kTableMark = 0x314b4e42;  // "BNK1": raise it when terms, weights or rows change

struct TableHeader {
  uint32_t mark;
  uint32_t articles;
  uint32_t terms;
  uint32_t postings;
};

struct TableArticle {
  uint16_t topic;
  uint16_t language;
};

struct TableEntry {
  Term term;
  uint32_t first;  ///< of its postings; they end where the next entry's begin
};

struct Posting {
  uint16_t article;
  uint16_t gain;  ///< what the term adds to the article's score
};

static_assert(sizeof(TableHeader) == 16 && sizeof(TableArticle) == 4 && sizeof(TableEntry) == 8 &&
              sizeof(Posting) == 4);

/// 256 times the binary logarithm of a / b, a >= b >= 1 and both below 2^31: digit by digit, so that no two builds
/// differ.
constexpr uint32_t log2_of(uint64_t a, uint64_t b) {
  const uint64_t scaled = (a << 32) / b;
  const auto whole = static_cast<uint32_t>(std::bit_width(scaled) - 1);
  uint64_t mantissa = whole >= 31 ? scaled >> (whole - 31) : scaled << (31 - whole);  // [1, 2) in 1/2^31
  uint32_t digits = 0;
  for (int i = 0; i < 8; ++i) {
    mantissa = mantissa * mantissa >> 31;
    digits <<= 1;
    if (mantissa >> 32 != 0) {
      mantissa >>= 1;
      digits |= 1;
    }
  }
  return (whole - 32) * 256 + digits;
}
static_assert(log2_of(8, 1) == 768 && log2_of(3, 3) == 0 && log2_of(3, 2) == 149);

/// A piece says less than a word, and a word has many: so much of a word's weight, in quarters.
inline constexpr uint32_t kWordWeight = 4;
inline constexpr uint32_t kPieceWeight = 1;

/// How rare a word is cannot be told from a handful of articles: of fewer it is reckoned as of so many.
inline constexpr uint32_t kFewestArticles = 48;

/// What a term is worth that `had` of `articles` have: log2 of (N + 1) / (n + 0.5), which is never below 0, times its
/// weight.
constexpr uint32_t worth_of(Term term, uint32_t articles, uint32_t had) {
  const uint64_t count = articles < kFewestArticles ? kFewestArticles : articles;
  const uint32_t rarity = log2_of(2 * count + 2, 2 * uint64_t{had} + 1);
  return rarity * (is_piece(term) ? kPieceWeight : kWordWeight);
}

}  // namespace booking::routing
