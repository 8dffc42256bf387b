// Numbers that are somebody's: South African identity numbers, bank cards, telephones, bank accounts.
//
// A number is written in groups of digits, parted by blanks, dashes, dots or brackets. What the groups make together is
// asked from each group on that may begin a number: after a blank, not in the middle of `INV-2026-0825550101` or of a
// decimal. At most 19 digits are looked at (the longest card), so the work on a text is linear however it is written.
#pragma once

#include <cstdint>

#include "wasm/compliance/personal_data/spans.h"
#include "wasm/compliance/personal_data/text.h"
#include "wasm/compliance/personal_data/words.h"

namespace booking::compliance {

struct NumberFound {
  PersonalSpan span;     // its begin is its end when nothing was found
  uint32_t next;         // where to read on: after the span, or after the first group
  uint32_t account_end;  // not 0: no telephone or card, but an account if a word behind says so; ends here
};

/// `begin` is at a digit, a + or an opening bracket; `announced` is the last word before it that tells of numbers. In
/// order of precedence:
///
/// * identity number: 13 digits YYMMDD SSSS C A Z, a valid day, C 0 to 2, Luhn's check digit (Home Affairs)
/// * card: 12 to 19 digits that an issuer gives out (ISO/IEC 7812 prefixes and lengths), Luhn's check digit
/// * account: announced, 7 to 11 digits
/// * telephone: + or 00 and 8 to 15 digits (E.164), after 27 exactly 9, with (0) before them perhaps; 0 and 9 digits;
/// 27 and
///   9 digits; any 7 to 15 if announced
[[nodiscard]] NumberFound read_number(Text text, uint32_t begin, Word announced);

}  // namespace booking::compliance
