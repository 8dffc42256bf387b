// Why a candidate was not offered: the first failing rule in the order 6, 7, 8, then the earliest phase left without a
// unit.
//
// The search is asked again with fewer facts: working hours in the first phase with staff, the first two … then power
// phase by phase, then the bookings that stand in the way of the first phase's person, its resources, the next phase's
// … The first question that has no answer is the reason.
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
  static constexpr uint16_t kNoPool = 0xffff;  // see the contract
  static constexpr int32_t kMostCandidates = 2 * kQuantaPerDay;
  /// `at` counts quanta from the visit's start to the earliest that the phase can begin.
  struct Verdict {
    wire::Reason reason{};
    uint8_t wish = 0;
    uint16_t phase = 0;
    uint16_t pool = 0;
    uint32_t person = kAny;
    int32_t at = 0;
  };
  struct Candidate {
    int32_t instant;
    bool refused;
    Verdict verdict;
  };
  static void refuse(Candidate& candidate, const Verdict& verdict);
  void list_candidates();
  [[nodiscard]] bool is_open(int32_t instant) const;
  [[nodiscard]] bool is_offered(int32_t instant) const;
  [[nodiscard]] bool keep(const wire::Reject& row);
  [[nodiscard]] Status find_reasons();
  void reject_by_opening();
  void reject_by_time();
  /// Gives `verdict` to every candidate still open that has no visit under `stage`.
  [[nodiscard]] Status reject_without(const Stage& stage, const Verdict& verdict);
  /// Calls `ask(number, phase, verdict)` for each phase of the visit, counted through all its services.
  template <class Ask>
  [[nodiscard]] Status each_phase(Ask&& ask);
  [[nodiscard]] Status reject_by_hours();
  [[nodiscard]] Status reject_by_power();
  [[nodiscard]] Status reject_by_bookings();
  [[nodiscard]] Status reject_party();

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
