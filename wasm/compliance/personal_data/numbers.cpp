#include "wasm/compliance/personal_data/numbers.h"

#include "wasm/compliance/personal_data/dates.h"

namespace booking::compliance {
namespace {

constexpr uint32_t kMostDigits = 19;
constexpr uint32_t kMostGroups = 7;
constexpr uint32_t kFewestDigits = 7;

enum class Gap : uint8_t { End, Blank, Dash, Dot, Bracket };

struct Groups {
  uint8_t digits[kMostDigits];
  uint32_t total[kMostGroups];  // digits up to and with the group
  uint32_t end[kMostGroups];    // where the group ends in the text
  Gap after[kMostGroups];       // what parts it from the next
  uint32_t count;
  bool trunk_zero;  // the second group is (0)
};

/// Whether a number may begin at `i`: it is no part of a word, a reference or a decimal.
bool may_begin(Text text, uint32_t i) {
  if (i == 0) return true;
  const uint8_t before = text.at(i - 1);
  if (is_joined(before) || before == '#' || before == '@') return false;
  return (before != '-' && before != '.') || i < 2 || !is_joined(text.at(i - 2));
}

/// The gap at `at` if a digit follows it; `next` is where.
Gap read_gap(Text text, uint32_t at, uint32_t& next) {
  Gap gap = Gap::End;
  if (text.at(at) == ')') {
    gap = Gap::Bracket;
    ++at;
  }
  if (const uint32_t blank = blank_bytes(text, at)) {
    if (gap == Gap::End) gap = Gap::Blank;
    at += blank;
  } else if (const uint32_t dash = dash_bytes(text, at)) {
    if (gap == Gap::End) gap = Gap::Dash;
    at += dash;
  } else if (text.at(at) == '.') {
    gap = Gap::Dot;
    ++at;
  }
  if (text.at(at) == '(') {
    gap = Gap::Bracket;
    ++at;
  }
  next = at;
  return is_digit(text.at(at)) ? gap : Gap::End;
}

/// Whole groups from `at` on, at most 19 digits; a group beyond that is left out, and what parts it is kept.
Groups read_groups(Text text, uint32_t at) {
  Groups groups;
  groups.count = 0;
  groups.trunk_zero = false;
  uint32_t digits = 0;
  while (groups.count < kMostGroups) {
    uint32_t end = at;
    while (end - at + digits < kMostDigits && is_digit(text.at(end))) {
      groups.digits[digits + end - at] = static_cast<uint8_t>(text.at(end) - '0');
      ++end;
    }
    if (is_digit(text.at(end)) || end == at) return groups;
    digits += end - at;
    uint32_t next = 0;
    const Gap gap = read_gap(text, end, next);
    const uint32_t group = groups.count++;
    groups.total[group] = digits;
    groups.end[group] = end;
    groups.after[group] = gap;
    if (group == 1 && digits - groups.total[0] == 1 && groups.after[0] == Gap::Bracket && text.at(end) == ')' &&
        groups.digits[digits - 1] == 0)
      groups.trunk_zero = true;
    if (gap == Gap::End) return groups;
    at = next;
  }
  return groups;
}

/// Whether a number may end with group `last`: what follows is no part of it.
bool may_end(Text text, const Groups& groups, uint32_t last) {
  if (groups.after[last] != Gap::End) return groups.after[last] == Gap::Blank;
  return !is_joined(text.at(groups.end[last]));
}

bool luhn(const uint8_t* digits, uint32_t count) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t digit = digits[count - 1 - i];
    if (i % 2 == 1) digit = digit * 2 - (digit > 4 ? 9 : 0);
    sum += digit;
  }
  return sum % 10 == 0;
}

int32_t number(const uint8_t* digits, uint32_t count) {
  int32_t value = 0;
  for (uint32_t i = 0; i < count; ++i) value = value * 10 + digits[i];
  return value;
}

