#include "wasm/cli/training/texts/examples.h"

#include <algorithm>
#include <filesystem>

#include "routing_generated.h"
#include "wasm/cli/files.h"
#include "wasm/routing/understanding/text.h"

namespace booking::training {
namespace {

namespace wire = routing::wire;

/// One field of a row; `at` moves behind it and what ended it. The last of a row says so.
std::string field(std::string_view file, size_t& at, bool& last) {
  std::string value;
  bool quoted = false;
  last = false;
  for (; at < file.size(); ++at) {
    const char each = file[at];
    if (quoted) {
      if (each != '"') value += each;
      else if (at + 1 < file.size() && file[at + 1] == '"') value += file[++at];
      else quoted = false;
    } else if (each == '"' && value.empty()) {
      quoted = true;
    } else if (each == ',' || each == '\n') {
      ++at;
      last = each == '\n';
      return value;
    } else if (each != '\r') {
      value += each;
    }
  }
  last = true;
  return value;
}

/// "my-bookings" as the contract spells it: "MyBookings".
std::string contract_name(std::string_view stem) {
  std::string name;
  bool capital = true;
  for (const char each : stem) {
    if (each == '-') capital = true;
    else {
      name += capital ? static_cast<char>(each - 'a' + 'A') : each;
      capital = false;
    }
  }
  return name;
}

constexpr std::pair<std::string_view, const char*> kTags[] = {
    {"en", "English"}, {"af", "Afrikaans"}, {"zu", "Zulu"}, {"xh", "Xhosa"}, {"other", "Other"}};

const char* language_of(std::string_view tag) {
  for (const auto& [name, language] : kTags)
    if (tag.substr(0, tag.find('+')) == name) return language;
  return nullptr;
}

bool read_lines(const std::string& file, std::string_view intent, bool by_language, Corpus& corpus) {
  for (size_t at = 0; at < file.size();) {
    const size_t end = std::min(file.find('\n', at), file.size());
    const std::string_view line = std::string_view(file).substr(at, end - at);
    at = end + 1;
    const size_t space = line.find(' ');
    if (space == std::string_view::npos) return false;
    const char* const language = language_of(line.substr(0, space));
    if (language == nullptr) return false;
    const std::string_view label = by_language ? std::string_view(language) : intent;
    corpus.train.push_back(
        {std::string(line.substr(space + 1)), corpus.label(label), std::string(line.substr(0, space))});
  }
  return true;
}

}  // namespace

uint16_t Corpus::label(std::string_view name) {
  const auto found = std::ranges::find(labels, name);
  if (found == labels.end()) {
    labels.emplace_back(name);
    return static_cast<uint16_t>(labels.size() - 1);
  }
  return static_cast<uint16_t>(found - labels.begin());
}

bool read_csv(std::string_view file, Corpus& corpus, Examples& to) {
  bool last = false;
  size_t at = 0;
  while (at < file.size() && !last) field(file, at, last);
  while (at < file.size()) {
    Example example;
    example.text = field(file, at, last);
    if (last) {
      if (example.text.empty()) continue;
      return false;
    }
    const std::string label = field(file, at, last);
    while (!last) field(file, at, last);
    if (label.empty() || corpus.labels.size() >= routing::kMostTextBytes) return false;
    example.label = corpus.label(label);
    to.push_back(std::move(example));
  }
  return !to.empty();
}

bool read_utterances(const std::string& folder, bool by_language, Corpus& corpus) {
  if (by_language) {
    for (const auto language : wire::EnumValuesLanguage()) corpus.label(wire::EnumNameLanguage(language));
  } else {
    for (const auto intent : wire::EnumValuesIntent()) corpus.label(wire::EnumNameIntent(intent));
    corpus.outside = static_cast<uint16_t>(wire::Intent::OutOfScope);
  }
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error))
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  std::ranges::sort(paths);
  const size_t labels = corpus.labels.size();
  for (const auto& path : paths) {
    const auto file = cli::read_file(path.string());
    if (!file || !read_lines(*file, contract_name(path.stem().string()), by_language, corpus)) return false;
  }
  if (error || paths.empty() || corpus.labels.size() != labels) return false;
  std::vector<uint64_t> kin = kin_of(corpus.train);
  corpus.validation = take_part(corpus.train, kin, 6, 0);
  corpus.test = take_part(corpus.train, kin, 6, 1);
  return true;
}

}  // namespace booking::training
