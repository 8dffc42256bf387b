#include "wasm/routing/understanding/understand.h"

#include <algorithm>
#include <cmath>

#include "model_table.h"
#include "wasm/routing/understanding/classify.h"

namespace booking::routing {
namespace {

uint16_t per_mille(float chance) { return static_cast<uint16_t>(std::lround(chance * 1000)); }

/// Below this no language is named: somewhere between two, or none of ours.
constexpr uint16_t kLeastLanguageChance = 400;

bool read_with(std::span<const uint8_t> bytes, const Folded& text, Arena& arena, Classified& to) {
  Model model;
  return open_model(bytes, model) && classify(model, text, arena, to);
}

}  // namespace

bool understand(std::span<const uint8_t> text, Arena& arena, Reading& reading) {
  reading = {};
  Folded folded;
  fold(text.first(std::min(text.size(), kMostTextBytes)), folded);
  Classified wanted;
  Classified spoken;
  if (!read_with(table::kSalonIntents, folded, arena, wanted) ||
      !read_with(table::kSalonLanguages, folded, arena, spoken))
    return false;
  for (size_t rank = 0; rank < kRanks; ++rank)
    reading.guesses[rank] = {static_cast<Intent>(wanted.best[rank].label), per_mille(wanted.best[rank].chance)};
  if (folded.count == 0) {
    for (Guess& guess : reading.guesses) guess.chance = 0;
    return true;
  }
  reading.sure = wanted.sure;
  reading.language_chance = per_mille(spoken.best[0].chance);
  if (reading.language_chance >= kLeastLanguageChance) reading.language = static_cast<Language>(spoken.best[0].label);
  return true;
}

}  // namespace booking::routing