bool is_identity(const Groups& groups, uint32_t last) {
  if (groups.total[last] != 13) return false;
  // 13, or 6 4 and then 3, 2 1 or 1 1 1.
  if (last > 0 && (last < 2 || groups.total[0] != 6 || groups.total[1] != 10)) return false;
  const uint8_t* d = groups.digits;
  return d[10] <= 2 && is_day_of_some_century(number(d, 2), number(d + 2, 2), number(d + 4, 2)) && luhn(d, 13);
}

/// Prefixes and lengths by issuer, as they publish them; Visa's old 13 digits are left out, for they look like
/// identities.
bool is_issued(const uint8_t* digits, uint32_t count) {
  const int32_t two = number(digits, 2);
  const int32_t three = number(digits, 3);
  const int32_t four = number(digits, 4);
  switch (digits[0]) {
    case 1:
      return count == 15;  // UATP
    case 2:
      return (four >= 2221 && four <= 2720 && count == 16) || (four == 2131 && count == 15);  // Mastercard, JCB
    case 3:
      if (two == 34 || two == 37) return count == 15;        // American Express
      if (four >= 3528 && four <= 3589) return count >= 16;  // JCB
      return (two == 36 || two == 38 || two == 39 || (three >= 300 && three <= 305)) && count >= 14;  // Diners Club
    case 4:
      return count == 16 || count == 19;  // Visa
    case 5:
      return two >= 51 && two <= 55 ? count == 16 : (two == 50 || two >= 56) && count >= 12;  // Mastercard, Maestro
    case 6:
      return count >= (two == 63 || two == 67 ? 12U : 16U);  // Maestro, Discover, UnionPay
    default:
      return false;
  }
}

bool is_card(const Groups& groups, uint32_t last) {
  const uint32_t count = groups.total[last];
  if (count < 12 || count > kMostDigits) return false;
  if (last > 0) {  // 4-4-4-4, 4-6-5, 4-4-4-4-3 … or 6-13, all parted alike
    if (groups.total[0] != 4 && (groups.total[0] != 6 || last != 1)) return false;
    for (uint32_t group = 0; group < last; ++group) {
      if (groups.after[group] != groups.after[0]) return false;
      if (group > 0 && groups.total[group] - groups.total[group - 1] < 4) return false;
    }
    if (groups.after[0] != Gap::Blank && groups.after[0] != Gap::Dash) return false;
  }
  return is_issued(groups.digits, count) && luhn(groups.digits, count);
}

/// Groups of two digits at least, the first of three.
bool is_account(const Groups& groups, uint32_t last) {
  const uint32_t count = groups.total[last];
  if (count < 7 || count > 11 || groups.total[0] < 3) return false;
  for (uint32_t group = 1; group <= last; ++group) {
    if (groups.total[group] - groups.total[group - 1] < 2) return false;
  }
  return true;
}

/// After + or 00 (`digits` without them).
bool is_international(const uint8_t* digits, uint32_t count, bool trunk_zero) {
  if (digits[0] == 0) return false;
  if (digits[0] == 2 && digits[1] == 7) {
    if (trunk_zero) return count == 12 && digits[3] != 0;
    return count == 11 && digits[2] != 0;
  }
  const uint32_t dialled = count - (trunk_zero ? 1 : 0);
  return digits[0] == 1 ? dialled == 11 : dialled >= 8 && dialled <= 15;
}

/// 0 and nine digits (ICASA's numbering plan: area codes 01 to 05, mobile 06 to 08, services 080 and 086), the first
/// group of two to five or all ten.
bool is_national(const Groups& groups, uint32_t last) {
  const uint8_t* d = groups.digits;
  if (groups.total[last] != 10 || d[0] != 0 || d[1] == 0 || d[1] == 9) return false;
  if (last > 0 && (groups.total[0] < 3 || groups.total[0] > 6)) return false;
  for (uint32_t group = 1; group <= last; ++group) {
    if (groups.total[group] - groups.total[group - 1] < 2) return false;
  }
  return true;
}

bool is_bare_international(const Groups& groups, uint32_t last) {
  const uint8_t* d = groups.digits;
  return groups.total[last] == 11 && d[0] == 2 && d[1] == 7 && d[2] >= 1 && d[2] <= 8 &&
         (last == 0 || groups.total[0] == 2);
}

