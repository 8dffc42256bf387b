// What was understood of one message.
#pragma once

#include <array>
#include <cstdint>

#include "routing_generated.h"

namespace booking::routing {

using wire::Intent;
using wire::Language;

/// One guess at what is wanted. `chance` is calibrated: of guesses at 700, seven in ten are right on texts not trained
/// on.
struct Guess {
  Intent intent = Intent::OutOfScope;
  uint16_t chance = 0;  ///< 0 to 1000
};

struct Reading {
  Language language = Language::Other;
  uint16_t language_chance = 0;  ///< 0 to 1000
  /// The likeliest first, never OutOfScope; three different intents.
  std::array<Guess, 3> guesses;
  /// The first guess may be acted on (chance at or above the model's threshold); otherwise it is offered, or a person
  /// asked.
  bool sure = false;
};

}  // namespace booking::routing
