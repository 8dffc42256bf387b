// Training, compressing and reading back, on texts made up here.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "tests/native/oracle/salons/dice.h"
#include "wasm/cli/training/linear/chances.h"
#include "wasm/cli/training/train.h"

using namespace booking;
using namespace booking::training;

namespace {

constexpr const char* kWanted[] = {"book a cut", "cancel my visit", "how much is a pedicure", "where are you"};
constexpr const char* kAround[] = {"please",        "hi",    "tomorrow", "thanks", "on friday",
                                   "for my sister", "today", "again"};

/// Texts of four labels, with some words that tell nothing.
Examples made(size_t count, uint32_t seed) {
  oracle::Dice dice(seed);
  Examples examples;
  for (size_t i = 0; i < count; ++i) {
    const auto label = static_cast<size_t>(dice.between(0, 3));
    std::string text = kWanted[label];
    for (int words = dice.between(0, 3); words > 0; --words)
      text += std::string(" ") + kAround[static_cast<size_t>(dice.between(0, 7))];
    examples.push_back({text, static_cast<uint16_t>(label), {}});
  }
  return examples;
}

Corpus toy() {
  Corpus corpus;
  corpus.labels = {"book", "cancel", "price", "where"};
  corpus.train = made(200, 1);
  corpus.validation = made(60, 2);
  corpus.test = made(60, 3);
  return corpus;
}

struct Opened {
  std::vector<uint32_t> aligned;
  routing::Model model;
  bool sound;

  explicit Opened(const std::vector<uint8_t>& bytes) : aligned((bytes.size() + 3) / 4) {
    if (!bytes.empty()) std::memcpy(aligned.data(), bytes.data(), bytes.size());
    sound =
        open_model({reinterpret_cast<const uint8_t*>(aligned.data()), bytes.size()}, model) && holds_together(model);
  }
};

std::vector<float> scores_by(const routing::Model& model, const std::string& text) {
  std::vector<std::byte> memory(1 << 20);
  Arena arena(memory);
  auto folded = std::make_unique<routing::Folded>();
  routing::fold({reinterpret_cast<const uint8_t*>(text.data()), text.size()}, *folded);
  std::vector<float> scores(model.header->labels);
  float known = 0;
  REQUIRE(routing::score(model, *folded, arena, scores, known));
  return scores;
}

}  // namespace

TEST_CASE("what was trained is told apart, and its chances are those of being right") {
  const Corpus corpus = toy();
  Recipe recipe;
  recipe.bytes = 60'000;
  const std::vector<uint8_t> model = model_of(corpus, recipe);
  CHECK(model.size() <= recipe.bytes);
  const Worth worth = worth_of(said_of(model, corpus.test), routing::kNoLabel);
  CHECK(worth.right == 60);
  CHECK(worth.calibration < 0.1);
}

TEST_CASE("the same texts make the same bytes") {
  const Corpus corpus = toy();
  CHECK(model_of(corpus, Recipe{}) == model_of(corpus, Recipe{}));
}

