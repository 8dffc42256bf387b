#include <algorithm>

#include "wasm/routing/entities/message.h"

namespace booking::routing {
namespace {

constexpr int32_t kNoon = 720;
constexpr int32_t kMidnight = 1440;
constexpr int32_t kEarliestHour = 7;  // whoever says `6` to a salon that tells no hours means the evening

/// Minutes of the day that a word for a part of it covers.
struct Window {
  int32_t from;
  int32_t to;
};

Window window_of(Part part) {
  switch (part) {
    case Part::Morning:
      return {0, 720};
    case Part::Midday:
      return {690, 840};
    case Part::Afternoon:
      return {720, 1020};
    case Part::Evening:
      return {1020, 1320};
    case Part::Lunch:
      return {720, 780};
    case Part::Late:
      return {900, 1080};
    case Part::AfterWork:
      return {990, 1320};
    case Part::Early:
      return {0, 600};
    default:
      return {0, kMidnight};
  }
}

/// A time on the clock, before it is known whether it is morning.
struct Clock {
  int32_t minutes = -1;
  size_t last = 0;       // the tag behind it
  bool certain = false;  // of 24 hours, or with am or pm
  bool evident = false;  // a time and nothing else
  [[nodiscard]] bool found() const { return minutes >= 0; }
};

/// `3pm`, `3 in the afternoon`, `3 uur`, `leshumi nohhafu`.
void read_suffix(const Message& message, Clock& clock) {
  const Tags& tags = message.tags;
  for (size_t next = message.skip(clock.last); next < tags.count; next = message.skip(clock.last)) {
    if (tags.is(next, Means::Clock)) clock.evident = true;
    else if (tags.is(next, Means::HalfAfter)) clock.minutes += 30;
    else if (tags.is(next, Means::Am) && clock.minutes < 780) {
      clock.minutes = clock.minutes >= kNoon ? clock.minutes - kNoon : clock.minutes;
      clock.certain = true;
    } else if (tags.is(next, Means::Pm)) {
      clock.minutes = clock.minutes < kNoon ? clock.minutes + kNoon : clock.minutes;
      clock.certain = true;
    } else break;
    clock.evident = true;
    clock.last = next + 1;
  }
}

/// Digits behind a colon, a point or an h: exactly two, below 60.
bool minutes_at(const Message& message, size_t mark, bool& h) {
  const Tags& tags = message.tags;
  if (mark + 1 >= tags.count || !message.word(mark).joined || !message.word(mark + 1).joined) return false;
  h = message.words.is_letters(tags.tags[mark].first) && message.letters(mark) == "h";
  if (!h && !message.mark(mark, ':') && !message.mark(mark, '.')) return false;
  return message.number(mark + 1, 0, 59) && message.word(mark + 1).length == 2;
}

Clock read_number(const Message& message, size_t i) {
  const Tags& tags = message.tags;
  const int value = tags.value(i);
  const Word& word = message.word(i);
  Clock clock;
  bool h = false;
  if (word.length == 4 && word.shape == Shape::Digits && value <= 2355 && value % 100 < 60 && value % 5 == 0) {
    clock = {value / 100 * 60 + value % 100, i + 1, true, false};
    clock.evident = word.number < 1000;  // `0930`
    if (message.letters(std::min(i + 1, tags.count - 1)) == "h" && i + 1 < tags.count)
      clock = {clock.minutes, i + 2, true, true};
    return clock;
  }
  if (value > 24) return clock;
  clock = {value * 60, i + 1, value >= 13 || (word.length == 2 && message.letters(i)[0] == '0'), false};
  if (minutes_at(message, i + 1, h)) {
    clock.minutes += tags.value(i + 2);
    clock.last = i + 3;
    clock.evident = true;
    clock.certain = clock.certain || value == 0 || (h && value > 12);
  } else if (i + 1 < tags.count && message.word(i + 1).joined && message.letters(i + 1) == "h") {
    clock.last = i + 2;
    clock.evident = true;
  } else if (value == 0) return {};
  return clock;
}

/// An hour of the twelve behind `half past`, `quarter to` or `10 past`.
Clock shifted(const Message& message, size_t i, int32_t shift) {
  const size_t next = message.skip(i);
  Clock clock;
  if (message.tags.is(next, Means::Hour)) clock = {message.tags.value(next), next + 1, false, true};
  else if (message.number(next, 1, 12)) clock = {message.tags.value(next) % 12 * 60, next + 1, false, true};
  else return {};
  clock.minutes = (clock.minutes + shift + kNoon) % kNoon;
  return clock;
}

bool half_is_before(const Message& message, size_t i) {
  const size_t next = message.skip(i + 1);
  return message.tags.tags[i].language == Language::Afrikaans || message.hint == Language::Afrikaans ||
         (next < message.tags.count && message.tags.tags[next].language == Language::Afrikaans);
}

/// `10 past 3`, `10 voor 3`, `twenty to 4`.
Clock read_minutes(const Message& message, size_t i) {
  const Tags& tags = message.tags;
  if (!message.number(i, 1, 29) || !message.number(message.skip(i + 2), 1, 12)) return {};
  if (tags.is(i + 1, Means::Past)) return shifted(message, i + 2, tags.value(i));
  const bool to = (tags.is(i + 1, Means::Before) && tags.tags[i + 1].language == Language::Afrikaans) ||
                  (tags.is(i + 1, Means::Until) && tags.value(i) > 12 && tags.value(i) % 5 == 0) ||
                  (tags.is(i + 1, Means::Until) && tags.value(i) == 5 && message.letters(i + 1) == "to");
  return to ? shifted(message, i + 2, -tags.value(i)) : Clock{};
}

Clock read_clock(const Message& message, size_t i) {
  const Tags& tags = message.tags;
  if (i >= tags.count || message.used[i]) return {};
  Clock clock = read_minutes(message, i);
  if (!clock.found()) {
    switch (tags.at(i)) {
      case Means::Hour:
        clock = {tags.value(i), i + 1, tags.value(i) == kNoon, true};
        break;
      case Means::Half:
        clock = shifted(message, i + 1, half_is_before(message, i) ? -30 : 30);
        break;
      case Means::HalfPast:
        clock = shifted(message, i + 1, 30);
        break;
      case Means::QuarterPast:
        clock = shifted(message, i + 1, 15);
        break;
      case Means::QuarterTo:
        clock = shifted(message, i + 1, -15);
        break;
      case Means::Number:
        clock = read_number(message, i);
        break;
      case Means::Clock: {
        size_t next = message.skip(i + 1);
        while (next < tags.count && tags.is(next, Means::At)) next = message.skip(next + 1);
        if (next < tags.count && !tags.is(next, Means::Clock)) clock = read_clock(message, next);
        clock.evident = clock.found();
        return clock;
      }
      default:
        break;
    }
  }
  if (clock.found()) read_suffix(message, clock);
  return clock;
}

struct Choices {
  std::array<int32_t, 2> minutes{};
  size_t count = 0;
};

/// Which of morning and afternoon the message, or else the salon's hours, allow.
Choices choices_of(const Message& message, const Clock& clock, Part part) {
  Choices choices;
  if (clock.certain || clock.minutes >= 780) return {{clock.minutes, 0}, 1};
  const int32_t early = clock.minutes % kNoon;
  const int32_t late = early + kNoon;
  const Window said = window_of(part);
  const auto fits = [&](int32_t minutes) {
    if (part != Part::Any && part != Part::Early)
      return minutes >= said.from - 60 && minutes <= said.to + 120 && (minutes < kNoon) == (said.from < 690);
    return minutes >= message.menu.opens && minutes <= message.menu.closes;
  };
  const bool late_first = early < 8 * 60;
  for (const int32_t minutes : {late_first ? late : early, late_first ? early : late})
    if (fits(minutes)) choices.minutes[choices.count++] = minutes;
  if (choices.count == 0) choices = {{early < kEarliestHour * 60 ? late : early, 0}, 1};
  return choices;
}

bool is_day(Means means) {
  return means == Means::Day || means == Means::DayPart || means == Means::Weekday || means == Means::TomorrowOr ||
         means == Means::Month;
}

/// The part of the day that the message names anywhere.
Part part_named(const Message& message) {
  for (size_t i = 0; i < message.tags.count; i++) {
    if (message.tags.is(i, Means::Part)) return static_cast<Part>(message.tags.value(i));
    if (message.tags.is(i, Means::DayPart)) return static_cast<Part>(message.tags.value(i) % 16);
    if (message.tags.is(i, Means::TomorrowOr) && !message.used[i]) return Part::Morning;
  }
  return Part::Any;
}

struct Reader {
  Message& message;
  Part part;
  bool found = false;

