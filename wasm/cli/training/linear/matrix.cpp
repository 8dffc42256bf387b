#include "wasm/cli/training/linear/matrix.h"

#include <algorithm>
#include <cmath>

#include "wasm/routing/understanding/features.h"

namespace booking::training {
namespace {

using namespace routing;

Folded folded(const std::string& text) {
  Folded to;
  fold({reinterpret_cast<const uint8_t*>(text.data()), std::min(text.size(), kMostTextBytes)}, to);
  return to;
}

void number(Dictionary& dictionary) {
  dictionary.row_of.assign(size_t{1} << kPlaceBits, -1);
  for (size_t row = 0; row < dictionary.size(); ++row)
    dictionary.row_of[dictionary.places[row]] = static_cast<int32_t>(row);
}

}  // namespace

Dictionary dictionary_of(const Examples& examples, uint32_t fewest, const Views& views) {
  std::vector<uint32_t> texts(size_t{1} << kPlaceBits);
  std::vector<size_t> last(texts.size(), 0);  // the text, from 1, that was counted last
  for (size_t i = 0; i < examples.size(); ++i) {
    const Folded text = folded(examples[i].text);
    for (size_t v = 0; v < kViews; ++v) {
      if (views[v] == 0) continue;
      each_feature(text, static_cast<View>(v), [&](uint32_t place) {
        texts[place] += last[place] != i + 1;
        last[place] = i + 1;
      });
    }
  }
  const auto all = static_cast<float>(examples.size());
  Dictionary dictionary;
  const float most = 1 + std::log((1 + all) / (1 + static_cast<float>(fewest)));
  for (size_t level = 0; level < kLevels; ++level)
    dictionary.idf[level] = 1 + (most - 1) * static_cast<float>(level) / (kLevels - 1);
  for (uint32_t place = 0; place < texts.size(); ++place) {
    if (texts[place] < fewest) continue;
    const float idf = 1 + std::log((1 + all) / (1 + static_cast<float>(texts[place])));
    const float level = std::round((idf - 1) / std::max(most - 1, 1e-6F) * (kLevels - 1));
    dictionary.places.push_back(place);
    dictionary.idf_level.push_back(static_cast<uint8_t>(std::clamp(level, 0.0F, float{kLevels - 1})));
  }
  number(dictionary);
  return dictionary;
}

Dictionary part_of(const Dictionary& dictionary, std::span<const uint32_t> kept) {
  Dictionary part;
  part.idf = dictionary.idf;
  for (const uint32_t row : kept) {
    part.places.push_back(dictionary.places[row]);
    part.idf_level.push_back(dictionary.idf_level[row]);
  }
  number(part);
  return part;
}

Matrix matrix_of(const Examples& examples, const Dictionary& dictionary, const Views& views) {
  Matrix matrix;
  std::vector<uint32_t> times(dictionary.size());
  for (const Example& example : examples) {
    const Folded text = folded(example.text);
    const size_t begin = matrix.columns.size();
    float length = 0;
    for (size_t v = 0; v < kViews; ++v) {
      if (views[v] == 0) continue;
      std::vector<uint32_t> seen;
      each_feature(text, static_cast<View>(v), [&](uint32_t place) {
        const int32_t row = dictionary.row_of[place];
        if (row >= 0 && times[static_cast<size_t>(row)]++ == 0) seen.push_back(static_cast<uint32_t>(row));
      });
      float squares = 0;
      const size_t from = matrix.columns.size();
      for (const uint32_t row : seen) {
        const auto times_here = static_cast<float>(times[row]);
        const float value = (1 + std::log(times_here)) * dictionary.idf[dictionary.idf_level[row]];
        squares += value * value;
        matrix.columns.push_back(row);
        matrix.values.push_back(value);
        times[row] = 0;
      }
      for (size_t i = from; i < matrix.values.size(); ++i) matrix.values[i] *= views[v] / std::sqrt(squares);
      if (squares > 0) length += views[v] * views[v];
    }
    for (size_t i = begin; i < matrix.values.size(); ++i) matrix.values[i] /= std::sqrt(length);
    matrix.starts.push_back(matrix.columns.size());
  }
  return matrix;
}

}  // namespace booking::training
