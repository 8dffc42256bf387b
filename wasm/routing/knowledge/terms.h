// A text as the search sees it: its words, and the pieces of its longer words.
//
// Pieces stand in for stemming, which four languages would need four of: `parking`, `parkeer` and `ukupaka` share
// pieces with what else grows on their stems, whatever prefixes isiZulu and isiXhosa put before them, and a slip of the
// finger costs some pieces and not the word. (Character n-grams of 4 or 5: McNamee and Mayfield, Information Retrieval
// 7, 2004.) Words that every question has (`do you have`, `ngicela`) are left out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "wasm/routing/understanding/text.h"

namespace booking::routing {

/// Letters of a piece.
inline constexpr size_t kPiece = 4;
/// Letters of the shortest word that has pieces, beside itself.
inline constexpr size_t kPieced = 5;

/// FNV-1a of the word or the piece; the lowest bit says which: 1 is a piece. Two of one hash are taken for one.
using Term = uint32_t;
constexpr bool is_piece(Term term) { return (term & 1) != 0; }

/// Writes the terms of `text` in their order, repeated ones too, until `to` is full; how many. Room for as many as the
/// text has bytes is enough for any text.
size_t terms_of(std::span<const uint8_t> text, Folded& scratch, std::span<Term> to);

}  // namespace booking::routing
