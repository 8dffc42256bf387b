#include "wasm/routing/entities/words/vocabulary.h"

#include "wasm/routing/entities/entities.h"

namespace booking::routing {
namespace {

struct Table {
  Vocabulary words;
  Language language;
};

std::array<Table, 4> tables() {
  return {{{english_words(), Language::English},
           {afrikaans_words(), Language::Afrikaans},
           {zulu_words(), Language::Zulu},
           {xhosa_words(), Language::Xhosa}}};
}

/// The words [at, …) as the phrase; how many they are, 0 when they differ.
uint16_t words_of(const Words& words, size_t at, std::string_view phrase) {
  uint16_t used = 0;
  while (true) {
    const size_t blank = phrase.find(' ');
    const std::string_view wanted = phrase.substr(0, blank);
    if (at + used >= words.count || words.words[at + used].shape == Shape::Mark) return 0;
    if (words.text(at + used) != wanted) return 0;
    used++;
    if (blank == std::string_view::npos) return used;
    phrase.remove_prefix(blank + 1);
  }
}

bool reaches(const Entry& entry, const Word& word, Language language, Language hint) {
  if (entry.reach == Reach::Everywhere || hint == language || hint == Language::Other) return true;
  return word.accented && language == Language::Afrikaans;
}

Tag longest(const Words& words, size_t at, Language hint) {
  Tag best{Means::Nothing, 0, Language::Other, static_cast<uint16_t>(at), static_cast<uint16_t>(at + 1)};
  uint16_t length = 0;
  const std::string_view first = words.text(at);
  for (const Table& table : tables()) {
    for (const Entry& entry : table.words.beside(first)) {
      if (entry.text[0] != first[0] || !reaches(entry, words.words[at], table.language, hint)) continue;
      const uint16_t used = words_of(words, at, entry.text);
      if (used < length || used == 0 || (used == length && table.language != hint)) continue;
      length = used;
      best = {entry.means, entry.value, table.language, static_cast<uint16_t>(at), static_cast<uint16_t>(at + used)};
    }
  }
  return best;
}

constexpr std::array<std::string_view, 30> kPrefixes = {
    "ngaku", "kuka", "kwama", "ngu", "ngo", "nge", "nga", "kwe", "kwi", "kwa", "izin", "iin", "ama", "imi", "isi",
    "iz",    "uku",  "kule",  "ku",  "ko",  "ka",  "no",  "ne",  "na",  "lo",  "um",   "u",   "o",   "i",   "e"};

/// A stem of isiZulu or isiXhosa behind a prefix.
bool find_stem(std::string_view word, Language hint, Tag& tag) {
  for (size_t next = 0; next < kPrefixes.size();) {
    const std::string_view stem = without_prefix(word, next);
    if (stem.empty()) continue;
    for (const Table& table : tables()) {
      if (table.language == Language::English || table.language == Language::Afrikaans) continue;
      for (const Entry& entry : table.words.beside(stem)) {
        if (entry.text != stem) continue;
        if (entry.reach == Reach::Own && hint != table.language) continue;
        tag.means = entry.means;
        tag.value = entry.value;
        tag.language = table.language;
        return true;
      }
    }
  }
  return false;
}

/// Days and parts of the day are misspelt most (`tommorow`, `wensday`); other words are too short to guess at.
bool guessable(Means means) {
  return means == Means::Day || means == Means::Weekday || means == Means::Month || means == Means::Part ||
         means == Means::Weekend || means == Means::DayPart;
}

bool find_slip(std::string_view word, Tag& tag) {
  if (word.size() < 6) return false;
  for (const Table& table : tables()) {
    for (const Entry& entry : table.words.all()) {
      if (entry.text.size() < 6 || !guessable(entry.means) || !nearly(word, entry.text)) continue;
      tag.means = entry.means;
      tag.value = entry.value;
      tag.language = table.language;
      return true;
    }
  }
  return false;
}

/// `haircuts`, `pedicures`: a treatment in the plural.
bool find_plural(std::string_view word, Tag& tag) {
  if (word.size() < 4 || !word.ends_with('s')) return false;
  const Treatment one = treatment_of(word.substr(0, word.size() - 1));
  if (one == Treatment::None) return false;
  tag.means = Means::Concept;
  tag.value = static_cast<int16_t>(one);
  return true;
}

}  // namespace

void tag_words(const Words& words, Language hint, Tags& tags) {
  tags.count = 0;
  for (size_t at = 0; at < words.count;) {
    Tag tag{Means::Nothing, 0, Language::Other, static_cast<uint16_t>(at), static_cast<uint16_t>(at + 1)};
    const Word& word = words.words[at];
    if (word.shape != Shape::Mark) tag = longest(words, at, hint);
    if (tag.means == Means::Nothing && word.shape == Shape::Digits && word.number >= 0 && word.number <= 9999) {
      tag.means = Means::Number;
      tag.value = static_cast<int16_t>(word.number);
    }
    if (tag.means == Means::Nothing && word.shape == Shape::Letters)
      (void)(find_stem(words.text(at), hint, tag) || find_plural(words.text(at), tag) ||
             find_slip(words.text(at), tag));
    tags.tags[tags.count++] = tag;
    at = tag.last;
  }
}

Treatment treatment_of(std::string_view word) {
  if (word.empty()) return Treatment::None;
  for (const Table& table : tables()) {
    for (const Entry& entry : table.words.beside(word))
      if (entry.means == Means::Concept && entry.text == word) return static_cast<Treatment>(entry.value);
  }
  return Treatment::None;
}

std::string_view without_prefix(std::string_view word, size_t& next) {
  while (next < kPrefixes.size()) {
    const std::string_view prefix = kPrefixes[next++];
    if (word.size() >= prefix.size() + 3 && word.starts_with(prefix)) return part_of(word, prefix.size(), word.size());
  }
  return {};
}

}  // namespace booking::routing
