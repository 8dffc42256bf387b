// What words mean for a booking: one table for each language (a file each), one pass that tags a message with them.
//
// A phrase of a table is folded as words.h folds. The longest phrase wins; of equally long ones that of the message's
// own language. isiZulu and isiXhosa write what other languages make words of as prefixes, so a word that no table
// knows is looked up once more without them (`ngoLwesihlanu`, `kwelantshi`).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "routing_generated.h"
#include "wasm/routing/entities/words/words.h"

namespace booking::routing {

using wire::Language;

enum class Means : uint8_t {
  Nothing,
  Number,      ///< value: 0 to 9999
  Day,         ///< value: days from today
  TomorrowOr,  ///< isiZulu `kusasa`: tomorrow, but in the morning where another day is named
  DayPart,     ///< value: days from today * 16 + Part
  Weekday,     ///< value: 0 is Monday
  Month,       ///< value: 1 to 12
  MonthToo,    ///< as Month, if a number stands beside it: `may`, `mar`, `jan` are words and names as well
  Next,
  This,
  In,  ///< `in two weeks`
  DayUnit,
  WeekUnit,  ///< value: 7 this week, 8 the next, where the phrase says so
  Weekend,
  Soon,  ///< as soon as possible
  Part,  ///< value: a Part
  Am,
  Pm,
  Clock,  ///< o'clock, uur; before the hour in isiZulu and isiXhosa
  Hour,   ///< value: minutes of the twelve-hour clock
  Half,   ///< half past in English, half to in Afrikaans, by the language of the word or of the message
  HalfPast,
  HalfAfter,  ///< behind the hour
  QuarterPast,
  QuarterTo,
  Past,
  After,
  Before,
  Between,
  And,
  Until,
  At,
  By,  ///< with somebody, or at some time
  About,
  For,
  Ordinal,  ///< of a day of the month: `12th`, `12de`
  Guests,   ///< people
  Us,       ///< `we are`, before a number
  Party,    ///< value: how many
  With,
  Without,
  Anybody,
  Named,    ///< `my name is`
  Concept,  ///< value: a Treatment
  Human,    ///< value 1: always; 0: as the whole message
  Yes,
  No,
  Stop,
  Other,  ///< another time
  Nth,    ///< value: of what was offered, from 0; -1 the last
  Skip,
};

enum class Part : uint8_t { Any, Morning, Midday, Afternoon, Evening, Lunch, Late, AfterWork, Early };

enum class Treatment : uint8_t {
  None,
  Hair,
  Cut,
  Colour,
  Nails,
  Manicure,
  Pedicure,
  Brows,
  Lashes,
  Wax,
  Massage,
  Braids,
  BlowDry,
  Facial,
  Gel,
  Acrylic,
  Highlights,
  Relaxer,
  Weave,
  Wash,
  Care,
  MakeUp,
  Locs,
  Tint,
  Shave,
};

/// Own: only where the message is of that language or of none that is known, since it means something else elsewhere.
enum class Reach : uint8_t { Everywhere, Own };

struct Entry {
  std::string_view text;
  Means means;
  int16_t value = 0;
  Reach reach = Reach::Everywhere;
};

constexpr Entry said(std::string_view text, Treatment what) {
  return {text, Means::Concept, static_cast<int16_t>(what), Reach::Everywhere};
}
constexpr Entry said(std::string_view text, Part part) {
  return {text, Means::Part, static_cast<int16_t>(part), Reach::Everywhere};
}
constexpr Entry said(std::string_view text, int days, Part part) {
  return {text, Means::DayPart, static_cast<int16_t>(days * 16 + static_cast<int>(part)), Reach::Everywhere};
}

/// A table as it is read: by first letters, since most words of a message are in no table and need not be held against
/// all of them. Entries of one letter stand as they were written: of two that are equal the first counts.
class Vocabulary {
 public:
  template <size_t N>
  constexpr Vocabulary(const std::array<Entry, N>& sorted, const std::array<uint16_t, 33>& begins)
      : entries_(sorted), begins_(begins) {}

  [[nodiscard]] std::span<const Entry> all() const { return entries_; }

  /// Those that can begin as `word` does, and some that do not; `word` is not empty.
  [[nodiscard]] std::span<const Entry> beside(std::string_view word) const {
    const size_t letter = letter_of(word);
    return entries_.subspan(begins_[letter], begins_[letter + 1] - begins_[letter]);
  }

  static constexpr size_t letter_of(std::string_view word) { return static_cast<uint8_t>(word[0]) % 32; }

 private:
  std::span<const Entry> entries_;
  std::span<const uint16_t, 33> begins_;
};

template <size_t N>
struct ByLetter {
  std::array<Entry, N> entries{};
  std::array<uint16_t, 33> begins{};  // of the entries of each letter; the last is where all end

  constexpr explicit ByLetter(const Entry (&written)[N]) {
    size_t count = 0;
    for (size_t letter = 0; letter < 32; letter++) {
      begins[letter] = static_cast<uint16_t>(count);
      for (const Entry& entry : written)
        if (Vocabulary::letter_of(entry.text) == letter) entries[count++] = entry;
    }
    begins[32] = static_cast<uint16_t>(count);
  }

  [[nodiscard]] constexpr Vocabulary vocabulary() const { return {entries, begins}; }
};

Vocabulary english_words();
Vocabulary afrikaans_words();
Vocabulary zulu_words();
Vocabulary xhosa_words();

/// Words [first, last) and what they mean; Nothing for one word that no table has.
struct Tag {
  Means means;
  int16_t value;
  Language language;
  uint16_t first;
  uint16_t last;
};

struct Tags {
  std::array<Tag, kMostWords> tags;
  size_t count = 0;

  [[nodiscard]] Means at(size_t i) const { return i < count ? tags[i].means : Means::Nothing; }
  [[nodiscard]] bool is(size_t i, Means means) const { return i < count && tags[i].means == means; }
  [[nodiscard]] int value(size_t i) const { return i < count ? tags[i].value : 0; }
};

void tag_words(const Words& words, Language hint, Tags& tags);

/// The treatment that a folded word of a service's name stands for, in any language.
[[nodiscard]] Treatment treatment_of(std::string_view word);

/// A folded word without one prefix of isiZulu or isiXhosa nouns, empty when it has none; asked again it gives the
/// next. At least three letters remain.
[[nodiscard]] std::string_view without_prefix(std::string_view word, size_t& next);

}  // namespace booking::routing
