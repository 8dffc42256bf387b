// Operations `index_articles` and `search_articles` on any bytes: a table is searched whatever it holds, what is found
// is an article of it, and what was indexed is found again.
#include <string>

#include "knowledge_generated.h"
#include "routing_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_index_articles(const uint8_t* request, uint32_t length);
extern "C" uint32_t booking_search_articles(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::routing::wire;
namespace articles = booking::knowledge::wire;

std::string text(oracle::Dice& dice) {
  const std::vector<std::string> pieces{
      "parking ", "ukupaka ", "môre ", "?", "💅🏽",        "load shedding ",     "\xff", "\xc3", "voucher\n", "i-",
      " ",        "R200 ",    "你好",  "a", "iivawutsha ", std::string(300, 'b')};
  std::string made;
  for (int i = dice.between(0, 20); i > 0; --i) made += dice.pick(pieces);
  return made;
}

std::vector<uint8_t> to_index(oracle::Dice& dice) {
  std::vector<articles::ArticleSize> sizes;
  std::vector<uint8_t> texts;
  uint16_t topic = 0;
  for (int i = dice.between(0, 12); i > 0; --i) {
    uint32_t lengths[3];
    for (uint32_t& length : lengths) {
      const std::string made = text(dice);
      texts.insert(texts.end(), made.begin(), made.end());
      length = static_cast<uint32_t>(made.size());
    }
    if (dice.percent(60)) ++topic;
    sizes.emplace_back(lengths[0], lengths[1], lengths[2], topic, static_cast<uint16_t>(dice.between(0, 4)));
  }
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(articles::CreateIndexArticlesRequestDirect(builder, &sizes, &texts));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

std::vector<uint8_t> to_search(const std::vector<uint8_t>& index, const std::string& question, uint8_t language) {
  const std::vector<uint8_t> asked(question.begin(), question.end());
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(articles::CreateSearchArticlesRequestDirect(builder, &index, &asked, language, 10));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

/// The number of articles that the table says it has; its second word.
uint32_t articles_of(const flatbuffers::Vector<uint8_t>* index) {
  uint32_t count = 0;
  if (length(index) >= 8) std::memcpy(&count, index->data() + 4, 4);
  return count;
}

void search(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_search_articles, data, size);
  if (outcome.status != 0) return;
  const auto* answer = verified<articles::SearchArticlesAnswer>(outcome);
  require(length(answer->found()) <= 10, "at most ten topics are told");
  uint32_t before = 1000;
  for (uint32_t i = 0; i < length(answer->found()); ++i) {
    const articles::FoundArticle& found = *answer->found()->Get(i);
    require(found.relevance() <= before, "the most relevant stands first, and none is above 1000");
    before = found.relevance();
    const auto* index = flatbuffers::GetRoot<articles::SearchArticlesRequest>(data)->index();
    require(found.article() < articles_of(index), "what is found is an article of the table");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  search(data, size);
  const Outcome outcome = call_module<wire::Status>(booking_index_articles, data, size);
  if (outcome.status != 0) return 0;
  const auto* answer = verified<articles::IndexArticlesAnswer>(outcome);
  const std::vector<uint8_t> index(answer->index()->begin(), answer->index()->end());
  const std::vector<uint8_t> request = to_search(index, "parking voucher load shedding", 1);
  require(call_module<wire::Status>(booking_search_articles, request.data(), request.size()).status == 0,
          "a table that was made can be searched");
  search(request.data(), request.size());
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  const Input input{data, size, max_size};
  oracle::Dice dice(seed);
  if (dice.percent(20)) return replace(input, to_index(dice));
  if (dice.percent(20)) {
    const std::vector<uint8_t> request = to_index(dice);
    const Outcome outcome = call_module<wire::Status>(booking_index_articles, request.data(), request.size());
    if (outcome.status != 0) return size;
    const auto* index = flatbuffers::GetRoot<articles::IndexArticlesAnswer>(outcome.answer.data())->index();
    return replace(input, to_search({index->begin(), index->end()}, text(dice), 2));
  }
  Payloads payloads;
  if (const auto* request = as<articles::SearchArticlesRequest>(input)) {
    add(payloads, request->index(), 1);
    add(payloads, request->question(), 1);
  }
  if (dice.percent(80) && !payloads.empty()) {
    change_field(payloads, dice);
    return size;
  }
  return input.changed();
}
