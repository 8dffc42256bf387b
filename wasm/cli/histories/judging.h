// What the detector is worth on weeks that were replayed: made of some seeds, measured on others.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "wasm/routing/proactive/signs.h"

namespace booking::histories {

using routing::proactive::kBuckets;
using routing::proactive::kKinds;

struct Seeds {
  uint64_t first;
  uint64_t last;
};
/// The table of confidence.h is made of the first; nothing was ever chosen on the second.
inline constexpr Seeds kToFit{1, 600};
inline constexpr Seeds kToJudge{700'001, 700'200};

/// A bucket that was seen less often says nothing.
inline constexpr uint32_t kTooRare = 30;

using Thresholds = std::array<uint16_t, kKinds>;
using Table = std::array<std::array<uint16_t, kBuckets>, kKinds>;

/// Replayed once: of every sign the first look at which it was in each bucket, and when its ticket came.
struct Passed {
  uint8_t kind;
  uint8_t bucket;
  uint32_t subject;  // of that kind, of all weeks
  uint32_t at;
  uint32_t ticket;  // kNever where there was none
};
struct Replayed {
  std::vector<Passed> passed;  // of each subject in the order of time
  std::array<uint32_t, kKinds> tickets{};
  uint32_t unforeseeable = 0;
};
[[nodiscard]] Replayed replayed(Seeds seeds);

/// The share of each bucket's signs that became a ticket afterwards, in thousandths; a sign counts once in each bucket
/// it passes.
[[nodiscard]] Table fitted(const Replayed& weeks);

struct Counts {
  uint32_t found = 0;
  uint32_t right = 0;  // the ticket came after it was found
  uint32_t tickets = 0;
  uint32_t foreseen = 0;  // tickets that were found before they came
  uint64_t ahead = 0;     // minutes, of all that were right together
};

struct Judged {
  std::array<Counts, kKinds> kinds;
  Counts all;
  uint32_t unforeseeable = 0;  // tickets besides
};

/// A finding is made once: at the first look, every ten minutes, at which its sign is sure enough.
[[nodiscard]] Judged judged(const Replayed& weeks, const Table& table, const Thresholds& sure_from);

/// Of each kind the lowest threshold, in steps of a hundredth, with which 86 in 100 findings were right; 1000 where
/// there is none.
[[nodiscard]] Thresholds thresholds(const Replayed& weeks, const Table& table);

}  // namespace booking::histories
