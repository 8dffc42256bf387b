#include <algorithm>
#include <cstring>

#include "wasm/routing/knowledge/articles.h"
#include "wasm/routing/knowledge/table.h"

namespace booking::routing {
namespace {

template <class Row>
Row row_at(std::span<const uint8_t> table, size_t offset, size_t i) {
  Row row;
  std::memcpy(&row, table.data() + offset + i * sizeof(Row), sizeof row);
  return row;
}

struct Table {
  std::span<const uint8_t> bytes;
  TableHeader header;
  size_t entries;  ///< offsets
  size_t postings;

  [[nodiscard]] TableArticle article(size_t i) const { return row_at<TableArticle>(bytes, sizeof(TableHeader), i); }
  [[nodiscard]] TableEntry entry(size_t i) const { return row_at<TableEntry>(bytes, entries, i); }
  [[nodiscard]] Posting posting(size_t i) const { return row_at<Posting>(bytes, postings, i); }

  /// The place of the first entry that is not below `term`; as many as there are terms where all are.
  [[nodiscard]] size_t place_of(Term term) const {
    size_t from = 0;
    size_t to = header.terms;
    while (from < to) {
      const size_t middle = (from + to) / 2;
      if (entry(middle).term < term) from = middle + 1;
      else to = middle;
    }
    return from;
  }
};

bool open_table(std::span<const uint8_t> bytes, Table& table) {
  if (bytes.size() < sizeof(TableHeader)) return false;
  std::memcpy(&table.header, bytes.data(), sizeof(TableHeader));
  const TableHeader& header = table.header;
  if (header.mark != kTableMark || header.articles > kMostArticles) return false;
  table.bytes = bytes;
  const uint64_t entries = sizeof(TableHeader) + uint64_t{header.articles} * sizeof(TableArticle);
  const uint64_t postings = entries + (uint64_t{header.terms} + 1) * sizeof(TableEntry);
  if (postings + uint64_t{header.postings} * sizeof(Posting) != bytes.size()) return false;
  table.entries = static_cast<size_t>(entries);
  table.postings = static_cast<size_t>(postings);
  return true;
}

/// Adds what each term of the question gives each article; what they are worth altogether.
uint64_t add_up(const Table& table, std::span<const Term> terms, std::span<uint32_t> scores) {
  uint64_t worth = 0;
  for (const Term term : terms) {
    const size_t place = table.place_of(term);
    const bool known = place < table.header.terms && table.entry(place).term == term;
    const size_t first = known ? table.entry(place).first : 0;
    const size_t end = known ? table.entry(place + 1).first : 0;
    const bool sound = first <= end && end <= table.header.postings && end - first <= scores.size();
    const size_t had = sound ? end - first : 0;
    worth += worth_of(term, table.header.articles, static_cast<uint32_t>(had));
    for (size_t i = first; i < first + had; ++i) {
      const Posting posting = table.posting(i);
      if (posting.article < scores.size()) scores[posting.article] += posting.gain;
    }
  }
  return worth;
}

struct Topic {
  uint32_t score;
  uint16_t topic;
  uint16_t article;
  bool spoken;  ///< the article is in the language that was asked for
};

/// Each topic with the score of the best of its articles, which stand together.
size_t topics_of(const Table& table, std::span<const uint32_t> scores, uint8_t language, std::span<Topic> to) {
  size_t count = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    const TableArticle article = table.article(i);
    const auto place = static_cast<uint16_t>(i);
    const bool spoken = article.language == language;
    if (count == 0 || to[count - 1].topic != article.topic) {
      to[count++] = {scores[i], article.topic, place, spoken};
      continue;
    }
    Topic& topic = to[count - 1];
    if (!topic.spoken && (spoken || scores[i] > topic.score)) {
      topic.article = place;
      topic.spoken = spoken;
    }
    topic.score = std::max(topic.score, scores[i]);
  }
  return count;
}

}  // namespace

Searched search_articles(std::span<const uint8_t> bytes, const Question& question, Arena& arena,
                         std::span<FoundTopic> found, size_t& count) {
  count = 0;
  Table table{};
  if (!open_table(bytes, table)) return Searched::NoTable;
  const size_t articles = table.header.articles;
  const std::span<const uint8_t> text = question.text.first(std::min(question.text.size(), kMostTextBytes));
  auto* const terms = arena.take<Term>(text.size() + 1);
  auto* const folded = arena.take<Folded>(1);
  auto* const scores = arena.take_zeroed<uint32_t>(articles + 1);
  auto* const topics = arena.take<Topic>(articles + 1);
  if (terms == nullptr || folded == nullptr || scores == nullptr || topics == nullptr) return Searched::NoRoom;
  size_t asked = terms_of(text, *folded, {terms, text.size() + 1});
  std::sort(terms, terms + asked);
  asked = static_cast<size_t>(std::unique(terms, terms + asked) - terms);
  const uint64_t worth = add_up(table, {terms, asked}, {scores, articles});
  if (worth == 0) return Searched::Ok;
  const size_t told = topics_of(table, {scores, articles}, question.language, {topics, articles + 1});
  const size_t most = std::min(told, found.size());
  std::partial_sort(topics, topics + most, topics + told, [](const Topic& a, const Topic& b) {
    return a.score != b.score ? a.score > b.score : a.article < b.article;
  });
  for (; count < most && topics[count].score > 0; ++count) {
    const uint64_t relevance = std::min<uint64_t>(1000, uint64_t{topics[count].score} * 1000 / worth);
    found[count] = {topics[count].article, static_cast<uint16_t>(relevance)};
  }
  return Searched::Ok;
}

}  // namespace booking::routing
