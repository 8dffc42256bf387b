#include "wasm/routing/knowledge/articles.h"

#include <array>

#include "knowledge_generated.h"
#include "wasm/base/tables.h"
#include "wasm/routing/operations/operations.h"

namespace booking::routing {
namespace {

namespace articles = booking::knowledge::wire;

std::span<const uint8_t> bytes_of(const flatbuffers::Vector<uint8_t>* vector) {
  if (vector == nullptr) return {};
  return {vector->data(), vector->size()};
}

}  // namespace

wire::Status index_articles(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<articles::IndexArticlesRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  const auto* given = table->articles();
  const uint32_t count = given == nullptr ? 0 : given->size();
  if (count > kMostArticles) return wire::Status::TooLarge;
  auto* const sources = arena.take<ArticleSource>(count + size_t{1});
  if (sources == nullptr) return wire::Status::OutOfMemory;
  std::span<const uint8_t> texts = bytes_of(table->texts());
  if (texts.size() > kMostArticleBytes) return wire::Status::TooLarge;
  bool whole = true;
  const auto next = [&texts, &whole](uint32_t size) {
    whole = whole && size <= texts.size();
    const auto text = texts.first(whole ? size : 0);
    texts = texts.subspan(text.size());
    return text;
  };
  for (uint32_t i = 0; i < count; ++i) {
    const articles::ArticleSize& each = *given->Get(i);
    const auto title = next(each.title());
    const auto asked = next(each.asked());
    const auto body = next(each.body());
    sources[i] = {each.topic(), static_cast<uint8_t>(each.language()), title, asked, body};
  }
  if (!whole) return wire::Status::OutOfRange;
  const auto index = index_articles({sources, count}, arena);
  if (index.empty()) return wire::Status::OutOfMemory;
  OneBlock block(arena, index.size() + kTableOverhead);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto vector = builder.CreateVector(index.data(), index.size());
  builder.Finish(articles::CreateIndexArticlesAnswer(builder, vector));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

wire::Status search_articles(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<articles::SearchArticlesRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  if (table->most() > kMostFound) return wire::Status::OutOfRange;
  std::array<FoundTopic, kMostFound> found{};
  size_t count = 0;
  const Question question{bytes_of(table->question()), table->language()};
  switch (search_articles(bytes_of(table->index()), question, arena, {found.data(), table->most()}, count)) {
    case Searched::NoTable:
      return wire::Status::Unreadable;
    case Searched::NoRoom:
      return wire::Status::OutOfMemory;
    case Searched::Ok:
      break;
  }
  std::array<articles::FoundArticle, kMostFound> told;
  for (size_t i = 0; i < count; ++i) told[i] = {found[i].article, found[i].relevance};
  OneBlock block(arena, sizeof told + kTableOverhead);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto vector = builder.CreateVectorOfStructs(told.data(), count);
  builder.Finish(articles::CreateSearchArticlesAnswer(builder, vector));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace booking::routing