TEST_CASE("a model's scores are those of its weights, each rounded to the nearest level") {
  const Examples examples = made(200, 1);
  const Views views{1, 1, 1};
  const Dictionary dictionary = dictionary_of(examples, 1, views);
  const Matrix matrix = matrix_of(examples, dictionary, views);
  std::vector<uint16_t> labels;
  for (const Example& example : examples) labels.push_back(example.label);
  const std::vector<std::string> names{"book", "cancel", "price", "where"};
  const Weights full = train(matrix, labels, 4, dictionary.size(), Descent{}, {});
  const Kept kept = prune(full, matrix, dictionary, names, 300'000);
  REQUIRE(kept.dictionary.places == dictionary.places);
  const auto levels = levels_of(full);
  Weights rounded = full;
  double furthest = 0;
  for (float& weight : rounded.weights) {
    const float level = levels[nearest(levels, weight)];
    furthest = std::max(furthest, std::abs(double{weight} - double{level}));
    weight = level;
  }
  const Opened opened(bytes_of(kept, full, Parts{names, routing::kNoLabel, views, {}, 0}));
  REQUIRE(opened.sound);
  for (size_t i = 0; i < 20; ++i) {
    std::vector<float> expected;
    std::vector<float> exact;
    scores_of(matrix, i, rounded, expected);
    scores_of(matrix, i, full, exact);
    const std::vector<float> scores = scores_by(opened.model, examples[i].text);
    // A text has length 1, so that n features move a score by at most the root of n times the furthest rounding.
    const double bound = furthest * std::sqrt(static_cast<double>(matrix.starts[i + 1] - matrix.starts[i]));
    for (size_t label = 0; label < 4; ++label) {
      CHECK(scores[label] == Approx(expected[label]).margin(1e-4));
      CHECK(std::abs(double{scores[label]} - double{exact[label]}) <= bound + 1e-4);
    }
  }
}

TEST_CASE("a hash of the same letters is the same place on every machine") {
  const std::string text = "kusasa";
  uint32_t hash = routing::kNoBytes;
  for (const char letter : text) hash = routing::with_byte(hash, static_cast<uint8_t>(letter));
  CHECK(hash == 0xeb087e55U);
  CHECK(routing::place_of(routing::View::Words, hash) == 171771);
  CHECK(routing::place_of(routing::View::Pieces, hash) == 92788);
  CHECK(routing::place_of(routing::View::Pairs, hash) == 852405);
}

TEST_CASE("fewer bytes keep the weights that matter most") {
  const Corpus corpus = toy();
  Recipe recipe;
  recipe.bytes = 36'000;  // 32 KiB of them for the buckets
  const std::vector<uint8_t> model = model_of(corpus, recipe);
  CHECK(model.size() <= recipe.bytes);
  CHECK(worth_of(said_of(model, corpus.test), routing::kNoLabel).right >= 57);
}

TEST_CASE("a threshold leaves as many wrong answers as were allowed, on the texts it was chosen by") {
  oracle::Dice dice(7);
  std::vector<Said> said(2'000);
  for (Said& each : said) {
    const int chance = dice.between(0, 1'000);
    each.classified.best[0] = {1, static_cast<float>(chance) / 1'000};
    each.label = dice.between(0, 999) < chance ? 1 : 2;
  }
  const float threshold = threshold_of(said, 0.9F);
  size_t answers = 0;
  size_t right = 0;
  for (const Said& each : said) {
    if (each.classified.best[0].chance < threshold) continue;
    ++answers;
    right += each.label == 1;
  }
  CHECK(answers > 200);
  CHECK(static_cast<double>(right) >= 0.9 * static_cast<double>(answers));
}

TEST_CASE("chances that are fitted to scores are right as often as they say") {
  oracle::Dice dice(5);
  std::vector<Said> said(4'000);
  for (Said& each : said) {
    const float score = static_cast<float>(dice.between(-1'000, 1'000)) / 1'000;
    const double truth = 1 / (1 + std::exp(-3 * double{score}));
    each.classified.signs = {1, score, -1, -1, -1, 1};
    each.classified.best[0].label = 1;
    each.label = dice.between(0, 9'999) < truth * 10'000 ? 1 : 2;
  }
  const auto factors = chances_of(said)[0];
  const auto chance_at = [&](float score) {
    return 1 / (1 + std::exp(-(factors[0] + factors[1] * score - factors[2] - factors[3] - factors[4] + factors[5])));
  };
  for (const float score : {-0.8F, -0.3F, 0.0F, 0.4F, 0.9F})
    CHECK(chance_at(score) == Approx(1 / (1 + std::exp(-3 * score))).margin(0.04));
}

TEST_CASE("bytes that are no model are refused, whichever of them is another") {
  Recipe recipe;
  recipe.bytes = 40'000;
  const std::vector<uint8_t> model = model_of(toy(), recipe);
  REQUIRE(Opened(model).sound);
  for (size_t size = 0; size < model.size(); size += 97)
    CHECK(!Opened(std::vector<uint8_t>(model.begin(), model.begin() + static_cast<ptrdiff_t>(size))).sound);
  oracle::Dice dice(11);
  for (int i = 0; i < 2'000; ++i) {
    std::vector<uint8_t> other = model;
    other[static_cast<size_t>(dice.between(0, static_cast<int>(other.size()) - 1))] ^=
        static_cast<uint8_t>(dice.between(1, 255));
    const Opened opened(other);
    if (opened.sound) CHECK(scores_by(opened.model, "please book a cut 💅").size() == opened.model.header->labels);
  }
}
