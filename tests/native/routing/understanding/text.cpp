// What is left of a message once it is folded.
#include "wasm/routing/understanding/text.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

using namespace booking::routing;

namespace {

std::string folded(const std::string& text) {
  const auto to = std::make_unique<Folded>();
  fold({reinterpret_cast<const uint8_t*>(text.data()), text.size()}, *to);
  std::string words;
  for (const Word& word : to->all()) {
    CHECK(to->letters[word.begin - size_t{1}] == ' ');
    CHECK(to->letters[word.end] == ' ');
    words += (words.empty() ? "" : " ") + std::string(to->letters.begin() + word.begin, to->letters.begin() + word.end);
  }
  return words;
}

}  // namespace

TEST_CASE("case, diacritics, apostrophes and punctuation make no difference") {
  CHECK(folded("Môre, 3 uur vir 'n MANICURE?!") == "more 3 uur vir n manicure ?");
  CHECK(folded("can’t / can't / cant") == "cant cant cant");
  CHECK(folded("i-appointment kusasa") == "i appointment kusasa");
  CHECK(folded("mo\xcc\x82re") == "more");
}

TEST_CASE("every letter of Latin-1 and Latin Extended-A folds to the letter it is written for") {
  CHECK(folded("ÀÉÎÕÜÇÑ àéîõüçñ") == "aeioucn aeioucn");
  CHECK(folded("ŠšŽžŁłŐőĀāŪūŊŋŸÿ") == "sszzllooaauunnyy");
}

TEST_CASE("an emoji is a word of its own, whatever its skin") {
  CHECK(folded("nails💅🏽please") == "nails 💅 please");
  CHECK(folded("💅💅") == "💅 💅");
}

TEST_CASE("other scripts keep their letters, and bytes that are no UTF-8 part words") {
  CHECK(folded("спасибо 你好") == "спасибо 你好");
  CHECK(folded("a\xff"
               "b\xc3") == "a b");
  CHECK(folded("").empty());
}

TEST_CASE("a text of any length is read as far as there is room") {
  for (const std::string piece : {"a ", "aaaaaaaaaaaaaaaa", "é", "💅"}) {
    std::string text;
    while (text.size() < 8'000) text += piece;
    const auto to = std::make_unique<Folded>();
    fold({reinterpret_cast<const uint8_t*>(text.data()), text.size()}, *to);
    CHECK(to->count > 0);
    CHECK(to->words[to->count - size_t{1}].end <= kMostLetters);
  }
}