  void add(const Clock& clock, size_t first, size_t last, int score, Means how) {
    const Choices choices = choices_of(message, clock, part);
    for (size_t i = 0; i < choices.count; i++) {
      const int32_t at = choices.minutes[i];
      int32_t from = how == Means::Before ? 0 : at;
      int32_t to = how == Means::After ? kMidnight : at;
      if (how == Means::About) from = std::max(0, at - 60), to = at + 60;
      message.add(Kind::Time, score - static_cast<int>(i) * 20, first, last, from, to);
    }
    message.use(first, last);
    found = true;
  }

  /// `2 to 5`, `between 2 and 5`: the end is the first such time behind the beginning.
  void add_range(const Clock& from, const Clock& to, size_t first) {
    const int32_t begin = choices_of(message, from, part).minutes[0];
    int32_t end = to.certain ? to.minutes : to.minutes % kNoon;
    while (end <= begin && end + kNoon <= kMidnight) end += kNoon;
    const bool both_early = !from.certain && to.certain && to.minutes < begin;
    message.add(Kind::Time, 90, first, to.last, both_early ? begin - kNoon : begin, std::max(end, begin));
    message.use(first, to.last);
    found = true;
  }

  size_t read(size_t i);
  size_t read_at(size_t i, Means how, size_t from);
  void read_parts();
};

/// The tag behind what was read; `i` when nothing was.
size_t Reader::read(size_t i) {
  const Tags& tags = message.tags;
  const Means how = tags.at(i);
  const bool led = how == Means::At || how == Means::About || how == Means::After || how == Means::Before ||
                   how == Means::Between || how == Means::By || how == Means::Until;
  if (!led) return read_at(i, Means::At, i);
  size_t from = message.skip(i + 1);
  while (from < tags.count && (tags.is(from, Means::At) || tags.is(from, Means::About))) from = message.skip(from + 1);
  if (how == Means::After || how == Means::Before) {
    if (tags.is(from, Means::Part) && !message.used[from]) {
      const Window window = window_of(static_cast<Part>(tags.value(from)));
      message.add(Kind::Time, 88, i, from + 1, how == Means::After ? window.to : 0,
                  how == Means::After ? kMidnight : window.from);
      message.use(i, from + 1);
      found = true;
      return from + 1;
    }
  }
  return read_at(i, how, from);
}

size_t Reader::read_at(size_t i, Means how, size_t from) {
  const Tags& tags = message.tags;
  const Clock clock = read_clock(message, from);
  if (!clock.found()) return i;
  const size_t before = message.back(i);
  const size_t behind = message.skip(clock.last);
  if (tags.is(behind, Means::Guests) || tags.is(behind, Means::WeekUnit) || tags.is(behind, Means::DayUnit)) return i;
  if (tags.is(before, Means::Us) || (tags.is(before, Means::Guests) && !clock.evident)) return i;
  // A range: the end may follow a hyphen, `to` or `and`.
  const bool hyphen = message.mark(clock.last, '-');
  const size_t joint = hyphen ? clock.last : behind;
  if (hyphen || tags.is(joint, Means::Until) || (how == Means::Between && tags.is(joint, Means::And))) {
    const Clock end = read_clock(message, message.skip(joint + 1));
    const bool plain = hyphen
                           ? end.found()
                           : end.found() && (from != i || clock.evident || end.evident || tags.is(joint, Means::Until));
    if (plain) {
      add_range(clock, end, i);
      return end.last;
    }
  }
  const bool led = from != i;
  const bool beside_day =
      (before < tags.count && is_day(tags.at(before))) || (behind < tags.count && is_day(tags.at(behind)));
  const bool in_part = tags.is(behind, Means::Part) || tags.is(before, Means::Part);
  size_t meant = 0;
  for (size_t j = 0; j < tags.count; j++)
    meant += static_cast<size_t>(!tags.is(j, Means::Skip) && !tags.is(j, Means::Yes) &&
                                 message.word(j).shape != Shape::Mark);
  const bool alone = meant == clock.last - i;
  if (how == Means::Between || (how == Means::By && !clock.evident && !led)) return i;
  const Means meaning = how == Means::Until ? Means::Before : how == Means::By ? Means::At : how;
  if (clock.evident || led) add(clock, i, clock.last, clock.evident ? 95 : 90, meaning);
  else if (beside_day || in_part) add(clock, i, clock.last, 85, meaning);
  else if (alone) add(clock, i, clock.last, 60, meaning);
  else return i;
  return clock.last;
}

void Reader::read_parts() {
  const Tags& tags = message.tags;
  for (size_t i = 0; i < tags.count; i++) {
    if (message.used[i]) continue;
    Part named = Part::Any;
    if (tags.is(i, Means::Part)) named = static_cast<Part>(tags.value(i));
    else if (tags.is(i, Means::DayPart)) named = static_cast<Part>(tags.value(i) % 16);
    else if (tags.is(i, Means::TomorrowOr) || tags.is(i, Means::Am)) named = Part::Morning;
    else if (tags.is(i, Means::Pm)) named = Part::Afternoon;
    if (named == Part::Any) continue;
    const Window window = window_of(named);
    if (!found) message.add(Kind::Time, 80, i, i + 1, window.from, window.to);
    message.use(i, i + 1);
  }
}

}  // namespace

void read_times(Message& message) {
  Reader reader{message, part_named(message)};
  for (size_t i = 0; i < message.tags.count;) {
    const size_t next = message.used[i] ? i + 1 : reader.read(i);
    i = next > i ? next : i + 1;
  }
  reader.read_parts();
}

}  // namespace booking::routing
