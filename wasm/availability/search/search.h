// The search over days: which starts are offered, with which people, and why the others are not.
#pragma once

#include "wasm/availability/visits/answer.h"
#include "wasm/availability/visits/exhaustive.h"
#include "wasm/availability/visits/solo.h"

namespace booking::availability {

/// Looks at one opening at a time and gives the best visit at a quantum.
class Searcher {
 public:
  [[nodiscard]] Status reserve(Arena& arena, const Query& query, Day& day);

  /// After `day.fill()`; `stage` says which facts count.
  void begin_day(const Stage& stage = {});
  void begin_opening(const Opening& opening);

  /// The best visit at quantum `t` of the opening; cost kNever when there is none. Errors: TooComplex.
  [[nodiscard]] Status find(int32_t t, Visit& visit);

  /// One service and one guest: `solo` then gives the starts of an opening in one go.
  [[nodiscard]] bool alone() const { return alone_; }
  [[nodiscard]] const Solo& solo() const { return solo_; }

  [[nodiscard]] const Ability& ability() const { return ability_; }
  [[nodiscard]] Gaps& gaps() { return gaps_; }

 private:
  void prepare(std::span<const Opening> openings);
  [[nodiscard]] bool buffers_meet(const Visit& visit) const;

  const Query* query_ = nullptr;
  Day* day_ = nullptr;
  bool alone_ = false;       // one service, one guest
  bool hours_only_ = false;  // no booking counts: then neither do the other guests of a party
  bool buffers_ = false;     // some wish has buffers, so one person's may meet
  Opening opening_{0, 0};
  Ability ability_;
  Gaps gaps_;
  Solo solo_;
  Chain chain_;
  Exhaustive exhaustive_;
};

/// Every bookable start of the query (not for classes, see sessions.h).
[[nodiscard]] Status search_days(Arena& arena, const Query& query, Answer& answer);

}  // namespace booking::availability
