// Reading one message with a model: the best labels, and how likely each is right.
//
// The score of a label is linear in the message's features: each view's TF-IDF (1 + ln tf, times the IDF) has length 1,
// the views are weighed and together have length 1 again. A chance is logistic in what the scores show (Platt,
// "Probabilistic Outputs for Support Vector Machines", 1999, with more than one sign), fitted to texts that were held
// out.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "wasm/base/arena.h"
#include "wasm/routing/understanding/model.h"

namespace booking::routing {

struct LabelGuess {
  uint16_t label = kNoLabel;
  float chance = 0;  ///< 0 to 1, descending
};

/// What the chances are taken from: 1, the three best scores, the score of the label that means none of the others (-1
/// where there is none), and the share of the features that the model knows.
using Signs = std::array<float, kSigns>;

struct Classified {
  /// Never the label that means none of the others; kNoLabel where there are fewer labels.
  std::array<LabelGuess, kRanks> best;
  Signs signs{};
  /// The first chance reaches the model's threshold.
  bool sure = false;
};

/// Scores for each label. False without room (some 16 bytes for each of the text's features).
[[nodiscard]] bool score(const Model& model, const Folded& text, Arena& arena, std::span<float> scores, float& known);

/// The best labels and the signs, without chances.
[[nodiscard]] Classified ranked(const Model& model, std::span<const float> scores, float known);

/// False without room.
[[nodiscard]] bool classify(const Model& model, const Folded& text, Arena& arena, Classified& to);

}  // namespace booking::routing
