#include "wasm/compliance/threats/state.h"

#include <algorithm>

namespace booking::compliance {
namespace {

constexpr uint32_t kMost = 0xffff;

void halve(State& state, uint32_t at) {
  if (at < state.sketch_halved + kHalfLife) return;
  const uint32_t halvings = std::min((at - state.sketch_halved) / kHalfLife, 16u);
  for (auto& row : state.sketch)
    for (uint16_t& count : row) count = static_cast<uint16_t>(count >> halvings);
  state.sketch_halved = at;
}

void decay(Source& source, uint32_t at) {
  if (at <= source.last) return;
  const uint32_t elapsed = at - source.last;
  for (uint32_t* count : {&source.failed, &source.worked, &source.missed, &source.found, &source.held,
                          &source.confirmed, &source.forged, &source.declines})
    *count = decayed(*count, elapsed);
  // Distinct things are counted within one spell of activity.
  if (source.failed < kOne) source.accounts = 0;
  if (source.missed < kOne) source.references = 0;
  if (elapsed > 2 * kHalfLife) source.dates = 0;
  source.last = at;
}

/// How much of a source would be forgotten with its slot.
uint64_t weight(const Source& source, uint32_t at) {
  const uint64_t bad = uint64_t{source.failed} + source.missed + source.held + source.forged + source.declines;
  const uint32_t elapsed = at > source.last ? at - source.last : 0;
  const uint64_t strikes = source.strikes[0] + source.strikes[1] + source.strikes[2] + source.strikes[3] +
                           source.strikes[4] + source.strikes[5];
  return (bad + strikes * 64 * kOne) >> std::min(elapsed / kHalfLife, 63u);
}

}  // namespace

uint32_t count_looks(State& state, uint64_t source, uint32_t days, uint32_t at) {
  halve(state, at);
  uint32_t least = kMost;
  for (uint32_t row = 0; row < kSketchRows; row++) {
    uint16_t& count = state.sketch[row][mixed(source + row * 0x9e3779b97f4a7c15ULL) % kSketchColumns];
    count = static_cast<uint16_t>(std::min(count + days, kMost));
    least = std::min<uint32_t>(least, count);
  }
  return least;
}

Source& slot_of(State& state, uint64_t key, uint32_t at) {
  Source* free = state.sources.data();
  uint64_t lightest = UINT64_MAX;
  for (Source& source : state.sources) {
    if (source.key == key) {
      decay(source, at);
      return source;
    }
    const uint64_t weighs = source.key == 0 ? 0 : weight(source, at) + 1;
    if (weighs >= lightest) continue;
    lightest = weighs;
    free = &source;
  }
  *free = Source{};
  free->key = key;
  free->last = at;
  return *free;
}

}  // namespace booking::compliance
