// Why a candidate was not offered: the first failing rule in the order 6, 7, 8, then the earliest phase left without a
// unit.
//
// The search is asked again with fewer facts: hours only, then power, then with the bookings that stand in the way of
// the first phase, the first two … The first question that has no answer is the reason.
#pragma once

#include "wasm/availability/search/search.h"

namespace booking::availability {

class Explanation {
 public:
  Explanation(Arena& arena, const Query& query, Day& day, Searcher& searcher, Answer& answer)
      : arena_(arena), query_(query), day_(day), searcher_(searcher), answer_(answer) {}

  /// Rejects of the day, whose offered starts are in the answer already. Errors: OutOfMemory, TooComplex.
  [[nodiscard]] Status explain_day(bool open);

  /// After the last day: a candidate refused in the hours of one date may have been offered in those of another.
  void drop_offered();

 private:
  static constexpr int32_t kMostCandidates = 2 * kQuantaPerDay;
  struct Candidate {
    int32_t instant;
    uint8_t reason;  // 0: not known yet
    uint8_t wish;
    uint16_t phase;
    uint16_t pool;
  };
  void list_candidates();
  [[nodiscard]] bool is_open(int32_t instant) const;
  [[nodiscard]] bool is_offered(int32_t instant) const;
  [[nodiscard]] bool keep(const wire::Reject& row);
  /// Gives `verdict` to every candidate still open that has no visit under `stage`.
  [[nodiscard]] Status reject_without(const Stage& stage, const Candidate& verdict);
  [[nodiscard]] Status reject_by_phase();
  void reject_by_time();

  Arena& arena_;
  const Query& query_;
  Day& day_;
  Searcher& searcher_;
  Answer& answer_;
  Candidate candidates_[kMostCandidates] = {};
  int32_t count_ = 0;
  Visit visit_;
};

}  // namespace booking::availability
