// How many come, by whom they want to be served, and who writes.
#include <algorithm>

#include "wasm/routing/entities/message.h"

namespace booking::routing {
namespace {

constexpr int kMostGuests = 50;

bool has_time(const Message& message) {
  return std::any_of(message.heard.entities.begin(),
                     message.heard.entities.begin() + static_cast<long>(message.heard.count),
                     [](const Entity& entity) { return entity.kind == Kind::Time && entity.score >= 80; });
}

/// Whether the folded word is the name, bare or behind a prefix: 0 no, else the score.
int likeness(std::string_view word, std::string_view name) {
  if (word == name) return 90;
  for (size_t next = 0;;) {
    const std::string_view stem = without_prefix(word, next);
    if (stem.empty()) break;
    if (stem == name) return 88;
  }
  if (word.size() == name.size() + 1 && word.ends_with('s') && word.starts_with(name)) return 85;
  return name.size() >= 5 && nearly(word, name) ? 60 : 0;
}

struct Lead {
  bool with = false;
  bool without = false;
};

Lead lead_of(const Message& message, size_t i) {
  const size_t before = message.back(i);
  const Means means = message.tags.at(before);
  if (means == Means::Without) return {false, true};
  if (means == Means::With || means == Means::By) {
    return {true, message.tags.is(message.back(before), Means::Without)};
  }
  return {means == Means::For || means == Means::And, false};
}

/// Names of the team that are words too (`April`, `Hope`) count only where a preposition says so.
bool means_something(Means means) { return means != Means::Nothing && means != Means::MonthToo; }

}  // namespace

void read_guests(Message& message) {
  const Tags& tags = message.tags;
  for (size_t i = 0; i < tags.count; i++) {
    if (message.used[i]) continue;
    if (tags.is(i, Means::Party)) {
      message.add(Kind::Guests, 85, i, i + 1, tags.value(i), tags.value(i));
      message.use(i, i + 1);
    } else if (tags.is(i, Means::Us) && message.number(message.skip(i + 1), 1, kMostGuests)) {
      const size_t number = message.skip(i + 1);
      message.add(Kind::Guests, 85, i, number + 1, tags.value(number), tags.value(number));
      message.use(i, number + 1);
    } else if (message.number(i, 1, kMostGuests) && tags.is(message.skip(i + 1), Means::Guests)) {
      const size_t last = message.skip(i + 1) + 1;
      message.add(Kind::Guests, 92, i, last, tags.value(i), tags.value(i));
      message.use(i, last);
    } else if (tags.is(i, Means::Guests) && message.number(message.skip(i + 1), 1, kMostGuests)) {
      const size_t number = message.skip(i + 1);
      message.add(Kind::Guests, 90, i, number + 1, tags.value(number), tags.value(number));
      message.use(i, number + 1);
    } else if (tags.is(i, Means::For) && message.number(message.skip(i + 1), 1, 12) &&
               !tags.is(message.skip(message.skip(i + 1) + 1), Means::Guests)) {
      // `for 2`: so many people, or at two o'clock.
      const size_t number = message.skip(i + 1);
      const bool timed = has_time(message);
      const int32_t count = tags.value(number);
      message.add(Kind::Guests, timed ? 70 : 50, i, number + 1, count, count);
      if (!timed) {
        const int32_t early = count * 60;
        const int32_t at = early < message.menu.opens ? early + 720 : early;
        message.add(Kind::Time, 45, i, number + 1, at, at);
      }
      message.use(i, number + 1);
    }
  }
}

void read_people(Message& message) {
  const Tags& tags = message.tags;
  for (size_t i = 0; i < tags.count; i++) {
    if (tags.is(i, Means::Anybody)) {
      message.add(Kind::Person, 85, i, i + 1, kAnybody, kAnybody);
      message.use(i, i + 1);
      continue;
    }
    if (message.word(i).shape != Shape::Letters || message.letters(i).size() < 2) continue;
    const Lead lead = lead_of(message, i);
    const bool led = lead.with || lead.without;
    if ((message.used[i] || means_something(tags.at(i))) && !led) continue;
    for (const MenuName& name : message.menu.people) {
      Words words;
      words.count = 0;
      words.folded = 0;
      read_words(name.text.substr(0, 64), words);
      if (words.count == 0 || !words.is_letters(0)) continue;
      const int like = likeness(message.letters(i), words.text(0));
      if (like == 0 || (like == 60 && !led && tags.at(i) != Means::Nothing)) continue;
      Entity found{Kind::Person,        static_cast<uint8_t>(std::min(99, like + (led ? 8 : 0))),
                   lead.without,        message.word(i).begin,
                   message.word(i).end, name.index,
                   name.index};
      message.heard.add(found);
      message.use(i, i + 1);
    }
  }
}

void read_names(Message& message) {
  const Tags& tags = message.tags;
  for (size_t i = 0; i < tags.count; i++) {
    if (!tags.is(i, Means::Named)) continue;
    size_t last = i + 1;
    uint16_t begin = 0;
    for (; last < tags.count && last < i + 4; last++) {
      const Word& word = message.word(last);
      if (word.shape != Shape::Letters || (tags.at(last) != Means::Nothing && !word.capital)) break;
      // `nguThandi`: the name begins at its capital.
      const std::string_view bytes = part_of(message.text, word.begin, static_cast<size_t>(word.end - word.begin));
      const bool copula = bytes.size() > 4 && (bytes.starts_with("ngu") || bytes.starts_with("ngi")) &&
                          bytes[3] >= 'A' && bytes[3] <= 'Z';
      if (!word.capital && !copula) break;
      if (last == i + 1) begin = static_cast<uint16_t>(word.begin + (copula ? 3 : 0));
    }
    if (last == i + 1 || begin == 0) continue;
    const uint16_t end = message.word(last - 1).end;
    message.heard.add({Kind::Name, 80, false, begin, end, 0, 0});
    message.use(i, last);
  }
}

}  // namespace booking::routing
