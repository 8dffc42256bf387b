// The words that tell what stands beside them, in English, Afrikaans, isiZulu and isiXhosa.
#pragma once

#include <cstdint>

#include "wasm/compliance/personal_data/text.h"

namespace booking::compliance {

enum class Word : uint8_t {
  None,       // not in the list
  Account,    // a bank account's number is near
  Phone,      // a telephone number
  Number,     // some number: a telephone's, unless a word before it says of what
  Birth,      // a date of birth
  Reference,  // a number of an invoice, an order, a visit: nobody's
  Month,      // `value` is 1 to 12
  Title,      // a name follows; `value` 1 where it must begin with a capital to be one
  Name,       // "name", "naam"
  Label,      // "client": a name follows after a colon
  Own,        // "my"
  Is,         // "is", or the s of "it's"
  Am,         // "am", or the m of "I'm"
  I,          // "I", "ek"
  This,       // "this", "it", "dit"
  Its,        // "its", "dis"
  Igama,      // isiZulu and isiXhosa for a name
  Lami,       // … of mine
  Ngu,        // … is
  Ngingu,     // I am, of names
  SignOff,    // "regards"
  Particle,   // "van", "du": may stand within a surname
  Web,        // how a URL begins
  Common,     // no name, though it may be written with a capital
};

struct WordFound {
  uint32_t begin;
  uint32_t end;
  Word kind;
  uint8_t value;
};

/// The run of Latin letters that begins at `begin`, which must hold one. Linear in its length.
[[nodiscard]] WordFound read_word(Text text, uint32_t begin);

}  // namespace booking::compliance
