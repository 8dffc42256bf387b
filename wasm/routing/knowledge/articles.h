// BM25 over a salon's articles (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009), with what a term
// adds to an article's score worked out when the table is made. A search adds whole numbers: the same on every build.
//
// The table, little-endian, every part a multiple of 4 bytes:
//
//   Header
//   Article  for each article, in the order in which they came
//   Entry    for each term, ascending, and one more that ends the last one's postings
//   Posting  for each term and article that has it, the articles ascending
//
// Whatever bytes are given for a table, a search reads none beyond them.
#pragma once

#include <cstdint>
#include <span>

#include "wasm/base/arena.h"
#include "wasm/routing/knowledge/terms.h"

namespace booking::routing {

inline constexpr uint32_t kMostArticles = 4'000;
inline constexpr size_t kMostArticleBytes = 1'250'000;  // of all texts together
inline constexpr size_t kMostFound = 10;

struct ArticleSource {
  uint16_t topic;
  uint8_t language;
  std::span<const uint8_t> title;
  std::span<const uint8_t> asked;
  std::span<const uint8_t> body;
};

struct FoundTopic {
  uint16_t article;
  uint16_t relevance;  ///< 0 to 1000
};

/// The table of at most kMostArticles articles; empty where the arena has no room for it.
std::span<const uint8_t> index_articles(std::span<const ArticleSource> articles, Arena& arena);

enum class Searched : uint8_t { Ok, NoTable, NoRoom };

struct Question {
  std::span<const uint8_t> text;
  uint8_t language = 0;
};

/// The topics that share something with the question, the most relevant first, ties in the order of the table; `count`
/// of them, at most as many as `found` has room for.
Searched search_articles(std::span<const uint8_t> table, const Question& question, Arena& arena,
                         std::span<FoundTopic> found, size_t& count);

}  // namespace booking::routing
