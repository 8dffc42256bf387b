// Names of people, where words announce them: "my name is", "ek is", "igama lami ngu", a title, a label, a letter's
// end.
//
// A name without such a word is not told from other capitals; that would take a list of names, which would know some
// peoples' better than others'.
#pragma once

#include <cstdint>

#include "wasm/compliance/personal_data/text.h"
#include "wasm/compliance/personal_data/words.h"

namespace booking::compliance {

/// A name in bytes [begin, end); empty when there is none.
struct NameFound {
  uint32_t begin;
  uint32_t end;
  uint8_t score;
};

/// Hears every word of the text in turn and gives the name that the last one announces.
class Names {
 public:
  [[nodiscard]] NameFound hear(Text text, const WordFound& word);

 private:
  WordFound last_{0, 0, Word::None, 0};
  Word before_ = Word::None;
};

}  // namespace booking::compliance
