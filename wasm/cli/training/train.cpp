#include "wasm/cli/training/train.h"

#include "wasm/cli/training/linear/chances.h"

namespace booking::training {
namespace {

std::vector<uint8_t> trained(const Examples& examples, const Recipe& recipe, const Parts& parts) {
  std::vector<uint16_t> labels;
  for (const Example& example : examples) labels.push_back(example.label);
  const size_t count = parts.labels.size();
  const Dictionary all = dictionary_of(examples, recipe.fewest, recipe.views);
  const Matrix matrix = matrix_of(examples, all, recipe.views);
  const Weights full = train(matrix, labels, count, all.size(), recipe.descent, {});
  const Kept kept = prune(full, matrix, all, parts.labels, recipe.bytes);
  const Matrix small = matrix_of(examples, kept.dictionary, recipe.views);
  const Weights weights = train(small, labels, count, kept.dictionary.size(), recipe.descent, kept.mask);
  return bytes_of(kept, weights, parts);
}

}  // namespace

std::vector<uint8_t> model_of(const Corpus& corpus, const Recipe& recipe) {
  Parts parts{corpus.labels, corpus.outside ? *corpus.outside : routing::kNoLabel, recipe.views, {}, 2};
  std::vector<uint8_t> model = trained(corpus.train, recipe, parts);
  const auto held_out = [&] {
    std::vector<Said> said = said_of(model, corpus.validation);
    weigh_outside(said, parts.outside);
    return said;
  };
  parts.chances = chances_of(held_out());
  with_chances(model, parts);
  parts.threshold = threshold_of(held_out(), recipe.precision);
  with_chances(model, parts);
  if (!recipe.learns_validation) return model;
  Examples both = corpus.train;
  both.insert(both.end(), corpus.validation.begin(), corpus.validation.end());
  return trained(both, recipe, parts);
}

}  // namespace booking::training
