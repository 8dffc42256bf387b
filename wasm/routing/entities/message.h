// A message while it is read: its words, what they mean, and which of them a reader has used up.
#pragma once

#include "wasm/routing/entities/entities.h"
#include "wasm/routing/entities/words/vocabulary.h"

namespace booking::routing {

struct Message {
  std::string_view text;
  LocalNow now;
  Language hint;
  const Menu& menu;
  Heard& heard;
  Words words;
  Tags tags;
  std::array<bool, kMostWords> used;  ///< by tag

  /// The tag at or after `i` that is neither a filler nor a hyphen.
  [[nodiscard]] size_t skip(size_t i) const {
    while (i < tags.count && (tags.is(i, Means::Skip) || words.is_mark(tags.tags[i].first, '-'))) i++;
    return i;
  }
  /// The tag before `i` that is no filler or hyphen; tags.count when there is none.
  [[nodiscard]] size_t back(size_t i) const {
    while (i > 0) {
      i--;
      if (!tags.is(i, Means::Skip) && !words.is_mark(tags.tags[i].first, '-')) return i;
    }
    return tags.count;
  }
  [[nodiscard]] bool mark(size_t i, char mark) const {
    return i < tags.count && words.is_mark(tags.tags[i].first, mark);
  }
  [[nodiscard]] const Word& word(size_t i) const { return words.words[tags.tags[i].first]; }
  [[nodiscard]] std::string_view letters(size_t i) const { return words.text(tags.tags[i].first); }
  /// A bare number of digits or a word for one.
  [[nodiscard]] bool number(size_t i, int least, int most) const {
    return tags.is(i, Means::Number) && !used[i] && tags.value(i) >= least && tags.value(i) <= most;
  }
  void use(size_t first, size_t last) {
    for (size_t i = first; i < last && i < tags.count; i++) used[i] = true;
  }
  /// Adds an entity over tags [first, last).
  void add(Kind kind, int score, size_t first, size_t last, int32_t from, int32_t to) const {
    heard.add({kind, static_cast<uint8_t>(score), false, word(first).begin,
               words.words[static_cast<size_t>(tags.tags[last - 1].last) - 1].end, from, to});
  }
};

void read_contacts(Message& message);
void read_days(Message& message);
void read_times(Message& message);
void read_guests(Message& message);
void read_people(Message& message);
void read_services(Message& message);
void read_names(Message& message);

}  // namespace booking::routing
