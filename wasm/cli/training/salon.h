// The salon's two models, out of shared/knowledge/utterances.
#pragma once

#include <string>
#include <vector>

#include "wasm/cli/training/train.h"

namespace booking::training {

/// What a client wants. Labels are the contract's intents, by their numbers.
Recipe intent_recipe();

/// Which language it is: words and pieces of words.
Recipe language_recipe();

}  // namespace booking::training
