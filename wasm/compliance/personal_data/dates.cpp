#include "wasm/compliance/personal_data/dates.h"

#include "wasm/base/time.h"

namespace booking::compliance {
namespace {

bool is_day(int32_t year, int32_t month, int32_t day) {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
         civil_from_date(date_from_civil({year, month, day})) == CivilDate{year, month, day};
}

/// At most four digits as a number; `digits` 0 when none stands there or more do.
struct Digits {
  int32_t value;
  uint32_t digits;
  uint32_t end;
};

Digits read_digits(Text text, uint32_t begin) {
  Digits read{0, 0, begin};
  while (read.digits <= 4 && is_digit(text.at(read.end))) {
    read.value = read.value * 10 + (text.at(read.end++) - '0');
    ++read.digits;
  }
  if (read.digits > 4) read.digits = 0;
  return read;
}

/// The century of two digits cannot be told, so a leap day of either is one.
bool is_birth_date(const Digits& year, int32_t month, int32_t day) {
  if (year.digits == 4) return year.value >= 1900 && year.value <= 2099 && is_day(year.value, month, day);
  return year.digits == 2 && is_day_of_some_century(year.value, month, day);
}

uint32_t skip_blanks(Text text, uint32_t at) {
  const uint32_t blank = blank_bytes(text, at);
  return at + blank;
}

/// "th" in "14th".
uint32_t skip_ordinal(Text text, uint32_t at) {
  const uint8_t a = lower(text.at(at));
  const uint8_t b = lower(text.at(at + 1));
  const bool ordinal = (a == 's' && b == 't') || (a == 'n' && b == 'd') || (a == 'r' && b == 'd') ||
                       (a == 't' && b == 'h') || (a == 'd' && b == 'e');
  return ordinal && !is_joined(text.at(at + 2)) ? at + 2 : at;
}

/// The year behind a month and day, after blanks or a comma; `before` when there is none.
uint32_t read_year(Text text, uint32_t before, int32_t month, int32_t day) {
  uint32_t at = skip_blanks(text, before);
  if (text.at(at) == ',') at = skip_blanks(text, at + 1);
  at += dash_bytes(text, at);
  if (text.at(at) == '\'') ++at;
  const Digits year = read_digits(text, at);
  return at > before && is_birth_date(year, month, day) && !is_joined(text.at(year.end)) ? year.end : before;
}

}  // namespace

bool is_day_of_some_century(int32_t year, int32_t month, int32_t day) {
  return is_day(1900 + year, month, day) || is_day(2000 + year, month, day);
}

uint32_t read_date(Text text, uint32_t begin) {
  const Digits first = read_digits(text, begin);
  if (first.digits == 0 || first.digits == 3) return begin;
  const uint8_t mark = text.at(first.end);
  if ((mark == '/' || mark == '-' || mark == '.') && is_digit(text.at(first.end + 1))) {
    const Digits second = read_digits(text, first.end + 1);
    if (second.digits < 1 || second.digits > 2 || text.at(second.end) != mark) return begin;
    const Digits third = read_digits(text, second.end + 1);
    const uint8_t next = text.at(third.end);
    if (is_digit(next) || next == '_' || (next == mark && is_digit(text.at(third.end + 1)))) return begin;
    bool good = false;
    if (first.digits == 4) {
      good = third.digits >= 1 && third.digits <= 2 && is_birth_date(first, second.value, third.value);
    } else {
      good = is_birth_date(third, second.value, first.value) || is_birth_date(third, first.value, second.value);
    }
    return good ? third.end : begin;
  }
  if (first.digits > 2) return begin;
  uint32_t at = skip_blanks(text, skip_ordinal(text, first.end));
  at += dash_bytes(text, at);
  if (letter_bytes(text, at) == 0) return begin;
  const WordFound word = read_word(text, at);
  if (word.kind != Word::Month) return begin;
  const uint32_t end = read_year(text, word.end, word.value, first.value);
  return end == word.end ? begin : end;
}

uint32_t read_date_from_month(Text text, const WordFound& month) {
  const uint32_t at = skip_blanks(text, month.end);
  const Digits day = read_digits(text, at);
  if (at == month.end || day.digits == 0 || day.digits > 2) return month.begin;
  const uint32_t before = skip_ordinal(text, day.end);
  const uint32_t end = read_year(text, before, month.value, day.value);
  return end == before ? month.begin : end;
}

}  // namespace booking::compliance
