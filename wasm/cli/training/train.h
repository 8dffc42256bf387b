// From texts to a model.
#pragma once

#include <cstdint>
#include <vector>

#include "wasm/cli/training/linear/compress.h"
#include "wasm/cli/training/linear/descent.h"
#include "wasm/cli/training/texts/examples.h"

namespace booking::training {

struct Recipe {
  /// The best of some tried on three fifths of BANKING77's training texts; they differ little.
  Views views{0.7F, 1, 0.7F};
  uint32_t fewest = 1;  ///< texts that a feature must be in
  Descent descent;
  size_t bytes = size_t{320} * 1024;  ///< the model's most
  float precision = 0.95F;            ///< of the answers that are called sure, on texts held out
  /// The validation part is trained on too, once chances and threshold are fixed by it.
  bool learns_validation = true;
};

/// Trains on the first part, fits chances and threshold to the validation part, and never looks at the test part. The
/// same bytes on every run on one machine.
std::vector<uint8_t> model_of(const Corpus& corpus, const Recipe& recipe);

}  // namespace booking::training
