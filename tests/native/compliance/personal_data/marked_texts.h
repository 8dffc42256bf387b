// Texts in which personal data is marked, such as `en: call [[phone|082 555 0101]]`, and how well a finder's answer
// meets the marks.
#pragma once

#include <string>
#include <vector>

#include "wasm/compliance/personal_data/find.h"

namespace personal {

struct MarkedText {
  std::string language;
  std::string text;
  std::vector<booking::compliance::PersonalSpan> marks;
};

std::vector<booking::compliance::PersonalSpan> found_in(const std::string& text);

/// One of the files beside this one.
std::vector<MarkedText> marked_texts(const char* file);

/// Spans that were marked and found exactly, found and not marked, marked and not found; for each entity.
struct Tally {
  int right = 0;
  int wrong = 0;
  int missed = 0;
  [[nodiscard]] double precision() const { return right + wrong == 0 ? 1 : double(right) / (right + wrong); }
  [[nodiscard]] double recall() const { return right + missed == 0 ? 1 : double(right) / (right + missed); }
};

inline constexpr int kEntities = 9;
extern const char* const kNames[kEntities];

struct Tallies {
  Tally of[kEntities];
  Tally all;
  std::string faults;  // one a line
};

/// Adds what `found` is worth against `marks`; exact bounds and entity count, nothing else.
void tally(Tallies& tallies, const std::string& text, const std::vector<booking::compliance::PersonalSpan>& marks,
           const std::vector<booking::compliance::PersonalSpan>& found);

/// A line for each entity with its counts, precision and recall.
std::string table(const Tallies& tallies);

}  // namespace personal
