#include "wasm/routing/entities/message.h"

namespace booking::routing {
namespace {

constexpr int kSaturday = 5;
constexpr int kWeeksAhead = 52;
constexpr int kSoonDays = 13;  // as far as a list of starts reaches by itself

struct Range {
  int32_t from;
  int32_t to;
  size_t first;  // tags [first, last)
  size_t last;
  int score;
};

struct Days {
  std::array<Range, kMostEntities / 2> ranges;
  size_t count = 0;
  void add(const Range& range) {
    if (count < ranges.size()) ranges[count++] = range;
  }
};

int32_t monday_of(LocalDate day) { return day.days - weekday(day); }

constexpr std::array<int, 12> kLengths = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool is_date(int day, int month) {
  return month >= 1 && month <= 12 && day >= 1 && day <= kLengths[static_cast<size_t>(month) - 1];
}

/// The next such date from today on, or the one of the year that was written.
int32_t date_of_year(const Message& message, int day, int month, int year) {
  if (year > 0) return date_from_civil({year < 100 ? 2000 + year : year, month, day}).days;
  const int32_t this_year = civil_from_date(message.now.today).year;
  const int32_t date = date_from_civil({this_year, month, day}).days;
  return date >= message.now.today.days ? date : date_from_civil({this_year + 1, month, day}).days;
}

int32_t day_of_month(const Message& message, int day) {
  CivilDate date = civil_from_date(message.now.today);
  for (int tries = 0; tries < 3; tries++) {
    const int32_t found = date_from_civil({date.year, date.month, day}).days;
    if (found >= message.now.today.days && civil_from_date({found}).day == day) return found;
    date.month++;
    if (date.month > 12) date = {date.year + 1, 1, day};
  }
  return message.now.today.days;
}

bool is_month(const Message& message, size_t i) {
  return message.tags.is(i, Means::Month) || message.tags.is(i, Means::MonthToo);
}

int year_at(const Message& message, size_t& last) {
  const size_t next = message.skip(last);
  if (!message.number(next, 2000, 2999)) return 0;
  last = next + 1;
  return message.tags.value(next);
}

/// `12 December`, `12th of Dec`, `12 kaDisemba`, `December 12`.
bool read_month(const Message& message, size_t i, Days& days) {
  if (message.number(i, 1, 31)) {
    size_t next = i + 1;
    if (message.tags.is(next, Means::Ordinal)) next++;
    next = message.skip(next);
    if (is_month(message, next) && is_date(message.tags.value(i), message.tags.value(next))) {
      size_t last = next + 1;
      const int year = year_at(message, last);
      const int32_t date = date_of_year(message, message.tags.value(i), message.tags.value(next), year);
      days.add({date, date, i, last, 95});
      return true;
    }
    if (message.tags.is(i + 1, Means::Ordinal) && message.word(i + 1).joined) {
      const int32_t date = day_of_month(message, message.tags.value(i));
      days.add({date, date, i, i + 2, 88});
      return true;
    }
  }
  if (is_month(message, i)) {
    const size_t next = message.skip(i + 1);
    if (message.number(next, 1, 31) && is_date(message.tags.value(next), message.tags.value(i))) {
      size_t last = next + 1;
      if (message.tags.is(last, Means::Ordinal)) last++;
      const int year = year_at(message, last);
      const int32_t date = date_of_year(message, message.tags.value(next), message.tags.value(i), year);
      days.add({date, date, i, last, 92});
      return true;
    }
  }
  return false;
}

/// Day before month, as South Africa writes: `12/12`, `12/12/2026`, and ISO 8601's `2026-12-12`.
bool read_slashes(const Message& message, size_t i, Days& days) {
  if (message.number(i, 2000, 2999) && message.mark(i + 1, '-') && message.number(i + 2, 1, 12) &&
      message.mark(i + 3, '-') && is_date(message.tags.value(i + 4), message.tags.value(i + 2))) {
    const int32_t date =
        date_of_year(message, message.tags.value(i + 4), message.tags.value(i + 2), message.tags.value(i));
    days.add({date, date, i, i + 5, 98});
    return true;
  }
  if (!message.number(i, 1, 31) || !message.mark(i + 1, '/') || !message.number(i + 2, 1, 31)) return false;
  int day = message.tags.value(i);
  int month = message.tags.value(i + 2);
  if (month > 12) std::swap(day, month);
  if (!is_date(day, month)) return false;
  const bool dated = message.mark(i + 3, '/') && message.tags.is(i + 4, Means::Number);
  const int32_t date = date_of_year(message, day, month, dated ? message.tags.value(i + 4) : 0);
  days.add({date, date, i, dated ? i + 5 : i + 3, 92});
  return true;
}

/// `in two weeks`, `oor 3 dae`.
bool read_ahead(const Message& message, size_t i, Days& days) {
  const bool ahead = message.tags.is(i, Means::In) || (message.tags.is(i, Means::Past) && message.back(i) >= i);
  const bool after = message.tags.is(i, Means::Past);
  if (!ahead && !after) return false;
  const size_t number = message.skip(i + 1);
  const bool one = message.tags.is(number, Means::WeekUnit) || message.tags.is(number, Means::DayUnit);
  if (!one && !message.number(number, 1, kWeeksAhead)) return false;
  const size_t unit = one ? number : number + 1;
  const bool weeks = message.tags.is(unit, Means::WeekUnit);
  if (!weeks && !message.tags.is(unit, Means::DayUnit)) return false;
  const int32_t date = message.now.today.days + (one ? 1 : message.tags.value(number)) * (weeks ? 7 : 1);
  days.add({date, date, i, unit + 1, 85});
  return true;
}

struct Modified {
  bool next = false;
  bool now = false;  // `this`
  size_t first;
  size_t last;
};

/// `next` and `this` stand before what they are said of, in isiZulu and isiXhosa behind it.
Modified modified(const Message& message, size_t i) {
  Modified found{false, false, i, i + 1};
  const size_t before = message.back(i);
  if (message.tags.is(before, Means::Next)) found = {true, false, before, i + 1};
  else if (message.tags.is(before, Means::This)) found = {false, true, before, i + 1};
  else if (message.tags.is(i + 1, Means::Next)) found = {true, false, i, i + 2};
  return found;
}

void read_weekday(const Message& message, size_t i, Days& days) {
  const Modified how = modified(message, i);
  const int32_t today = message.now.today.days;
  const int ahead = (message.tags.value(i) - weekday(message.now.today) + 7) % 7;
  const int32_t nearest = today + ahead;
  if (!how.next) {
    days.add({nearest, nearest, how.first, how.last, ahead == 0 && !how.now ? 75 : 90});
    if (ahead == 0 && !how.now) days.add({nearest + 7, nearest + 7, how.first, how.last, 70});
    return;
  }
  // Some say `next Saturday` of the coming one, most of the one in the next week.
  const int32_t in_next_week = monday_of(message.now.today) + 7 + message.tags.value(i);
  days.add({in_next_week, in_next_week, how.first, how.last, in_next_week == nearest ? 92 : 75});
  if (in_next_week != nearest) days.add({nearest, nearest, how.first, how.last, 55});
}

void read_week(const Message& message, size_t i, Days& days) {
  const Modified how = modified(message, i);
  const int32_t today = message.now.today.days;
  const int32_t monday = monday_of(message.now.today);
  const int said = message.tags.is(i, Means::WeekUnit) ? message.tags.value(i) : 0;
  const int later = how.next || said == 8 ? 7 : 0;
  if (message.tags.is(i, Means::Weekend)) {
    const int32_t from = std::max(today, monday + kSaturday + later);
    days.add({from, monday + 6 + later, how.first, how.last, 90});
  } else if (how.next || how.now || said != 0) {
    days.add({std::max(today, monday + later), monday + 6 + later, how.first, how.last, 88});
  }
}

/// `Monday to Wednesday`, `Fri-Sun`: one range.
void join(const Message& message, Days& days) {
  for (size_t i = 0; i + 1 < days.count; i++) {
    Range& range = days.ranges[i];
    const Range& next = days.ranges[i + 1];
    if (next.first != range.last + 1 || next.from < range.from) continue;
    if (!message.tags.is(range.last, Means::Until) && !message.mark(range.last, '-')) continue;
    range.to = next.to;
    range.last = next.last;
    for (size_t j = i + 1; j + 1 < days.count; j++) days.ranges[j] = days.ranges[j + 1];
    days.count--;
  }
}

}  // namespace

void read_days(Message& message) {
  Days days;
  const Tags& tags = message.tags;
  for (size_t i = 0; i < tags.count;) {
    const size_t before = days.count;
    if (!read_slashes(message, i, days) && !read_month(message, i, days) && !read_ahead(message, i, days)) {
      const int32_t day = message.now.today.days + tags.value(i);
      if (tags.is(i, Means::Day)) days.add({day, day, i, i + 1, 95});
      else if (tags.is(i, Means::DayPart))
        days.add(
            {message.now.today.days + tags.value(i) / 16, message.now.today.days + tags.value(i) / 16, i, i + 1, 95});
      else if (tags.is(i, Means::Weekday)) read_weekday(message, i, days);
      else if (tags.is(i, Means::Weekend) || tags.is(i, Means::WeekUnit)) read_week(message, i, days);
      else if (tags.is(i, Means::This) && tags.is(message.skip(i + 1), Means::Part))
        days.add({message.now.today.days, message.now.today.days, i, i + 1, 90});
      else if (tags.is(i, Means::Soon))
        days.add({message.now.today.days, message.now.today.days + kSoonDays, i, i + 1, 60});
    }
    i = days.count > before ? std::max(i + 1, days.ranges[days.count - 1].last) : i + 1;
  }
  for (size_t i = 0; days.count == 0 && i < tags.count; i++) {
    if (!tags.is(i, Means::TomorrowOr)) continue;
    days.add({message.now.today.days + 1, message.now.today.days + 1, i, i + 1, 85});
    message.use(i, i + 1);
    break;
  }
  join(message, days);
  for (size_t i = 0; i < days.count; i++) {
    const Range& range = days.ranges[i];
    message.add(Kind::Day, range.score, range.first, range.last, range.from, range.to);
    for (size_t j = range.first; j < range.last; j++) message.used[j] = message.used[j] || !tags.is(j, Means::DayPart);
  }
}

}  // namespace booking::routing
