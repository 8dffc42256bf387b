// Finds personal data in text: identity numbers, telephones, e-mail addresses, bank cards and accounts, IP addresses,
// URLs, dates of birth and names.
//
// One pass from left to right without going back: every reader looks ahead by no more than its entity can be long, so
// time is linear in the text, whatever it holds, and memory is the caller's. What words announce is remembered for a
// few dozen bytes. Text is UTF-8; bytes that are none are no letters, and are passed over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "wasm/compliance/personal_data/spans.h"

namespace booking::compliance {

/// Writes what was found into `room`, in the order of the text and without overlaps, and returns how many there are.
/// `room` holds Spans::most_in(text.size()); `text` has at most 2^31 bytes.
[[nodiscard]] size_t find_personal_data(std::span<const uint8_t> text, std::span<PersonalSpan> room);

}  // namespace booking::compliance
