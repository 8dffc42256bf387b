#include <algorithm>
#include <cstring>

#include "wasm/routing/knowledge/articles.h"
#include "wasm/routing/knowledge/table.h"

namespace booking::routing {
namespace {

/// A title says what an article is about; what people ask says it in their words.
constexpr uint32_t kTitleTimes = 3;
constexpr uint32_t kAskedTimes = 2;

/// BM25's constants in 1/1024: k1 = 1.2, b = 0.75.
constexpr uint64_t kOne = 1024;
constexpr uint64_t kK1 = 1229;
constexpr uint64_t kB = 768;

/// One occurrence: term, article, times; ordered by the first two.
constexpr uint64_t occurrence(Term term, size_t article, uint32_t times) {
  return uint64_t{term} << 32 | uint64_t{article} << 16 | times;
}

struct Occurrences {
  std::span<uint64_t> all;
  std::span<Term> scratch;
  Folded& folded;
  size_t count = 0;

  uint32_t add(std::span<const uint8_t> text, size_t article, uint32_t times) {
    const size_t terms = terms_of(text, folded, scratch);
    for (size_t i = 0; i < terms; ++i) all[count++] = occurrence(scratch[i], article, times);
    return static_cast<uint32_t>(terms) * times;
  }
};

/// What `times` occurrences in an article of `length` are worth.
uint16_t gain_of(uint64_t worth, uint64_t times, uint64_t length, uint64_t mean) {
  const uint64_t norm = kK1 * (kOne - kB + kB * length / mean) / kOne;
  const uint64_t gain = worth * times * (kOne + kK1) / (times * kOne + norm);
  return static_cast<uint16_t>(std::min<uint64_t>(gain, UINT16_MAX));
}

/// Makes one of each term's occurrences in an article; how many are left.
size_t merged(std::span<uint64_t> all) {
  size_t kept = 0;
  for (const uint64_t each : all) {
    if (kept > 0 && all[kept - 1] >> 16 == each >> 16) {
      const uint64_t times = std::min<uint64_t>((all[kept - 1] & 0xffff) + (each & 0xffff), 0xffff);
      all[kept - 1] = (each & ~uint64_t{0xffff}) | times;
    } else {
      all[kept++] = each;
    }
  }
  return kept;
}

}  // namespace

std::span<const uint8_t> index_articles(std::span<const ArticleSource> articles, Arena& arena) {
  size_t bytes = 0;
  size_t longest = 0;
  for (const ArticleSource& each : articles) {
    bytes += each.title.size() + each.asked.size() + each.body.size();
    longest = std::max({longest, each.title.size(), each.asked.size(), each.body.size()});
  }
  auto* const all = arena.take<uint64_t>(bytes + 1);
  auto* const scratch = arena.take<Term>(longest + 1);
  auto* const folded = arena.take<Folded>(1);
  auto* const lengths = arena.take<uint32_t>(articles.size() + 1);
  if (all == nullptr || scratch == nullptr || folded == nullptr || lengths == nullptr) return {};
  Occurrences found{{all, bytes + 1}, {scratch, longest + 1}, *folded};
  uint64_t length = 0;
  for (size_t i = 0; i < articles.size(); ++i) {
    const ArticleSource& each = articles[i];
    lengths[i] =
        found.add(each.title, i, kTitleTimes) + found.add(each.asked, i, kAskedTimes) + found.add(each.body, i, 1);
    length += lengths[i];
  }
  const uint64_t mean = std::max<uint64_t>(1, length / std::max<size_t>(1, articles.size()));
  std::sort(all, all + found.count);
  const std::span<const uint64_t> each{all, merged({all, found.count})};
  size_t terms = 0;
  for (size_t i = 0; i < each.size(); ++i) terms += i == 0 || each[i] >> 32 != each[i - 1] >> 32 ? 1 : 0;

  const size_t size = sizeof(TableHeader) + articles.size() * sizeof(TableArticle) + (terms + 1) * sizeof(TableEntry) +
                      each.size() * sizeof(Posting);
  auto* const table = arena.take<uint8_t>(size);
  if (table == nullptr) return {};
  const auto count = static_cast<uint32_t>(articles.size());
  const TableHeader header{kTableMark, count, static_cast<uint32_t>(terms), static_cast<uint32_t>(each.size())};
  uint8_t* at = table;
  const auto write = [&at](const auto& row) {
    std::memcpy(at, &row, sizeof row);
    at += sizeof row;
  };
  write(header);
  for (const ArticleSource& article : articles) write(TableArticle{article.topic, article.language});
  uint8_t* entries = at;
  at += (terms + 1) * sizeof(TableEntry);
  for (size_t first = 0; first < each.size();) {
    const auto term = static_cast<Term>(each[first] >> 32);
    size_t end = first;
    while (end < each.size() && each[end] >> 32 == term) ++end;
    const TableEntry entry{term, static_cast<uint32_t>(first)};
    std::memcpy(entries, &entry, sizeof entry);
    entries += sizeof entry;
    const uint64_t worth = worth_of(term, count, static_cast<uint32_t>(end - first));
    for (; first < end; ++first) {
      const auto article = static_cast<uint16_t>(each[first] >> 16);
      write(Posting{article, gain_of(worth, each[first] & 0xffff, lengths[article], mean)});
    }
  }
  const TableEntry last{UINT32_MAX, static_cast<uint32_t>(each.size())};
  std::memcpy(entries, &last, sizeof last);
  return {table, size};
}

}  // namespace booking::routing
