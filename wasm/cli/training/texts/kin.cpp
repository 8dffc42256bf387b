// Which texts are nearly the same, so that none of them is judged by its twin.
#include <algorithm>
#include <numeric>

#include "wasm/cli/training/texts/examples.h"
#include "wasm/routing/understanding/features.h"

namespace booking::training {
namespace {

using namespace routing;

uint64_t hash_of(std::string_view text) {
  uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (const char each : text) hash = (hash ^ static_cast<uint8_t>(each)) * 1099511628211U;
  return hash ^ (hash >> 32);
}

/// The runs of three letters of the words, each once, ascending.
std::vector<uint32_t> runs_of(const Folded& text) {
  std::vector<uint32_t> runs;
  for (const Word& word : text.all())
    for (size_t at = word.begin - size_t{1}; at + 2 <= word.end; ++at)
      runs.push_back(uint32_t{text.letters[at]} << 16 | uint32_t{text.letters[at + 1]} << 8 | text.letters[at + 2]);
  std::ranges::sort(runs);
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  return runs;
}

bool nearly_same(const std::vector<uint32_t>& one, const std::vector<uint32_t>& other) {
  const size_t least = std::min(one.size(), other.size());
  const size_t most = std::max(one.size(), other.size());
  if (least * 10 < most * 6) return false;
  size_t shared = 0;
  for (size_t i = 0, j = 0; i < one.size() && j < other.size();) {
    shared += one[i] == other[j];
    const bool forward = one[i] <= other[j];
    const bool other_forward = other[j] <= one[i];
    i += forward;
    j += other_forward;
  }
  return shared * 10 >= (one.size() + other.size() - shared) * 6;
}

size_t head_of(std::vector<size_t>& heads, size_t of) {
  while (heads[of] != of) of = heads[of] = heads[heads[of]];
  return of;
}

}  // namespace

std::vector<uint64_t> hashes_of(const Examples& examples) {
  std::vector<uint64_t> hashes;
  for (const Example& example : examples) hashes.push_back(hash_of(example.text));
  return hashes;
}

std::vector<uint64_t> kin_of(const Examples& examples) {
  std::vector<std::vector<uint32_t>> runs;
  const std::vector<uint64_t> hashes = hashes_of(examples);
  for (const Example& example : examples) {
    Folded text;
    fold({reinterpret_cast<const uint8_t*>(example.text.data()), std::min(example.text.size(), kMostTextBytes)}, text);
    runs.push_back(runs_of(text));
  }
  std::vector<size_t> heads(examples.size());
  std::iota(heads.begin(), heads.end(), size_t{0});
  for (size_t i = 0; i < examples.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (nearly_same(runs[i], runs[j])) heads[head_of(heads, i)] = head_of(heads, j);
  std::vector<uint64_t> kin(examples.size(), ~uint64_t{0});
  for (size_t i = 0; i < examples.size(); ++i) {
    uint64_t& least = kin[head_of(heads, i)];
    least = std::min(least, hashes[i]);
  }
  std::vector<uint64_t> of_each(examples.size());
  for (size_t i = 0; i < examples.size(); ++i) of_each[i] = kin[head_of(heads, i)];
  return of_each;
}

Examples take_part(Examples& from, std::vector<uint64_t>& kin, uint64_t of, uint64_t rest) {
  Examples taken;
  Examples left;
  std::vector<uint64_t> left_kin;
  for (size_t i = 0; i < from.size(); ++i) {
    if (kin[i] % of == rest) {
      taken.push_back(std::move(from[i]));
    } else {
      left.push_back(std::move(from[i]));
      left_kin.push_back(kin[i]);
    }
  }
  from = std::move(left);
  kin = std::move(left_kin);
  return taken;
}

}  // namespace booking::training
