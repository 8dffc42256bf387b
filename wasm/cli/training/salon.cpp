#include "wasm/cli/training/salon.h"

namespace booking::training {

Recipe intent_recipe() {
  Recipe recipe;
  recipe.bytes = size_t{192} * 1024;
  recipe.precision = 0.9F;
  return recipe;
}

Recipe language_recipe() {
  Recipe recipe;
  recipe.views = {1, 1, 0};
  recipe.bytes = size_t{64} * 1024;
  return recipe;
}

}  // namespace booking::training
