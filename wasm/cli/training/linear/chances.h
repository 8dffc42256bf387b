// From scores to chances, by texts that the scores were not trained on.
#pragma once

#include <span>
#include <vector>

#include "wasm/cli/training/linear/compress.h"
#include "wasm/routing/understanding/classify.h"

namespace booking::training {

/// What a model said of a text, and what is true.
struct Said {
  routing::Classified classified;
  uint16_t label = 0;
  float weight = 1;
};

/// Gives the texts outside of all labels such a weight that they are a sixth of all: held-out files have few of them,
/// clients do not.
void weigh_outside(std::span<Said> said, uint32_t outside);

/// Classifies each text with the model in `bytes`.
std::vector<Said> said_of(const std::vector<uint8_t>& bytes, const Examples& examples);

/// Logistic regression of each guess's being right on the signs, by Newton's method with a small penalty, so that few
/// texts or a sign that never changes do no harm.
Chances chances_of(std::span<const Said> held_out);

/// The least chance above which at least `precision` of the answers are right, texts outside of all labels being wrong
/// whatever is answered; above 1 when there is none.
float threshold_of(std::span<const Said> held_out, float precision);

/// What a model is worth on texts it was not made of.
struct Worth {
  size_t inside = 0;       ///< texts of a label
  size_t right = 0;        ///< of these, whose first guess is right
  size_t among_three = 0;  ///< of these, whose label is among the three guesses
  size_t answered = 0;     ///< of these, sure
  size_t answered_right = 0;
  size_t outside = 0;      ///< texts of no label
  size_t turned_away = 0;  ///< of these, not sure
  double calibration = 0;  ///< expected calibration error of the first chance over ten equal bins, 0 to 1

  [[nodiscard]] double accuracy() const {
    return inside == 0 ? 0 : static_cast<double>(right) / static_cast<double>(inside);
  }
};

Worth worth_of(std::span<const Said> said, uint32_t outside);

}  // namespace booking::training
