// The salon's models on the utterances that they were not made of.
#include "wasm/cli/training/salon.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "wasm/cli/training/linear/chances.h"
#include "wasm/routing/understanding/understand.h"

using namespace booking;
using namespace booking::training;
using routing::Intent;
using routing::Language;

namespace {

/// Where the utterances lie, from this file.
std::string utterances() {
  return (std::filesystem::path(__FILE__).parent_path() / "../../../../shared/knowledge/utterances").string();
}

struct Judged {
  size_t all = 0;
  size_t right = 0;
  size_t among_three = 0;
  size_t sure = 0;
  size_t sure_right = 0;
};

routing::Reading reading_of(const std::string& text) {
  static std::vector<std::byte> memory(1 << 20);
  Arena arena(memory);
  routing::Reading reading;
  REQUIRE(routing::understand({reinterpret_cast<const uint8_t*>(text.data()), text.size()}, arena, reading));
  return reading;
}

Judged judged(const Corpus& corpus) {
  Judged all;
  for (const Example& example : corpus.test) {
    const routing::Reading reading = reading_of(example.text);
    const auto wanted = static_cast<Intent>(example.label);
    const bool right = reading.guesses[0].intent == wanted;
    all.sure += reading.sure;
    all.sure_right += reading.sure && right;
    if (wanted == Intent::OutOfScope) continue;
    ++all.all;
    all.right += right;
    for (const routing::Guess& guess : reading.guesses) all.among_three += guess.intent == wanted;
  }
  return all;
}

}  // namespace

TEST_CASE("on utterances it was not made of, the model that ships is as good as was measured") {
  Corpus corpus;
  REQUIRE(read_utterances(utterances(), false, corpus));
  const Judged worth = judged(corpus);
  INFO(worth.right << " of " << worth.all << " right, " << worth.among_three << " among three, " << worth.sure_right
                   << " of " << worth.sure << " sure ones right");
  CHECK(worth.all >= 500);
  CHECK(worth.sure >= 250);
  CHECK(static_cast<double>(worth.right) >= 0.70 * static_cast<double>(worth.all));
  CHECK(static_cast<double>(worth.among_three) >= 0.85 * static_cast<double>(worth.all));
  CHECK(static_cast<double>(worth.sure_right) >= 0.9 * static_cast<double>(worth.sure));
}

TEST_CASE("the language of a message is told in at least nine of ten") {
  Corpus corpus;
  REQUIRE(read_utterances(utterances(), true, corpus));
  size_t right = 0;
  for (const Example& example : corpus.test)
    right += reading_of(example.text).language == static_cast<Language>(example.label);
  CHECK(static_cast<double>(right) >= 0.9 * static_cast<double>(corpus.test.size()));
}

TEST_CASE("no text of one part is nearly a text of another") {
  Corpus corpus;
  REQUIRE(read_utterances(utterances(), false, corpus));
  Examples all = corpus.train;
  all.insert(all.end(), corpus.validation.begin(), corpus.validation.end());
  all.insert(all.end(), corpus.test.begin(), corpus.test.end());
  const auto kin = kin_of(all);
  const size_t first_held = corpus.train.size();
  const size_t first_test = first_held + corpus.validation.size();
  const std::set<uint64_t> trained(kin.begin(), kin.begin() + static_cast<ptrdiff_t>(first_held));
  const std::set<uint64_t> held(kin.begin() + static_cast<ptrdiff_t>(first_held),
                                kin.begin() + static_cast<ptrdiff_t>(first_test));
  for (size_t i = first_held; i < all.size(); ++i) CHECK(!trained.contains(kin[i]));
  for (size_t i = first_test; i < all.size(); ++i) CHECK(!held.contains(kin[i]));
}

TEST_CASE("every intent is known by at least 60 utterances, in all four languages") {
  Corpus corpus;
  REQUIRE(read_utterances(utterances(), false, corpus));
  std::vector<std::map<std::string, size_t>> counts(corpus.labels.size());
  for (const Examples* part : {&corpus.train, &corpus.validation, &corpus.test})
    for (const Example& example : *part) ++counts[example.label][example.tag.substr(0, 2)];
  for (size_t label = 0; label < counts.size(); ++label) {
    INFO(corpus.labels[label]);
    size_t all = 0;
    for (const auto& [tag, count] : counts[label]) all += count;
    CHECK(all >= 60);
    for (const char* tag : {"en", "af", "zu", "xh"}) CHECK(counts[label][tag] >= 8);
  }
}

TEST_CASE("a text that says nothing is no language, and nothing is sure of it") {
  for (const char* text : {"", " ", "!", "..."}) {
    const routing::Reading reading = reading_of(text);
    CHECK(reading.language == Language::Other);
    CHECK(reading.guesses[0].chance == 0);
    CHECK(!reading.sure);
  }
}
