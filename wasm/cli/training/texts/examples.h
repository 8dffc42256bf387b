// Texts with their labels, and reading them out of files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace booking::training {

struct Example {
  std::string text;
  uint16_t label = 0;
  std::string tag;  ///< which language, where the file says so
};

using Examples = std::vector<Example>;

/// Three parts that share no text; the model is made of the first, tuned on the second and judged on the third.
struct Corpus {
  std::vector<std::string> labels;
  std::optional<uint16_t> outside;  ///< the label that means none of the others
  Examples train;
  Examples validation;
  Examples test;

  /// The number of a label, a new one where there is none of that name.
  uint16_t label(std::string_view name);
};

/// Comma-separated with a header, the text first and its label second (RFC 4180 quoting). False when it is none.
bool read_csv(std::string_view file, Corpus& corpus, Examples& to);

/// CLINC150's JSON: an object of lists of [text, label], `train`, `val` and `test`, each with an `oos_` twin. Throws
/// what the JSON library throws.
void read_clinc(std::string_view file, Corpus& corpus);

/// A folder of texts, `<folder>/<intent>.txt`: a line is a language and an utterance. Parted by `part_of`. Labels are
/// the names of the contract's intents in its order, or with `by_language` those of its languages. False when a file or
/// line is unknown.
bool read_utterances(const std::string& folder, bool by_language, Corpus& corpus);

/// For each text the same number as for every text that is nearly it: those that share at least six tenths of their
/// runs of three letters, once folded (Jaccard), and whoever is such a one's. The number is a hash of the least of
/// their texts.
std::vector<uint64_t> kin_of(const Examples& examples);

/// As `kin_of`, with only the same text as a twin.
std::vector<uint64_t> hashes_of(const Examples& examples);

/// Takes out of `from` whatever is of a kin whose number leaves `rest` when divided by `of`.
Examples take_part(Examples& from, std::vector<uint64_t>& kin, uint64_t of, uint64_t rest);

}  // namespace booking::training