/// As many as a telephone number has, in groups of two at least.
bool is_number_of_some_country(const Groups& groups, uint32_t last, uint32_t fewest) {
  if (groups.total[last] < fewest || groups.total[last] > 15) return false;
  for (uint32_t group = 0; group <= last; ++group) {
    if (groups.total[group] - (group == 0 ? 0 : groups.total[group - 1]) < 2) return false;
  }
  return true;
}

struct Kind {
  Entity entity;
  uint8_t score;  // 0: nothing
};
constexpr Kind kNothing{Entity::Phone, 0};

Kind kind_of(const Groups& groups, uint32_t last, bool plus, Word announced) {
  const uint32_t count = groups.total[last];
  if (plus) {
    const bool good = count >= 8 && is_international(groups.digits, count, groups.trunk_zero && last >= 1);
    return good ? Kind{Entity::Phone, 95} : kNothing;
  }
  if (is_identity(groups, last)) return {Entity::Identity, 95};
  if (is_card(groups, last)) return {Entity::Card, 90};
  if (announced == Word::Account && is_account(groups, last)) return {Entity::Account, 80};
  const bool double_zero = groups.digits[0] == 0 && groups.digits[1] == 0 && groups.total[0] >= 2;
  if (double_zero && count >= 10 && is_international(groups.digits + 2, count - 2, groups.trunk_zero && last >= 1))
    return {Entity::Phone, 85};
  // Ten digits that begin with 0 may be an invoice's, if words say so and nobody grouped them as one dials.
  if (announced == Word::Reference && last == 0) return kNothing;
  if (is_national(groups, last)) return {Entity::Phone, 85};
  if (is_bare_international(groups, last)) return {Entity::Phone, 75};
  return kNothing;
}

/// What is a telephone number by the words before it alone.
Kind announced_kind_of(const Groups& groups, uint32_t last, Word announced) {
  const bool said = announced == Word::Phone ? is_number_of_some_country(groups, last, 7)
                                             : announced == Word::Number && is_number_of_some_country(groups, last, 10);
  return said ? Kind{Entity::Phone, 60} : kNothing;
}

}  // namespace

NumberFound read_number(Text text, uint32_t begin, Word announced) {
  uint32_t at = begin;
  const bool plus = text.at(at) == '+';
  if (plus) ++at;
  const bool bracket = text.at(at) == '(';
  if (bracket) ++at;
  NumberFound found{{begin, begin, Entity::Phone, 0}, begin + 1, 0};
  if (!is_digit(text.at(at))) return found;
  while (is_digit(text.at(found.next)) || found.next <= at) ++found.next;
  // No number of anybody's begins with a digit that stands alone, so lists of such are passed over.
  if (!may_begin(text, begin) || (!plus && !is_digit(text.at(at + 1)))) return found;
  const Groups groups = read_groups(text, at);
  if (groups.count == 0 || groups.total[groups.count - 1] < kFewestDigits) return found;
  for (const bool by_words_alone : {false, true}) {
    if (by_words_alone && plus) break;
    for (uint32_t last = groups.count; last-- > 0 && groups.total[last] >= kFewestDigits;) {
      if (!may_end(text, groups, last)) continue;
      const Kind kind =
          by_words_alone ? announced_kind_of(groups, last, announced) : kind_of(groups, last, plus, announced);
      if (kind.score == 0) continue;
      const bool closed = bracket && last > 0 && groups.after[0] == Gap::Bracket;  // (082) 555 0101
      found.span = {plus || closed ? begin : at, groups.end[last], kind.entity, kind.score};
      found.next = groups.end[last];
      return found;
    }
  }
  for (uint32_t last = plus ? 0 : groups.count; last-- > 0 && found.account_end == 0;) {
    if (may_end(text, groups, last) && is_account(groups, last)) found.account_end = groups.end[last];
  }
  return found;
}

}  // namespace booking::compliance
