// corectl intents: the classifier trained and judged on any texts, so that its figures need not be taken on trust.
//
//   intents --train train.csv --test test.csv   text and label, with a header (BANKING77)
//   intents --train data_full.json              with its own parts (CLINC150)
//   intents salon shared/knowledge/utterances   the salon's models, by language and with typing errors
//
// The test part is read once the model is done. Without a validation part a fifth of the training texts serves as one.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "wasm/cli/commands.h"
#include "wasm/cli/files.h"
#include "wasm/cli/training/linear/chances.h"
#include "wasm/cli/training/salon.h"

namespace booking::cli {
namespace {

using namespace training;

constexpr uint64_t kHeldOut = 5;

bool is_json(const std::string& path) { return path.ends_with(".json"); }

double percent(size_t part, size_t of) {
  return of == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(of);
}

bool not_understood(const char* why) {
  std::fprintf(stderr, "corectl intents: %s\n", why);
  return false;
}

/// The files' texts in three parts.
bool read_corpus(const std::string& train, const std::vector<std::string>& test, Corpus& corpus) {
  const auto file = read_file(train);
  if (!file) return not_understood("the training file cannot be read");
  if (is_json(train)) {
    read_clinc(*file, corpus);
  } else {
    if (!read_csv(*file, corpus, corpus.train)) return not_understood("the training file is no text,label");
    std::vector<uint64_t> kin = hashes_of(corpus.train);
    corpus.validation = take_part(corpus.train, kin, kHeldOut, 0);
  }
  if (corpus.labels.size() < 2 || corpus.labels.size() > routing::kMostLabels || corpus.validation.empty())
    return not_understood("between 2 and 256 labels are wanted, and some texts of each");
  if (test.empty() || is_json(test[0])) return true;
  const auto judged = read_file(test[0]);
  const size_t labels = corpus.labels.size();
  if (!judged || !read_csv(*judged, corpus, corpus.test)) return not_understood("the test file is no text,label");
  return corpus.labels.size() == labels || not_understood("the test file has labels that were not trained");
}

void tell(const char* what, const Worth& worth) {
  std::printf("%s: %.2f %% of %zu right, %.2f %% among three; answers %.1f %% of them, %.1f %% of these right; ", what,
              100 * worth.accuracy(), worth.inside, percent(worth.among_three, worth.inside),
              percent(worth.answered, worth.inside), percent(worth.answered_right, worth.answered));
  if (worth.outside > 0) {
    const size_t answers = worth.answered + worth.outside - worth.turned_away;
    std::printf("out of scope: %.1f %% of %zu turned away, %.1f %% of all answers right; ",
                percent(worth.turned_away, worth.outside), worth.outside, percent(worth.answered_right, answers));
  }
  std::printf("calibration error %.3f\n", worth.calibration);
}

/// One or two letters left out, doubled, swapped or hit beside the right key, as thumbs do.
std::string mistyped(const std::string& text, uint64_t seed) {
  constexpr std::string_view kRows = "qwertyuiopasdfghjklzxcvbnm";
  std::string out = text;
  const auto roll = [&](size_t below) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return static_cast<size_t>((seed >> 33) % below);
  };
  for (size_t errors = 1 + roll(2); errors > 0; --errors) {
    if (out.size() < 4) break;
    const size_t at = roll(out.size() - 1);
    if (static_cast<uint8_t>(out[at]) >= 0x80 || static_cast<uint8_t>(out[at + 1]) >= 0x80) continue;
    const size_t key = kRows.find(out[at]);
    switch (roll(4)) {
      case 0:
        out.erase(at, 1);
        break;
      case 1:
        out.insert(at, 1, out[at]);
        break;
      case 2:
        std::swap(out[at], out[at + 1]);
        break;
      default:
        if (key != std::string_view::npos) out[at] = kRows[key + 1 < kRows.size() ? key + 1 : key - 1];
    }
  }
  return out;
}

Examples mistyped(const Examples& examples) {
  Examples all;
  for (size_t i = 0; i < examples.size(); ++i) {
    all.push_back(examples[i]);
    all.back().text = mistyped(examples[i].text, i + 1);
  }
  return all;
}

void judge(const char* what, const std::vector<uint8_t>& model, const Corpus& corpus) {
  const uint32_t outside = corpus.outside ? *corpus.outside : routing::kNoLabel;
  tell(what, worth_of(said_of(model, corpus.test), outside));
  std::map<std::string, Examples> by_tag;
  for (const Example& example : corpus.test)
    if (!example.tag.empty())
      by_tag[example.tag.find('+') == std::string::npos ? example.tag : "mixed"].push_back(example);
  for (const auto& [tag, examples] : by_tag) tell(("  " + tag).c_str(), worth_of(said_of(model, examples), outside));
  if (!by_tag.empty()) tell("  mistyped", worth_of(said_of(model, mistyped(corpus.test)), outside));
}

}  // namespace

int intents_train(Arguments arguments) {
  const auto all = given(arguments);
  if (!all || all->files.size() != 1) return kNotUnderstood;
  const auto test = all->all("--test");
  const auto bytes = all->all("--bytes");
  const auto out = all->all("--out");
  Recipe recipe;
  if (!bytes.empty()) recipe.bytes = std::strtoul(bytes[0].c_str(), nullptr, 10);
  Corpus corpus;
  if (all->options.size() != test.size() + bytes.size() + out.size() || !read_corpus(all->files[0], test, corpus))
    return kNotUnderstood;
  recipe.learns_validation = !is_json(all->files[0]);
  const auto began = std::chrono::steady_clock::now();
  const std::vector<uint8_t> model = model_of(corpus, recipe);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("%zu labels, %zu texts trained on, %zu held out; %zu bytes in %.1f s\n", corpus.labels.size(),
              corpus.train.size(), corpus.validation.size(), model.size(), took.count());
  if (!out.empty()) {
    std::ofstream file(out[0], std::ios::binary);
    file.write(reinterpret_cast<const char*>(model.data()), static_cast<std::streamsize>(model.size()));
    if (!file) return kNotUnderstood;
  }
  if (!corpus.test.empty()) judge("test", model, corpus);
  return kHolds;
}

int intents_salon(Arguments arguments) {
  if (arguments.size() != 1) return kNotUnderstood;
  Corpus intents;
  Corpus languages;
  if (!read_utterances(arguments[0], false, intents) || !read_utterances(arguments[0], true, languages))
    return kNotUnderstood;
  std::printf("%zu texts trained on, %zu held out, %zu for the test\n", intents.train.size(), intents.validation.size(),
              intents.test.size());
  judge("intent", model_of(intents, intent_recipe()), intents);
  judge("language", model_of(languages, language_recipe()), languages);
  return kHolds;
}

}  // namespace booking::cli
